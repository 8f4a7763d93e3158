import Codes
import Tables

/// Electoral votes by state and apportionment: 538 for every election from 1964 on.
public struct ElectoralVotes: Sendable {
  private let votes: [Int: [State: Int]]

  /// The censuses whose apportionments the table holds.
  public static let censuses = [1970, 1980, 1990, 2000, 2010, 2020]

  /// Reads the table `electoral-votes` of `election-data/`.
  ///
  /// - Parameter table: Columns `state` and `census_YEAR` for each of ``censuses``.
  /// - Throws: `DataError` naming the row or the census: a missing number, or a sum other than 538.
  public init(table: Table) throws {
    let state = try table.column("state")
    var votes: [Int: [State: Int]] = [:]
    for census in Self.censuses {
      let column = try table.column("census_\(census)")
      var byState: [State: Int] = [:]
      for row in table.rows {
        byState[try state.state(row)] = Int(try column.requiredWholeNumber(row))
      }
      let sum = byState.values.reduce(0, +)
      guard sum == 538, byState.count == State.electing.count else {
        throw DataError(
          .incompleteElection,
          "\(table.name), column 'census_\(census)': \(byState.count) states with \(sum) electors "
            + "where 51 with 538 are needed",
          hint: "check the column against the published apportionment")
      }
      votes[census] = byState
    }
    self.votes = votes
  }

  /// The electors of a state in an election; nil outside 1972–2028 and for territories.
  ///
  /// An apportionment serves the elections from two years after its census to the next one's, so
  /// that 2000 still uses the census of 1990.
  public func electors(of state: State, in election: CalendarYear) -> Int? {
    guard election.isPresidentialElection, (1972...2028).contains(election.number) else {
      return nil
    }
    return votes[(election.number - 2) / 10 * 10]?[state]
  }
}
