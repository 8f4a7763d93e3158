/// An amount of whole current dollars of the United States.
///
/// Amounts are 64-bit integers: the largest published trade figure is five orders of magnitude
/// below their limit, and no sum of them is ever rounded.
public struct Dollars: Hashable, Comparable, Sendable, AdditiveArithmetic,
  CustomStringConvertible
{
  /// The number of dollars.
  public let count: Int64

  /// Creates an amount from a number of dollars.
  public init(_ count: Int64) { self.count = count }

  /// The reported zero, which is not a missing amount.
  public static let zero = Dollars(0)

  /// The sum of two amounts.
  public static func + (left: Dollars, right: Dollars) -> Dollars {
    Dollars(left.count + right.count)
  }

  /// The difference of two amounts.
  public static func - (left: Dollars, right: Dollars) -> Dollars {
    Dollars(left.count - right.count)
  }

  /// Orders amounts from small to large.
  public static func < (left: Dollars, right: Dollars) -> Bool { left.count < right.count }

  /// The digits of the amount, without separators or a currency sign.
  public var description: String { String(count) }

  /// Reads an amount in millions with up to six decimals, as `country.xlsx` prints it.
  ///
  /// The conversion is exact: digits are shifted, never multiplied as binary fractions.
  ///
  /// - Parameter text: Digits with an optional minus sign, an optional decimal point and at most
  ///   six digits behind it, such as `322.408567` or `219`.
  /// - Returns: The amount in dollars, or nil when the text has another form or overflows.
  public init?(millions text: some StringProtocol) {
    var body = Substring(text)
    let negative = body.first == "-"
    if negative { body = body.dropFirst() }
    let parts = body.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    if parts.count == 2 && fraction.isEmpty { return nil }
    let isDigit: (UInt8) -> Bool = { (48...57).contains($0) }
    guard fraction.utf8.count <= 6, whole.utf8.allSatisfy(isDigit),
      fraction.utf8.allSatisfy(isDigit),
      let magnitude = Int64(
        whole + fraction + String(repeating: "0", count: 6 - fraction.utf8.count))
    else { return nil }
    self.init(negative ? -magnitude : magnitude)
  }
}
