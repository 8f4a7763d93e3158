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
  /// - Throws: `DataError` of kind `missingTable` where there is none, or `badRecords`.
  init(path: String) throws {
    self.path = path
    let name = path + "/" + RecordLayout.manifestName
    guard FileManager.default.fileExists(atPath: name) else {
      throw DataError(
        .missingTable, "\(path) has no \(RecordLayout.manifestName), so it is no folder of records",
        hint: "write one with swingport records --out \(path)")
    }
    let file = try MappedFile(path: name)
    manifest = try withExtendedLifetime(file) {
      try RecordManifest(reading: Array(file.bytes), named: name)
    }
  }

  /// Refuses a part that is missing or has another size, and a file that nobody listed.
  func requireSizes() throws {
    for part in manifest.parts {
      let size =
        try? FileManager.default.attributesOfItem(atPath: path + "/" + part.path)[.size]
        as? NSNumber
      guard let size, size.intValue == part.bytes else {
        throw DataError(
          .badRecords,
          size == nil
            ? "\(part.path) of \(path) is missing"
            : "\(part.path) of \(path) has \(size ?? 0) bytes where \(part.bytes) are listed",
          hint: "write the records again with swingport records")
      }
    }
    let known = Set(manifest.parts.map(\.path))
    for name in try FileManager.default.subpathsOfDirectory(atPath: path)
    where name.hasSuffix(".csv") && !known.contains(name) {
      throw DataError(
        .badRecords, "\(name) of \(path) is not listed in \(RecordLayout.manifestName)",
        hint: "remove it, or write the records again")
    }
  }

  /// Reads every byte again.
  func verify() throws {
    try requireSizes()
    for part in manifest.parts where !part.hash.isEmpty {
      let file = try MappedFile(path: path + "/" + part.path)
      var hash = RunningHash()
      hash.add(file.bytes)
      guard hash.text == "sha256:" + part.hash else {
        throw DataError(
          .badRecords, "\(part.path) of \(path) is not what was written: its hash is another",
          hint: "write the records again with swingport records")
      }
    }
  }

  /// Hands over all records, part by part.
  func forEachRecord(
    _ body: (_ year: Int, _ month: Int, RecordLines.Fields) throws(DataError) -> Void
  ) throws {
    for part in manifest.parts {
      let words = part.path.split(separator: "/")
      guard words.count == 3, let year = Int(words[0].dropFirst("year=".count)),
        let month = Int(words[1].dropFirst("month=".count))
      else {
        throw DataError(
          .badRecords, "'\(part.path)' is no path of records", hint: "write the records again")
      }
      let file = try MappedFile(path: path + "/" + part.path)
      let rows = try RecordLines.forEach(in: file.bytes, named: part.path) {
        fields throws(DataError) in try body(year, month, fields)
      }
      guard rows == part.rows else {
        throw DataError(
          .badRecords, "\(part.path) has \(rows) records where \(part.rows) are listed",
          hint: "write the records again with swingport records")
      }
    }
  }
}

/// Writes a folder of records; it gets its name when all of it is there.
final class RecordFolderWriter {
  private struct Part {
    let path: String
    let file: StreamedFile
    var buffer: [UInt8]
    var rows = 0
    var hash = RunningHash()
  }

  /// A file is ended at that size.
  private static let largestPart = 128 << 20
  /// A buffer is written at that size.
  private static let buffer = 1 << 16
  /// So many files are open at most.
  private static let mostFiles = 400

  private let final: URL
  private let temporary: URL
  private var open: [Int: Part] = [:]
  private var numbers: [Int: Int] = [:]
  private var done: [RecordManifest.Part] = []
  private var commodities: Set<String> = []
  private var dollars: Int64 = 0
  private var isFinished = false

  /// Creates a folder beside the one that is wanted.
  ///
  /// - Throws: `DataError` of kind `cannotCreate`, also where the wanted one holds something else.
  init(path: String) throws {
    final = URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL
    temporary = final.deletingLastPathComponent().appendingPathComponent(
      ".\(final.lastPathComponent).partial-\(ProcessInfo.processInfo.processIdentifier)",
      isDirectory: true)
    let manager = FileManager.default
    let present = (try? manager.contentsOfDirectory(atPath: final.path)) ?? []
    if !present.isEmpty, !present.contains(RecordLayout.manifestName) {
      throw DataError(
        .cannotCreate, "\(path) holds other things than records",
        hint: "name a folder that is new or holds records")
    }
    do {
      try? manager.removeItem(at: temporary)
      try manager.createDirectory(at: temporary, withIntermediateDirectories: true)
    } catch {
      throw cannotWrite
    }
  }

  deinit {
    open.removeAll()
    if !isFinished { try? FileManager.default.removeItem(at: temporary) }
  }

  private var cannotWrite: DataError {
    DataError(
      .cannotCreate, "cannot write into \(final.path)",
      hint: "check that the folder can be created and written and that the disk has room")
  }

  /// Adds a record.
  ///
  /// - Throws: `DataError` of kind `cannotCreate`.
  func add(
    year: Int, month: Int, state: String, destination: String, commodity: String, reason: String,
    dollars amount: Int64
  ) throws(DataError) {
    let key = year * 100 + month
    if open[key] == nil { try begin(key) }
    guard var part = open.removeValue(forKey: key) else { return }
    RecordLayout.append(
      state: state, destination: destination, commodity: commodity, reason: reason,
      dollars: amount, to: &part.buffer)
    part.rows += 1
    if reason.isEmpty {
      if !commodities.contains(commodity) { commodities.insert(commodity) }
      dollars &+= amount
    }
    if part.buffer.count >= Self.buffer { try flush(&part) }
    if part.hash.byteCount >= Self.largestPart {
      try end(&part)
    } else {
      open[key] = part
    }
  }

  private func begin(_ key: Int) throws(DataError) {
    if open.count >= Self.mostFiles {
      for other in open.keys.sorted() {
        if var part = open.removeValue(forKey: other) { try end(&part) }
      }
    }
    let number = numbers[key, default: 0] + 1
    numbers[key] = number
    let folder = RecordLayout.folder(year: key / 100, month: key % 100)
    let path = folder + "/" + RecordLayout.file(number)
    do {
      try FileManager.default.createDirectory(
        at: temporary.appendingPathComponent(folder), withIntermediateDirectories: true)
      open[key] = Part(
        path: path, file: try StreamedFile(temporary.appendingPathComponent(path)),
        buffer: Array(RecordLayout.header.utf8))
    } catch {
      throw cannotWrite
    }
  }

  private func flush(_ part: inout Part) throws(DataError) {
    do {
      try part.buffer.withUnsafeBytes {
        part.hash.add($0)
        try part.file.write($0)
      }
    } catch {
      throw cannotWrite
    }
    part.buffer.removeAll(keepingCapacity: true)
  }

  private func end(_ part: inout Part) throws(DataError) {
    try flush(&part)
    done.append(
      .init(
        path: part.path, rows: part.rows, bytes: part.hash.byteCount,
        hash: String(part.hash.text.dropFirst("sha256:".count))))
  }

  /// Ends all files, writes the manifest and gives the folder its name.
  ///
  /// Records that were there before are replaced as a whole.
  ///
  /// - Throws: `DataError` of kind `cannotCreate`.
  func finish(source: String, vintage: String) throws -> RecordManifest {
    for key in open.keys.sorted() {
      if var part = open.removeValue(forKey: key) { try end(&part) }
    }
    let manifest = RecordManifest(
      source: source, vintage: vintage, parts: done.sorted { $0.path < $1.path },
      commodities: commodities.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
      dollars: dollars)
    let manager = FileManager.default
    let old = temporary.deletingLastPathComponent().appendingPathComponent(
      ".\(final.lastPathComponent).old-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try Data(manifest.json.utf8).write(
        to: temporary.appendingPathComponent(RecordLayout.manifestName))
      if manager.fileExists(atPath: final.path) {
        guard rename(final.path, old.path) == 0 else { throw cannotWrite }
      }
      guard rename(temporary.path, final.path) == 0 else { throw cannotWrite }
      isFinished = true
      try? manager.removeItem(at: old)
    } catch {
      throw cannotWrite
    }
    return manifest
  }
}
