/// A formula or a specification that cannot be understood, or that does not fit the data.
///
/// Rows are counted from 1, the first row of data being row 1.
public struct FormulaError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of mistake it is.
  public enum Kind: String, Sendable, Hashable {
    /// The text does not follow the grammar.
    case syntax
    /// A column, function or option that does not exist.
    case unknownName = "unknown_name"
    /// Options that contradict each other, or one that is needed and not given.
    case specification
    /// The data are not what the formula needs: text where numbers are needed, an infinite value,
    /// two rows of one unit and period.
    case data
    /// The estimation would need more memory than there is.
    case size
  }

  /// What kind of mistake it is.
  public let kind: Kind
  /// What is wrong, in lower case.
  public let message: String
  /// What to do next.
  public let hint: String
  /// The text that was read, where the mistake has a place in one.
  public let text: String?
  /// The place in the text, counted in characters from 0.
  public let position: Int?

  /// A stable name of the kind of error, such as `formula.syntax`.
  public var id: String { "formula.\(kind.rawValue)" }

  /// Whether the data are at fault and not what was asked of them.
  public var isAboutData: Bool { kind == .data || kind == .size }

  /// The message and the hint on one line.
  public var description: String { "\(message); \(hint)" }

  /// Two lines, the text and a caret below the place; nil where the mistake has no place.
  ///
  /// Characters that would move the caret (tabs, line breaks, controls) are shown as spaces, and a
  /// long text is shown from forty characters before the place to forty behind it.
  public var excerpt: String? {
    guard let text, let position else { return nil }
    let characters = Array(text)
    let place = min(max(position, 0), characters.count)
    let start = max(0, place - 40)
    let end = min(characters.count, max(place + 40, start + 80))
    let shown = characters[start..<end].map { character in
      character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        ? " " : character
    }
    return String(shown) + "\n" + String(repeating: " ", count: place - start) + "^"
  }

  /// States a mistake, with its place where it has one.
  public init(
    _ kind: Kind, _ message: String, hint: String, text: String? = nil, position: Int? = nil
  ) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.text = text
    self.position = position
  }

  /// The same mistake with its place in a text, unless it has one already.
  func located(in text: String, at position: Int) -> FormulaError {
    self.text != nil
      ? self : FormulaError(kind, message, hint: hint, text: text, position: position)
  }
}
