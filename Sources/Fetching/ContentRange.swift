/// Which bytes an answer with status 206 holds: its `Content-Range` header.
public struct ContentRange: Hashable, Sendable {
  /// The position of the first byte.
  public let first: Int
  /// The position of the last byte.
  public let last: Int
  /// The length of the whole; nil when the server does not know it.
  public let total: Int?

  /// Reads `bytes 600-999/1000` or `bytes 600-999/*`.
  ///
  /// Nil for anything else: another unit, several ranges, positions out of order or past the end, or
  /// numbers of more than 18 digits.
  public init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
    let sides = words[1].split(separator: "/", omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    let ends = sides[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]),
      first <= last
    else { return nil }
    if sides[1] == "*" {
      total = nil
    } else {
      guard let number = Self.number(sides[1]), last < number else { return nil }
      total = number
    }
    self.first = first
    self.last = last
  }

  private static func number(_ digits: Substring) -> Int? {
    guard (1...18).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(digits)
  }
}
