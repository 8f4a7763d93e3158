/// A month of a year of the Gregorian calendar.
public struct CalendarMonth: Hashable, Comparable, Sendable, Strideable, CustomStringConvertible {
  /// The year, such as 2016.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int

  /// Creates a month; nil where the number is not from 1 to 12.
  public init?(year: Int, month: Int) {
    guard (1...12).contains(month) else { return nil }
    self.init(valid: year, month)
  }

  private init(valid year: Int, _ month: Int) {
    self.year = year
    self.month = month
  }

  /// The month in which a day lies.
  public init(of day: CalendarDate) { self.init(valid: day.year, day.month) }

  /// January of a year.
  public static func january(of year: Int) -> CalendarMonth { CalendarMonth(valid: year, 1) }

  /// December of a year.
  public static func december(of year: Int) -> CalendarMonth { CalendarMonth(valid: year, 12) }

  /// Reads a month as ISO 8601 writes it, `2016-12`; nil for any other text.
  public init?(iso text: some StringProtocol) {
    guard let day = CalendarDate(iso: text + "-01") else { return nil }
    self.init(of: day)
  }

  /// The last day of the month.
  public var lastDay: CalendarDate {
    CalendarDate(dayNumber: CalendarDate(validYear: year, month: month, day: 1).dayNumber + 31)
      .firstOfMonth.advanced(byDays: -1)
  }

  /// The distance to another month, in months.
  public func distance(to other: CalendarMonth) -> Int {
    (other.year - year) * 12 + other.month - month
  }

  /// The month `months` later.
  public func advanced(by months: Int) -> CalendarMonth {
    let count = year * 12 + month - 1 + months
    let year = count >= 0 ? count / 12 : (count - 11) / 12
    return CalendarMonth(valid: year, count - year * 12 + 1)
  }

  /// Orders months from early to late.
  public static func < (left: CalendarMonth, right: CalendarMonth) -> Bool {
    (left.year, left.month) < (right.year, right.month)
  }

  /// The month in two digits, such as `03`.
  public var twoDigits: String { month < 10 ? "0\(month)" : "\(month)" }

  /// The ISO 8601 form, `2016-12`.
  public var description: String { String(lastDay.description.dropLast(3)) }
}
