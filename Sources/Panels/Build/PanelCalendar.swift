import Codes
import Elections

/// The place of periods in the cycle of presidential elections.
enum PanelCalendar {
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
  /// a number of months before election day.
  static func isInWindow(_ period: PanelPeriod, _ window: MonthlyWindow) -> Bool {
    guard let month = month(of: period) else {
      return PreElectionWindow.yearBeforeAndOf.contains(period.year)
    }
    return window.contains(month)
  }

  /// Whether the incumbent of a period may be elected again and has not withdrawn; nil where the table
  /// does not say, or there is none.
  static func isEligible(in period: PanelPeriod, by incumbency: Incumbency?) -> Bool? {
    guard let month = month(of: period) else {
      return incumbency?.status(in: period.year)?.isEligible
    }
    return incumbency?.status(in: month)?.status.isEligible
  }

  private static func month(of period: PanelPeriod) -> CalendarMonth? {
    period.month.flatMap { CalendarMonth(year: period.year.number, month: $0) }
  }
}
