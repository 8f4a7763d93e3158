import Codes

/// How long the periods of a panel are.
public enum PeriodLength: String, Sendable, CaseIterable, Codable {
  /// Calendar years.
  case year
  /// Calendar months.
  case month
}

/// One period of a panel: a calendar year or a calendar month.
public struct PanelPeriod: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number of the year, or twelve times that plus the month from 0: one more a period.
  public let ordinal: Int
  /// How long it is.
  public let length: PeriodLength

  /// A whole year.
  public init(_ year: CalendarYear) {
    ordinal = year.number
    length = .year
  }

  /// A month.
  public init(_ month: CalendarMonth) {
    ordinal = month.year * 12 + month.month - 1
    length = .month
  }

  /// The period of a number.
  init(ordinal: Int, length: PeriodLength) {
    self.ordinal = ordinal
    self.length = length
  }

  /// The year in which it lies.
  public var year: CalendarYear { CalendarYear(length == .year ? ordinal : ordinal / 12) }

  /// The number of the month, 1 to 12; nil for a whole year.
  public var month: Int? { length == .year ? nil : ordinal % 12 + 1 }

  /// The last day, on which what holds on one day is read.
  public var lastDay: CalendarDate {
    month.flatMap { CalendarMonth(year: year.number, month: $0) }?.lastDay ?? year.lastDay
  }

  /// Orders periods of one length from early to late.
  public static func < (left: PanelPeriod, right: PanelPeriod) -> Bool {
    left.ordinal < right.ordinal
  }

  /// `2016`, or `2016-03`.
  public var description: String {
    guard let month else { return year.description }
    return "\(year)-\(month < 10 ? "0" : "")\(month)"
  }
}
