import Codes

/// The returns that a rule may see when it describes a year: elections strictly before it.
///
/// Only a rule that looks ahead, and says so in its name, is handed the year's own or next election
/// as well (``PresidentialReturns/visible(to:in:)``).
public struct EarlierReturns: Sendable {
  private let returns: PresidentialReturns
  /// The year that is described.
  public let year: CalendarYear
  /// The first year out of reach: the described year itself, unless the rule looks ahead.
  private let end: CalendarYear

  init(returns: PresidentialReturns, year: CalendarYear, end: CalendarYear) {
    self.returns = returns
    self.year = year
    self.end = end
  }

  /// The years of the last elections within reach, newest first.
  ///
  /// An election counts by the calendar, not by the table: where the table lacks one, the list stops
  /// before it.
  ///
  /// - Parameter count: How many to give at most.
  public func lastElections(_ count: Int) -> [CalendarYear] {
    let latest = CalendarYear((end.number - 1) / 4 * 4)
    let known = Set(returns.electionYears)
    return Array(
      (0..<count).map { latest.advanced(by: -4 * $0) }.prefix { known.contains($0) })
  }

  /// The return of a state in an election within reach; nil beyond it, and for elections that the
  /// table lacks.
  public subscript(state: State, election: CalendarYear) -> StateReturn? {
    election < end ? returns[state, election] : nil
  }

  /// The tipping point of an election within reach; nil as for a return.
  public func tippingPoint(in election: CalendarYear) -> TippingPoint? {
    election < end ? returns.tippingPoint(in: election) : nil
  }

  /// The returns of a state in the last elections, newest first; nil unless all of them are there.
  ///
  /// - Parameters:
  ///   - count: How many elections.
  ///   - state: The state.
  func last(_ count: Int, of state: State) -> [StateReturn]? {
    let returns = lastElections(count).compactMap { self[state, $0] }
    return returns.count == count ? returns : nil
  }
}
