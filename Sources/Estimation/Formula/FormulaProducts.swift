/// Products of terms: `a*b`, `a:b`, and what they are made of.
extension FormulaParser {
  /// Reads `a*b*c`, which stands for a, b, c and all their interactions.
  mutating func product() throws(FormulaError) -> [FormulaTerm] {
    let start = expressions.current.position
    var crossed: [[FormulaTerm]] = [try interaction()]
    while expressions.take("*") {
      crossed.append(try interaction())
      if crossed.count > 8 {
        throw expressions.error(
          "more than eight variables are crossed", at: start,
          hint: "write the interactions that are wanted with ':'")
      }
    }
    if crossed.count == 1 { return crossed[0] }
    // Main effects first, then pairs, then triples, as R orders them.
    let sets = (1..<(1 << crossed.count)).sorted {
      $0.nonzeroBitCount != $1.nonzeroBitCount
        ? $0.nonzeroBitCount < $1.nonzeroBitCount : Self.precedes($0, $1)
    }
    var terms: [FormulaTerm] = []
    for set in sets {
      let members = crossed.indices.filter { set & (1 << $0) != 0 }.map { crossed[$0] }
      terms += try members.dropFirst().reduceTyped(members[0]) {
        (all, more) throws(FormulaError) in try interacted(all, more, at: start)
      }
      if terms.count > Self.mostTerms { throw tooManyTerms(at: start) }
    }
    return terms
  }

  /// Whether the variables of one set come before those of another of the same size.
  private static func precedes(_ a: Int, _ b: Int) -> Bool {
    let difference = a ^ b
    return difference != 0 && a & (difference & -difference) != 0
  }

  private func interacted(
    _ left: [FormulaTerm], _ right: [FormulaTerm], at position: Int
  ) throws(FormulaError) -> [FormulaTerm] {
    if left.count * right.count > Self.mostTerms { throw tooManyTerms(at: position) }
    return left.flatMap { a in right.map { FormulaTerm(a.components + $0.components) } }
  }

  private mutating func interaction() throws(FormulaError) -> [FormulaTerm] {
    let start = expressions.current.position
    var terms = try atom()
    while expressions.take(":") { terms = try interacted(terms, try atom(), at: start) }
    if expressions.current.kind == .sign("/") {
      throw expressions.unexpected(
        "terms are not divided", hint: "write I(a / b) for the ratio of two columns")
    }
    return terms
  }

  private mutating func atom() throws(FormulaError) -> [FormulaTerm] {
    let position = expressions.current.position
    switch expressions.current.kind {
    case .sign("("):
      expressions.advance()
      let terms = try nestedSum()
      try expressions.expect(")", "close the parenthesis, or write I() around arithmetic")
      return terms
    case .name("i", quoted: false) where expressions.following.kind == .sign("("):
      return [FormulaTerm([.indicators(try indicators())])]
    case .name(let name, quoted: false)
    where ["l", "f", "d"].contains(name) && expressions.following.kind == .sign("("):
      return try expressions.shifts().map { FormulaTerm([.numeric($0)]) }
    case .name(let name, quoted: false)
    where ["sw", "sw0", "csw", "csw0"].contains(name) && expressions.following.kind == .sign("("):
      throw expressions.unexpected(
        "\(name)() stands inside another term", hint: "make it a summand of its own")
    case .number(let number):
      throw expressions.unexpected(
        "a number alone is no term",
        hint: number == 0 || number == 1
          ? "write 0 or 1 as a summand of its own" : "write a column, or I() around arithmetic")
    default:
      let base = try expressions.primary()
      guard expressions.take("^") else { return [FormulaTerm([.numeric(base)])] }
      guard case .number(let number) = expressions.current.kind else {
        throw expressions.unexpected(
          "the exponent is missing", hint: "write x^2; fixed effects are joined by ^ behind |")
      }
      expressions.advance()
      let exponent = ColumnExpression(.literal(.number(number)), at: position)
      return [
        FormulaTerm([.numeric(ColumnExpression(.binary(.power, base, exponent), at: position))])
      ]
    }
  }

  private mutating func nestedSum() throws(FormulaError) -> [FormulaTerm] {
    var copy = self
    let terms = try expressions.nested { parser throws(FormulaError) in
      copy.expressions = parser
      let terms = try copy.sum()
      parser = copy.expressions
      return terms
    }
    return terms
  }
}

extension Sequence {
  /// `reduce` that keeps the type of the error.
  fileprivate func reduceTyped<Result>(
    _ initial: Result, _ next: (Result, Element) throws(FormulaError) -> Result
  ) throws(FormulaError) -> Result {
    var result = initial
    for element in self { result = try next(result, element) }
    return result
  }
}
