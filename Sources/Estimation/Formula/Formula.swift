/// A formula in the language of R's fixest: `y ~ x1 + x2 + i(year, treat, ref=2011) | fe1^fe2 + fe3`.
///
/// Left of `~` stands an outcome, or several in `c(y1, y2)`. Right of it stand terms: columns,
/// arithmetic in functions (`log(x)`, `x^2`, `I(a / b)`), interactions `a:b`, crossings `a*b` with all
/// lower orders, indicators `i()`, lags `l(x, 1)`, leads `f(x, 1)`, differences `d(x)`, and nested
/// specifications `sw() sw0() csw() csw0()`. Behind `|` stand the fixed effects to absorb. `0` or `-1`
/// takes the constant away, which a model with fixed effects never has.
public struct Formula: Sendable, Equatable, CustomStringConvertible {
  /// The text as it was given.
  public let text: String
  /// The models it stands for: outcomes slowest, then terms, then fixed effects.
  public let models: [ModelFormula]

  /// Reads a formula.
  ///
  /// Throws a `FormulaError` that marks the place of a mistake and offers the nearest name.
  public init(_ text: String) throws(FormulaError) {
    var parser = try FormulaParser(text)
    self.text = text
    models = try parser.formula()
  }

  /// The formula as it was given.
  public var description: String { text }

  /// Formulas are the same if they stand for the same models.
  public static func == (left: Self, right: Self) -> Bool {
    left.models.map(\.description) == right.models.map(\.description)
  }

  /// Every column that a model reads, with the place where it is first read.
  public var columns: [(name: String, position: Int)] {
    var seen = Set<String>()
    return models.flatMap(\.columns).filter { seen.insert($0.name).inserted }
  }
}

/// One model of a formula: an outcome, its terms and its fixed effects.
public struct ModelFormula: Sendable, CustomStringConvertible {
  /// The outcome.
  public let outcome: ColumnExpression
  /// The terms in order, without the constant, each once.
  public let terms: [FormulaTerm]
  /// Whether a column of ones comes first.
  public let hasConstant: Bool
  /// The fixed effects to absorb, each once.
  public let fixedEffects: [CombinedColumns]

  /// The model as a formula of its own.
  public var description: String {
    var words = terms.map(\.description)
    if words.isEmpty || (!hasConstant && fixedEffects.isEmpty) {
      words.insert(hasConstant ? "1" : "0", at: 0)
    }
    let effects = fixedEffects.map(\.description).joined(separator: " + ")
    return "\(outcome) ~ \(words.joined(separator: " + "))"
      + (fixedEffects.isEmpty ? "" : " | \(effects)")
  }

  /// Every column that the model reads, with its place.
  public var columns: [(name: String, position: Int)] {
    outcome.columns + terms.flatMap(\.columns)
      + fixedEffects.flatMap { zip($0.columns, $0.positions).map { (name: $0, position: $1) } }
  }

  /// Whether a term or the outcome reads another period of the panel.
  public var usesPanel: Bool { outcome.usesPanel || terms.contains(where: \.usesPanel) }
}
