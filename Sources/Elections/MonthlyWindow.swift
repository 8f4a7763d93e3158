import Codes

/// The last months before a presidential election day.
///
/// Counted in days: from the day of the month on which the election is held, k months earlier, to
/// the day before election day. A month belongs to the window by its last day, as it belongs to an
/// incumbent, so that the window of k months has exactly k months and never the month of the
/// election itself, most of which comes after the election. For 2016 and k = 12 it is November 2015
/// to October 2016.
public struct MonthlyWindow: Hashable, Sendable {
  /// How many months it has, 1 to 47.
  public let months: Int

  /// The windows that are offered, in order: 3, 6, 12 and 24 months.
  public static let offered = [3, 6, 12, 24].map { MonthlyWindow(uncheckedMonths: $0) }
  /// The default: twelve months.
  public static let twelveMonths = MonthlyWindow(uncheckedMonths: 12)

  /// Creates a window.
  ///
  /// - Parameter months: 1 to 47; the cycle has 48 months, and one of them must lie outside.
  /// - Throws: `DataError` of kind `badWindow` for another number.
  public init(months: Int) throws {
    guard (1...47).contains(months) else {
      throw DataError(
        .badWindow, "a window of \(months) months is shorter than one or fills the cycle of 48",
        hint: "use 3, 6, 12 or 24 months")
    }
    self.months = months
  }

  private init(uncheckedMonths: Int) { months = uncheckedMonths }

  /// Whether a day lies in the window: before the next election day, and by no more than the months.
  public func contains(_ day: CalendarDate) -> Bool {
    guard let election = day.nextPresidentialElection, day < election else { return false }
    // The days of elections, the 2nd to the 8th, are in every month.
    let start = CalendarMonth(of: election).advanced(by: -months)
    let opening = CalendarDate(year: start.year, month: start.month, day: election.day)
    return opening.map { $0 <= day } ?? false
  }

  /// Whether a month lies in the window, by its last day.
  public func contains(_ month: CalendarMonth) -> Bool { contains(month.lastDay) }

  /// Whether a month's first day lies in the window: the other way to place the month in which the
  /// window opens and the month of the election.
  public func containsFirstDay(of month: CalendarMonth) -> Bool {
    contains(month.lastDay.firstOfMonth)
  }

  /// The window in words, as it is printed on every output.
  public var description: String {
    months == 1
      ? "the last month before election day, a month by its last day"
      : "the last \(months) months before election day, a month by its last day"
  }
}

extension CalendarMonth {
  /// The months from the month to that of the next presidential election, by the month's last day:
  /// 1 in October of an election year, 48 in the November of the election, 2 in September.
  ///
  /// nil for months before 1845, when the states chose electors on days of their own.
  public var monthsToElection: Int? {
    lastDay.nextPresidentialElection.map { distance(to: CalendarMonth(of: $0)) }
  }
}

extension DataError.Kind {
  /// A window that is no part of the election cycle.
  public static let badWindow = Self(id: "window.bad", exitCode: .usage)
}
