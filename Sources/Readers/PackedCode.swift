/// A code of at most eight ASCII characters in one machine word, ordered as its text.
///
/// Two million codes as strings would cost more than the table that they belong to.
public struct PackedCode: Hashable, Comparable, Sendable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  /// The characters from the most significant byte on, with zeros behind them.
  let word: UInt64

  init(word: UInt64) { self.word = word }

  /// Packs a code; nil where it is longer than eight characters or not printable ASCII.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 8, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      return nil
    }
    word =
      text.utf8.reduce(0) { $0 << 8 | UInt64($1) } << UInt64(8 * (8 - text.utf8.count) % 64)
  }

  /// Packs a literal of at most eight ASCII characters.
  public init(stringLiteral literal: String) {
    guard let code = PackedCode(literal) else {
      preconditionFailure("a code has at most eight ASCII characters")
    }
    self = code
  }

  /// The code's text.
  public var text: String {
    withUnsafeBytes(of: word.bigEndian) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The total over all values of a dimension, `-`.
  public static let total: PackedCode = "-"
  /// The origin that the Census Bureau could not identify, `XX`.
  public static let unidentified: PackedCode = "XX"

  /// Whether the code is a country's in Schedule C: four digits, the first of them not zero.
  public var isCountry: Bool {
    guard word & 0xFFFF_FFFF == 0, word >> 56 != 0x30 else { return false }
    // Each of the four bytes must be from 0x30 to 0x39: the high nibble is 3 and no carry comes
    // out of the low one when 6 is added.
    let digits = word >> 32
    return digits & 0xF0F0_F0F0 == 0x3030_3030
      && (digits &+ 0x0606_0606) & 0xF0F0_F0F0 == 0x3030_3030
  }

  /// Orders codes as text.
  public static func < (left: PackedCode, right: PackedCode) -> Bool { left.word < right.word }

  /// The code's text.
  public var description: String { text }
}
