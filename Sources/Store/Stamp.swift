/// A moment in Coordinated Universal Time, to the second, as the store writes it down.
///
/// The store reads no clock: whoever calls it says what time it is. Clocks jump, so an age is
/// only given where it can be believed.
public struct Stamp: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// Seconds since 1970, leap seconds not counted.
  public let seconds: Int64

  /// Creates a moment from seconds since 1970.
  public init(seconds: Int64) { self.seconds = seconds }

  /// Reads a moment of the form `2026-03-05T14:00:00Z`.
  ///
  /// - Returns: Nil when the text has another form or names no day of the calendar.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    let form = Array("0000-00-00T00:00:00Z".utf8)
    guard bytes.count == form.count else { return nil }
    for (byte, expected) in zip(bytes, form) {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      guard expected == UInt8(ascii: "0") ? isDigit : byte == expected else { return nil }
    }
    func number(_ range: Range<Int>) -> Int64 {
      bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
    let days = Self.days(year: number(0..<4), month: number(5..<7), day: number(8..<10))
    let time = number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
    seconds = days * 86_400 + time
    // Reading what was written back refuses the 31st of April and the 61st minute alike.
    guard description.utf8.elementsEqual(bytes) else { return nil }
  }

  /// Reads a moment from text.
  ///
  /// - Throws: `DecodingError` when the text has another form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let stamp = Stamp(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time")
    }
    self = stamp
  }

  /// Writes the moment as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// How many seconds ago the moment was, or nil when it lies more than a day ahead.
  ///
  /// A moment ahead was written by a clock that was wrong then, or is read by one that is wrong
  /// now; either way nothing may count as fresh because of it. Up to a day ahead counts as now.
  public func age(at now: Stamp) -> Int64? {
    let age = now.seconds - seconds
    return age < -86_400 ? nil : max(age, 0)
  }

  /// Orders moments from early to late.
  public static func < (left: Stamp, right: Stamp) -> Bool { left.seconds < right.seconds }

  /// The moment as `2026-03-05T14:00:00Z`.
  public var description: String {
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let time = seconds - days * 86_400
    let (year, month, day) = Self.date(days: days)
    func padded(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) + "T"
      + padded(time / 3600, 2) + ":" + padded(time / 60 % 60, 2) + ":" + padded(time % 60, 2) + "Z"
  }

  /// Days since 1970-01-01 of a date of the Gregorian calendar.
  ///
  /// Hinnant (2013), chrono-compatible low-level date algorithms, `days_from_civil`.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The date of a number of days since 1970-01-01 (Hinnant 2013, `civil_from_days`).
  private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }
}
