/// A calendar year or month for which a figure is published.
public struct Period: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The year times 100 plus the month, 0 for the whole year: 201800 or 201803; 0 for a figure
  /// that belongs to no period.
  public let number: Int32

  /// No period, for figures that hold at any time, such as a distance.
  public static let none = Period(unchecked: 0)

  /// Creates a whole year.
  ///
  /// - Returns: Nil unless the year has one to four digits and is not 0.
  public init?(year: Int) {
    guard (1...9999).contains(year) else { return nil }
    number = Int32(year * 100)
  }

  /// Creates a month.
  ///
  /// - Returns: Nil unless the year has one to four digits and the month is 1 to 12.
  public init?(year: Int, month: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    number = Int32(year * 100 + month)
  }

  /// Creates a period from the number that stands for it.
  ///
  /// - Returns: Nil when no period has that number.
  public init?(number: Int) {
    guard number == 0 || (1...9999).contains(number / 100) && (0...12).contains(number % 100)
    else { return nil }
    self.number = Int32(number)
  }

  /// Reads `2018`, `2018-03` or the empty text of no period.
  ///
  /// - Returns: Nil when the text has another form.
  public init?(_ text: some StringProtocol) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    func digits(_ part: Substring.UTF8View, _ count: Int) -> Int? {
      guard part.count == count,
        part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
      else { return nil }
      return part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    let views = parts.map { Substring(decoding: $0, as: UTF8.self).utf8 }
    switch views.count {
    case 1 where views[0].isEmpty: self = .none
    case 1:
      guard let year = digits(views[0], 4) else { return nil }
      self.init(year: year)
    case 2:
      guard let year = digits(views[0], 4), let month = digits(views[1], 2) else { return nil }
      self.init(year: year, month: month)
    default: return nil
    }
  }

  private init(unchecked number: Int32) { self.number = number }

  /// The year, 0 for no period.
  public var year: Int { Int(number) / 100 }

  /// The month, or nil for a whole year and for no period.
  public var month: Int? { number % 100 == 0 ? nil : Int(number) % 100 }

  /// Orders periods by year, a whole year before its months.
  public static func < (left: Period, right: Period) -> Bool { left.number < right.number }

  /// The text that `init(_:)` reads.
  public var description: String {
    guard number != 0 else { return "" }
    let digits = String(year)
    let text = String(repeating: "0", count: 4 - digits.count) + digits
    guard let month else { return text }
    return text + (month < 10 ? "-0" : "-") + String(month)
  }
}
