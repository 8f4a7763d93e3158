import Codes

/// The month to which a trade figure belongs, in one small integer.
public struct TradePeriod: Hashable, Comparable, Sendable, CustomStringConvertible {
  private let months: Int32

  /// Creates a period from a year from 1 to 9999 and a month from 1 to 12; nil for others.
  public init?(year: Int, month: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    months = Int32(year * 12 + month - 1)
  }

  /// Creates a period from a month of the calendar; nil outside of the years 1 to 9999.
  public init?(_ month: CalendarMonth) { self.init(year: month.year, month: month.month) }

  /// The year.
  public var year: Int { Int(months) / 12 }
  /// The month, 1 to 12.
  public var month: Int { Int(months) % 12 + 1 }

  /// Orders periods from early to late.
  public static func < (left: TradePeriod, right: TradePeriod) -> Bool {
    left.months < right.months
  }

  /// The ISO 8601 form of the month, `2016-12`.
  public var description: String {
    let digits = String(year)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
      + (month < 10 ? "-0\(month)" : "-\(month)")
  }
}
