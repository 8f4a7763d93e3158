import Codes
import Panels
import Store
import Tables

/// The exports of a vintage of the store in the layout of the built-in tables.
enum StoredExports {
  /// The source whose vintages analyses of states can use.
  static let source = "census-statehs-annual"

  /// Reads a vintage.
  ///
  /// - Parameters:
  ///   - store: The store; nil where there is none.
  ///   - label: The vintage; nil for the one in use.
  /// - Throws: `DataError` of exit status 66 where the store or the vintage is not there.
  static func part(_ store: StoreReader?, label: String?) throws -> ExportLattice.Part {
    guard let store else {
      throw DataError(
        .noStoredExports, "there is no store to take figures from",
        hint: "run 'swingport refresh \(source)', or leave --source out for the built-in figures")
    }
    let vintage: Vintage
    if let label {
      vintage = try store.vintage(source, label: label)
    } else if let current = try store.current(source) {
      vintage = current
    } else {
      throw DataError(
        .noStoredExports, "the store has no figures of \(source)",
        hint: "run 'swingport refresh \(source)', or leave --source out for the built-in figures")
    }
    let exports = try store.exports(of: vintage, commodity: "")
    return ExportLattice.Part(
      table: try table(exports, name: "\(source) \(vintage.label)"), vintage: vintage.label,
      sha256: vintage.digest.text)
  }

  /// A row an origin and destination, a column a year; a pair without a figure in a year is empty.
  private static func table(_ exports: ExportColumns, name: String) throws -> Table {
    let years = Set(exports.periods.map(\.year)).sorted()
    let place = Dictionary(uniqueKeysWithValues: years.enumerated().map { ($1, $0) })
    struct Pair: Hashable {
      let state: UInt16
      let destination: UInt16
    }
    var rows: [Pair: [Int64?]] = [:]
    for row in 0..<exports.count {
      let pair = Pair(
        state: exports.states.indices[row], destination: exports.destinations.indices[row])
      guard let year = place[exports.periods[row].year] else { continue }
      rows[pair, default: [Int64?](repeating: nil, count: years.count)][year] = exports.dollars[row]
    }
    var writer = DelimitedTextWriter(header: ["state", "schedule_c"] + years.map { "\($0)" })
    let order = rows.keys.sorted { ($0.state, $0.destination) < ($1.state, $1.destination) }
    for pair in order {
      let figures = (rows[pair] ?? []).map { $0.map { "\($0)" } ?? "" }
      writer.append(
        [
          exports.states.codes[Int(pair.state)],
          exports.destinations.codes[Int(pair.destination)],
        ] + figures)
    }
    return try DelimitedText(name: name).table(from: writer.bytes)
  }
}

extension DataError.Kind {
  /// Figures that no store holds.
  static let noStoredExports = Self(id: "store.no_exports", exitCode: .inputMissing)
}
