import Codes
import Foundation
import Store
import Testing

/// A store in a folder that goes away with the value.
final class StoreFixture {
  let root: String
  var folder: String { root + "/store" }

  init() throws {
    root = FileManager.default.temporaryDirectory.path + "/swingport-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { remove() }

  /// Removes the folder; in a `defer` this also keeps the value alive until then.
  func remove() { try? FileManager.default.removeItem(atPath: root) }

  static let holder = LockHolder(process: 1, host: "test", since: Stamp(seconds: 0))

  func writer(_ options: StoreWriter.Options = .init()) throws -> StoreWriter {
    try StoreWriter.open(at: folder, holder: Self.holder, options: options)
  }

  func path(_ name: String) -> String { folder + "/" + name }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// Writes bytes over a file, whatever its permission bits say.
  func overwrite(_ name: String, _ bytes: [UInt8]) throws {
    try? FileManager.default.removeItem(atPath: path(name))
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  /// The files of a folder of the store, by their paths in the store.
  func files(below name: String) throws -> [String] {
    let root = URL(fileURLWithPath: path(name))
    return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted().filter {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: root.path + "/" + $0, isDirectory: &isFolder)
      return !isFolder.boolValue
    }.map { name + "/" + $0 }
  }
}

/// The time that tests say it is.
let noon = Stamp(seconds: 1_772_712_000)

func year(_ number: Int) throws -> Period { try #require(Period(year: number)) }

extension StoreWriter {
  /// An answer for a year in which every cell has the same value.
  func arrival(
    _ year: Int, _ dollars: Int64, states: [String] = ["AL", "ND", "NM"], at stamp: Stamp = noon
  ) throws -> Arrival {
    let period = try #require(Period(year: year))
    let bytes = Array("\(year): \(dollars) for \(states)\n".utf8)
    let exports = try ExportColumns(
      periods: Array(repeating: period, count: states.count),
      states: CodeColumn(states), destinations: CodeColumn(repeating: "1220", count: states.count),
      dollars: Array(repeating: dollars, count: states.count))
    let snapshot = Snapshot(
      partition: String(year), retrievedAt: stamp, url: "https://localhost/data?year=\(year)",
      etag: "\"\(dollars)\"", object: try stage(bytes), bytes: bytes.count, rows: states.count)
    return Arrival(snapshot, exports: exports)
  }

  /// Commits answers of the source `census`.
  @discardableResult
  func commit(_ arrivals: [Arrival], _ label: String, holdingFor reason: String? = nil) throws
    -> CommitOutcome
  {
    try commit(arrivals, source: "census", label: label, at: noon, holdingFor: reason)
  }
}

/// The identifier and exit status of the error that a body throws.
func failure(_ body: () throws -> Void) -> DataError? {
  do {
    try body()
    return nil
  } catch {
    return error as? DataError
  }
}
