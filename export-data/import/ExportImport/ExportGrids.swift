import Codes
import Readers

/// The figures of every table, sorted out of the publishers' rows and checked against each other.
struct ExportGrids {
  static let early = years(2014, 2015)
  static let late = years(2016, 2025)
  static let national = years(2020, 2025)
  static let ten = years(2012, 2017)
  static let transBorder = years(2004, 2025)
  static let countryTotals = years(1985, 2011)

  var exports201903 = TradeGrid()
  var exports202603 = TradeGrid()
  var imports = TradeGrid()
  var stateUnknown = TradeGrid()
  var national201903 = TradeGrid()
  var national202603 = TradeGrid()
  var world201903 = TradeGrid()
  var world202603 = TradeGrid()
  var unidentified = TradeGrid()
  var tenStates = TradeGrid()
  var tenStatesAll = TradeGrid()
  var bts = TradeGrid()
  var btsUnknown = TradeGrid()
  var countryTotals = TradeGrid()
  var countryWorld = TradeGrid()

  init(_ sources: ExportSourceRows, _ facts: DestinationFacts) throws {
    try AddingUp.totals(of: sources.states201903)
    try AddingUp.totals(of: sources.national202603)
    try AddingUp.same(sources.tenStates, sources.tenStatesWide)
    try sortStates(sources.states201903, facts)
    try sortNational(sources.national202603, facts)
    for row in sources.namedExports {
      let code = try facts.code(named: row.countryName, in: .namedExports, line: row.line)
      try facts.require(code, in: .namedExports)
      exports202603.put(pairKey(row.state, code), row.year, row.value)
    }
    for row in sources.namedImports {
      let code = try facts.code(named: row.countryName, in: .namedImports, line: row.line)
      try facts.require(code, in: .namedImports)
      imports.put(pairKey(row.state, code), row.year, row.value)
    }
    try sortTenStates(sources.tenStates, facts)
    sortTransBorder(sources.transBorder)
    try sortCountryTotals(sources.countryTotals, facts)
    try compare(sources)
  }

  private static func years(_ first: Int, _ last: Int) -> [CalendarYear] {
    (first...last).map { CalendarYear($0) }
  }

  /// The key of an origin in a table of totals; states come before `ALL` and `XX`.
  private static func originKey(_ origin: ExportOrigin) -> [String] {
    [origin.state?.fips ?? origin.description]
  }

  private mutating func sortStates(_ rows: [CensusStateExports.Row], _ facts: DestinationFacts)
    throws
  {
    for row in rows {
      switch (row.destination, row.origin) {
      case (.world, _): world201903.put(Self.originKey(row.origin), row.year, row.value)
      case (.unidentified, _): unidentified.put(Self.originKey(row.origin), row.year, row.value)
      case (.country(let code), .state(let state)):
        try facts.require(code, in: .states201903)
        exports201903.put(pairKey(state, code), row.year, row.value)
      case (.country(let code), .unknown): stateUnknown.put([code.text], row.year, row.value)
      case (.country(let code), .all): national201903.put([code.text], row.year, row.value)
      }
    }
  }

  private mutating func sortNational(_ rows: [CensusNationalExports.Row], _ facts: DestinationFacts)
    throws
  {
    for row in rows {
      if let code = row.destination.country {
        try facts.require(code, in: .national202603)
        national202603.put([code.text], row.year, row.value)
      } else {
        world202603.put(["ALL"], row.year, row.value)
      }
    }
  }

  private mutating func sortTenStates(_ rows: [CensusTenStates.Row], _ facts: DestinationFacts)
    throws
  {
    for row in rows {
      try facts.require(row.destination, in: .tenStates)
      switch row.origin {
      case .state(let state):
        tenStates.put(pairKey(state, row.destination), row.year, row.value)
      case .all: tenStatesAll.put([row.destination.text], row.year, row.value)
      case .unknown:
        throw DataError(
          .doesNotAddUp,
          "\(ExportSource.tenStates.fileName) has an unknown state, which it never had",
          hint: "check that the file is the one meant")
      }
    }
  }

  private mutating func sortTransBorder(_ rows: [BTSStateExports.Row]) {
    for row in rows {
      if let state = row.origin.state {
        bts.put(pairKey(state, row.destination), row.year, row.value)
      } else {
        btsUnknown.put([row.destination.text], row.year, row.value)
      }
    }
  }

  private mutating func sortCountryTotals(
    _ reading: CensusCountryTotals.Reading, _ facts: DestinationFacts
  ) throws {
    for row in reading.countries {
      try facts.require(row.code, in: .countryTotals)
      countryTotals.put([row.code.text], row.year, row.exports)
    }
    for row in reading.groups where row.code == CensusCountryTotals.world {
      countryWorld.put([row.code.text], row.year, row.exports)
    }
  }

  private func compare(_ sources: ExportSourceRows) throws {
    try AddingUp.atMost(exports202603, national202603, Self.national, "the 2026-03 vintage")
    // Both were taken before the revision of June 2019, so no cell of 2014 and 2015 may differ.
    for (key, amounts) in tenStates.cells {
      for year in Self.early
      where (exports201903[key, year] ?? .zero) != (amounts[year] ?? .zero) {
        throw DataError(
          .doesNotAddUp,
          "\(postalKey(key).joined(separator: " to ")) in \(year) is "
            + "\(amounts[year]?.description ?? "absent") in \(ExportSource.tenStates.fileName) and "
            + "\(exports201903[key, year]?.description ?? "absent") in "
            + ExportSource.states201903.fileName,
          hint: "find out which of the two was revised")
      }
    }
    guard let tidy = sources.tidyStates else { return }
    var grid = TradeGrid()
    for row in tidy {
      guard let state = row.origin.state, let code = row.destination.country else {
        throw DataError(
          .doesNotAddUp, "\(ExportSource.tidyStates.fileName) has totals or unknown origins",
          hint: "check that the file is the one meant")
      }
      grid.put(pairKey(state, code), row.year, row.value)
    }
    let what = "the assembled tables and \(ExportSource.tidyStates.fileName)"
    try AddingUp.same(exports201903, grid, Self.early, what)
    try AddingUp.same(exports202603, grid, Self.late, what)
  }
}
