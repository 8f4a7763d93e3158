import Codes
import Readers
import Tables

/// The destinations of `export-data/` by the codes of other publishers.
struct DestinationPlaces {
  /// A code of another publisher, by Schedule C code.
  typealias Codes = [String: String]

  /// Schedule C codes of countries and territories of today, in order.
  let current: [String]
  /// The codes of the World Bank: ISO 3166, and `XKX` for Kosovo.
  let worldBank: Codes
  /// The codes of CEPII: ISO 3166 of about 2000, where it differs from today's.
  let cepii: Codes

  /// CEPII's codes that are older than today's, and today's.
  private static let renamed = ["ROM": "ROU", "TMP": "TLS", "ZAR": "COD"]
  /// CEPII's codes of places that are no more, and Schedule C codes of the same places.
  private static let former = ["ANT": "2771", "YUG": "4799"]

  init(_ table: Table) throws {
    let code = try table.column("schedule_c")
    let iso3 = try table.column("iso3c")
    let kind = try table.column("kind")
    try table.requireUnique(["schedule_c"])
    var current: [String] = []
    var iso: Codes = [:]
    for row in table.rows where ["country", "territory"].contains(kind[row]) {
      current.append(code[row])
      if !iso3[row].isEmpty { iso[code[row]] = iso3[row] }
    }
    self.current = current.sorted()
    // Kosovo has no code of ISO 3166-1; the World Bank uses the one that is kept for users.
    worldBank = iso.merging(current.contains("4803") ? ["4803": "XKX"] : [:]) { $1 }
    let older = Dictionary(uniqueKeysWithValues: Self.renamed.map { ($1, $0) })
    let all = Set(table.rows.map { code[$0] })
    cepii = iso.mapValues { older[$0] ?? $0 }
      .merging(Self.former.filter { all.contains($1) }.map { ($1, $0) }) { $1 }
  }

  /// The destinations for which a grid has a figure.
  func matched(_ grid: ControlGrid, codes: Codes) -> [String] {
    current.filter { codes[$0].map { grid.cells[$0] != nil } ?? false }
  }

  /// The codes of a grid that no destination has.
  func unmatched(_ grid: ControlGrid, codes: Codes) -> [String] {
    Set(grid.cells.keys).subtracting(codes.values).sorted()
  }

  /// One row a destination: its code, the publisher's where it has figures, and the figures.
  func rows(_ grid: ControlGrid, codes: Codes) -> [[String]] {
    current.map { destination in
      let code = codes[destination].flatMap { grid.cells[$0] == nil ? nil : $0 }
      return [destination, code ?? ""] + grid.texts(code ?? "")
    }
  }

  /// The rows of distances, how many have one, and CEPII's codes that are set aside.
  func distances(
    _ pairs: [CEPIIDistances.Pair]
  ) throws -> (rows: [[String]], matched: Int, setAside: [String]) {
    var byCode: [String: CEPIIDistances.Pair] = [:]
    for pair in pairs {
      guard pair.origin == "USA" else {
        throw DataError(
          .doesNotAddUp, "a distance is from '\(pair.origin)' and not from the United States",
          hint: "keep the rows whose iso_o is USA")
      }
      byCode[pair.destination] = pair
    }
    let destinations = Set(current).union(Self.former.values.filter { cepii[$0] != nil }).sorted()
    let rows = destinations.map { destination in
      let pair = cepii[destination].flatMap { byCode[$0] }
      return [
        destination, pair?.destination ?? "", pair?.kilometres.text ?? "",
        pair?.weightedKilometres?.text ?? "",
      ]
    }
    return (
      rows, rows.count { !$0[1].isEmpty },
      Set(byCode.keys).subtracting(cepii.values).sorted()
    )
  }
}
