/// A column that a source's table is expected to have.
public struct ExpectedColumn: Sendable, Equatable {
  /// What the cells of a column are.
  public enum Kind: String, Sendable, CaseIterable {
    /// Any text.
    case text
    /// A code that is kept as text, with its leading zeros.
    case code
    /// A whole number.
    case whole
    /// Whole dollars.
    case dollars
    /// A number with a fraction.
    case decimal
    /// A year of four digits.
    case year
    /// A month, with or without its year.
    case month
    /// True or false.
    case flag
  }

  /// The name in the header.
  public let name: String
  /// What its cells are.
  public let kind: Kind
  /// Whether the column is part of the key that no two rows share.
  public let isKey: Bool
  /// The texts by which the publisher says that a figure is not reported, besides an empty cell and
  /// `NA`; never zero.
  public let missing: [String]

  /// Creates a column.
  public init(name: String, kind: Kind, isKey: Bool, missing: [String] = []) {
    self.name = name
    self.kind = kind
    self.isKey = isKey
    self.missing = missing
  }

  static let fields = ["name", "type", "key", "missing"]

  init(_ fields: FieldReader) throws {
    name = try fields.text("name")
    kind = try fields.choice("type", of: Kind.self)
    isKey = fields.has("key") ? try fields.flag("key") : false
    missing = fields.has("missing") ? try fields.texts("missing") : []
    if isKey, !missing.isEmpty {
      throw fields.bad(
        "missing", "stands in a column of the key", "a key is never missing; remove it")
    }
  }
}
