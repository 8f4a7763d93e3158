import FoundationEssentials

/// The figures that a simulated Census server answers with: exports by state, destination and year.
public struct CensusAnswerTables: Sendable {
  /// A year's exports by postal code (`XX` for unknown) and code of Schedule C.
  public var dollars: [Int: [String: [String: Int64]]]
  /// The upper-case names of destinations by their codes.
  public var names: [String: String]

  /// Creates tables from figures that the caller has.
  public init(dollars: [Int: [String: [String: Int64]]], names: [String: String]) {
    self.dollars = dollars
    self.names = names
  }

  /// The tables of `export-data/`: 53 states from 2014 on, and the unknown state where the national
  /// figure is known.
  public static func builtIn() throws -> CensusAnswerTables {
    var tables = CensusAnswerTables(dollars: [:], names: [:])
    for row in try rows("destinations") {
      tables.names[row["schedule_c", default: ""]] = row["destination", default: ""].uppercased()
    }
    for file in ["census-exports-2019-03", "census-exports-2026-03"] {
      for row in try rows(file) { tables.add(row, origin: row["state", default: ""]) }
    }
    for row in try rows("census-national-totals") {
      // What the national figure has more than the states is of an unknown state.
      let code = row["schedule_c", default: ""]
      for (column, text) in row {
        guard let year = Int(column), let national = Int64(text),
          var origins = tables.dollars[year]
        else { continue }
        let known = origins.reduce(Int64(0)) { $1.key == "XX" ? $0 : $0 + ($1.value[code] ?? 0) }
        if national > known { origins["XX", default: [:]][code] = national - known }
        tables.dollars[year] = origins
      }
    }
    return tables
  }

  private mutating func add(_ row: [String: String], origin: String) {
    for (column, text) in row {
      guard let year = Int(column), let amount = Int64(text) else { continue }
      dollars[year, default: [:]][origin, default: [:]][row["schedule_c", default: ""]] = amount
    }
  }

  /// The rows of a built-in table by column; its cells hold no quotes.
  private static func rows(_ file: String) throws -> [[String: String]] {
    let text = String(
      decoding: try Checkout.bytes("export-data/tables/\(file).csv"), as: UTF8.self)
    let lines = text.split(separator: "\n").map {
      cells(String($0))
    }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { line in
      Dictionary(zip(header, line)) { first, _ in first }
    }
  }

  private static func cells(_ line: String) -> [String] {
    var cells: [String] = [""]
    var quoted = false
    for character in line {
      switch character {
      case "\"": quoted.toggle()
      case "," where !quoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}
