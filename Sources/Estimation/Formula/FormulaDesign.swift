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
  private var evaluator: ExpressionEvaluator
  private var classifications: [String: ColumnFactor] = [:]
  private var factors: [CombinedColumns: Factor] = [:]
  /// The columns of which a row without a value is left out.
  private var incomplete: [String: [Bool]] = [:]
  private var numeric: [String: [Double]] = [:]

  init(
    data: DataColumns, formulaText: String, panel: PanelIdentifiers?, usesPanel: Bool,
    restriction: String?
  ) throws(FormulaError) {
    self.data = data
    var order: PanelOrder?
    if let panel, usesPanel { order = try PanelOrder(panel, data: data) }
    if let restriction {
      let expression = try ColumnExpression(parsing: restriction)
      let rows = try ExpressionEvaluator(
        data: data, text: restriction, included: nil, panel: order
      ).rows(where: expression)
      excludedRows = rows.count { !$0 }
      if excludedRows == data.rowCount {
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
    var terms: [Term] = []
    var references: [(term: String, level: String)] = []
    if formula.hasConstant {
      terms.append(
        Term(name: "(Intercept)", values: [Double](repeating: 1, count: data.rowCount)))
    }
    let hasLevel = formula.hasConstant || !formula.fixedEffects.isEmpty
    for term in formula.terms {
      let columns = try columns(of: term, hasLevel: hasLevel, references: &references)
      if terms.count + columns.count > FormulaParser.mostTerms {
        throw FormulaError(
          .size, "'\(term)' brings the model to \(terms.count + columns.count) terms",
          hint: "absorb it behind | if its coefficients are not needed")
      }
      terms += columns
    }
    let effects = try formula.fixedEffects.map { effect throws(FormulaError) in
      try factor(effect)
    }
    leaveOut(&outcome, columns: formula.fixedEffects.flatMap(\.columns) + others)
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

  /// A column of numbers in row order.
  mutating func named(_ name: String, what: String) throws(FormulaError) -> [Double] {
    _ = try data.required(name)
    return try numbers(ColumnExpression(.column(name), at: 0), what: what)
  }

  private mutating func numbers(
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

  // MARK: Terms

  /// A column of a term while its components are multiplied.
  private typealias Named = (name: String, values: [Double])

  private mutating func columns(
    of term: FormulaTerm, hasLevel: Bool, references: inout [(term: String, level: String)]
  ) throws(FormulaError) -> [Term] {
    var product: [Named] = []
    for (index, component) in term.components.enumerated() {
      let isAlone = term.components.count == 1
      let next: [Named]
      switch component {
      case .numeric(let expression):
        next = [(component.description, try numbers(expression, what: "a term"))]
      case .indicators(let indicators):
        next = try self.indicators(
          indicators, choosesReference: isAlone && hasLevel, references: &references)
      }
      if index == 0 {
        product = next
      } else {
        if product.count * next.count > FormulaParser.mostTerms {
          throw FormulaError(
            .size, "'\(term)' stands for \(product.count * next.count) columns",
            hint: "interact fewer levels, or absorb them behind |")
        }
        product = product.flatMap { a in
          next.map { b in
            ("\(a.name):\(b.name)", zip(a.values, b.values).map { $0 * $1 })
          }
        }
      }
    }
    for column in product where column.values.contains(where: \.isInfinite) {
      for row in column.values.indices where column.values[row].isInfinite && included?[row] != false {
        throw FormulaError(
          .data, "'\(column.name)' is too large a product in row \(row + 1)",
          hint: "rescale the columns")
      }
    }
    return product.map { Term(name: $0.name, values: $0.values) }
  }

  private mutating func indicators(
    _ indicators: Indicators, choosesReference: Bool,
    references: inout [(term: String, level: String)]
  ) throws(FormulaError) -> [Named] {
    var levels = indicators.levels
    let found = try classification(
      levels.column, at: levels.position, in: evaluator.text)
    if choosesReference, indicators.partner == nil, levels.references.isEmpty,
      levels.kept.isEmpty, let first = found.labels.first
    {
      levels.references = [found.numbers.map { .number($0[0]) } ?? .string(first)]
      references.append((indicators.description, first))
    }
    let first = try chosen(levels, found)
    var second: [Int32]?
    var other: ColumnFactor?
    var numbers: (name: String, values: [Double])?
    switch indicators.partner {
    case nil: break
    case .numeric(let expression):
      numbers = (expression.description, try self.numbers(expression, what: "a term"))
    case .levels(let levels):
      other = try classification(levels.column, at: levels.position, in: evaluator.text)
      second = try other.map { found throws(FormulaError) in try chosen(levels, found) }
    case .either(let levels):
      let column = try data.required(levels.column, in: evaluator.text, at: levels.position)
      if case .numbers = column.values {
        let expression = ColumnExpression(.column(levels.column), at: levels.position)
        numbers = (expression.description, try self.numbers(expression, what: "a term"))
      } else {
        other = try classification(levels.column, at: levels.position, in: evaluator.text)
        second = try other.map { found throws(FormulaError) in try chosen(levels, found) }
      }
    }
    let count = first.count * (second?.count ?? 1)
    if count > FormulaParser.mostTerms {
      throw FormulaError(
        .size, "'\(indicators)' stands for \(count) columns",
        hint: "absorb the column behind | if its coefficients are not needed")
    }
    var result: [Named] = []
    let name = formulaName(levels.column)
    for level in first {
      let label = "\(name)::\(found.labels[Int(level)])"
      if let second, let other {
        for partner in second {
          result.append(
            (
              "\(label):\(formulaName(other.name))::\(other.labels[Int(partner)])",
              found.codes.indices.map { row in
                found.codes[row] < 0 || other.codes[row] < 0
                  ? .nan : found.codes[row] == level && other.codes[row] == partner ? 1 : 0
              }
            ))
        }
      } else if let numbers {
        result.append(
          (
            "\(label):\(numbers.name)",
            found.codes.indices.map { row in
              let value = numbers.values[row]
              return found.codes[row] < 0 || value.isNaN
                ? .nan : found.codes[row] == level ? value : 0
            }
          ))
      } else {
        result.append(
          (label, found.codes.map { $0 < 0 ? .nan : $0 == level ? 1 : 0 }))
      }
    }
    return result
  }

  /// The levels that get an indicator, in sorted order.
  private func chosen(
    _ levels: Indicators.Levels, _ found: ColumnFactor
  ) throws(FormulaError) -> [Int32] {
    func codes(_ literals: [ColumnExpression.Literal]) throws(FormulaError) -> Set<Int32> {
      var codes = Set<Int32>()
      for literal in literals {
        guard let code = found.level(literal) else {
          throw FormulaError(
            .data, "'\(levels.column)' has no level \(literal)",
            hint: NearestName.hint(
              literal.plain, among: found.labels, what: "levels of '\(levels.column)'"),
            text: evaluator.text, position: levels.position)
        }
        codes.insert(code)
      }
      return codes
    }
    let references = try codes(levels.references)
    let kept = try codes(levels.kept)
    let all = (0..<Int32(found.labels.count)).filter { code in
      !references.contains(code) && (kept.isEmpty || kept.contains(code))
    }
    if all.isEmpty {
      throw FormulaError(
        .data, "no level of '\(levels.column)' is left to estimate",
        hint: "name fewer references", text: evaluator.text, position: levels.position)
    }
    return all
  }
}

extension ColumnExpression.Literal {
  /// The value without quotes.
  var plain: String {
    switch self {
    case .number(let number): ColumnExpression.text(of: number)
    case .string(let string): string
    }
  }
}
