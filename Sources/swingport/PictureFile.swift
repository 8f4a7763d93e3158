import Codes
import Drawing
import Foundation

/// What a picture is written as, and how wide it is: the same for maps and charts.
enum PictureFile {
  /// The format, by the name of the file unless it is said.
  ///
  /// - Throws: `DataError` of exit status 64 for a name that says none, or another than is asked for.
  static func format(_ format: MapFormat?, out: String?) throws -> MapFormat {
    if out == "" {
      throw DataError(
        .wrongUse, "--out is empty", hint: "name a file with --out, or leave --out away")
    }
    guard let out else { return format ?? .svg }
    let ending = URL(fileURLWithPath: out).pathExtension.lowercased()
    if ending == "csv" {
      throw DataError(
        .wrongUse, "the name '\(out)' is that of the table beside the picture",
        hint: "end it in .svg, .png or .pdf, or give --table for the values alone")
    }
    let named = MapFormat(rawValue: ending)
    if let format, let named, format != named {
      throw DataError(
        .wrongUse, "the name '\(out)' says \(named.rawValue) and --format says \(format.rawValue)",
        hint: "leave --format out, or end the name in .\(format.rawValue)")
    }
    guard let form = format ?? named else {
      throw DataError(
        .wrongUse, "the name '\(out)' does not say which format",
        hint: "end it in .svg, .png or .pdf, or give --format")
    }
    return form
  }

  /// The page; one of PDF has a size, whether one is asked for or not.
  ///
  /// - Parameter least: The least width that the picture needs.
  /// - Throws: `DataError` of exit status 64 for a width that no page has.
  static func page(width: Double?, form: MapFormat, least: Double = 40) throws -> PageSize {
    guard let width = width ?? (form == .pdf ? 180 : nil) else { return .screen }
    guard !(width < least) else {
      throw DataError(
        .wrongUse, "a width of \(width) mm",
        hint: "give \(Int(least)) to 600; 88 suits a column, 180 a page")
    }
    do {
      return try PageSize(millimetres: width)
    } catch {
      throw DataError(.wrongUse, error.message, hint: error.hint)
    }
  }

  /// The picture in its format: PNG and PDF are made by librsvg.
  static func bytes(_ svg: String, form: MapFormat, page: PageSize) throws -> [UInt8] {
    form == .svg
      ? Array(svg.utf8)
      : try PictureConverter(environment: ProcessInfo.processInfo.environment)
        .convert(svg, to: form, isPaper: page.millimetres != nil)
  }

  /// Writes a picture with the table beside it, or prints the picture.
  static func write(_ bytes: [UInt8], table: String, out: String?) throws {
    guard let out else {
      try Terminal.print(bytes: bytes)
      return
    }
    let file = URL(fileURLWithPath: out)
    let csv = file.deletingPathExtension().appendingPathExtension("csv")
    try OutputFolder(root: file.deletingLastPathComponent()).write([
      (file.lastPathComponent, bytes), (csv.lastPathComponent, Array(table.utf8)),
    ])
  }
}
