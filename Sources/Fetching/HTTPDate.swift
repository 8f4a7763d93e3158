/// The dates of HTTP headers (RFC 9110, section 5.6.7), as seconds since 1970 in UTC.
public enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Reads the form in use, `Sun, 06 Nov 1994 08:49:37 GMT`, and C's `Sun Nov  6 08:49:37 1994`;
  /// nil for anything else, such as the two-digit years of RFC 850.
  public static func seconds(_ text: String) -> Int? {
    guard text.utf8.count <= 40 else { return nil }
    let words = text.split(separator: " ")
    if words.count == 6, words[0].hasSuffix(","), words[5] == "GMT" {
      return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
    }
    if words.count == 5 {
      return seconds(day: words[2], month: words[1], year: words[4], time: words[3])
    }
    return nil
  }

  private static func seconds(
    day: Substring, month: Substring, year: Substring, time: Substring
  ) -> Int? {
    guard let month = months.firstIndex(of: String(month)).map({ $0 + 1 }),
      let year = number(year, digits: 4...4), let day = number(day, digits: 1...2),
      year >= 1970, (1...daysIn(month: month, of: year)).contains(day)
    else { return nil }
    let clock = time.split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], digits: 2...2), hour < 24,
      let minute = number(clock[1], digits: 2...2), minute < 60,
      let second = number(clock[2], digits: 2...2), second <= 60
    else { return nil }
    return (days(year: year, month: month, day: day) * 24 + hour) * 3_600 + minute * 60 + second
  }

  private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  private static func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1 January 1970 (Hinnant 2013, days_from_civil).
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
