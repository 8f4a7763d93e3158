import Alliances
import Codes
import Elections
import FoundationEssentials
import Panels
import Tables
import TestSupport
import Testing

@Suite struct `The join report of a panel` {
  @Test func `accounts for every figure and every cell`() throws {
    let panel = try SimulatedPanels.build(
      SimulatedPanels.design(SimulatedPanels.selection(), fill: .zero))
    let cells = panel.report.cells
    #expect(cells.all == 18 && cells.rows == 18)
    #expect(cells.reported == 6 && cells.zeros == 1 && cells.filled == 10 && cells.dropped == 0)
    #expect(cells.notReported == [NotReported.emptyInTable.description: 1])
    // Namibia in 2016, Greenland in 2014 and 2016: from nobody.
    #expect(cells.filledWithoutAnyFigure == 6)
    #expect(panel.report.tables[0].matched == 8)
    #expect(panel.report.tables[0].matchedByYear == ["2014": 3, "2015": 3, "2016": 2])
    #expect(panel.report.dollarsByYear == ["2014": 110, "2015": 29, "2016": 300])
    #expect(panel.report.duplicates == 0)
    #expect(panel.report.choices.map(\.option).contains("fill"))
  }

  @Test func `reconciles years and destinations and lists the largest gaps first`() throws {
    let published = PublishedTotals(
      name: "simulated totals", byYear: [CalendarYear(2014): 150, CalendarYear(2016): 290],
      byDestination: [
        ScheduleC("1220"): [CalendarYear(2014): 130, CalendarYear(2015): 20],
        ScheduleC("7920"): [CalendarYear(2014): 0, CalendarYear(2015): 4],
      ])
    let report = try SimulatedPanels.build(
      SimulatedPanels.design(SimulatedPanels.selection()), published: published
    ).report.reconciliation
    #expect(report.byYear.map(\.gapDollars) == [40, -10])
    #expect(report.byYear.map(\.gapPercent) == [26.6667, -3.4483])
    #expect(report.yearsWithoutTotal == [2015])
    #expect(report.byDestination.count == 4)
    #expect(report.largest.map(\.gapDollars) == [20, -1])
    #expect(report.largest[0].destination == "Canada")
    #expect(report.byDestination.first { $0.publishedDollars == 0 }?.gapPercent == nil)
  }

  @Test func `splits a gap into what was left out and what the publisher tells apart`() throws {
    let text = """
      state,schedule_c,year,exports_usd
      PA,1220,2014,100
      OH,1220,2014,10
      PR,1220,2014,7
      XX,1220,2014,5
      PA,7920,2014,3
      PA,1010,2014,2
      PA,0003,2014,999
      PA,1220,2015,999

      """
    var published = PublishedTotals(
      name: "simulated totals", byYear: [CalendarYear(2014): 140],
      byDestination: [ScheduleC("1220"): [CalendarYear(2014): 124]])
    var unidentified = PublishedTotals.Part(name: "unidentified destinations")
    try unidentified.add(SimulatedTables.table("2014\n11\n"), byDestination: false)
    published.parts = [unidentified]
    let selection = try SimulatedPanels.selection(
      years: 2014...2014, origins: "PA", destinations: [ScheduleC("1220"), ScheduleC("7920")])
    func lines(_ published: PublishedTotals) throws -> PanelReconciliation {
      try SimulatedPanels.build([text], SimulatedPanels.design(selection), published: published)
        .report.reconciliation
    }
    let found = try lines(published)
    #expect(found.byYear[0].gapDollars == 37)
    #expect(
      found.byYear[0].parts.map { "\($0.name) \($0.dollars)" } == [
        "Puerto Rico 7", "destinations not asked for 2", "state unknown 5",
        "states not asked for 10", "unidentified destinations 11",
      ])
    #expect(found.byYear[0].unexplainedDollars == 2)
    #expect(found.byDestination[0].unexplainedDollars == 2)
    published.rest = "the rest"
    let named = try lines(published)
    #expect(named.byYear[0].parts.last?.name == "the rest")
    #expect(named.byYear[0].unexplainedDollars == 0)
    let more = PublishedTotals(
      name: "too little", byYear: [CalendarYear(2014): 90], byDestination: [:])
    #expect(try lines(more).byYear[0].unexplainedDollars < 0)
  }

  @Test func `says why nothing is reconciled`() throws {
    let none = try SimulatedPanels.build(SimulatedPanels.design(SimulatedPanels.selection()))
    #expect(none.report.reconciliation.reason?.contains("no published totals") == true)
    #expect(none.report.markdown().contains("Nothing is reconciled"))
  }

  @Test func `is JSON that reads back as itself`() throws {
    let report = try SimulatedPanels.build(
      SimulatedPanels.design(SimulatedPanels.selection())
    ).report
    let again = try JSONDecoder().decode(PanelJoinReport.self, from: Data(report.json()))
    #expect(again == report)
    #expect(report.schema == "swingport.panel-join/1")
  }
}

@Suite struct `The built-in exports as a panel` {
  static func data() throws -> BuiltInData {
    func package(_ name: String) throws -> DataPackage {
      try DataPackage { try Checkout.bytes("\(name)/\($0)") }
    }
    return try BuiltInData(
      elections: package("election-data"), exports: package("export-data"))
  }

  @Test func `are those of the analyses cell by cell`() throws {
    let data = try Self.data()
    for source in ExportSource.allCases {
      let parts = try data.exportParts(of: source)
      let years = Set(parts.flatMap(\.periods)).map { CalendarYear(Int($0)) }.sorted()
      let span = try #require(years.first)...years[years.count - 1]
      let lattice = try data.exports(source, years: span)
      let grid = try ExportGrid(
        parts: parts,
        selection: ExportSelection(
          length: .year, years: span,
          origins: OriginChoice(
            source.origins == [.unitedStates]
              ? "US" : source.origins.map(\.code).joined(separator: ",")),
          destinations: nil, commodities: [.all], territories: .own, onUnmatched: .stop),
        codes: data.context.codes)
      #expect(grid.origins == lattice.origins)
      #expect(grid.periods.map(\.year) == lattice.years)
      let places = lattice.destinations.enumerated().filter { grid.destinations.contains($1) }
      #expect(places.map(\.element) == grid.destinations)
      for origin in grid.origins.indices {
        for (index, place) in places.enumerated() {
          for year in lattice.years.indices {
            // The grid tells absent pairs of what did not exist from others.
            let cell = grid[origin, index, 0, year]
            let other = lattice[origin, place.offset, year]
            guard cell != other else { continue }
            #expect(cell == .notReported(.noSuchDestination) && other == .notReported(.absentPair))
          }
        }
      }
    }
  }

  @Test func `have gaps to the published totals that are explained to the dollar in 2014 and 2015`()
    throws
  {
    let data = try Self.data()
    let source = ExportSource.censusOriginOfMovement
    let panel = try BuiltPanel(
      parts: data.exportParts(of: source),
      design: SimulatedPanels.design(
        SimulatedPanels.selection(origins: "electing"), fill: .zero),
      context: data.context, published: data.panelTotals(of: source))
    let found = panel.report.reconciliation
    let year = try #require(found.byYear.first { $0.year == 2014 })
    #expect(year.gapDollars == 70_709_875_465)
    #expect(
      year.parts.map { "\($0.name) \($0.dollars)" } == [
        "Puerto Rico 20280625808", "U.S. Virgin Islands 1405298828",
        "state unknown 49023848996", "unidentified destinations 101833",
      ])
    for line in found.byYear where line.year < 2020 { #expect(line.unexplainedDollars == 0) }
    let early = found.byDestination.filter { $0.year < 2020 }
    #expect(early.count > 400)
    for line in early { #expect(line.unexplainedDollars == 0, "\(line)") }
    // Pairs to which nobody exports are filled, and all of them are of places that exist.
    #expect(panel.report.cells.filledWithoutAnyFigure == 816)
    #expect(panel.report.cells.noSuchDestination == 0)
  }

  @Test(arguments: ExportSource.allCases)
  func `are reconciled wherever there is a total and say so where there is none`(
    source: ExportSource
  ) throws {
    let data = try Self.data()
    let origins =
      source.origins == [.unitedStates]
      ? "US" : source.origins.map(\.code).joined(separator: ",")
    let panel = try BuiltPanel(
      parts: data.exportParts(of: source),
      design: SimulatedPanels.design(SimulatedPanels.selection(origins: origins)),
      context: data.context, published: data.panelTotals(of: source))
    let found = panel.report.reconciliation
    switch source {
    case .transborderFreight:
      #expect(found.reason?.contains("states no total") == true)
      #expect(panel.report.markdown().contains("Bureau of Transportation Statistics states no"))
    case .censusTenStates:
      #expect(found.byYear.map(\.year) == Array(2012...2017))
      // The other origins are what is missing, and nowhere less than nothing.
      for line in found.byYear + found.byDestination {
        #expect(line.unexplainedDollars == 0, "\(line)")
        #expect(line.gapDollars >= 0, "\(line)")
      }
    case .censusOriginOfMovement: #expect(found.byYear.count == 8)
    case .censusCountryTotals:
      #expect(found.byYear.first { $0.year == 2010 }?.unexplainedDollars == 0)
    }
  }

  @Test func `of the country as a whole share ISO codes in eleven years until they are added up`()
    throws
  {
    let data = try Self.data()
    func build(_ policy: SharedCodePolicy, _ fill: FillPolicy) throws -> BuiltPanel {
      var selection = try SimulatedPanels.selection(origins: "US")
      selection.sharedCodes = policy
      return try BuiltPanel(
        parts: data.exportParts(of: .censusCountryTotals),
        design: SimulatedPanels.design(selection, fill: fill), context: data.context,
        published: nil)
    }
    let kept = try build(.keep, .drop)
    #expect(kept.report.sharedCodes.count == 11)
    #expect(Set(kept.report.sharedCodes.map(\.iso3c)) == ["ETH", "ISR", "SDN"])
    for fill in FillPolicy.allCases {
      let summed = try build(.sum, fill)
      #expect(summed.report.sharedCodes.isEmpty)
      #expect(summed.report.dollarsByYear == kept.report.dollarsByYear)
      let table = try SimulatedPanels.table(summed)
      let iso = try table.column("iso3c")
      let year = try table.column("year")
      let keys = table.rows.filter { !iso[$0].isEmpty }.map { "\(iso[$0]) \(year[$0])" }
      #expect(Set(keys).count == keys.count)
      // Czechoslovakia ends in 1992 and the Czech Republic begins in 1993.
      let rows = try SimulatedPanels.rows(summed, "exports_status")
      #expect(!rows.contains { $0.hasPrefix("US 4350 1993") && $0.hasSuffix("filled") })
      #expect(!rows.contains { $0.hasPrefix("US 4351 1992") })
    }
  }

  @Test func `the committed dictionary is the code's`() throws {
    let data = try Self.data()
    let controls = try ControlTables(
      package: DataPackage { try Checkout.bytes("control-data/" + $0) })
    let text = DataDictionary.markdown(
      swingRules: data.swingRules, allyRules: data.allyRules,
      reputations: try data.scaledReputationMeasures(), controls: controls.variables)
    #expect(
      try Checkout.bytes("docs/data-dictionary.md") == Array(text.utf8),
      "run swingport panel --dictionary > docs/data-dictionary.md")
  }
}

@Suite struct `The files of a panel` {
  @Test func `are described with types and key and read by scripts that name every column`() throws
  {
    let design = try SimulatedPanels.design(SimulatedPanels.selection())
    let panel = try SimulatedPanels.build(design)
    let bytes = panel.table.csv()
    let json = try PanelPackage(
      table: panel.table, design: design,
      files: [.init(path: "panel.csv", bytes: bytes.count, hash: DataPackage.hash(of: bytes))],
      sources: [], licenses: []
    ).json()
    // What the program writes, it reads as it reads its own tables.
    let package = try DataPackage { $0 == DataPackage.descriptorName ? json : bytes }
    let table = try package.table("panel-csv")
    #expect(table.rowCount == panel.table.rowCount)
    let schema = try package.resource("panel-csv").schema
    #expect(schema.fields.first { $0.name == "state_fips" }?.type == "string")
    #expect(schema.fields.first { $0.name == "exports_usd" }?.type == "integer")
    #expect(schema.missingValues == [""])
    #expect(schema.primaryKey == ["state_fips", "schedule_c", "commodity", "year"])
    for file in ReadingSnippets(table: panel.table).files where !file.path.hasSuffix(".do") {
      for column in table.header { #expect(file.text.contains(column), "\(file.path) \(column)") }
    }
    #expect(ReadingSnippets(table: panel.table).stata.contains("stringcols(1 2 3 4 5 7"))
  }

  @Test func `hold a running hash that is that of all bytes`() {
    let bytes = Array("some bytes, and more of them".utf8)
    for cut in 0...bytes.count {
      var hash = RunningHash()
      bytes[..<cut].withUnsafeBytes { hash.add($0) }
      bytes[cut...].withUnsafeBytes { hash.add($0) }
      #expect(hash.text == DataPackage.hash(of: bytes))
      #expect(hash.byteCount == bytes.count)
    }
  }
}
