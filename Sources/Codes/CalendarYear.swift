/// A calendar year of the Gregorian calendar.
public struct CalendarYear: Hashable, Comparable, Sendable, Strideable, CustomStringConvertible {
  /// The year as a number, such as 2016.
  public let number: Int

  /// Creates a year from its number.
  public init(_ number: Int) { self.number = number }

  /// Whether a presidential election is held in the year: years divisible by 4 from 1788 on.
  public var isPresidentialElection: Bool { number >= 1788 && number % 4 == 0 }

  /// The last day of the year, on which a year's president and treaty status are read.
  public var lastDay: CalendarDate { CalendarDate(validYear: number, month: 12, day: 31) }

  /// The distance to another year, in years.
  public func distance(to other: CalendarYear) -> Int { other.number - number }

  /// The year `years` later.
  public func advanced(by years: Int) -> CalendarYear { CalendarYear(number + years) }

  /// Orders years from early to late.
  public static func < (left: CalendarYear, right: CalendarYear) -> Bool {
    left.number < right.number
  }

  /// The four digits of the year.
  public var description: String { String(number) }
}
