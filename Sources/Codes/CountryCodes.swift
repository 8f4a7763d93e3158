/// A destination's four-character code in Census Schedule C.
///
/// Codes that begin with `0` or end in `XXX` are overlapping groups and `-` is the total; only
/// countries are destinations (``isCountry``).
public struct ScheduleC: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The code, such as `1220` for Canada.
  public let text: String

  /// Keeps a code as it is printed.
  public init(_ text: some StringProtocol) { self.text = String(text) }

  /// Whether the code is a country's: four digits, the first of them not zero.
  public var isCountry: Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 4 && (49...57).contains(bytes[0])
      && bytes.allSatisfy { (48...57).contains($0) }
  }

  /// Orders codes as text.
  public static func < (left: ScheduleC, right: ScheduleC) -> Bool { left.text < right.text }

  /// The code.
  public var description: String { text }
}

/// A country's three-letter code in ISO 3166-1.
public struct ISO3: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The code, such as `CAN`.
  public let text: String

  /// Keeps a code as it is printed.
  public init(_ text: some StringProtocol) { self.text = String(text) }

  /// Orders codes as text.
  public static func < (left: ISO3, right: ISO3) -> Bool { left.text < right.text }

  /// The code.
  public var description: String { text }
}

/// A country's number in the Correlates of War state system, kept as text.
public struct COWCode: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The code, such as `20` for Canada.
  public let text: String

  /// Keeps a code as it is printed.
  public init(_ text: some StringProtocol) { self.text = String(text) }

  /// Orders codes as text.
  public static func < (left: COWCode, right: COWCode) -> Bool { left.text < right.text }

  /// The code.
  public var description: String { text }
}
