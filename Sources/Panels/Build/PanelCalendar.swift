import Codes
import Elections

/// The place of periods in the cycle of presidential elections.
enum PanelCalendar {
  /// The months before the month of the election that belong to the window.
  static let windowMonths = 12

  /// The month of the next presidential election, a period's own included.
  static func nextElection(from period: PanelPeriod) -> CalendarMonth {
    // Election day is the Tuesday after the first Monday of November (3 U.S.C. 1).
    var year = period.year
    while !year.isPresidentialElection || (year == period.year && (period.month ?? 1) > 11) {
      year = year.advanced(by: 1)
    }
    return CalendarMonth.december(of: year.number).advanced(by: -1)
  }

  /// Years or months until the next presidential election; 0 in its own.
  static func distance(of period: PanelPeriod) -> Int {
    let election = nextElection(from: period)
    guard let month = period.month else { return election.year - period.year.number }
    return (election.year - period.year.number) * 12 + election.month - month
  }

  /// Whether a period lies in the pre-election window: the year before the election's and that year, or
  /// the twelve whole months before the election's own.
  static func isInWindow(_ period: PanelPeriod) -> Bool {
    period.length == .year
      ? PreElectionWindow.yearBeforeAndOf.contains(period.year)
      : (1...windowMonths).contains(distance(of: period))
  }
}
