import Codes
import Elections
import Tables
import TestSupport
import Testing

/// Elections worked by hand on the published returns, and what no later return may change.
@Suite struct `Elections worked by hand` {
  private static func table(_ name: String) throws -> Table {
    try DelimitedText(name: name).table(from: Checkout.bytes("election-data/tables/\(name).csv"))
  }

  private func returns(_ table: Table? = nil) throws -> PresidentialReturns {
    try PresidentialReturns(
      table: table ?? Self.table("returns"),
      electoralVotes: ElectoralVotes(table: Self.table("electoral-votes")),
      districts: DistrictElectors(table: Self.table("district-electors")))
  }

  private func state(_ code: String) throws -> State { try #require(State.usps(code)) }

  private func swing(_ id: String, _ year: Int, _ returns: PresidentialReturns) throws -> [String] {
    let rule = try SwingRules.named(id)
    let visible = returns.visible(to: rule, in: CalendarYear(year))
    return State.electing.filter { rule.status(of: $0, given: visible) == .swing }.map(\.usps)
      .sorted()
  }

  // 2000: FL 2,912,253 to 2,912,790; NM 286,783 to 286,417; WI 1,242,987 to 1,237,279; IA 638,517 to
  // 634,373; OR 720,342 to 713,577; NH 266,348 to 273,559; MN 1,168,266 to 1,109,659; and MO, NV, OH,
  // PA and TN between three and five points of two parties.
  @Test func `2000 leaves twelve states within five points for 2004 and Florida at its centre`()
    throws
  {
    let returns = try returns()
    let florida = try #require(returns[try state("FL"), CalendarYear(2000)])
    #expect(florida.democratic == 2_912_253 && florida.republican == 2_912_790)
    #expect(abs(try #require(florida.twoPartyMargin) + 100 * 537 / 5_825_043) < 1e-12)
    #expect(try swing("margin-3", 2004, returns) == ["FL", "IA", "MN", "NH", "NM", "OR", "WI"])
    #expect(
      try swing("margin-5", 2004, returns)
        == ["FL", "IA", "MN", "MO", "NH", "NM", "NV", "OH", "OR", "PA", "TN", "WI"])
    #expect(try swing("tipping-point-5", 2004, returns).contains("FL"))
    #expect(returns.tippingPoint(in: CalendarYear(2000))?.state.usps == "FL")
  }

  // 2016: MI 2,268,839 to 2,279,543; WI 1,382,536 to 1,405,284; PA 2,926,441 to 2,970,733.
  @Test func `2016 makes the three states of its margin swing states for 2020`() throws {
    let returns = try returns()
    #expect(try swing("margin-3", 2020, returns) == ["FL", "MI", "MN", "NH", "NV", "PA", "WI"])
  }

  @Test func `2020 makes seven states swing by three points for 2024`() throws {
    // Two parties: GA 0.24, AZ 0.31, WI 0.64, PA 1.18, NC 1.37, NV 2.45, MI 2.83; FL 3.40.
    let expected = ["AZ", "GA", "MI", "NC", "NV", "PA", "WI"]
    #expect(try swing("margin-3", 2024, returns()) == expected)
  }

  @Test func `a third party takes votes from the shares of all votes and none from two parties`()
    throws
  {
    let returns = try returns()
    // 1992: of all votes no loser of the two parties in Maine has 45 %, of two parties one may.
    let maine = try #require(returns[try state("ME"), CalendarYear(1992)])
    let ofAll = try #require(maine.loserShareOfAllVotes)
    let ofTwo = try #require(maine.loserShareOfTwoParties)
    #expect(ofAll < 45 && ofTwo < 45 && ofTwo - ofAll > 12)
    // Montana 1992: 37.6 to 35.1 % of all votes is 51.7 to 48.3 of two parties.
    let montana = try #require(returns[try state("MT"), CalendarYear(1992)])
    #expect(try #require(montana.loserShareOfAllVotes) < 36)
    #expect(try #require(montana.loserShareOfTwoParties) > 48)
    #expect(try swing("margin-5", 1996, returns).contains("MT"))
  }

  @Test func `Maine and Nebraska are one state each and DC has electors and no swing`() throws {
    let returns = try returns()
    let tipping = try #require(returns.tippingPoint(in: CalendarYear(2016)))
    #expect(tipping.places.filter { ["ME", "NE"].contains($0.state.usps) }.count == 2)
    #expect(tipping.places.last?.state.usps == "DC")
    #expect(tipping.places.last?.electors == 538)
    for rule in SwingRules.all {
      for year in stride(from: 1992, through: 2024, by: 4) {
        let visible = returns.visible(to: rule, in: CalendarYear(year))
        #expect(rule.status(of: try state("DC"), given: visible) == .notSwing, "\(rule.id) \(year)")
      }
    }
  }

  @Test func `a tied state is swing by every margin and has no winner by hand`() throws {
    let text = String(
      decoding: try Checkout.bytes("election-data/tables/returns.csv"), as: UTF8.self)
    let tied = text.split(separator: "\n").map { line in
      line.hasPrefix("2016,PA,") ? "2016,PA,3000000,3000000,0,6000000" : String(line)
    }.joined(separator: "\n")
    let table = try DelimitedText(name: "tied").table(from: Array(tied.utf8))
    let returns = try returns(table)
    for id in ["margin-3", "margin-5", "margin-10"] {
      #expect(try swing(id, 2020, returns).contains("PA"))
    }
    // Without Pennsylvania's 20 electors the winner still has 306 − 20 and the count still closes.
    let tipping = try #require(returns.tippingPoint(in: CalendarYear(2016)))
    #expect(tipping.places[tipping.position].electors >= 270)
    #expect(tipping.places.first { $0.state.usps == "PA" }?.margin == 0)
  }

  @Test func `no rule that does not look ahead sees a return at or after the year`() throws {
    let base = try returns()
    let text = String(
      decoding: try Checkout.bytes("election-data/tables/returns.csv"), as: UTF8.self)
    var generator = SeededGenerator(seed: 4)
    for explained in stride(from: 1989, through: 2024, by: 3) {
      let changed = text.split(separator: "\n").map { line in
        let fields = line.split(separator: ",")
        guard let election = Int(fields[0]), election >= explained else { return String(line) }
        let democratic = Int.random(in: 1...4_000_000, using: &generator)
        let republican = Int.random(in: 1...4_000_000, using: &generator)
        return "\(election),\(fields[1]),\(democratic),\(republican),0,\(democratic + republican)"
      }.joined(separator: "\n")
      let other = try returns(
        DelimitedText(name: "changed").table(from: Array(changed.utf8)))
      let year = CalendarYear(explained)
      for rule in SwingRules.all where !rule.looksAhead {
        for state in State.electing {
          #expect(
            rule.status(of: state, given: base.visible(to: rule, in: year))
              == rule.status(of: state, given: other.visible(to: rule, in: year)),
            "\(rule.id) \(state) \(year)")
        }
      }
      for measure in SwingMeasure.allCases {
        for state in State.electing {
          #expect(
            measure.value(of: state, given: base.earlier(than: year))
              == measure.value(of: state, given: other.earlier(than: year)))
        }
      }
    }
  }

  @Test func `537 electors are refused with their census`() throws {
    let text = String(
      decoding: try Checkout.bytes("election-data/tables/electoral-votes.csv"), as: UTF8.self)
    let damaged = text.replacing("AL,9,9,9,9,9,9", with: "AL,9,9,9,9,9,8")
    try #require(damaged != text)
    let error = #expect(throws: DataError.self) {
      try ElectoralVotes(
        table: DelimitedText(name: "electoral-votes").table(from: Array(damaged.utf8)))
    }
    #expect(error?.message.contains("census_2020") == true)
    #expect(error?.message.contains("537") == true)
  }
}
