import Codes
import Foundation
import Store
import Tables

/// Puts simulated exports into a store, so that a panel can be built from it.
///
///     simulate-store EXPORTS.csv FOLDER SOURCE
///
/// EXPORTS.csv has the columns state, schedule_c, year[, month], exports_usd; a year is one partition.
@main
struct SimulateStore {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else {
      throw DataError(
        .malformedTable, "three arguments are needed",
        hint: "simulate-store EXPORTS.csv FOLDER SOURCE")
    }
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: arguments[1])))
    let table = try ColumnTable(
      reading: bytes, named: arguments[1],
      as: .init(
        numeric: ["year", "month", "exports_usd"], text: ["state", "schedule_c"]), threads: 2)
    let years = numbers("year", in: table)
    let months = numbers("month", in: table)
    let dollars = numbers("exports_usd", in: table)
    let states = try codes("state", in: table)
    let destinations = try codes("schedule_c", in: table)
    let writer = try StoreWriter.open(
      at: arguments[2],
      holder: LockHolder(
        process: ProcessInfo.processInfo.processIdentifier, host: "benchmark",
        since: Stamp(seconds: 0)))
    var arrivals: [Arrival] = []
    for year in Set(years).sorted() {
      let rows = years.indices.filter { years[$0] == year }
      let exports = try ExportColumns(
        periods: rows.compactMap { row in
          months.isEmpty
            ? Period(year: Int(year)) : Period(year: Int(year), month: Int(months[row]))
        },
        states: CodeColumn(codes: states.codes, indices: rows.map { states.indices[$0] }),
        destinations: CodeColumn(
          codes: destinations.codes, indices: rows.map { destinations.indices[$0] }),
        dollars: rows.map { Int64(dollars[$0]) })
      let answer = Array("simulated \(year)".utf8)
      arrivals.append(
        Arrival(
          Snapshot(
            partition: "\(Int(year))", retrievedAt: Stamp(seconds: 0), url: "https://localhost/",
            object: try writer.stage(answer), bytes: answer.count, rows: rows.count),
          exports: exports))
    }
    _ = try writer.commit(
      arrivals, source: arguments[3], label: "simulated", at: Stamp(seconds: 0))
    try writer.close()
  }

  private static func numbers(_ name: String, in table: ColumnTable) -> [Double] {
    if case .numbers(let values) = table.column(name)?.values { values } else { [] }
  }

  private static func codes(
    _ name: String, in table: ColumnTable
  ) throws -> (codes: [String], indices: [UInt16]) {
    guard case .text(let codes, let labels) = table.column(name)?.values else {
      throw DataError(.missingColumn, "there is no column \(name)", hint: "simulate it again")
    }
    return (labels, codes.map { UInt16($0) })
  }
}
