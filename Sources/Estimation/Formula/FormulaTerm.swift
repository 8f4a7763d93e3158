/// A term of a formula: the product of its components, in the order in which they were written.
///
/// Two terms are the same if they have the same components in any order.
public struct FormulaTerm: Sendable, CustomStringConvertible {
  /// A factor of a product.
  enum Component: Sendable {
    /// One column.
    case numeric(ColumnExpression)
    /// An indicator for each level, perhaps times something else.
    case indicators(Indicators)
  }

  let components: [Component]
  /// The term as it is written.
  public let description: String
  /// What makes two terms the same.
  let key: String

  init(_ components: [Component]) {
    // A component stands once in a product: a:a is a, as in R.
    var seen = Set<String>()
    self.components = components.filter { seen.insert($0.description).inserted }
    description = self.components.map(\.description).joined(separator: ":")
    key = self.components.map(\.description).sorted().joined(separator: ":")
  }

  /// Every column that it reads, with its place.
  public var columns: [(name: String, position: Int)] { components.flatMap(\.columns) }

  /// The columns that it compares with a text, or whose levels it names as text.
  var textColumns: [String] {
    components.flatMap { component -> [String] in
      switch component {
      case .numeric(let expression): return expression.textColumns
      case .indicators(let indicators):
        var levels = [indicators.levels]
        if case .levels(let second) = indicators.partner { levels.append(second) }
        return levels.filter { ($0.references + $0.kept).contains(where: \.isText) }.map(\.column)
      }
    }
  }

  /// Whether it reads another period of the panel.
  var usesPanel: Bool {
    components.contains {
      if case .numeric(let expression) = $0 { return expression.usesPanel }
      return false
    }
  }
}

extension FormulaTerm.Component: CustomStringConvertible {
  var description: String {
    switch self {
    case .indicators(let indicators): return indicators.description
    case .numeric(let expression):
      // Arithmetic outside a function is marked, as R marks it.
      switch expression.node {
      case .column, .call, .lag, .difference: return expression.description
      default: return "I(\(expression.description))"
      }
    }
  }

  var columns: [(name: String, position: Int)] {
    switch self {
    case .numeric(let expression): expression.columns
    case .indicators(let indicators): indicators.columns
    }
  }
}

/// Indicators of the levels of a column: `i(f)`, `i(f, ref=2011)`, `i(f, x, ref=2011)`,
/// `i(f, g, ref=1, ref2=2)`.
///
/// Without `ref` or `keep` in `i(f)`, the first level in sorted order is the reference wherever the
/// model has a constant or a fixed effect.
struct Indicators: Sendable, CustomStringConvertible {
  /// Which levels of a column get an indicator.
  struct Levels: Sendable {
    let column: String
    let position: Int
    var references: [ColumnExpression.Literal] = []
    var kept: [ColumnExpression.Literal] = []
  }

  /// What the indicators are multiplied by.
  enum Partner: Sendable {
    /// The indicators of another column.
    case levels(Levels)
    /// A column whose values decide: text is taken by level, numbers as they are.
    case either(Levels)
    case numeric(ColumnExpression)
  }

  var levels: Levels
  var partner: Partner?

  var description: String {
    var words = [formulaName(levels.column)]
    switch partner {
    case .levels(let second): words.append("i." + formulaName(second.column))
    case .either(let second): words.append(formulaName(second.column))
    case .numeric(let expression): words.append(expression.description)
    case nil: break
    }
    func list(_ name: String, _ values: [ColumnExpression.Literal]) {
      if values.isEmpty { return }
      let texts = values.map(\.description)
      words.append(
        "\(name) = " + (texts.count == 1 ? texts[0] : "c(\(texts.joined(separator: ", ")))"))
    }
    list("ref", levels.references)
    list("keep", levels.kept)
    if case .levels(let second) = partner {
      list("ref2", second.references)
      list("keep2", second.kept)
    }
    return "i(\(words.joined(separator: ", ")))"
  }

  var columns: [(name: String, position: Int)] {
    let first = (name: levels.column, position: levels.position)
    switch partner {
    case nil: return [first]
    case .numeric(let expression): return [first] + expression.columns
    case .levels(let second), .either(let second):
      return [first, (name: second.column, position: second.position)]
    }
  }
}

/// A fixed effect or a dimension of clusters: one column, or several joined by `^`.
public struct CombinedColumns: Sendable, Hashable, CustomStringConvertible {
  /// The columns in the order in which they were written.
  public let columns: [String]
  /// Where they stand in the text.
  let positions: [Int]

  init(columns: [String], positions: [Int]) {
    self.columns = columns
    self.positions = positions
  }

  /// The columns joined by `^`.
  public var description: String { columns.map(formulaName).joined(separator: "^") }

  /// The places are not compared.
  public static func == (left: Self, right: Self) -> Bool { left.columns == right.columns }

  /// The places are not hashed.
  public func hash(into hasher: inout Hasher) { hasher.combine(columns) }
}
