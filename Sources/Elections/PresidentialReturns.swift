import Codes
import Tables

/// The votes that one state cast for president in one election.
public struct StateReturn: Hashable, Sendable {
  /// Votes for the Democratic candidate.
  public let democratic: Int64
  /// Votes for the Republican candidate.
  public let republican: Int64
  /// All votes cast.
  public let total: Int64

  /// Creates a return.
  public init(democratic: Int64, republican: Int64, total: Int64) {
    self.democratic = democratic
    self.republican = republican
    self.total = total
  }

  /// The two-party margin in percentage points, positive where the Democratic candidate led.
  ///
  /// 100 (D − R) / (D + R); nil where neither party has a vote.
  public var twoPartyMargin: Double? {
    let both = democratic + republican
    return both > 0 ? 100 * Double(democratic - republican) / Double(both) : nil
  }

  /// The margin among all votes in percentage points, positive where the Democratic candidate led.
  ///
  /// 100 (D − R) / all votes; nil where no vote was cast.
  public var marginOfAllVotes: Double? {
    total > 0 ? 100 * Double(democratic - republican) / Double(total) : nil
  }

  /// The share of the two parties' votes that the party with fewer of them won, in percent.
  public var loserShareOfTwoParties: Double? { twoPartyMargin.map { (100 - abs($0)) / 2 } }

  /// The share of all votes that the lesser of the two parties won, in percent.
  public var loserShareOfAllVotes: Double? {
    total > 0 ? 100 * Double(min(democratic, republican)) / Double(total) : nil
  }
}

/// The returns of presidential elections by state: 51 a year, Maine and Nebraska statewide.
public struct PresidentialReturns: Sendable {
  private let returns: [CalendarYear: [State: StateReturn]]
  /// The years of the elections, in order.
  public let electionYears: [CalendarYear]

  private let tippingPoints: [CalendarYear: TippingPoint]

  /// Reads the table `returns` of `election-data/`.
  ///
  /// - Parameters:
  ///   - table: Columns `election_year, state, democratic, republican, total`; one row a state and
  ///     election.
  ///   - electoralVotes: The electors of the states; without them no election has a tipping point,
  ///     and rules that need one are not defined.
  ///   - districts: The electors that a district gave against its state.
  /// - Throws: `DataError` naming the row: a year without a presidential election, a state without
  ///   electors, more party votes than votes, a repeated row, or a year without its 51 states.
  public init(
    table: Table, electoralVotes: ElectoralVotes?, districts: DistrictElectors
  ) throws {
    let year = try table.column("election_year")
    let state = try table.column("state")
    let democratic = try table.column("democratic")
    let republican = try table.column("republican")
    let total = try table.column("total")
    var returns: [CalendarYear: [State: StateReturn]] = [:]
    for row in table.rows {
      let electionYear = try year.year(row)
      guard electionYear.isPresidentialElection else {
        throw year.error(
          row, "no presidential election was held in \(electionYear)",
          hint: "give years divisible by 4")
      }
      let place = try state.state(row)
      guard place.kind != .territory else {
        throw state.error(row, "\(place) has no electors", hint: "remove the row")
      }
      let result = StateReturn(
        democratic: try democratic.requiredWholeNumber(row),
        republican: try republican.requiredWholeNumber(row),
        total: try total.requiredWholeNumber(row))
      guard result.democratic >= 0, result.republican >= 0,
        result.democratic + result.republican <= result.total
      else {
        throw total.error(
          row, "party votes of \(place) \(electionYear) are negative or above the total",
          hint: "check the row against the publisher's file")
      }
      guard returns[electionYear, default: [:]].updateValue(result, forKey: place) == nil else {
        throw state.error(
          row, "\(place) \(electionYear) stands in the table twice", hint: "keep one of the rows")
      }
    }
    for (electionYear, states) in returns where states.count != State.electing.count {
      let missing = State.electing.filter { states[$0] == nil }.map(\.usps)
      throw DataError(
        .incompleteElection,
        "\(table.name): the election of \(electionYear) lacks \(missing.joined(separator: ", "))",
        hint: "give all 51, or leave the year out")
    }
    self.returns = returns
    electionYears = returns.keys.sorted()
    var tippingPoints: [CalendarYear: TippingPoint] = [:]
    for (election, states) in returns where electoralVotes != nil {
      tippingPoints[election] = TippingPoint(
        election: election, returns: states, electoralVotes: electoralVotes, districts: districts)
    }
    self.tippingPoints = tippingPoints
  }

  /// The return of a state in an election year; nil where the table has no such election.
  public subscript(state: State, election: CalendarYear) -> StateReturn? {
    returns[election]?[state]
  }

  /// The elections before a year, which is all that a swing rule gets to see.
  public func earlier(than year: CalendarYear) -> EarlierReturns {
    EarlierReturns(returns: self, year: year, end: year)
  }

  /// What a rule may see of a year: elections strictly before it, and for a rule that looks ahead
  /// also the year's own or next election.
  public func visible(to rule: any SwingRule, in year: CalendarYear) -> EarlierReturns {
    guard rule.looksAhead else { return earlier(than: year) }
    let next = CalendarYear((year.number + 3) / 4 * 4)
    return EarlierReturns(returns: self, year: year, end: next.advanced(by: 1))
  }

  /// The ranking of the states that decided an election; nil where the table lacks it, or where no
  /// party's electors reached 270.
  public func tippingPoint(in election: CalendarYear) -> TippingPoint? { tippingPoints[election] }
}

extension DataError.Kind {
  /// An election with fewer than its 51 returns.
  public static let incompleteElection = Self(
    id: "election.incomplete", exitCode: .dataRejected)
}
