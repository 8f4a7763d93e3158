/// A word, number or sign of a formula, and where it begins.
struct FormulaToken: Equatable {
  enum Kind: Equatable {
    case number(Double)
    /// A column or a function; `quoted` if written between backticks.
    case name(String, quoted: Bool)
    case string(String)
    case sign(String)
    case end
  }

  let kind: Kind
  /// The first character, counted from 0.
  let position: Int
}

/// Splits the text of a formula into tokens.
struct FormulaLexer {
  /// The longest text that is read, in characters.
  static let longestText = 20_000

  private let text: String
  private let characters: [Character]
  private var index = 0

  private init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  /// All tokens of a text, the last of kind `end`.
  static func tokens(of text: String) throws(FormulaError) -> [FormulaToken] {
    var lexer = FormulaLexer(text)
    if lexer.characters.count > longestText {
      throw FormulaError(
        .syntax, "the text has \(lexer.characters.count) characters",
        hint: "write at most \(longestText)")
    }
    var tokens: [FormulaToken] = []
    while let token = try lexer.next() { tokens.append(token) }
    tokens.append(FormulaToken(kind: .end, position: lexer.characters.count))
    return tokens
  }

  private func peek(_ offset: Int = 0) -> Character? {
    index + offset < characters.count ? characters[index + offset] : nil
  }

  private func error(_ message: String, at position: Int, hint: String) -> FormulaError {
    FormulaError(.syntax, message, hint: hint, text: text, position: position)
  }

  private mutating func next() throws(FormulaError) -> FormulaToken? {
    while let character = peek(), character.isWhitespace { index += 1 }
    guard let first = peek() else { return nil }
    let start = index
    if Self.isDigit(first) || (first == "." && peek(1).map(Self.isDigit) == true) {
      return FormulaToken(kind: .number(try number()), position: start)
    }
    if Self.beginsName(first) {
      while let character = peek(), Self.beginsName(character) || Self.isDigit(character) {
        index += 1
      }
      return FormulaToken(
        kind: .name(String(characters[start..<index]), quoted: false), position: start)
    }
    if first == "`" || first == "\"" || first == "'" {
      let content = try quoted(by: first)
      return FormulaToken(
        kind: first == "`" ? .name(content, quoted: true) : .string(content), position: start)
    }
    if first == "%" {
      if characters[index...].prefix(4) == ["%", "i", "n", "%"] {
        index += 4
        return FormulaToken(kind: .sign("%in%"), position: start)
      }
      throw error("'%' stands alone", at: start, hint: "write %in% to test for membership")
    }
    if let second = peek(1), ["==", "!=", "<=", ">=", "&&", "||"].contains("\(first)\(second)") {
      index += 2
      // R's short-circuit forms mean the same here.
      let sign = first == "&" ? "&" : "\(first)\(second)"
      return FormulaToken(kind: .sign(sign), position: start)
    }
    guard "~+-*/^:()[],|&!<>=".contains(first) else {
      throw error(
        "'\(first)' has no meaning in a formula", at: start,
        hint: "put column names with other characters than letters, digits, '_' and '.' between "
          + "backticks")
    }
    index += 1
    return FormulaToken(kind: .sign(String(first)), position: start)
  }

  private mutating func number() throws(FormulaError) -> Double {
    let start = index
    while let character = peek(), Self.isDigit(character) || character == "." { index += 1 }
    if peek() == "e" || peek() == "E" {
      let signed = peek(1) == "+" || peek(1) == "-"
      if peek(signed ? 2 : 1).map(Self.isDigit) == true {
        index += signed ? 2 : 1
        while let character = peek(), Self.isDigit(character) { index += 1 }
      }
    }
    let word = String(characters[start..<index])
    guard let value = Double(word), value.isFinite else {
      throw error("'\(word)' is not a number", at: start, hint: "write it as 12, 0.5 or 1e-3")
    }
    if let character = peek(), Self.beginsName(character) {
      throw error(
        "a name cannot begin with a digit", at: start,
        hint: "put the column's name between backticks")
    }
    return value
  }

  private mutating func quoted(by mark: Character) throws(FormulaError) -> String {
    let start = index
    index += 1
    while let character = peek(), character != mark { index += 1 }
    guard peek() == mark else {
      throw error("the quote is not closed", at: start, hint: "close it with \(mark)")
    }
    let content = String(characters[(start + 1)..<index])
    index += 1
    if mark == "`", content.isEmpty {
      throw error(
        "the name is empty", at: start, hint: "write a column's name between the backticks")
    }
    return content
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isNumber
  }

  private static func beginsName(_ character: Character) -> Bool {
    character.isLetter || character == "_" || character == "."
  }
}

/// Writes a column's name as a formula reads it back.
func formulaName(_ name: String) -> String {
  guard let tokens = try? FormulaLexer.tokens(of: name), tokens.count == 2,
    case .name(let read, quoted: false) = tokens[0].kind, read == name
  else { return "`\(name)`" }
  return name
}
