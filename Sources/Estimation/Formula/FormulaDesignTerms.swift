extension FormulaDesign {
  /// A column of a term while its components are multiplied.
  private typealias Named = (name: String, values: [Double])

  /// The columns of a term, one for each combination of its indicators.
  ///
  /// An `i(f)` without a reference leaves out the first level where the model has the term without it
  /// (for `i(f)` alone, a constant or fixed effects), as R's contrasts do: the columns of all levels
  /// would then add up to that term.
  mutating func columns(
    of term: FormulaTerm, in formula: ModelFormula,
    references: inout [(term: String, level: String)]
  ) throws(FormulaError) -> [Term] {
    let present = Set(formula.terms.map(\.key))
    var product: [Named] = []
    for (index, component) in term.components.enumerated() {
      var others = term.components
      others.remove(at: index)
      let choosesReference =
        others.isEmpty
        ? formula.hasConstant || !formula.fixedEffects.isEmpty
        : present.contains(FormulaTerm(others).key)
      let next: [Named]
      switch component {
      case .numeric(let expression):
        next = [(component.description, try numbers(expression, what: "a term"))]
      case .indicators(let indicators):
        next = try self.indicators(
          indicators, choosesReference: choosesReference, references: &references)
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
      for row in column.values.indices
      where column.values[row].isInfinite && included?[row] != false {
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
      if !references.contains(where: { $0.term == indicators.description }) {
        references.append((indicators.description, first))
      }
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
            .specification, "'\(levels.column)' has no level \(literal)",
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
        .specification, "no level of '\(levels.column)' is left to estimate",
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
