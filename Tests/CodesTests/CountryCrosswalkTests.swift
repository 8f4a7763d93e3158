import Codes
import Testing

@Suite struct `Country codes by system and year` {
  private func spell(
    _ system: CountryCodeSystem, _ code: String, _ destination: String?, _ first: Int? = nil,
    _ last: Int? = nil, isAlias: Bool = false, note: String = ""
  ) -> CountryCodeSpell {
    CountryCodeSpell(
      system: system, code: code, destination: destination.map { ScheduleC($0) },
      first: first.map { CalendarYear($0) }, last: last.map { CalendarYear($0) },
      isAlias: isAlias, note: note)
  }

  private func crosswalk() throws -> CountryCrosswalk {
    try CountryCrosswalk(spells: [
      spell(.iso2, "CS", "4350", nil, 1992), spell(.iso2, "CS", "4799", 2003, 2006),
      spell(.iso3, "SDN", "7320", nil, 2011), spell(.iso3, "SDN", "7321", 2011),
      spell(.iso3, "ROU", "4850"), spell(.iso3, "ROM", "4850", nil, 2001, isAlias: true),
      spell(.worldBank, "WLD", nil, note: "a group of countries"),
    ])
  }

  @Test func `one code means different destinations in different years`() throws {
    let codes = try crosswalk()
    #expect(codes.destination("CS", in: .iso2, year: CalendarYear(1992)) == ScheduleC("4350"))
    #expect(codes.destination("CS", in: .iso2, year: CalendarYear(2003)) == ScheduleC("4799"))
    #expect(
      codes.match("CS", in: .iso2, year: CalendarYear(2000)) == .otherYears("to 1992, 2003–2006"))
  }

  @Test func `in the year of a change a code means the later destination and both have it`() throws
  {
    let codes = try crosswalk()
    let change = CalendarYear(2011)
    #expect(codes.destination("SDN", in: .iso3, year: change) == ScheduleC("7321"))
    #expect(codes.code(of: ScheduleC("7320"), in: .iso3, year: change) == "SDN")
    #expect(codes.code(of: ScheduleC("7321"), in: .iso3, year: change) == "SDN")
    #expect(codes.code(of: ScheduleC("7321"), in: .iso3, year: CalendarYear(2010)) == nil)
  }

  @Test func `an alias is understood and never given`() throws {
    let codes = try crosswalk()
    let year = CalendarYear(1999)
    #expect(codes.destination("ROM", in: .iso3, year: year) == ScheduleC("4850"))
    #expect(codes.destination("ROU", in: .iso3, year: year) == ScheduleC("4850"))
    #expect(codes.code(of: ScheduleC("4850"), in: .iso3, year: year) == "ROU")
  }

  @Test func `a group is set aside with its reason and an unknown code names the nearest`() throws {
    let codes = try crosswalk()
    let year = CalendarYear(1999)
    #expect(
      codes.match("WLD", in: .worldBank, year: year) == .setAside(reason: "a group of countries"))
    #expect(codes.match("ROV", in: .iso3, year: year) == .unknown(nearest: "ROU"))
    #expect(codes.match("QQQ", in: .iso3, year: year) == .unknown(nearest: nil))
  }

  @Test func `two meanings in one year are refused by name`() {
    let two = #expect(throws: DataError.self) {
      try CountryCrosswalk(spells: [spell(.iso3, "AAA", "4350"), spell(.iso3, "BBB", "4350", 1990)])
    }
    #expect(two?.kind == .contradictoryCode)
    #expect(two?.message.contains("4350") == true && two?.message.contains("BBB") == true)
    let shared = #expect(throws: DataError.self) {
      try CountryCrosswalk(spells: [
        spell(.iso3, "AAA", "4350", nil, 1992), spell(.iso3, "AAA", "4351", 1990),
      ])
    }
    #expect(shared?.message.contains("4351") == true)
  }

  @Test func `a code of other years says when it holds and what stands for it in the year`() throws
  {
    let codes = try CountryCrosswalk(spells: [
      spell(.iso3, "ROU", "4850", 2002), spell(.iso3, "ROM", "4850", nil, 2001),
      spell(.iso3, "SDN", "7320", nil, 2011), spell(.iso3, "SDN", "7321", 2011),
      spell(.scheduleC, "7320", "7320", nil, 2011), spell(.scheduleC, "7321", "7321", 2011),
      spell(.iso2, "NA", "7920"),
    ])
    func words(_ code: String, _ system: CountryCodeSystem, _ year: Int) -> String? {
      codes.otherYears(of: code, in: system, year: CalendarYear(year))
    }
    #expect(words("ROM", .iso3, 2005) == "it holds to 2001; in 2005 it is ROU")
    #expect(words("7320", .scheduleC, 2015) == "it holds to 2011; in 2015 it is 7321")
    #expect(words("ROM", .iso3, 2001) == nil && words("QQQ", .iso3, 2001) == nil)
    #expect(codes.exists(ScheduleC("7320"), in: CalendarYear(2011)))
    #expect(!codes.exists(ScheduleC("7320"), in: CalendarYear(2012)))
    #expect(!codes.exists(ScheduleC("7321"), in: CalendarYear(2010)))
    #expect(codes.exists(ScheduleC("9999"), in: CalendarYear(2010)), "of which nothing is said")
    #expect(
      codes.destinations("SDN", in: .iso3, year: CalendarYear(2011))
        == [ScheduleC("7321"), ScheduleC("7320")])
    #expect(
      codes.destinations(everMeantBy: "SDN", in: [.iso2, .iso3])
        == [ScheduleC("7320"), ScheduleC("7321")])
    #expect(codes.meanings(of: "NA", apartFrom: .scheduleC).map(\.system) == [.iso2])
    #expect(codes.meanings(of: "7320", apartFrom: .scheduleC).isEmpty)
  }

  @Test func `years in words keep their gaps`() {
    let years = [1992, 1990, 1991, 2000, 2002, 2003].map { CalendarYear($0) }
    #expect(YearRuns.text(years) == "1990–1992, 2000, 2002–2003")
    #expect(YearRuns.text([CalendarYear]()) == "")
  }

  @Test func `unmatched codes list themselves once with years rows and what is near`() throws {
    let codes = try crosswalk()
    var unmatched = UnmatchedCodes(file: "gdp.csv", system: .iso3)
    for (code, year) in [("ROV", 1999), ("ROU", 1999), ("ROV", 2001), ("QQQ", 2000), ("SDN", 2000)]
    {
      let year = CalendarYear(year)
      _ = unmatched.note(code, year: year, match: codes.match(code, in: .iso3, year: year))
    }
    #expect(unmatched.rows == 3)
    #expect(
      unmatched.entries.map(\.description) == [
        "QQQ (2000, 1 row)", "ROV (1999–2001, 2 rows; did you mean ROU?)",
      ])
    let error = #expect(throws: DataError.self) { try unmatched.requireNone() }
    #expect(error?.kind == .unknownCode)
    #expect(
      error?.message.contains("gdp.csv: 2 ISO 3166 alpha-3 codes are no destination's") == true)
  }
}

@Suite struct `Territories and their sovereigns` {
  private func spell(
    _ territory: String, _ sovereign: String?, _ first: Int? = nil, _ last: Int? = nil
  ) -> Sovereigns.Spell {
    .init(
      territory: ScheduleC(territory), sovereign: sovereign.map { ScheduleC($0) },
      first: first.map { CalendarYear($0) }, last: last.map { CalendarYear($0) })
  }

  private func sovereigns() throws -> Sovereigns {
    try Sovereigns(spells: [
      spell("5820", "4120", nil, 1996), spell("5820", "5700", 1997), spell("7370", nil),
    ])
  }

  @Test func `a territory passes to its new sovereign in the year by 31 December`() throws {
    let table = try sovereigns()
    let hongKong = ScheduleC("5820")
    #expect(table.status(of: hongKong, in: CalendarYear(1996)) == .territory(of: ScheduleC("4120")))
    #expect(table.status(of: hongKong, in: CalendarYear(1997)) == .territory(of: ScheduleC("5700")))
    #expect(table.status(of: ScheduleC("1220"), in: CalendarYear(1997)) == .independent)
    #expect(table.status(of: ScheduleC("7370"), in: CalendarYear(1997)) == .territoryOfNobody)
  }

  @Test func `two sovereigns in a year or one that is a territory are refused`() {
    for spells in [
      [spell("5820", "4120", nil, 1997), spell("5820", "5700", 1997)],
      [spell("5820", "4120"), spell("4120", "5700")], [spell("5820", "5820")],
      [spell("5820", "4120"), spell("5820", "4120")],
    ] {
      let error = #expect(throws: DataError.self) { try Sovereigns(spells: spells) }
      #expect(error?.kind == .contradictoryCode)
    }
  }
}
