import Alliances
import Codes
import Tables
import Testing

@Suite struct `Named measures of reputation` {
  private func table(_ text: String, name: String = "simulated") throws -> Table {
    try DelimitedText(name: name).table(from: Array(text.utf8))
  }

  /// An ally in all years from `since`, known to sources as 20 and CAN.
  private func ally(since: Int = 1900) -> ReputationPartner {
    ReputationPartner(
      destination: ScheduleC("1220"), iso3: ISO3("CAN"), cow: [COWCode("20")]
    ) { $0.number >= since ? .ally : .notAlly }
  }

  private func occasion(_ incumbent: String, _ year: Int, _ earlier: [Int]) -> ReputationOccasion {
    ReputationOccasion(
      incumbent: incumbent, year: CalendarYear(year), earlierYears: earlier.map { CalendarYear($0) }
    )
  }

  private func statements(_ rows: String) throws -> ReassuranceStatements {
    try ReassuranceStatements(table: table("partner_cown,year,statements\n" + rows))
  }

  @Test func `statements to the ally add up over the tenure and never past the year before`() throws
  {
    let measure = StatementsMeasure(try statements("20,2003,2\n20,2004,3\n20,2005,70\n"))
    let asked = occasion("bush-43", 2005, [2005, 2004, 2003])
    #expect(asked.earlierYears == [CalendarYear(2004), CalendarYear(2003)])
    #expect(measure.figure(on: asked, toward: ally()) == .figure(5))
    #expect(abs(measure.transform.value(of: 5) - 1.791759469228055) < 1e-15)
    #expect(measure.figure(on: asked, toward: ally(since: 2004)) == .figure(3))
    #expect(measure.figure(on: occasion("bush-43", 2001, []), toward: ally()) == .figure(0))
  }

  @Test func `statements end in 2010 and later years are not reported`() throws {
    let measure = StatementsMeasure(try statements("20,2009,2\n20,2010,3\n"))
    #expect(
      measure.figure(on: occasion("obama", 2011, [2010, 2009]), toward: ally()) == .figure(5))
    let late = occasion("obama", 2012, [2011, 2010, 2009])
    #expect(measure.figure(on: late, toward: ally()) == .notReported(.outsideCoverage))
    #expect(measure.uncovered(late) == [CalendarYear(2011)])
    #expect(
      measure.figure(on: occasion("x", 2009, [2008]), toward: ally()) == .notReported(.notCoded))
  }

  @Test func `summed statements are those to all partners of the years before`() throws {
    let measure = SummedStatementsMeasure(
      try statements("20,2003,2\n200,2003,4\n20,2004,1\n20,2005,50\n"))
    #expect(measure.figure(on: occasion("bush-43", 2005, [2004, 2003])) == .figure(7))
    #expect(
      measure.figure(on: occasion("obama", 2012, [2011, 2010]))
        == .notReported(.outsideCoverage))
  }

  private func signals() throws -> SupportSignalTable {
    try SupportSignalTable(
      table: table(
        """
        partner_cown,partner,year,words,visits
        20,Canada,2009,12,1
        20,Canada,2010,8,0
        20,Canada,2011,,1

        """))
  }

  @Test func `words were coded to 2010 and visits to 2012`() throws {
    let words = SignalsMeasure(.words, signals: try signals())
    let visits = SignalsMeasure(.visits, signals: try signals())
    let early = occasion("obama", 2011, [2010, 2009])
    let late = occasion("obama", 2012, [2011, 2010, 2009])
    #expect(words.figure(on: early, toward: ally()) == .figure(20))
    #expect(words.figure(on: late, toward: ally()) == .notReported(.outsideCoverage))
    #expect(visits.figure(on: late, toward: ally()) == .figure(2))
    #expect(words.id == "signals-words" && visits.id == "signals-visits")
  }

  @Test(arguments: [
    "20,Canada,2011,0,0", "20,Canada,2010,,0", "20,Canada,2010,-1,0", "20,Canada,2013,,0",
    "20,Canada,2010,5,", "20,Canada,2010,5,0\n20,Canada,2010,5,0",
  ])
  func `signals that cannot be are refused with their row`(rows: String) throws {
    let bad = try table("partner_cown,partner,year,words,visits\n\(rows)\n")
    let error = #expect(throws: DataError.self) { try SupportSignalTable(table: bad) }
    #expect(error?.message.contains("line") == true)
  }

  private static let wits =
    "Reporter,Reporter Name,Product,Partner,Tariff Year,DutyType,Weighted Average\n"

  private func tariffs(_ rows: String) throws -> AppliedTariffs {
    let crosswalk = try CountryCrosswalk(spells: [
      CountryCodeSpell(
        system: .m49, code: "124", destination: ScheduleC("1220"), first: nil, last: nil, note: ""),
      CountryCodeSpell(
        system: .m49, code: "918", destination: nil, first: nil, last: nil, note: "the Union"),
    ])
    return try AppliedTariffs(
      table: table(Self.wits + rows, name: "wits.csv"), crosswalk: crosswalk)
  }

  @Test func `tolerated tariffs are the mean over the tenure and end with the file`() throws {
    let rates = try tariffs(
      """
      124,Canada, Total,840,2013,AHS,4
      124,Canada, Total,840,2014,AHS,2.5
      124,Canada, Total,840,2016,AHS,
      918,European Union, Total,840,2015,AHS,9

      """)
    let measure = TariffToleranceMeasure(rates, file: "wits.csv")
    #expect(measure.id == "tariff-tolerance:wits.csv")
    let asked = occasion("obama", 2016, [2015, 2014, 2013])
    #expect(measure.figure(on: asked, toward: ally()) == .figure(3.25))
    #expect(measure.figure(on: asked, toward: ally(since: 2014)) == .figure(2.5))
    #expect(measure.figure(on: occasion("x", 2013, []), toward: ally()) == .notReported(.notCoded))
    #expect(
      measure.figure(on: occasion("x", 2018, [2017, 2016]), toward: ally())
        == .notReported(.outsideCoverage))
  }

  @Test(arguments: [
    ("124,Canada, Total,156,2013,AHS,4", "line 2"), ("124,Canada, Total,840,2013,MFN,4", "line 2"),
    ("124,Canada, Total,840,2013,AHS,-4", "line 2"), ("124,Canada,0101,840,2013,AHS,4", "line 2"),
    ("124,Canada, Total,840,2013,AHS,4\n124,Canada, Total,840,2013,AHS,4", "line 3"),
    ("125,Canada, Total,840,2013,AHS,4", "125 (2013, 1 row; did you mean 124?)"),
    ("918,Union, Total,840,2013,AHS,4", "no rate"), ("", "no rate"),
  ])
  func `a table of tariffs that cannot be is refused`(rows: String, part: String) {
    let error = #expect(throws: DataError.self) { try tariffs(rows + "\n") }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(error?.hint.isEmpty == false)
  }

  @Test func `an ordinal measure is minus the rank and only after its survey`() throws {
    let ranking = ReputationRanking(
      scale: "s", ranks: ["obama": 1, "biden": 2],
      measuredYears: ["obama": CalendarYear(2009), "biden": CalendarYear(2024)], source: "S",
      note: "")
    let measure = OrdinalMeasure(ranking)
    #expect(measure.id == "ordinal:s")
    #expect(measure.figure(on: occasion("obama", 2015, [])) == .figure(-1))
    #expect(measure.figure(on: occasion("obama", 2009, [])) == .notReported(.notBefore))
    #expect(measure.figure(on: occasion("biden", 2023, [])) == .notReported(.notBefore))
    #expect(measure.figure(on: occasion("nixon", 1971, [])) == .notReported(.notRanked))
  }

  @Test func `a list by ally gives its figure and nothing for other years and partners`() throws {
    let list = try AllyReputationList(
      table: table("year,iso3c,reputation\n2016,CAN,0.5\n2016,JPN,-2\n"), file: "mine.csv",
      codes: SimulatedCountries.codes())
    #expect(list.figure(on: occasion("obama", 2016, []), toward: ally()) == .figure(0.5))
    #expect(
      list.figure(on: occasion("obama", 2015, []), toward: ally())
        == .notReported(.outsideCoverage))
    let other = ReputationPartner(
      destination: ScheduleC("4120"), iso3: ISO3("GBR"), cow: []
    ) { _ in .ally }
    #expect(list.figure(on: occasion("x", 2016, []), toward: other) == .notReported(.notCoded))
  }

  @Test(arguments: [
    ("x,CAN,1", "line 2"), ("2016,can,1", "line 2"), ("2016,CAN,high", "line 2"),
    ("2016,CAN,inf", "line 2"), ("2016,CAN,1\n2016,CAN,2", "line 3"), ("", "no row"),
    ("2016,CAM,1", "CAM (2016, 1 row; did you mean CAN?)"),
  ])
  func `a list by ally that cannot be read is refused with its row`(rows: String, part: String) {
    let error = #expect(throws: DataError.self) {
      try AllyReputationList(
        table: table("year,iso3c,reputation\n\(rows)\n"), file: "mine.csv",
        codes: SimulatedCountries.codes())
    }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    ("obana,1", "line 2", "did you mean obama?"), ("obama,much", "line 2", ""),
    ("obama,1\nobama,2", "line 3", ""), ("", "no row", ""),
  ])
  func `a list of incumbents that cannot be read is refused with its row`(
    rows: String, part: String, hint: String
  ) {
    let error = #expect(throws: DataError.self) {
      try IncumbentReputationList(
        table: table("incumbent,reputation\n\(rows)\n"), file: "mine.csv",
        incumbents: ["obama", "biden"])
    }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(error?.hint.contains(hint) == true || hint.isEmpty)
  }

  @Test func `every measure has an identifier a version a definition and its coverage`() throws {
    let counts = try statements("20,2003,2\n")
    let measures: [any ReputationMeasure] = [
      StatementsMeasure(counts), SummedStatementsMeasure(counts),
      SignalsMeasure(.words, signals: try signals()),
      SignalsMeasure(.visits, signals: try signals()), IncumbentMeasure(),
    ]
    #expect(Set(measures.map(\.id)).count == measures.count)
    for measure in measures {
      #expect(measure.version >= 1 && !measure.definition.isEmpty)
      #expect(measure is IncumbentMeasure || !measure.citation.isEmpty)
    }
    #expect(measures[0].coverage == CalendarYear(1950)...CalendarYear(2010))
    #expect(measures[3].coverage == CalendarYear(1950)...CalendarYear(2012))
  }
}
