import Alliances
import Codes
import Elections
import Panels
import Tables
import TestSupport
import Testing

@Suite struct `Joining exports with elections and alliances` {
  @Test func `an absent pair stays apart from a reported zero until a policy decides`() throws {
    let lattice = try SimulatedTables.lattice()
    #expect(lattice.origins.map(\.code) == ["OH", "PA"])
    #expect(lattice.destinations.map(\.name) == ["Greenland", "Canada", "Namibia"])
    #expect(lattice[1, 2, 0] == .reportedZero)
    #expect(lattice[1, 1, 1] == .notReported(.absentPair))
    let dropped = try SimulatedTables.panel(fill: .drop)
    let filled = try SimulatedTables.panel(fill: .zero)
    #expect(dropped.rows.count == 8)
    #expect(filled.rows.count == 18)
    #expect(filled.rows.count(where: \.isFilled) == 10)
    #expect(dropped.rows.count(where: \.isFilled) == 0)
  }

  @Test func `flags come from earlier elections the year's treaty and the incumbent of December`()
    throws
  {
    let panel = try SimulatedTables.panel(fill: .zero)
    // The year 2016 is described by the election of 2012, 2017 by that of 2016.
    #expect(panel.swing(origin: 1, year: 1) == .swing)
    #expect(panel.swing(origin: 1, year: 2) == .notSwing)
    #expect(panel.swing(origin: 0, year: 2) == .swing)
    #expect(panel.ally("atop-defense", destination: 1, year: 0) == .ally)
    #expect(panel.ally("atop-defense", destination: 2, year: 0) == .notAlly)
    #expect(
      panel.ally("atop-defense", destination: 0, year: 0)
        == .notReported(.noCode("Correlates of War")))
    #expect(panel.ally("treaty", destination: 0, year: 0) == nil)
    #expect(panel.incumbents.map(\.id) == ["obama", "obama", "trump-1"])
    #expect(panel.years.indices.map(panel.isInWindow) == [true, true, false])
  }

  @Test func `the panel's text has a row a cell and keeps Namibia and missing flags`() throws {
    let text = String(decoding: try SimulatedTables.panel(fill: .zero).csv(), as: UTF8.self)
    let table = try DelimitedText(name: "panel").table(from: Array(text.utf8))
    #expect(table.rowCount == 18)
    #expect(
      text.contains(
        "42,PA,7920,Namibia,NAM,565,2015,0,zero,none,1,obama,1,0\n"))
    #expect(text.contains("42,PA,1220,Canada,CAN,20,2016,0,filled,none,1,obama,1,1\n"))
    #expect(text.contains("39,OH,1010,Greenland,GRL,,2016,4,value,none,1,obama,0,\n"))
  }

  @Test func `every row of the tables is accounted for`() throws {
    let panel = try SimulatedTables.panel(fill: .zero)
    let report = JoinReport(
      panel: panel, exports: try SimulatedTables.lattice(),
      published: [CalendarYear(2015): Dollars(200)])
    #expect(report.latticeCells == 18)
    #expect(report.values == 7)
    #expect(report.reportedZeros == 1)
    #expect(report.absentPairs == 10)
    #expect(report.values + report.reportedZeros + report.absentPairs == report.latticeCells)
    #expect(report.tables.first?.setAside == ["origin not asked for: PR": 1])
    #expect(
      report.allyNotReported == ["atop-defense": ["no Correlates of War code": 6]])
    #expect(report.dollarsByYear == ["2015": 110, "2016": 29, "2017": 330])
    #expect(report.reconciliation.first?.gapDollars == 90)
    #expect(report.reconciliation.first?.gapPercent == 45)
  }

  @Test func `the order of rows changes no byte of the output`() throws {
    var lines = SimulatedTables.exports.split(separator: "\n").map(String.init)
    let header = lines.removeFirst()
    var generator = SeededGenerator(seed: 3)
    let expected = try SimulatedTables.panel(fill: .zero).csv()
    for _ in 0..<10 {
      let shuffled = ([header] + lines.shuffled(using: &generator)).joined(separator: "\n") + "\n"
      #expect(try SimulatedTables.panel(fill: .zero, exports: shuffled).csv() == expected)
    }
  }

  @Test(arguments: [
    ("PA,9999,1,1,1", "panel.unmatched", "'9999'"),
    ("PA,1220,1,1,1", "table.duplicate_key", "PA"),
    ("OH,7920,-1,1,1", "table.bad_cell", "negative"),
    ("OH,7920,1.5,1,1", "table.bad_cell", "whole number"),
  ])
  func `rows that cannot be joined stop the join and are named`(
    row: String, kind: String, part: String
  ) {
    let error = #expect(throws: DataError.self) {
      try SimulatedTables.lattice(SimulatedTables.exports + row + "\n")
    }
    #expect(error?.kind.id == kind)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test func `groups and totals are set aside and never summed`() throws {
    let lattice = try SimulatedTables.lattice(
      SimulatedTables.exports + "PA,0023,900,900,900\nPA,-,900,900,900\n")
    #expect(lattice.total(year: 0) == Dollars(110))
    #expect(lattice.intake.first?.setAside["group or total"] == 2)
  }

  @Test func `a year without figures is refused with the years there are`() {
    let error = #expect(throws: DataError.self) {
      try SimulatedTables.lattice(years: CalendarYear(2015)...CalendarYear(2018))
    }
    #expect(error?.kind.exitCode == .usage)
    #expect(error?.hint == "use years from 2015 to 2017")
  }

  @Test func `one year of two vintages is refused`() throws {
    let table = try SimulatedTables.table(SimulatedTables.exports)
    #expect(throws: DataError.self) {
      try ExportLattice(
        name: "simulated",
        parts: [.init(table: table, vintage: "a"), .init(table: table, vintage: "b")],
        codes: SimulatedTables.codes(), years: SimulatedTables.years,
        origins: [.state(#require(State.usps("PA")))])
    }
  }

  @Test func `the share of exports to allies is of all exports of the state`() throws {
    let treaties = try TreatyTable(
      table: SimulatedTables.table(
        "partner_iso3,partner_cown,treaty,in_force_from,in_force_to\nCAN,20,north-atlantic,1949-08-24,\n"
      ))
    let share = try AllyShare(
      exports: SimulatedTables.lattice(), year: CalendarYear(2016),
      allyRule: TreatyAllyRule(treaties: treaties), swingRule: TwoPartyMarginRule(points: 5),
      context: SimulatedTables.context())
    #expect(share.entries.map(\.origin.code) == ["OH", "PA"])
    #expect(share.entries.map(\.percent) == [100 * 20.0 / 24.0, 0])
    #expect(share.entries.map(\.isSwing) == [false, true])
    func atop(_ year: Int) throws -> AllyShare {
      try AllyShare(
        exports: SimulatedTables.lattice(), year: CalendarYear(year),
        allyRule: SimulatedTables.atop(), swingRule: TwoPartyMarginRule(points: 5),
        context: SimulatedTables.context())
    }
    // Greenland has no Correlates of War code: it is left out of the share and counted.
    let reported = try atop(2016)
    #expect(reported.destinationsLeftOut == ["Greenland"])
    for (one, other) in zip(reported.entries, share.entries) {
      #expect(one.total + one.leftOut == other.total && other.leftOut == .zero)
    }
    #expect(reported.entries.contains { $0.leftOut > .zero })
    #expect(share.destinationsLeftOut.isEmpty)
  }
}

@Suite struct `Cumulated reassurance` {
  private func measure(_ counts: String) throws -> CumulatedReassurance {
    CumulatedReassurance(
      statements: try ReassuranceStatements(
        table: SimulatedTables.table("partner_cown,year,statements\n" + counts)),
      presidents: try Presidents(
        table: SimulatedTables.table(
          """
          president,name,party,term_from,term_to
          bush-43,George W. Bush,R,2001-01-20,2009-01-20
          obama,Barack Obama,D,2009-01-20,

          """)),
      rule: try AtopDefenseRule(
        table: SimulatedTables.table("partner_cown,year_from,year_to\n20,2003,2018\n")),
      codes: try SimulatedTables.codes())
  }

  private let canada = ScheduleC("1220")

  @Test func `statements count from the incumbent's first year up to the year before`() throws {
    let reassurance = try measure("20,2003,2\n20,2004,3\n20,2005,4\n")
    #expect(reassurance.measure(for: canada, in: CalendarYear(2005)) == .statements(5))
    #expect(reassurance.measure(for: canada, in: CalendarYear(2006)) == .statements(9))
  }

  @Test func `a first year in office has no statements yet`() throws {
    let reassurance = try measure("20,2008,9\n")
    #expect(reassurance.measure(for: canada, in: CalendarYear(2009)) == .statements(0))
  }

  @Test func `years before the alliance add nothing and an uncoded year as an ally is missing`()
    throws
  {
    let reassurance = try measure("20,2003,2\n20,2005,1\n")
    // 2001 and 2002 are uncoded, but Canada is no ally then in these simulated tables.
    #expect(reassurance.measure(for: canada, in: CalendarYear(2004)) == .statements(2))
    #expect(reassurance.measure(for: canada, in: CalendarYear(2006)) == .notReported)
    #expect(reassurance.measure(for: canada, in: CalendarYear(2002)) == .notAnAlly)
    #expect(reassurance.measure(for: ScheduleC("1010"), in: CalendarYear(2004)) == .notReported)
  }
}
