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
}

/// The returns of presidential elections by state: 51 a year, Maine and Nebraska statewide.
public struct PresidentialReturns: Sendable {
  private let returns: [CalendarYear: [State: StateReturn]]
  /// The years of the elections, in order.
  public let electionYears: [CalendarYear]

  /// Reads the table `returns` of `election-data/`.
  ///
  /// - Parameter table: Columns `election_year, state, democratic, republican, total`; one row a
  ///   state and election.
  /// - Throws: `DataError` naming the row: a year without a presidential election, a state without
  ///   electors, more party votes than votes, a repeated row, or a year without its 51 states.
  public init(table: Table) throws {
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
  }

  /// The return of a state in an election year; nil where the table has no such election.
  public subscript(state: State, election: CalendarYear) -> StateReturn? {
    returns[election]?[state]
  }

  /// The elections before a year, which is all that a swing rule gets to see.
  public func earlier(than year: CalendarYear) -> EarlierReturns {
    EarlierReturns(returns: self, year: year)
  }
}

/// The returns of elections held strictly before a year.
public struct EarlierReturns: Sendable {
  private let returns: PresidentialReturns
  /// The year that is described; it and later years are out of reach.
  public let year: CalendarYear

  init(returns: PresidentialReturns, year: CalendarYear) {
    self.returns = returns
    self.year = year
  }

  /// The years of the last elections before the year, newest first.
  ///
  /// An election counts by the calendar, not by the table: where the table lacks one, the list stops
  /// before it.
  ///
  /// - Parameter count: How many to give at most.
  public func lastElections(_ count: Int) -> [CalendarYear] {
    let latest = CalendarYear((year.number - 1) / 4 * 4)
    let known = Set(returns.electionYears)
    return Array(
      (0..<count).map { latest.advanced(by: -4 * $0) }.prefix { known.contains($0) })
  }

  /// The return of a state in an earlier election; nil for the year itself, later years, and
  /// elections that the table lacks.
  public subscript(state: State, election: CalendarYear) -> StateReturn? {
    election < year ? returns[state, election] : nil
  }
}

extension DataError.Kind {
  /// An election with fewer than its 51 returns.
  public static let incompleteElection = Self(
    id: "election.incomplete", exitCode: .dataRejected)
}
