import Alliances
import Codes
import Tables
import Testing

@Suite struct `Ally rules` {
  private func table(_ text: String) throws -> Table {
    try DelimitedText(name: "simulated").table(from: Array(text.utf8))
  }

  private func treaties() throws -> TreatyTable {
    try TreatyTable(
      table: table(
        """
        partner_iso3,partner_cown,treaty,in_force_from,in_force_to
        CAN,20,north-atlantic,1949-08-24,
        MEX,70,rio,1948-12-03,2004-09-06
        FIN,375,north-atlantic,2023-04-04,
        NZL,920,anzus,1952-04-29,1986-12-31

        """))
  }

  private func partner(_ iso3: String?, cow: String? = nil) -> Partner {
    Partner(iso3: iso3.map { ISO3($0) }, cow: cow.map { COWCode($0) })
  }

  private func place(_ code: String) -> Partner {
    Partner(destination: ScheduleC(code), iso3: nil, cow: nil)
  }

  @Test func `treaty status is that of 31 December`() throws {
    let rule = TreatyAllyRule(treaties: try treaties())
    #expect(rule.status(of: partner("MEX"), in: CalendarYear(2003)) == .ally)
    #expect(rule.status(of: partner("MEX"), in: CalendarYear(2004)) == .notAlly)
    #expect(rule.status(of: partner("FIN"), in: CalendarYear(2022)) == .notAlly)
    #expect(rule.status(of: partner("FIN"), in: CalendarYear(2023)) == .ally)
    // A treaty that ends on 31 December no longer binds on that day.
    #expect(rule.status(of: partner("NZL"), in: CalendarYear(1986)) == .notAlly)
  }

  @Test func `the rule without the Americas leaves out Rio and Canada and keeps the others`() throws
  {
    let rule = TreatyWithoutAmericasRule(treaties: try treaties())
    #expect(rule.status(of: partner("CAN"), in: CalendarYear(2000)) == .notAlly)
    #expect(rule.status(of: partner("MEX"), in: CalendarYear(2000)) == .notAlly)
    #expect(rule.status(of: partner("NZL"), in: CalendarYear(1980)) == .ally)
    #expect(
      rule.status(of: partner("FIN"), in: CalendarYear(2030)) == .notReported(.outsideCoverage))
  }

  @Test func `a user's list is no ally without a row and not reported in a year without rows`()
    throws
  {
    let rule = try AllyList(
      table: table("year,iso3c,ally\n2016,JPN,1\n2016,MEX,0\n"), file: "mine.csv",
      codes: SimulatedCountries.codes())
    #expect(rule.id == "list:mine.csv")
    #expect(rule.status(of: place("5880"), in: CalendarYear(2016)) == .ally)
    #expect(rule.status(of: place("2010"), in: CalendarYear(2016)) == .notAlly)
    #expect(rule.status(of: place("1220"), in: CalendarYear(2016)) == .notAlly)
    #expect(
      rule.status(of: place("5880"), in: CalendarYear(2017)) == .notReported(.outsideCoverage))
    #expect(
      rule.status(of: partner(nil), in: CalendarYear(2016)) == .notReported(.unknownCode))
  }

  @Test func `a user's list finds a country by the code of any year and by any system`() throws {
    func list(_ text: String, _ policy: UnmatchedPolicy = .stop) throws -> AllyList {
      try AllyList(
        table: table(text), file: "mine.csv", codes: SimulatedCountries.codes(),
        onUnmatched: policy)
    }
    // Romania was ROM to 2001 and is ROU since; a list may use either in any year.
    let romania = try list("year,iso3c,ally\n2000,ROM,1\n2001,ROU,1\n2016,ROM,1\n2017,ROU,1\n")
    for year in [2000, 2001, 2016, 2017] {
      #expect(romania.status(of: place("4850"), in: CalendarYear(year)) == .ally, "\(year)")
    }
    // Both Sudans of 2011 have the code, and Kosovo that of the World Bank.
    let others = try list("year,iso3c,ally\n2011,SDN,1\n2011,XKX,1\n")
    for code in ["7320", "7321", "4803"] {
      #expect(others.status(of: place(code), in: CalendarYear(2011)) == .ally, "\(code)")
    }
    let schedule = try list("year,schedule_c,ally\n2016,5880,1\n")
    #expect(schedule.status(of: place("5880"), in: CalendarYear(2016)) == .ally)
    #expect(throws: DataError.self) { try list("year,schedule_c,iso3c,ally\n2016,5880,MEX,1\n") }
    #expect(throws: DataError.self) { try list("year,iso3c,ally\n2000,ROM,1\n2000,ROU,0\n") }
  }

  @Test func `a code of a country that is gone matches nothing and is refused or listed`() throws {
    let text = "year,iso3c,ally\n2016,CSK,1\n2016,JPX,1\n2016,WLD,1\n2016,JPN,1\n"
    func list(_ policy: UnmatchedPolicy) throws -> AllyList {
      try AllyList(
        table: table(text), file: "mine.csv", codes: SimulatedCountries.codes(),
        onUnmatched: policy)
    }
    let error = try #require(#expect(throws: DataError.self) { try list(.stop) })
    #expect(error.message.contains("CSK (2016, 1 row; it holds to 1992)"), "\(error)")
    #expect(error.message.contains("JPX (2016, 1 row; did you mean JPN?)"), "\(error)")
    #expect(error.hint.contains("--on-unmatched"))
    for policy in [UnmatchedPolicy.list, .drop] {
      let left = try list(policy)
      #expect(left.leftOut.map(\.code) == ["CSK", "JPX"])
      #expect(left.notes == ["1 row of WLD set aside: a group of countries"])
      #expect(left.status(of: place("5880"), in: CalendarYear(2016)) == .ally)
    }
    // Czechoslovakia as it was is a partner like any other.
    let earlier = try AllyList(
      table: table("year,iso3c,ally\n1990,CSK,0\n"), file: "mine.csv",
      codes: SimulatedCountries.codes())
    #expect(earlier.status(of: place("4350"), in: CalendarYear(1990)) == .notAlly)
  }

  @Test(arguments: [
    ("2016,JPN,1\n2016,JPN,1\n", "line 3"),
    ("2016,JPM,1\n2017,JPM,1\n", "JPM (2016–2017, 2 rows; did you mean JPN?)"),
    ("2016,jpn,1\n", "line 2"), ("2016,JPN,x\n", "line 2"),
    ("", "no row"),
  ])
  func `a list of allies that cannot be read is refused with its row`(rows: String, part: String) {
    let error = #expect(throws: DataError.self) {
      try AllyList(
        table: table("year,iso3c,ally\n" + rows), file: "mine.csv",
        codes: SimulatedCountries.codes())
    }
    #expect(error?.message.contains(part) == true)
  }

  @Test func `the rule nato counts the North Atlantic Treaty alone`() throws {
    let rule = NorthAtlanticAllyRule(treaties: try treaties())
    #expect(rule.status(of: partner("CAN"), in: CalendarYear(2016)) == .ally)
    #expect(rule.status(of: partner("MEX"), in: CalendarYear(2003)) == .notAlly)
  }

  @Test func `outside the table's years the status is not reported and never no ally`() throws {
    let rule = TreatyAllyRule(treaties: try treaties())
    #expect(
      rule.status(of: partner("CAN"), in: CalendarYear(2026)) == .notReported(.outsideCoverage))
    #expect(
      rule.status(of: partner("CAN"), in: CalendarYear(1948)) == .notReported(.outsideCoverage))
  }

  @Test func `a destination without an ISO code is bound by no treaty`() throws {
    let rule = TreatyAllyRule(treaties: try treaties())
    #expect(rule.status(of: partner(nil), in: CalendarYear(2016)) == .notAlly)
  }

  /// F66.
  @Test func `ATOP reports nothing after 2018 and nothing without a Correlates of War code`() throws
  {
    let rule = try AtopDefenseRule(
      table: table("partner_cown,year_from,year_to\n20,1949,2018\n70,1949,2003\n"))
    #expect(rule.status(of: partner("CAN", cow: "20"), in: CalendarYear(2018)) == .ally)
    #expect(
      rule.status(of: partner("CAN", cow: "20"), in: CalendarYear(2019))
        == .notReported(.outsideCoverage))
    #expect(rule.status(of: partner("MEX", cow: "70"), in: CalendarYear(2004)) == .notAlly)
    #expect(
      rule.status(of: partner("GRL"), in: CalendarYear(2016))
        == .notReported(.noCode("Correlates of War")))
  }

  @Test(arguments: [
    "partner_cown,year_from,year_to\n20,2000,1999\n",
    "partner_cown,year_from,year_to\n20,1940,1960\n",
    "partner_cown,year_from,year_to\n20,1950,1960\n20,1960,1970\n",
  ])
  func `spells that do not add up are refused`(text: String) throws {
    let spells = try table(text)
    #expect(throws: DataError.self) { try AtopDefenseRule(table: spells) }
  }

  @Test func `a treaty that ends before it begins is refused with its row`() throws {
    let bad = try table(
      "partner_iso3,partner_cown,treaty,in_force_from,in_force_to\nMEX,70,rio,2004-09-06,1948-12-03\n"
    )
    let error = #expect(throws: DataError.self) { try TreatyTable(table: bad) }
    #expect(error?.message.contains("line 2, column 'in_force_to'") == true)
  }
}

@Suite struct `Reputation measures` {
  private func table(_ text: String) throws -> Table {
    try DelimitedText(name: "simulated").table(from: Array(text.utf8))
  }

  @Test func `a year that was not coded has no count and a coded zero has one`() throws {
    let counts = try ReassuranceStatements(
      table: table("partner_cown,year,statements\n255,1985,3\n255,1986,0\n"))
    let germany = [COWCode("260"), COWCode("255")]
    #expect(counts.count(to: germany, in: CalendarYear(1985)) == 3)
    #expect(counts.count(to: germany, in: CalendarYear(1986)) == 0)
    #expect(counts.count(to: germany, in: CalendarYear(1987)) == nil)
  }

  @Test(arguments: ["255,1985,-1", "255,2011,1", "255,1985,"])
  func `counts that cannot be are refused`(row: String) throws {
    let bad = try table("partner_cown,year,statements\n\(row)\n")
    #expect(throws: DataError.self) { try ReassuranceStatements(table: bad) }
  }

  @Test func `a ranking is read by its scale and an unknown scale lists the others`() throws {
    let text = """
      scale,incumbent,rank,source,note
      one,obama,1,Survey A,first year
      one,biden,2,Survey A,first year
      two,obama,2,Survey B,

      """
    let ranking = try ReputationRanking(table: table(text), scale: "one")
    #expect(ranking.ranks == ["obama": 1, "biden": 2])
    #expect(ranking.source == "Survey A")
    let error = #expect(throws: DataError.self) {
      try ReputationRanking(table: table(text), scale: "three")
    }
    #expect(error?.hint == "use one of one, two")
  }
}
