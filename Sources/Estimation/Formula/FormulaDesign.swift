/// Turns the models of a formula into columns for the estimator.
///
/// Columns are made once and kept, so that models that share them do not make them again. All rows
/// stay: a row outside the sample, or without a level of a factor that is used, has a missing outcome.
struct FormulaDesign {
  /// A model ready to be estimated, and what was chosen on the way.
  struct Prepared {
    let model: Model
    /// Reference levels that the formula left to the program, such as `i(year)` and `2011`.
    let references: [(term: String, level: String)]
  }

  let data: DataColumns
  /// The rows that the restriction leaves, or nil for all.
  let included: [Bool]?
  /// How many rows the restriction excludes.
  let excludedRows: Int
  var evaluator: ExpressionEvaluator
  private var classifications: [String: ColumnFactor] = [:]
  private var adopted: Set<String> = []
  private var factors: [CombinedColumns: Factor] = [:]
  /// The columns of which a row without a value is left out.
  private var incomplete: [String: [Bool]] = [:]
  private var numeric: [String: [Double]] = [:]

  /// Whether the data are a part of what is estimated, in which nothing need be left or vary.
  private let isPart: Bool

  init(
    data: DataColumns, formulaText: String, panel: PanelIdentifiers?, usesPanel: Bool,
    restriction: String?, isPart: Bool = false
  ) throws(FormulaError) {
    self.data = data
    self.isPart = isPart
    var order: PanelOrder?
    if let panel, usesPanel { order = try PanelOrder(panel, data: data) }
    if let restriction {
      let expression = try ColumnExpression(parsing: restriction)
      let rows = try ExpressionEvaluator(
        data: data, text: restriction, included: nil, panel: order
      ).rows(where: expression)
      excludedRows = rows.count { !$0 }
      if excludedRows == data.rowCount, !isPart {
        throw FormulaError(
          .data, "no row satisfies '\(restriction)'", hint: "loosen the restriction of the sample",
          text: restriction, position: 0)
      }
      included = rows
    } else {
      included = nil
      excludedRows = 0
    }
    evaluator = ExpressionEvaluator(
      data: data, text: formulaText, included: included, panel: order)
  }

  /// The model of one formula.
  ///
  /// - Parameters:
  ///   - formula: The model.
  ///   - family: Poisson or least squares.
  ///   - weights: The column of the weights, or nil.
  ///   - offset: The column of the offset, or nil.
  ///   - others: Columns besides those of the formula without which a row is left out.
  ///
  /// Throws a `FormulaError` if a column is not there or does not hold what it is used for.
  mutating func model(
    _ formula: ModelFormula, family: Model.Family, weights: String?, offset: String?,
    others: [String]
  ) throws(FormulaError) -> Prepared {
    var outcome = try numbers(formula.outcome, what: "the outcome")
    let prior = try weights.map { name throws(FormulaError) in
      try named(name, what: "a weight")
    }
    let shift = try offset.map { name throws(FormulaError) in
      try named(name, what: "the offset")
    }
    var references: [(term: String, level: String)] = []
    let terms = try terms(of: formula, references: &references)
    let effects = try formula.fixedEffects.map { effect throws(FormulaError) in
      try factor(effect)
    }
    leaveOut(&outcome, columns: formula.fixedEffects.flatMap(\.columns) + others)
    try refuseConstant(outcome, formula)
    if family == .poisson {
      for row in outcome.indices where outcome[row] < 0 {
        throw FormulaError(
          .data,
          "row \(row + 1) of '\(formula.outcome)' is \(ColumnExpression.text(of: outcome[row])), "
            + "but a Poisson outcome is never negative",
          hint: "correct the value, leave such rows out with --where, or use --family gaussian")
      }
    }
    if let prior {
      for row in prior.indices where prior[row] < 0 && !outcome[row].isNaN {
        throw FormulaError(
          .data,
          "row \(row + 1) of the weights '\(weights ?? "")' is negative "
            + "(\(ColumnExpression.text(of: prior[row])))",
          hint: "correct the value, or leave such rows out with --where")
      }
    }
    return Prepared(
      model: Model(
        outcomeName: formula.outcome.description, outcome: outcome, terms: terms,
        fixedEffects: effects, family: family, weights: prior?.map { $0 < 0 ? .nan : $0 },
        offset: shift),
      references: references)
  }

  /// The columns of all terms, the constant first.
  mutating func terms(of formula: ModelFormula) throws(FormulaError) -> [Term] {
    var references: [(term: String, level: String)] = []
    return try terms(of: formula, references: &references)
  }

  private mutating func terms(
    of formula: ModelFormula, references: inout [(term: String, level: String)]
  ) throws(FormulaError) -> [Term] {
    var terms: [Term] = []
    if formula.hasConstant {
      terms.append(
        Term(name: "(Intercept)", values: [Double](repeating: 1, count: data.rowCount)))
    }
    for term in formula.terms {
      let columns = try columns(of: term, in: formula, references: &references)
      if terms.count + columns.count > FormulaParser.mostTerms {
        throw FormulaError(
          .size, "'\(term)' brings the model to \(terms.count + columns.count) terms",
          hint: "absorb it behind | if its coefficients are not needed")
      }
      terms += columns
    }
    return terms
  }

  private func refuseConstant(
    _ outcome: [Double], _ formula: ModelFormula
  ) throws(FormulaError) {
    if isPart { return }
    guard let first = outcome.first(where: { !$0.isNaN }) else { return }
    if outcome.contains(where: { !$0.isNaN && $0 != first }) { return }
    throw FormulaError(
      .data,
      "the outcome '\(formula.outcome)' is \(ColumnExpression.text(of: first)) in every row that can "
        + "be used",
      hint: "check the outcome, or widen the sample")
  }

  /// A fixed effect, or a dimension of clusters.
  mutating func factor(
    _ columns: CombinedColumns, in text: String? = nil
  ) throws(FormulaError) -> Factor {
    if let known = factors[columns] { return known }
    var parts: [Factor] = []
    for (name, position) in zip(columns.columns, columns.positions) {
      parts.append(
        try classification(name, at: position, in: text ?? evaluator.text).factor())
    }
    let factor: Factor
    do throws(EstimationError) {
      factor = try parts.count == 1 ? parts[0] : .interaction(columns.description, parts)
    } catch {
      throw FormulaError(.data, error.message, hint: error.hint)
    }
    factors[columns] = factor
    return factor
  }

  /// A factor with the codes of one made of the same columns of other data; a combination that is not
  /// there gets a code beyond its levels.
  mutating func factor(
    _ columns: CombinedColumns, like model: Factor, from first: inout FormulaDesign
  ) throws(FormulaError) -> Factor {
    var own: [[Int32]] = []
    var theirs: [[Int32]] = []
    for (name, position) in zip(columns.columns, columns.positions) {
      own.append(try classification(name, at: position, in: evaluator.text).codes)
      theirs.append(try first.classification(name, at: position, in: evaluator.text).codes)
    }
    var known: [[Int32]: Int32] = [:]
    for (row, code) in model.codes.enumerated() {
      let parts = theirs.map { $0[row] }
      if known[parts] == nil, !parts.contains(-1) { known[parts] = code }
    }
    let beyond = Int32(model.levels)
    let codes = (0..<data.rowCount).map { row in known[own.map { $0[row] }] ?? beyond }
    return Factor(trusted: model.name, codes: codes, levels: model.levels + 1)
  }

  /// Takes over the levels of a column of other data.
  mutating func adopt(_ found: ColumnFactor) throws(FormulaError) {
    if adopted.contains(found.name) { return }
    classifications[found.name] = try found.matched(to: try data.required(found.name))
    adopted.insert(found.name)
  }

  /// The rows with a value of one of the columns that is none of the levels taken over.
  func unknownLevels(in columns: [String]) -> Set<Int> {
    var rows = Set<Int>()
    for name in columns {
      guard let codes = classifications[name]?.codes else { continue }
      for row in codes.indices where codes[row] < 0 && !data.text(of: name, row: row).isEmpty {
        rows.insert(row)
      }
    }
    return rows
  }

  /// A column of numbers in row order.
  mutating func named(_ name: String, what: String) throws(FormulaError) -> [Double] {
    _ = try data.required(name)
    return try numbers(ColumnExpression(.column(name), at: 0), what: what)
  }

  mutating func numbers(
    _ expression: ColumnExpression, what: String
  ) throws(FormulaError) -> [Double] {
    if let known = numeric[expression.description] { return known }
    let values = try evaluator.numbers(expression, what: what)
    numeric[expression.description] = values
    return values
  }

  mutating func classification(
    _ name: String, at position: Int, in text: String?
  ) throws(FormulaError) -> ColumnFactor {
    if let known = classifications[name] { return known }
    let found = try ColumnFactor(try data.required(name, in: text, at: position))
    classifications[name] = found
    if found.codes.contains(-1) { incomplete[name] = found.codes.map { $0 < 0 } }
    return found
  }

  /// Marks the outcome as missing outside the sample and where a factor has no level.
  private func leaveOut(_ outcome: inout [Double], columns: [String]) {
    if let included {
      for row in outcome.indices where !included[row] { outcome[row] = .nan }
    }
    for name in Set(columns) {
      guard let isMissing = incomplete[name] else { continue }
      for row in outcome.indices where isMissing[row] { outcome[row] = .nan }
    }
    for name in Set(columns) where incomplete[name] == nil {
      // A column of numbers that is used besides the formula, such as a coordinate.
      guard let values = numeric[formulaName(name)] else { continue }
      for row in outcome.indices where values[row].isNaN { outcome[row] = .nan }
    }
  }
}
