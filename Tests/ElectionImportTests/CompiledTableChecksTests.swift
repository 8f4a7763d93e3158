import Codes
import ElectionImport
import Readers
import Tables
import TestSupport
import Testing

@Suite struct `Checking hand-compiled tables` {
  private func table(_ name: String, _ replacing: (old: String, new: String)? = nil) throws -> Table
  {
    var text = String(
      decoding: try Checkout.bytes("election-data/tables/\(name).csv"), as: UTF8.self)
    if let (old, new) = replacing {
      try #require(text.contains(old))
      text = text.replacing(old, with: new, maxReplacements: 1)
    }
    return try DelimitedText(name: name).table(from: Array(text.utf8))
  }

  private func presidents() throws -> PresidentialTerms {
    try PresidentialTerms(table("presidents"))
  }

  @Test func `the committed tables pass`() throws {
    try CompiledTableChecks.treaties(table("treaties"))
    try CompiledTableChecks.incumbency(table("incumbency"), presidents: presidents())
    try CompiledTableChecks.eligibility(
      table("eligibility"), incumbency: table("incumbency"), presidents: presidents())
    try CompiledTableChecks.electoralVotes(table("electoral-votes"))
    try CompiledTableChecks.rankings(table("reputation-rankings"), presidents: presidents())
  }

  @Test(arguments: [
    ("ALB,339", "alb,339"), ("2009-04-01", "2009-02-29"), ("2009-04-01", ""),
    ("1950-09-26,2014-10-17", "2014-10-17,1950-09-26"),
  ])
  func `a damaged treaty is refused`(old: String, new: String) throws {
    let damaged = try table("treaties", (old, new))
    let error = #expect(throws: DataError.self) { try CompiledTableChecks.treaties(damaged) }
    #expect(error?.message.contains("line") == true)
  }

  @Test(arguments: [
    ("biden,2024-07-21", "biden,2024-07-22"), ("true,,Amend", "true,because,Amend"),
    ("obama,2012-11-07", "biden,2012-11-07"), ("2024-07-21,true", "2024-07-20,true"),
    ("elected twice", ""),
    ("obama,2009-01-20,2012-11-07,true,", "obama,2009-01-20,2012-11-07,false,x"),
  ])
  func `a table of eligibility that contradicts the calendar is refused`(old: String, new: String)
    throws
  {
    let damaged = try table("eligibility", (old, new))
    let (incumbency, presidents) = (try table("incumbency"), try presidents())
    #expect(throws: DataError.self) {
      try CompiledTableChecks.eligibility(
        damaged, incumbency: incumbency, presidents: presidents)
    }
  }

  @Test(arguments: [
    ("2016-11-08", "2016-11-01"), ("obama,D,true,true", "obama,D,false,true"),
    ("obama,D", "obama,R"), ("2024-07-21", "2024-12-21"),
    ("biden,D,true,false", "obama,D,true,false"),
  ])
  func `a damaged calendar of incumbents is refused`(old: String, new: String) throws {
    let damaged = try table("incumbency", (old, new))
    let presidents = try presidents()
    #expect(throws: DataError.self) {
      try CompiledTableChecks.incumbency(damaged, presidents: presidents)
    }
  }

  /// F67.
  @Test(arguments: [("PA,27", "PA,26"), ("PA,27", "PR,27"), ("WY,3", "WY,2")])
  func `electors that are not 538 of 51 states are refused`(old: String, new: String) throws {
    let damaged = try table("electoral-votes", (old, new))
    #expect(throws: DataError.self) { try CompiledTableChecks.electoralVotes(damaged) }
  }

  @Test(arguments: [("obama,1,93", "obama,1,10"), ("obama,1,93", "obana,1,93"), (",2009", ",2019")])
  func `a damaged ranking is refused`(old: String, new: String) throws {
    let damaged = try table("reputation-rankings", (old, new))
    let presidents = try presidents()
    #expect(throws: DataError.self) {
      try CompiledTableChecks.rankings(damaged, presidents: presidents)
    }
  }

  @Test(arguments: [
    ("D,1945-04-12,1953-01-20", "D,1945-04-12,1953-01-19"), ("33,D", "33,X"),
    ("1963-11-22,1969", "1963-11-21,1969"),
  ])
  func `gaps, overlaps and unknown parties of presidents are refused`(old: String, new: String)
    throws
  {
    let damaged = try table("presidents", (old, new))
    #expect(throws: DataError.self) { try PresidentialTerms(damaged) }
  }

  @Test(arguments: [
    (1788, "1788-11-04"), (1952, "1952-11-04"), (1988, "1988-11-08"), (2000, "2000-11-07"),
    (2022, "2022-11-08"), (2024, "2024-11-05"), (2028, "2028-11-07"),
  ])
  func `election day is the Tuesday after the first Monday of November`(year: Int, day: String) {
    #expect(CompiledTableChecks.electionDay(of: CalendarYear(year))?.description == day)
  }

  @Test func `spells join years and split at gaps in any order`() {
    let rows = [1963, 1965, 1964, 1970, 1948, 2018, 2019].map {
      ATOPDyadYear(partner: COWCode("230"), year: CalendarYear($0), defense: true)
    }
    let spells = DefenseSpell.spells(
      rows + [
        ATOPDyadYear(partner: COWCode("230"), year: CalendarYear(1966), defense: false)
      ])
    #expect(spells.map { "\($0.from)-\($0.to)" } == ["1963-1965", "1970-1970", "2018-2018"])
  }

  @Test func `an unlisted difference from ATOP is found and named`() throws {
    let treaties = try table("treaties", ("1949-08-24", "1951-08-24"))
    let listed = try table("treaty-atop-exceptions")
    let spells = try CommittedTables.spells()
    #expect(
      try TreatyAgreement.residual(treaties: table("treaties"), exceptions: listed, spells: spells)
        .isEmpty)
    let residual = try TreatyAgreement.residual(
      treaties: treaties, exceptions: listed, spells: spells)
    #expect(residual.map(\.description) == ["partner 211 in 1949", "partner 211 in 1950"])
  }
}

enum CommittedTables {
  static func spells() throws -> [DefenseSpell] {
    let table = try DelimitedText(name: "atop-defense").table(
      from: Checkout.bytes("election-data/tables/atop-defense.csv"))
    let partner = try table.column("partner_cown")
    let from = try table.column("year_from")
    let to = try table.column("year_to")
    let rows = try table.rows.flatMap { row in
      try (from.year(row)...to.year(row)).map {
        ATOPDyadYear(partner: COWCode(partner[row]), year: $0, defense: true)
      }
    }
    return DefenseSpell.spells(rows)
  }
}
