import Codes
import Foundation
import Records
import Tables

/// Writes a folder of records; it gets its name when all of it is there.
final class RecordFolderWriter {
  private struct Part {
    let path: String
    let file: StreamedFile
    var buffer: [UInt8]
    var rows = 0
    var dollars: Int64 = 0
    var hash = RunningHash()
  }

  /// A file is ended at that size, which a task of a cluster holds in memory to take its hash.
  private static let largestPart = 16 << 20
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
      throw cannotWrite(error)
    }
  }

  deinit {
    open.removeAll()
    if !isFinished { try? FileManager.default.removeItem(at: temporary) }
  }

  private func cannotWrite(_ error: any Error) -> DataError {
    .cannotWrite(into: final.path, error)
  }

  /// Adds a record.
  ///
  /// - Throws: `DataError` of kind `cannotCreate` or `noRoom`, or `badRecords` where dollars do not fit.
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
      let (sum, isTooLarge) = dollars.addingReportingOverflow(amount)
      if isTooLarge {
        throw DataError(
          .badRecords, "the dollars of all records do not fit 64 bits",
          hint: "check the store, or write fewer --years")
      }
      dollars = sum
      part.dollars &+= amount
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
      throw cannotWrite(error)
    }
  }

  private func flush(_ part: inout Part) throws(DataError) {
    do {
      try part.buffer.withUnsafeBytes {
        part.hash.add($0)
        try part.file.write($0)
      }
    } catch {
      throw cannotWrite(error)
    }
    part.buffer.removeAll(keepingCapacity: true)
  }

  private func end(_ part: inout Part) throws(DataError) {
    try flush(&part)
    done.append(
      .init(
        path: part.path, rows: part.rows, dollars: part.dollars, bytes: part.hash.byteCount,
        hash: RecordFolder.digits(part.hash)))
  }

  /// Ends all files, writes the manifest and gives the folder its name.
  ///
  /// Records that were there before are replaced as a whole.
  ///
  /// - Throws: `DataError` of kind `cannotCreate` or `noRoom`.
  func finish(source: String, vintage: String) throws -> RecordManifest {
    for key in open.keys.sorted() {
      if var part = open.removeValue(forKey: key) { try end(&part) }
    }
    let manifest = RecordManifest(
      source: source, vintage: vintage,
      parts: done.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) },
      commodities: commodities.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    let manager = FileManager.default
    let old = temporary.deletingLastPathComponent().appendingPathComponent(
      ".\(final.lastPathComponent).old-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try Data(manifest.json(sealedBy: RecordFolder.seal).utf8).write(
        to: temporary.appendingPathComponent(RecordLayout.manifestName))
    } catch {
      throw cannotWrite(error)
    }
    let hasOld = manager.fileExists(atPath: final.path)
    if hasOld, rename(final.path, old.path) != 0 { throw DataError.cannotWrite(into: final.path) }
    guard rename(temporary.path, final.path) == 0 else {
      if hasOld { rename(old.path, final.path) }
      throw DataError.cannotWrite(into: final.path)
    }
    isFinished = true
    try? manager.removeItem(at: old)
    return manifest
  }
}
