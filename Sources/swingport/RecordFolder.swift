import Codes
import Foundation
import Records
import Tables

/// A folder of records with its manifest.
struct RecordFolder {
  let path: String
  let manifest: RecordManifest

  /// Reads the manifest.
  ///
  /// - Throws: `DataError` of kind `missingTable` where there is none, or `badRecords` where it is damaged
  ///   or was changed.
  init(path: String) throws {
    self.path = path
    let name = path + "/" + RecordLayout.manifestName
    guard FileManager.default.fileExists(atPath: path) else {
      throw DataError(
        .missingTable, "there is no folder '\(path)'", hint: "check the path of the records")
    }
    guard FileManager.default.fileExists(atPath: name) else {
      throw DataError(
        .missingTable, "\(path) has no \(RecordLayout.manifestName), so it is no folder of records",
        hint: "write one with swingport records --out \(path)")
    }
    let file = try MappedFile(path: name)
    manifest = try withExtendedLifetime(file) {
      try RecordManifest(
        reading: Array(file.bytes), named: name, sealedBy: RecordFolder.seal)
    }
  }

  /// The SHA-256 of a text in hexadecimal digits.
  static func seal(_ text: String) -> String {
    var hash = RunningHash()
    Array(text.utf8).withUnsafeBytes { hash.add($0) }
    return digits(hash)
  }

  /// A hash without its name.
  static func digits(_ hash: RunningHash) -> String {
    String(hash.text.dropFirst("sha256:".count))
  }

  /// Refuses a part that is missing or has another size, and a file that nobody listed.
  func requireSizes() throws {
    for part in manifest.parts {
      let size =
        try? FileManager.default.attributesOfItem(atPath: path + "/" + part.path)[.size]
        as? NSNumber
      guard let size, size.intValue == part.bytes else {
        throw damaged(
          size == nil
            ? "\(part.path) of \(path) is missing"
            : "\(part.path) of \(path) has \(size ?? 0) bytes where \(part.bytes) are listed")
      }
    }
    let known = Set(manifest.parts.map(\.path))
    for name in try FileManager.default.subpathsOfDirectory(atPath: path)
    where !known.contains(name) && !isPassedOver(name) {
      throw DataError(
        .badRecords, "\(name) of \(path) is not listed in \(RecordLayout.manifestName)",
        hint: "remove it, or write the records again")
    }
  }

  /// Whether readers of such folders pass a name over: folders themselves, and what begins with a point or
  /// an underscore; a link to a folder is none.
  private func isPassedOver(_ name: String) -> Bool {
    if name.split(separator: "/").contains(where: { $0.hasPrefix(".") || $0.hasPrefix("_") }) {
      return true
    }
    var status = stat()
    return lstat(path + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Refuses a part whose bytes are not those that were written.
  ///
  /// Cost: 0.6 ns a byte.
  func requireHashes() throws {
    try requireSizes()
    for part in manifest.parts { _ = try file(of: part) }
  }

  /// Reads every record again: bytes, records, dollars and commodities are those of the manifest.
  func verify() throws {
    try requireSizes()
    let known = Set(manifest.commodities)
    var found: Set<String> = []
    try forEachRecord { _, _, fields throws(DataError) in
      if fields.reason.isEmpty, !found.contains(fields.commodity) {
        found.insert(fields.commodity)
      }
    }
    if let other = found.symmetricDifference(known).min() {
      throw damaged(
        "\(path) \(found.contains(other) ? "holds" : "lists") the commodity '\(other)' and "
          + "\(found.contains(other) ? "does not list it" : "has no record of it")")
    }
  }

  /// Hands over all records, part by part, each part after its hash was found right.
  ///
  /// - Throws: `DataError` of kind `badRecords` that names the part, or what `body` throws.
  func forEachRecord(
    _ body: (_ year: Int, _ month: Int, RecordLines.Fields) throws(DataError) -> Void
  ) throws {
    for part in manifest.parts {
      guard let period = part.period else {
        throw damaged("'\(part.path)' is no path of records")
      }
      let file = try file(of: part)
      var dollars: Int64 = 0
      let rows = try RecordLines.forEach(in: file.bytes, named: part.path) {
        fields throws(DataError) in
        if fields.reason.isEmpty { dollars &+= fields.dollars }
        try body(period.year, period.month, fields)
      }
      guard rows == part.rows, dollars == part.dollars else {
        throw damaged(
          "\(part.path) has \(rows) records of \(dollars) dollars where \(part.rows) of "
            + "\(part.dollars) are listed")
      }
    }
  }

  /// A part whose bytes are those that were written.
  private func file(of part: RecordManifest.Part) throws -> MappedFile {
    let file = try MappedFile(path: path + "/" + part.path)
    var hash = RunningHash()
    hash.add(file.bytes)
    guard Self.digits(hash) == part.hash else {
      throw damaged("\(part.path) of \(path) is not what was written: its hash is another")
    }
    return file
  }

  private func damaged(_ what: String) -> DataError {
    DataError(.badRecords, what, hint: "write the records again with swingport records")
  }
}
