/// What a column of a panel holds, for dictionaries, descriptors and programs that read it.
public struct ColumnDefinition: Hashable, Sendable {
  /// What its values are.
  public enum Kind: String, Sendable, CaseIterable {
    /// A code: text, leading zeros and `NA` kept.
    case code
    /// Words.
    case text
    /// 1 for yes, 0 for no.
    case flag
    /// A whole number.
    case wholeNumber
    /// A number with decimals.
    case decimal
  }

  /// The name in the header.
  public let name: String
  /// What its values are.
  public let kind: Kind
  /// The unit of a number; nil for text, codes and flags.
  public let unit: String?
  /// What it holds, in a sentence.
  public let description: String
  /// What an empty cell means; empty where no cell is.
  public let missing: String
  /// The identifier and version of the rule or table behind it; nil where there is none.
  public let origin: String?

  /// Creates a definition.
  public init(
    name: String, kind: Kind, unit: String? = nil, description: String, missing: String = "",
    origin: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.description = description
    self.missing = missing
    self.origin = origin
  }

  /// An identifier as part of a column's name: letters, digits and underscores.
  static func namePart(_ id: String) -> String {
    String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
