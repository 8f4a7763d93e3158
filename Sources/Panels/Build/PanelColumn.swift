/// One column of a panel, kept once for what it varies over.
public struct PanelColumn: Sendable {
  /// The values, as many as the scope has.
  public enum Values: Sendable {
    /// Texts; nil where missing.
    case texts([String?])
    /// Whole numbers; ``PanelColumn/missing`` where missing.
    case wholeNumbers([Int64])
    /// Numbers; NaN where missing.
    case decimals([Double])
    /// For each value the index of its label; none is missing.
    case labels([UInt8], [String])
  }

  /// The whole number that stands for a missing value; it is never written.
  public static let missing = Int64.min

  /// What the column holds.
  public let definition: ColumnDefinition
  /// What it varies over.
  public let scope: ColumnScope
  /// Its values.
  public let values: Values

  /// Creates a column.
  public init(definition: ColumnDefinition, scope: ColumnScope, values: Values) {
    self.definition = definition
    self.scope = scope
    self.values = values
  }

  /// Whether no value is there at all.
  var isEmpty: Bool {
    switch values {
    case .texts(let texts): texts.allSatisfy { $0 == nil }
    case .wholeNumbers(let numbers): numbers.allSatisfy { $0 == Self.missing }
    case .decimals(let numbers): numbers.allSatisfy(\.isNaN)
    case .labels: false
    }
  }

  /// The name in the header.
  public var name: String { definition.name }
}
