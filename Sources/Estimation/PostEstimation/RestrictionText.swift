extension LinearRestriction {
  /// Reads an equation such as `a + 2*b - c = 0`.
  ///
  /// Names stand as they are if they are free of spaces, `+`, `-`, `*`, `=` and back quotes, and in
  /// back quotes otherwise; a multiple stands before or after its name with `*`. Both sides may hold
  /// names and numbers. Without `=` the sum is taken to equal zero. Throws `estimate.restriction`
  /// with the position, counted from 1, of what could not be read.
  public init(parsing text: String) throws(EstimationError) {
    var reader = RestrictionText(text)
    var parts: [(term: String, factor: Double)] = []
    var constant = try reader.side(&parts, sign: 1)
    if reader.take("=") { constant += try reader.side(&parts, sign: -1) }
    try reader.end()
    if parts.isEmpty { throw .emptyRestriction }
    self.init(parts, equals: constant == 0 ? 0 : -constant)
  }
}

/// Reads the syntax of linear restrictions.
struct RestrictionText {
  private let characters: [Character]
  private var position = 0

  init(_ text: String) { characters = Array(text) }

  private static let special: Set<Character> = ["+", "-", "*", "=", "`"]

  /// A name as it must be written to be read back.
  static func quoted(_ name: String) -> String {
    let isPlain =
      !name.isEmpty && !name.contains(where: { special.contains($0) || $0.isWhitespace })
      && Double(name) == nil
    return isPlain ? name : "`\(name)`"
  }

  private mutating func skipSpaces() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  mutating func take(_ character: Character) -> Bool {
    skipSpaces()
    if position < characters.count, characters[position] == character {
      position += 1
      return true
    }
    return false
  }

  func end() throws(EstimationError) {
    if position < characters.count {
      throw .restrictionSyntax(
        String(characters), position: position + 1, expected: "a '+', a '-', a '=' or the end")
    }
  }

  /// Reads a sum; names go to `parts` and the sum of the numbers is returned, both times `sign`.
  mutating func side(
    _ parts: inout [(term: String, factor: Double)], sign: Double
  ) throws(EstimationError) -> Double {
    var constant = 0.0
    var current = sign
    if take("-") { current = -sign } else { _ = take("+") }
    while true {
      var factor = current
      var name: String?
      repeat {
        let (word, isQuoted) = try word()
        if !isQuoted, let number = Double(word) {
          factor *= number
        } else if name == nil {
          name = word
        } else {
          throw .restrictionSyntax(
            String(characters), position: position, expected: "a number: a product of two terms")
        }
      } while take("*")
      if let name { parts.append((name, factor)) } else { constant += factor }
      if take("+") {
        current = sign
      } else if take("-") {
        current = -sign
      } else {
        skipSpaces()
        return constant
      }
    }
  }

  private mutating func word() throws(EstimationError) -> (String, isQuoted: Bool) {
    skipSpaces()
    let first = position
    if position < characters.count, characters[position] == "`" {
      position += 1
      while position < characters.count, characters[position] != "`" { position += 1 }
      if position == characters.count {
        throw .restrictionSyntax(
          String(characters), position: first + 1, expected: "a closing back quote")
      }
      position += 1
      return (String(characters[(first + 1)..<(position - 1)]), true)
    }
    while position < characters.count, !characters[position].isWhitespace,
      !RestrictionText.special.contains(characters[position])
    {
      position += 1
      // The sign of an exponent belongs to its number.
      if position < characters.count, "+-".contains(characters[position]), position - first > 1,
        "eE".contains(characters[position - 1]),
        Double(String(characters[first..<(position - 1)])) != nil,
        position + 1 < characters.count, characters[position + 1].isNumber
      {
        position += 1
      }
    }
    if position == first {
      throw .restrictionSyntax(
        String(characters), position: first + 1, expected: "a name or a number")
    }
    return (String(characters[first..<position]), false)
  }
}
