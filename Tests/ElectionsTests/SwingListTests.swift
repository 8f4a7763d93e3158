import Codes
import Elections
import Tables
import Testing

@Suite struct `A user's list of swing states` {
  private func list(_ rows: String) throws -> SwingList {
    let text = "year,state,swing\n" + rows
    return try SwingList(
      table: DelimitedText(name: "mine.csv").table(from: Array(text.utf8)), file: "mine.csv")
  }

  private func returns() throws -> PresidentialReturns {
    let text = "election_year,state,democratic,republican,total\n"
    return try PresidentialReturns(
      table: DelimitedText(name: "none").table(from: Array(text.utf8)), electoralVotes: nil,
      districts: .none)
  }

  @Test
  func `a year of swing states alone makes the others none and one of both defines no others`()
    throws
  {
    let rule = try list("2012,PA,1\n2016,PA,1\n2016,OH,0\n")
    let before = try returns().earlier(than: CalendarYear(2012))
    #expect(rule.status(of: State.usps("PA")!, given: before) == .swing)
    #expect(rule.status(of: State.usps("TX")!, given: before) == .notSwing)
    let earlier = try returns().earlier(than: CalendarYear(2016))
    #expect(rule.status(of: State.usps("PA")!, given: earlier) == .swing)
    #expect(rule.status(of: State.usps("OH")!, given: earlier) == .notSwing)
    #expect(rule.status(of: State.usps("TX")!, given: earlier) == .notDefined)
    #expect(
      rule.evidence(of: State.usps("TX")!, given: earlier) == [
        "mine.csv has no row of TX in 2016, which means not defined, since other states have a 0"
      ])
    let states = ["OH", "PA", "TX", "WI"].compactMap { State.usps($0) }
    #expect(
      rule.notes(on: states, years: [2012, 2016, 2020].map { CalendarYear($0) }) == [
        "2012 names swing states alone, so that 3 states without a row are none",
        "2016 has rows of swing states and others and none of TX, WI, which are not defined",
      ])
    let later = try returns().earlier(than: CalendarYear(2017))
    #expect(rule.status(of: State.usps("PA")!, given: later) == .notDefined)
    #expect(rule.id == "list:mine.csv")
  }

  @Test(arguments: [
    ("2016,PA,1\n2016,PA,0\n", "line 3"), ("2016,PR,1\n", "line 2"), ("2016,PA,yes\n", "line 2"),
    ("x,PA,1\n", "line 2"), ("2016,ZZ,1\n", "line 2"), ("", "no row"),
  ])
  func `a list that cannot be read is refused with its row`(rows: String, part: String) {
    let error = #expect(throws: DataError.self) { try list(rows) }
    #expect(error?.message.contains(part) == true)
    #expect(error?.hint.isEmpty == false)
  }
}
