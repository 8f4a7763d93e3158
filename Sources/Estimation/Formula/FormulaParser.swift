/// The grammar of formulas; that of the expressions in them is `ExpressionParser`'s.
struct FormulaParser {
  /// What may be called on the right of `~` besides the functions of expressions.
  static let functions = ["i", "I", "sw", "sw0", "csw", "csw0", "c"]
  /// The most models, and the most terms of one, that a formula may stand for.
  static let mostModels = 10_000
  static let mostTerms = 10_000

  var expressions: ExpressionParser

  init(_ text: String) throws(FormulaError) { expressions = try ExpressionParser(text) }

  /// A summand of the right side: terms that are always there, or alternatives.
  private enum Summand {
    case terms([FormulaTerm], isRemoved: Bool)
    case constant(Bool)
    case alternatives([[FormulaTerm]])
  }

  /// Reads the whole text.
  mutating func formula() throws(FormulaError) -> [ModelFormula] {
    let outcomes = try outcomes()
    guard expressions.take("~") else {
      throw expressions.unexpected(
        "'~' is missing behind the outcome", hint: "write a formula such as y ~ x | fe")
    }
    let (terms, constant) = try rightSide()
    var effects: [[CombinedColumns]] = [[]]
    if expressions.take("|") { effects = try fixedEffects() }
    if expressions.current.kind == .sign("|") {
      throw expressions.unexpected(
        "a third part begins", hint: "instrumental variables are not offered; leave the part out")
    }
    try expressions.requireEnd()
    let count = outcomes.count * terms.count * effects.count
    if count > Self.mostModels {
      throw expressions.error(
        "the formula stands for \(count) models", at: 0, hint: "write at most \(Self.mostModels)")
    }
    var models: [ModelFormula] = []
    for outcome in outcomes {
      for terms in terms {
        for effects in effects {
          models.append(
            ModelFormula(
              outcome: outcome, terms: terms, hasConstant: constant && effects.isEmpty,
              fixedEffects: effects))
        }
      }
    }
    return models
  }

  private mutating func outcomes() throws(FormulaError) -> [ColumnExpression] {
    let isList =
      expressions.current.kind == .name("c", quoted: false)
      && expressions.following.kind == .sign("(")
    guard isList else { return [try expressions.expression(bar: false)] }
    expressions.advance()
    expressions.advance()
    var outcomes = [try expressions.expression(bar: false)]
    while expressions.take(",") { outcomes.append(try expressions.expression(bar: false)) }
    try expressions.expect(")", "close the list of outcomes")
    return outcomes
  }

  /// The alternatives of the right side, and whether it has a constant.
  private mutating func rightSide() throws(FormulaError) -> ([[FormulaTerm]], Bool) {
    var constant = true
    var alternatives: [[FormulaTerm]] = [[]]
    let start = expressions.current.position
    for summand in try summands() {
      switch summand {
      case .constant(let isThere): constant = isThere
      case .terms(let terms, isRemoved: true):
        let keys = Set(terms.map(\.key))
        alternatives = alternatives.map { $0.filter { !keys.contains($0.key) } }
      case .terms(let terms, isRemoved: false):
        alternatives = alternatives.map { Self.distinct($0 + terms) }
      case .alternatives(let choices):
        if alternatives.count * choices.count > Self.mostModels {
          throw expressions.error(
            "the formula stands for more than \(Self.mostModels) models", at: start,
            hint: "write fewer alternatives")
        }
        alternatives = alternatives.flatMap { before in
          choices.map { Self.distinct(before + $0) }
        }
      }
      if alternatives.contains(where: { $0.count > Self.mostTerms }) {
        throw tooManyTerms(at: start)
      }
    }
    return (alternatives, constant)
  }

  func tooManyTerms(at position: Int) -> FormulaError {
    expressions.error(
      "the formula has more than \(Self.mostTerms) terms", at: position, hint: "write fewer")
  }

  private static func distinct(_ terms: [FormulaTerm]) -> [FormulaTerm] {
    var seen = Set<String>()
    return terms.filter { seen.insert($0.key).inserted }
  }

  private mutating func summands() throws(FormulaError) -> [Summand] {
    var isRemoved = expressions.take("-")
    var result = [try summand(isRemoved: isRemoved)]
    while true {
      if expressions.take("+") {
        isRemoved = expressions.take("-")
      } else if expressions.take("-") {
        isRemoved = true
      } else {
        return result
      }
      result.append(try summand(isRemoved: isRemoved))
    }
  }

  private mutating func summand(isRemoved: Bool) throws(FormulaError) -> Summand {
    if case .number(let number) = expressions.current.kind, number == 0 || number == 1,
      [.end, .sign("+"), .sign("-"), .sign("|"), .sign(","), .sign(")")].contains(
        expressions.following.kind)
    {
      expressions.advance()
      return .constant((number == 1) != isRemoved)
    }
    if case .name(let name, quoted: false) = expressions.current.kind,
      ["sw", "sw0", "csw", "csw0"].contains(name), expressions.following.kind == .sign("(")
    {
      if isRemoved {
        throw expressions.unexpected("nothing can be taken away", hint: "write + before \(name)()")
      }
      return .alternatives(
        try alternatives(name) { parser throws(FormulaError) in try parser.sum() })
    }
    return .terms(try product(), isRemoved: isRemoved)
  }

  /// Reads `sw(a, b + c)`: stepwise one by one, or (`csw`) one more at a time; `0` adds none first.
  private mutating func alternatives<Item>(
    _ name: String, _ read: (inout Self) throws(FormulaError) -> [Item]
  ) throws(FormulaError) -> [[Item]] {
    expressions.advance()
    expressions.advance()
    var parts = [try read(&self)]
    while expressions.take(",") { parts.append(try read(&self)) }
    try expressions.expect(")", "close \(name)()")
    var result: [[Item]] = name.hasSuffix("0") ? [[]] : []
    var before: [Item] = []
    for part in parts {
      before = name.hasPrefix("c") ? before + part : part
      result.append(before)
    }
    return result
  }

  /// Reads `a + b*c` inside parentheses or a list.
  mutating func sum() throws(FormulaError) -> [FormulaTerm] {
    var terms = try product()
    while expressions.take("+") {
      terms += try product()
      if terms.count > Self.mostTerms { throw tooManyTerms(at: expressions.current.position) }
    }
    return terms
  }

  private mutating func fixedEffects() throws(FormulaError) -> [[CombinedColumns]] {
    var alternatives: [[CombinedColumns]] = [[]]
    repeat {
      let choices: [[CombinedColumns]]
      if case .name(let name, quoted: false) = expressions.current.kind,
        expressions.following.kind == .sign("(")
      {
        guard ["sw", "sw0", "csw", "csw0"].contains(name) else {
          throw expressions.unexpected(
            "a fixed effect is a column", hint: "write columns joined by ^, or sw() and its kin")
        }
        choices = try self.alternatives(name) { parser throws(FormulaError) in
          var effects = [try parser.expressions.combinedColumns()]
          while parser.expressions.take("+") {
            effects.append(try parser.expressions.combinedColumns())
          }
          return effects
        }
      } else if expressions.current.kind == .number(0) || expressions.current.kind == .number(1) {
        expressions.advance()
        choices = [[]]
      } else {
        choices = [[try expressions.combinedColumns()]]
      }
      alternatives = alternatives.flatMap { before in
        choices.map { chosen in before + chosen.filter { !before.contains($0) } }
      }
      if alternatives.count > Self.mostModels {
        throw expressions.unexpected("there are too many models", hint: "write fewer alternatives")
      }
    } while expressions.take("+")
    return alternatives
  }
}

extension ExpressionParser {
  /// Reads `a^b`.
  mutating func combinedColumns() throws(FormulaError) -> CombinedColumns {
    var columns: [String] = []
    var positions: [Int] = []
    repeat {
      guard case .name(let name, _) = current.kind else {
        throw unexpected("a column is missing", hint: "write a column, or columns joined by ^")
      }
      if !columns.contains(name) {
        columns.append(name)
        positions.append(current.position)
      }
      advance()
    } while take("^")
    if current.kind == .sign("[") {
      throw unexpected(
        "slopes that vary by level are not offered", hint: "absorb the column without [ ]")
    }
    return CombinedColumns(columns: columns, positions: positions)
  }
}
