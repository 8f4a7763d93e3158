import Alliances
import Codes
import Elections
import Panels
import Tables
import Testing

@Suite struct `Measures of reputation in a panel` {
  /// Visits were coded to 2012: the years of the panel are at the end of the coverage.
  private func visits() throws -> SignalsMeasure {
    let rows = (2009...2012).map { "20,Canada,\($0),\($0 < 2011 ? "3" : ""),1" }
    return SignalsMeasure(
      .visits,
      signals: try SupportSignalTable(
        table: SimulatedTables.table(
          "partner_cown,partner,year,words,visits\n" + rows.joined(separator: "\n") + "\n")))
  }

  private func incumbents() throws -> IncumbentReputationList {
    try IncumbentReputationList(
      table: SimulatedTables.table("incumbent,reputation\nobama,-1.25\ntrump-1,0\n"),
      file: "mine.csv", incumbents: ["obama", "trump-1"])
  }

  private func control(
    _ measure: any ReputationMeasure, territories: TerritoryPolicy = .own
  ) throws -> ReputationControl {
    try ReputationControl(
      measure, allies: SimulatedTables.atop(), context: SimulatedTables.context(),
      territories: territories)
  }

  private func build(_ text: String, _ length: PeriodLength, _ measures: [any ReputationMeasure])
    throws -> BuiltPanel
  {
    try SimulatedPanels.build(
      [text],
      SimulatedPanels.design(
        SimulatedPanels.selection(length: length), controls: measures.map { try control($0) }))
  }

  @Test func `by ally are dated before the year and end with their coverage`() throws {
    let text =
      "state,schedule_c,year,exports_usd\n"
      + (2010...2014).map { "PA,1220,\($0),1\nPA,7920,\($0),1\n" }.joined()
    let panel = try build(text, .year, [visits()])
    let column = "reputation_signals_visits"
    #expect(
      try SimulatedPanels.rows(panel, column).filter { $0.contains(" 1220 ") } == [
        "PA 1220 2010 1", "PA 1220 2011 2", "PA 1220 2012 3", "PA 1220 2013 4", "PA 1220 2014 ",
      ], "2014 needs 2013, which nobody coded")
    #expect(
      try SimulatedPanels.rows(panel, column).filter { $0.contains(" 7920 ") }
        .allSatisfy { $0.hasSuffix(" ") }, "Namibia is no ally")
    let account = try #require(panel.report.joins.last)
    #expect(account.join.name == "panel with the reputation signals-visits")
    #expect(account.join.key == ["iso3c", "year"])
    #expect(account.join.coverage == [1950, 2012])
    #expect(account.left == 10 && account.matched == 4)
    #expect(
      account.notReported == [
        NotReported.notAnAlly.description: 5, NotReported.outsideCoverage.description: 1,
      ])
    #expect(account.coverageByYear["2013"] == 0.5 && account.coverageByYear["2014"] == 0)
    let choice = try #require(panel.report.choices.first { $0.option == "reputation" })
    #expect(choice.value == "signals-visits")
    #expect(choice.meaning.contains("version 1: log(1 + n)"))
    #expect(choice.meaning.contains("allies by the rule atop-defense"))
    let definition = try #require(panel.table.columns.first { $0.name == column }).definition
    #expect(definition.origin == "signals-visits/1")
  }

  @Test func `a figure in or after the explained year changes nothing`() throws {
    let text = "state,schedule_c,year,exports_usd\nPA,1220,2011,1\n"
    func figure(_ later: Int) throws -> [String] {
      let table = try SimulatedTables.table(
        "partner_cown,partner,year,words,visits\n20,Canada,2009,1,1\n20,Canada,2010,1,0\n"
          + "20,Canada,2011,,\(later)\n20,Canada,2012,,\(later)\n")
      let measure = SignalsMeasure(.visits, signals: try SupportSignalTable(table: table))
      return try SimulatedPanels.rows(
        build(text, .year, [measure]), "reputation_signals_visits")
    }
    #expect(try figure(0) == ["PA 1220 2011 1"])
    #expect(try figure(1) == figure(0))
  }

  @Test func `by incumbent change in the month in which he leaves office`() throws {
    let months = [(2016, 12), (2017, 1), (2017, 2)]
    let text =
      "state,schedule_c,year,month,exports_usd\n"
      + months.map { "PA,7920,\($0.0),\($0.1),1\n" }.joined()
    let panel = try build(text, .month, [incumbents()])
    #expect(
      try SimulatedPanels.rows(panel, "reputation_list_mine_csv") == [
        "PA 7920 2016 -1.25", "PA 7920 2017 0", "PA 7920 2017 0",
      ], "a measure by incumbent is one figure for all destinations; a zero is a zero")
    let account = try #require(panel.report.joins.last)
    #expect(account.join.key == ["year", "month"])
    #expect(account.left == 3 && account.matched == 3)
    #expect(account.coverageByYear == ["2016": 1, "2017": 1])
    // By year it is the incumbent of 31 December.
    #expect(try control(incumbents()).cell(unit(2017)) == .reportedZero)
    #expect(try control(incumbents()).cell(unit(2016)) == .value(-1.25))
  }

  @Test func `a first year after the coverage is no zero`() throws {
    let control = try control(visits())
    let canada = try #require(
      SimulatedTables.codes().all.first { $0.scheduleC.text == "1220" })
    func cell(_ year: Int) -> Cell<Double> {
      control.cell(
        ControlUnit(
          state: nil, destination: canada, period: PanelPeriod(CalendarYear(year))))
    }
    #expect(cell(2009) == .reportedZero, "his first year, and 2008 was coded")
    #expect(cell(2017) == .notReported(.outsideCoverage), "a first year that nobody coded before")
  }

  @Test func `within a year a month has the incumbent of its own last day`() throws {
    let control = try control(incumbents())
    func cell(_ month: Int) throws -> Cell<Double> {
      let month = try #require(CalendarMonth(year: 2009, month: month))
      return control.cell(
        ControlUnit(state: nil, destination: nil, period: PanelPeriod(month)))
    }
    #expect(try cell(1) == .value(-1.25))
    #expect(control.cell(unit(2008)) == .notReported(.outsideCoverage))
  }

  private func unit(_ year: Int) -> ControlUnit {
    ControlUnit(state: nil, destination: nil, period: PanelPeriod(CalendarYear(year)))
  }

  @Test func `a territory has its sovereign's figure where that is the policy`() throws {
    let context = try SimulatedTables.context()
    let canada = PanelContext(
      returns: context.returns, presidents: context.presidents, codes: context.codes,
      sovereigns: try Sovereigns(spells: [
        .init(territory: ScheduleC("1010"), sovereign: ScheduleC("1220"), first: nil, last: nil)
      ]),
      incumbency: nil)
    let greenland = try #require(context.codes.all.first { $0.scheduleC.text == "1010" })
    let asked = ControlUnit(
      state: nil, destination: greenland, period: PanelPeriod(CalendarYear(2011)))
    func cell(_ policy: TerritoryPolicy) throws -> Cell<Double> {
      try ReputationControl(
        visits(), allies: SimulatedTables.atop(), context: canada, territories: policy
      ).cell(asked)
    }
    #expect(try cell(.sovereign) == .value(2))
    #expect(try cell(.own) != .value(2))
  }

  @Test func `without a scale or without allies are refused`() throws {
    let context = try SimulatedTables.context()
    let scale = #expect(throws: DataError.self) {
      try ReputationControl(
        IncumbentMeasure(), allies: nil, context: context, territories: .own)
    }
    #expect(scale?.message.contains("no scale") == true)
    let allies = #expect(throws: DataError.self) {
      try ReputationControl(visits(), allies: nil, context: context, territories: .own)
    }
    #expect(allies?.message.contains("names no ally rule") == true)
  }
}

@Suite struct `Series of countries in a panel` {
  private func control(_ figures: [(String, Int, Double)]) throws -> CountrySeriesControl {
    func spell(_ code: String, _ place: String, _ first: Int? = nil) -> CountryCodeSpell {
      CountryCodeSpell(
        system: .worldBank, code: code, destination: ScheduleC(place),
        first: first.map { CalendarYear($0) }, last: nil, note: "")
    }
    return try CountrySeriesControl(
      name: "exchange_rate", unit: CountrySeriesControl.exchangeRateUnit, definition: "simulated",
      figures: figures.map { .init(code: $0.0, year: CalendarYear($0.1), value: $0.2) },
      in: .worldBank,
      crosswalk: CountryCrosswalk(spells: [spell("CAN", "1220"), spell("NAM", "7920", 2015)]),
      source: nil)
  }

  @Test func `keep their decimals and are missing where nothing is reported`() throws {
    let rates = try control([
      ("CAN", 2014, 1.10474749166667), ("CAN", 2016, 1.32561417), ("CHI", 2015, 0.7),
      ("NAM", 2014, 10.85265569), ("NAM", 2016, 14.7),
    ])
    let panel = try SimulatedPanels.build(
      SimulatedPanels.design(SimulatedPanels.selection(), controls: [rates]))
    let rows = try SimulatedPanels.rows(panel, "exchange_rate")
    #expect(rows.contains("PA 1220 2014 1.10474749166667"))
    #expect(rows.contains("OH 1220 2016 1.32561417"))
    #expect(rows.contains("PA 7920 2014 10.85265569"), "by the codes of the last year")
    #expect(rows.contains("OH 1220 2015 "))
    #expect(rates.definition == "simulated; codes that are no destination: CHI")
    #expect(rates.rowCount == 4)
    let account = try #require(panel.report.joins.last)
    #expect(account.join.name == "panel with the control exchange_rate")
    #expect(account.join.coverage == [2014, 2016])
    #expect(
      account.notReported == [
        NotReported.absentPair.description: 2, NotReported.noCode("World Bank").description: 3,
      ])
  }

  @Test func `with two figures for a destination and year are refused`() throws {
    let error = #expect(throws: DataError.self) {
      try control([("CAN", 2014, 1.1), ("CAN", 2014, 1.2)])
    }
    #expect(error?.kind == .duplicateKey)
    #expect(error?.message.contains("CAN (Schedule C 1220) in 2014") == true)
  }
}
