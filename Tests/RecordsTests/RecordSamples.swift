import Foundation
import Records
import TestSupport

/// A record of a test.
struct Record {
  var year: Int
  var month: Int
  var state: String
  var destination: String
  var commodity: String
  var reason: String
  var dollars: Int64
}

/// Records to hold engines against each other.
enum RecordSamples {
  /// Simulated months with commodities at six digits, totals, groups, unknown states, rows that are set
  /// aside, negative corrections and sums beyond 53 bits.
  static func simulated() -> [Record] {
    var random = SeededGenerator(seed: 20)
    var records: [Record] = []
    for year in 2019...2021 {
      for month in 1...12 {
        for state in ["PA", "OH", "WI", "XX", "-"] {
          for destination in ["1220", "5880", "4280", "0003", "4XXX", "-"] {
            for commodity in ["870323", "870899", "880240", "930190", "010121"]
            where Int.random(in: 0..<10, using: &random) < 7 {
              let isAside = Int.random(in: 0..<20, using: &random) == 0
              let isLarge = Int.random(in: 0..<50, using: &random) == 0
              records.append(
                Record(
                  year: year, month: month, state: state, destination: destination,
                  commodity: commodity, reason: isAside ? "unknown-state" : "",
                  dollars: isLarge
                    ? 9_007_199_254_740_993 : Int64.random(in: -50...5_000_000, using: &random)))
            }
          }
        }
      }
    }
    return records
  }

  /// The Census Bureau's exports by state and destination that come with the program, with its totals
  /// by origin as rows that are set aside.
  static func published() throws -> [Record] {
    func rows(_ name: String) throws -> [[String]] {
      String(decoding: try Checkout.bytes("export-data/tables/" + name), as: UTF8.self)
        .split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespacesAndNewlines)
          }
        }
    }
    var records: [Record] = []
    let detail = try rows("census-exports-2026-03.csv")
    for row in detail.dropFirst() {
      for (year, text) in zip(detail[0], row).dropFirst(3) {
        guard let year = Int(year), let dollars = Int64(text) else { continue }
        records.append(
          Record(
            year: year, month: 0, state: row[1], destination: row[2], commodity: "", reason: "",
            dollars: dollars))
      }
    }
    let totals = try rows("census-world-totals.csv")
    for row in totals.dropFirst() {
      for (year, text) in zip(totals[0], row).dropFirst(2) {
        guard let year = Int(year), let dollars = Int64(text) else { continue }
        // Half of them carry a reason; the others must be known by their destination.
        records.append(
          Record(
            year: year, month: 0, state: row[1], destination: "-", commodity: "",
            reason: year % 2 == 0 ? "all-destinations" : "", dollars: dollars))
      }
    }
    return records
  }

  /// Writes records as the command does.
  static func write(_ records: [Record], below folder: URL) throws {
    var files: [String: [UInt8]] = [:]
    for (number, record) in records.enumerated() {
      let path =
        RecordLayout.folder(year: record.year, month: record.month) + "/"
        + RecordLayout.file(1 + number % 2)
      RecordLayout.append(
        state: record.state, destination: record.destination, commodity: record.commodity,
        reason: record.reason, dollars: record.dollars,
        to: &files[path, default: Array(RecordLayout.header.utf8)])
    }
    for (path, bytes) in files {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
  }

  /// The reduction in Swift as lines.
  static func native(
    _ records: [Record], _ choices: ReductionChoices
  ) throws -> [String] {
    var reduction = RecordReduction(pairs: try pairs(records, choices), choices: choices)
    for record in records {
      try reduction.add(
        year: record.year, month: record.month, state: record.state,
        destination: record.destination, commodity: record.commodity, reason: record.reason,
        dollars: record.dollars)
    }
    return reduction.cells.map {
      "\($0.state),\($0.destination),\($0.year),\($0.month),\($0.series),\($0.dollars),0"
    }
  }

  static func pairs(
    _ records: [Record], _ choices: ReductionChoices
  ) throws -> [(commodity: String, id: String)] {
    try choices.pairs(of: Set(records.map(\.commodity)).sorted())
  }
}

/// A folder that goes away with the value.
final class Scratch {
  let root = FileManager.default.temporaryDirectory
    .appendingPathComponent("swingport-records-\(UUID().uuidString)", isDirectory: true)

  init() throws {
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }
}
