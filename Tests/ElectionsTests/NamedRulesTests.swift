import Codes
import Elections
import Tables
import TestSupport
import Testing

/// The rules on the real returns of 1976–2024.
@Suite struct `Named swing rules on the real returns` {
  private let returns: PresidentialReturns

  init() throws {
    func table(_ name: String) throws -> Table {
      try DelimitedText(name: name).table(
        from: Checkout.bytes("election-data/tables/\(name).csv"))
    }
    returns = try PresidentialReturns(
      table: table("returns"), electoralVotes: ElectoralVotes(table: table("electoral-votes")),
      districts: DistrictElectors(table: table("district-electors")))
  }

  private func swing(_ id: String, _ year: Int, without: Set<String> = []) throws -> [String] {
    let rule = try SwingRules.named(id)
    let visible = returns.visible(to: rule, in: CalendarYear(year))
    return State.electing.filter { rule.status(of: $0, given: visible) == .swing }
      .map(\.usps).filter { !without.contains($0) }.sorted()
  }

  private func cells(_ id: String) throws -> Set<String> {
    var cells: Set<String> = []
    for year in stride(from: 2000, through: 2020, by: 4) {
      for state in try swing(id, year, without: ["DC"]) { cells.insert("\(state) \(year)") }
    }
    return cells
  }

  // Published lists of tipping-point states rank by the margin of all votes and count the district
  // electors of Maine and Nebraska.
  @Test(
    arguments: zip(
      [1976, 1980, 1984, 1988, 1992, 1996, 2000, 2004, 2008, 2012, 2016, 2020, 2024],
      ["WI", "IL", "MI", "MI", "TN", "PA", "FL", "OH", "CO", "CO", "WI", "WI", "PA"]))
  func `the tipping-point state is the known one`(election: Int, state: String) throws {
    let tippingPoint = try #require(returns.tippingPoint(in: CalendarYear(election)))
    #expect(tippingPoint.state.usps == state)
    #expect(tippingPoint.places.count == 51)
    #expect(tippingPoint.rankDistance(of: tippingPoint.state) == 0)
    #expect(tippingPoint.places[tippingPoint.position].electors >= 270)
    #expect(tippingPoint.places[tippingPoint.position - 1].electors < 270)
  }

  @Test func `without the district of Maine the tipping-point state of 2016 would be another`()
    throws
  {
    let table = try DelimitedText(name: "returns").table(
      from: Checkout.bytes("election-data/tables/returns.csv"))
    let votes = try DelimitedText(name: "electoral-votes").table(
      from: Checkout.bytes("election-data/tables/electoral-votes.csv"))
    let statewide = try PresidentialReturns(
      table: table, electoralVotes: ElectoralVotes(table: votes), districts: .none)
    #expect(statewide.tippingPoint(in: CalendarYear(2016))?.state.usps == "PA")
  }

  // Worked by hand on the same returns, 50 states and six elections from 2000 on; see the
  // comparison of a published text with its own script that the decision record describes.
  @Test func `each of three elections calls forty of three hundred state-elections swing`() throws {
    #expect(try cells("kriner-reeves-each").count == 40)
    #expect(
      try swing("kriner-reeves-each", 2016) == ["CO", "FL", "IA", "MO", "NH", "OH", "VA"])
  }

  @Test func `a script that looks ahead differs from its own text in thirty-five of three hundred`()
    throws
  {
    let script = try cells("alley-code")
    #expect(script.count == 53)
    #expect(script.symmetricDifference(try cells("kriner-reeves-each")).count == 35)
    #expect(try swing("alley-code", 2016) == ["FL", "GA", "NC", "NH", "OH", "PA", "VA"])
    #expect(try swing("alley-code", 2015) == swing("alley-code", 2016))
  }

  @Test func `last margins under five points call four states swing in 2016`() throws {
    #expect(try swing("margin-5", 2016) == ["FL", "NC", "OH", "VA"])
    #expect(try swing("margin-5", 2015) == swing("margin-5", 2016))
  }

  @Test func `a mean over three elections is a wider rule than each of them`() throws {
    let each = try cells("kriner-reeves-each")
    let mean = try cells("kriner-reeves-mean")
    #expect(each.isSubset(of: mean))
    #expect(mean.count == 104)
  }

  @Test func `only a rule whose name says so sees the election that it explains`() {
    for rule in SwingRules.all {
      #expect(rule.looksAhead == rule.name.contains("look-ahead"))
      #expect(rule.looksAhead == rule.definition.contains("LOOKS AHEAD"))
    }
  }

  @Test func `the states nearest to the tipping point of 2020 are swing for 2024`() throws {
    // 2020 ranked for Biden: NV 2.39, PA 1.16, WI 0.63, AZ 0.31, GA 0.24 (margins of all votes).
    #expect(try swing("tipping-point-5", 2024) == ["AZ", "GA", "NV", "PA", "WI"])
    #expect(try swing("tipping-point-10", 2024).count == 10)
  }

  @Test func `continuous measures are zero at the tipping point and missing for territories`()
    throws
  {
    let earlier = returns.earlier(than: CalendarYear(2024))
    for measure in SwingMeasure.allCases {
      #expect(measure.value(of: State.usps("WI")!, given: earlier) == 0)
      #expect(measure.value(of: State.usps("PR")!, given: earlier) == nil)
      #expect(measure.value(of: State.usps("DC")!, given: earlier)! > 10)
    }
    #expect(SwingMeasure.pivotDistance.value(of: State.usps("AZ")!, given: earlier) == 1)
  }

  @Test func `in 1992 the two-party margin and the margin of all votes differ`() throws {
    let georgia = try #require(returns[State.usps("GA")!, CalendarYear(1992)])
    #expect(abs(georgia.twoPartyMargin! - 0.68) < 0.01)
    #expect(abs(georgia.marginOfAllVotes! - 0.59) < 0.01)
    let maine = try #require(returns[State.usps("ME")!, CalendarYear(1992)])
    // Perot was second in Maine; the loser of the two parties has 30 % of all votes there.
    #expect(maine.loserShareOfAllVotes! < 31)
    #expect(maine.loserShareOfTwoParties! > 43)
  }
}
