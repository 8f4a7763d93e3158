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
    #expect(cells.notReported == [NotReported.suppressed.description: 1])
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
            #expect(grid[origin, index, 0, year] == lattice[origin, place.offset, year])
          }
        }
      }
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
