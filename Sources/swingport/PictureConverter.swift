import Codes
import Foundation

/// Turns SVG into PNG or PDF by the program `rsvg-convert` of librsvg, run as a child.
struct PictureConverter {
  private let program: String
  private let environment: [String: String]

  /// Finds the program on the path.
  ///
  /// - Throws: `DataError` of exit status 66 that says what to install.
  init(environment: [String: String]) throws {
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    guard
      let program = folders.map({ $0 + "/rsvg-convert" })
        .first(where: { $0.hasPrefix("/") && FileManager.default.isExecutableFile(atPath: $0) })
    else {
      throw DataError(
        .noConverter, "PNG and PDF are made by rsvg-convert, which is not on the PATH",
        hint: "install it (Debian: apt-get install librsvg2-bin; macOS: brew install librsvg), or "
          + "write SVG")
    }
    self.program = program
    self.environment = environment
  }

  /// Converts a picture: 300 dots an inch on paper, 2,200 pixels wide for screens.
  ///
  /// - Throws: `DataError` with what the program said when it failed.
  func convert(_ svg: String, to format: MapFormat, isPaper: Bool) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("swingport-\(UUID().uuidString)", isDirectory: true)
    let source = folder.appendingPathComponent("figure.svg")
    let target = folder.appendingPathComponent("figure.\(format.rawValue)")
    let talk = folder.appendingPathComponent("talk")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      try Data(svg.utf8).write(to: source)
      try Data().write(to: talk)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      var arguments = ["--format", format.rawValue, "--output", target.path]
      if format == .png {
        arguments += isPaper ? ["--dpi-x", "300", "--dpi-y", "300"] : ["--width", "2200"]
      }
      process.arguments = arguments + [source.path]
      // A PDF carries its date of making, which is none of the picture.
      process.environment = environment.merging(["SOURCE_DATE_EPOCH": "0"]) { $1 }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = try FileHandle(forWritingTo: talk)
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        let said =
          String(decoding: (try? Data(contentsOf: talk)) ?? Data(), as: UTF8.self)
          .split(separator: "\n").first.map(String.init) ?? "nothing"
        throw DataError(
          .conversionFailed, "rsvg-convert failed and said: \(said)",
          hint: "write SVG, or update librsvg to 2.54 or later")
      }
      return Array(try Data(contentsOf: target))
    } catch let error as DataError {
      throw error
    } catch {
      throw DataError(
        .conversionFailed, "the picture cannot be converted in \(folder.path)",
        hint: "check that the folder for temporary files (TMPDIR) has room, or write SVG")
    }
  }
}

extension DataError.Kind {
  /// The program that makes PNG and PDF is not there.
  static let noConverter = Self(id: "map.no_converter", exitCode: .inputMissing)
  /// The program that makes PNG and PDF failed.
  static let conversionFailed = Self(id: "map.conversion_failed", exitCode: .cannotCreate)
}
