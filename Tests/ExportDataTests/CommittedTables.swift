import Codes
import ExportData
import Tables
import TestSupport

/// The committed package, read once a call, with its tables as cells of dollars.
enum CommittedTables {
  static func package() throws -> DataPackage {
    try DataPackage { try Checkout.bytes("export-data/" + $0) }
  }

  /// Amounts by the given keys and year; absent cells are absent.
  static func cells(_ name: String, keys: [String], where keep: ([String]) -> Bool = { _ in true })
    throws -> [[String]: Int64]
  {
    let table = try package().table(name)
    let keyColumns = try keys.map(table.column)
    let years = try table.header.filter { Int($0) != nil }.map { ($0, try table.column($0)) }
    var cells: [[String]: Int64] = [:]
    for row in table.rows {
      let key = keyColumns.map { $0[row] }
      guard keep(key) else { continue }
      for (year, column) in years {
        if let amount = try column.wholeNumber(row) { cells[key + [year]] = amount }
      }
    }
    return cells
  }

  /// State, destination and year to dollars, of both Census vintages.
  static func census() throws -> [[String]: Int64] {
    let early = try cells("census-exports-2019-03", keys: ["state", "schedule_c"])
    let late = try cells("census-exports-2026-03", keys: ["state", "schedule_c"])
    return early.merging(late) { first, _ in first }
  }

  /// Destination and year to dollars, of both vintages.
  static func national() throws -> [[String]: Int64] {
    try Dictionary(
      uniqueKeysWithValues: cells("census-national-totals", keys: ["vintage", "schedule_c"])
        .map { (Array($0.key.dropFirst()), $0.value) })
  }

  /// Sums amounts by the key elements at some positions.
  static func sums(_ cells: [[String]: Int64], by positions: [Int]) -> [[String]: Int64] {
    var sums: [[String]: Int64] = [:]
    for (key, amount) in cells { sums[positions.map { key[$0] }, default: 0] += amount }
    return sums
  }
}
