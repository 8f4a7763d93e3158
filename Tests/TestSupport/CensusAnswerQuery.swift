/// One query of the simulated Census server: which rows it asks for.
struct CensusAnswerQuery {
  let asked: [String]
  let predicates: [(name: String, value: String)]
  let byState: Bool

  static func variables(byState: Bool) -> Set<String> {
    let common: Set<String> = [
      "CTY_CODE", "CTY_NAME", "SUMMARY_LVL", "ALL_VAL_YR", "ALL_VAL_MO", "E_COMMODITY", "COMM_LVL",
      "YEAR", "MONTH", "time", "LAST_UPDATE",
    ]
    return byState ? common.union(["STATE"]) : common
  }

  /// Groups of destinations, which overlap with the countries in them.
  private static let groups: [(code: String, name: String, holds: @Sendable (String) -> Bool)] = [
    ("0020", "USMCA (NAFTA)", { $0 == "1220" || $0 == "2010" }),
    ("0023", "NATO", { ["1220", "4120", "4280", "4279", "4759", "4550"].contains($0) }),
    ("1XXX", "NORTH AMERICA", { $0.first == "1" || $0 == "2010" }),
    ("4XXX", "EUROPE", { $0.first == "4" }),
  ]

  /// Header and rows, in no order; nil where there are more than `most`.
  func rows(tables: CensusAnswerTables, latest: String, most: Int) -> [[String]]? {
    let months = periods().filter { $0 <= latest }
    let columns = asked + predicates.map(\.name)
    var rows: [[String]] = []
    for month in months {
      guard let year = Int(month.prefix(4)), let number = Int64(month.suffix(2)),
        let origins = tables.dollars[year]
      else { continue }
      for (state, flows) in self.origins(origins) {
        for (code, name, level, yearly) in destinations(flows, tables) {
          for (good, share) in goods() {
            let whole = part(yearly, good: good, share: share)
            let upTo = number == 12 ? whole : whole / 12 * number
            let alone = upTo - whole / 12 * (number - 1)
            guard (columns.contains("ALL_VAL_MO") ? alone : upTo) != 0 || yearly == 0 else {
              continue
            }
            let row = columns.map { column in
              switch column {
              case "STATE": state
              case "CTY_CODE": code
              case "CTY_NAME": name
              case "SUMMARY_LVL": level
              case "ALL_VAL_YR": "\(upTo)"
              case "ALL_VAL_MO": "\(alone)"
              case "E_COMMODITY": good
              case "COMM_LVL": good == "-" ? "-" : "HS2"
              case "YEAR": String(month.prefix(4))
              case "MONTH": String(month.suffix(2))
              case "time": month
              default: "0"
              }
            }
            rows.append(row)
            if rows.count > most { return nil }
          }
        }
      }
    }
    return [columns] + shuffled(rows)
  }

  private func values(_ name: String) -> [String]? {
    let values = predicates.filter { $0.name == name }.map(\.value)
    return values.isEmpty ? nil : values
  }

  private func periods() -> [String] {
    var months: [String] = []
    for value in values("time") ?? [] {
      let words = value.split(separator: " ").map(String.init)
      if words.count == 4, words[0] == "from", words[2] == "to" {
        months += Self.months(from: words[1], to: words[3])
      } else if words.count == 1 {
        months +=
          value.utf8.count == 4 ? Self.months(from: value + "-01", to: value + "-12") : [value]
      }
    }
    for year in values("YEAR") ?? [] {
      months += (values("MONTH") ?? (1...12).map { $0 < 10 ? "0\($0)" : "\($0)" }).map {
        "\(year)-\($0)"
      }
    }
    return months
  }

  private static func months(from first: String, to last: String) -> [String] {
    guard let start = Int(first.prefix(4)), let end = Int(last.prefix(4)), start <= end else {
      return []
    }
    return (start...end).flatMap { year in
      (1...12).map { "\(year)-\($0 < 10 ? "0" : "")\($0)" }
    }.filter { first <= $0 && $0 <= last }
  }

  /// Origins broken out, with their total; the total alone where they are not asked for.
  private func origins(
    _ origins: [String: [String: Int64]]
  ) -> [(String, [String: Int64])] {
    var all: [String: Int64] = [:]
    for flows in origins.values { all.merge(flows) { $0 + $1 } }
    let pairs = [("-", all)] + origins.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    guard byState, asked.contains("STATE") || values("STATE") != nil else { return [pairs[0]] }
    guard let wanted = values("STATE") else { return pairs }
    return pairs.filter { wanted.contains($0.0) }
  }

  private func destinations(
    _ flows: [String: Int64], _ tables: CensusAnswerTables
  ) -> [(String, String, String, Int64)] {
    let world = flows.values.reduce(0, +)
    // The world's level is DET at the publisher too, which is why codes decide and not levels.
    var rows = [("-", "TOTAL FOR ALL COUNTRIES", "DET", world)]
    guard asked.contains("CTY_CODE") || values("CTY_CODE") != nil else { return rows }
    for group in Self.groups {
      let sum = flows.reduce(Int64(0)) { group.holds($1.key) ? $0 + $1.value : $0 }
      if sum != 0 { rows.append((group.code, group.name, "CGP", sum)) }
    }
    rows += flows.sorted { $0.key < $1.key }.map {
      ($0.key, tables.names[$0.key] ?? $0.key, "DET", $0.value)
    }
    let codes = values("CTY_CODE")
    let levels = values("SUMMARY_LVL")
    return rows.filter {
      codes?.contains($0.0) ?? true && levels?.contains($0.2) ?? true
    }
  }

  private func goods() -> [(String, Int64?)] {
    let wanted = values("E_COMMODITY")
    guard asked.contains("E_COMMODITY") || wanted != nil else { return [("-", nil)] }
    let chapters = (CensusAnswerServer.chapterShares.keys + ["84"]).sorted()
    let rows =
      [("-", nil)] + chapters.map { ($0, CensusAnswerServer.chapterShares[$0].map(Int64.init)) }
    guard let wanted else { return rows }
    return rows.filter { row in
      wanted.contains { word in
        word.last == "*" ? row.0.hasPrefix(word.dropLast()) : row.0 == word
      }
    }
  }

  /// A good's part of a flow: its share in a thousandth, the rest for chapter 84.
  private func part(_ yearly: Int64, good: String, share: Int64?) -> Int64 {
    if good == "-" { return yearly }
    if let share { return yearly / 1000 * share }
    return yearly
      - CensusAnswerServer.chapterShares.values.reduce(0) { $0 + yearly / 1000 * Int64($1) }
  }

  /// Puts rows into an order that depends on their text alone and looks like none.
  private func shuffled(_ rows: [[String]]) -> [[String]] {
    rows.map { row in
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for cell in row { for byte in cell.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 } }
      return (hash, row)
    }.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
