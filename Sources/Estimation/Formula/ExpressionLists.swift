/// Lags, and the lists of numbers and levels inside calls.
extension ExpressionParser {
  /// Reads `l(x)`, `f(x, 2)`, `d(x, 1)`, `l(x, 0:3)` or `l(x, c(1, 3))`: one expression for each lag.
  mutating func shifts() throws(FormulaError) -> [ColumnExpression] {
    let position = current.position
    guard case .name(let name, _) = current.kind else { return [] }
    advance()
    try expect("(", "write \(name)(x, 1)")
    let inner = try nested { parser throws(FormulaError) in try parser.expression(bar: true) }
    var lags = [1]
    if take(",") { lags = try wholeNumbers() }
    try expect(")", "\(name) takes a column and a number of periods, such as \(name)(x, 1)")
    if name == "d", lags.contains(where: { $0 < 1 }) {
      throw error(
        "a difference over no period", at: position, hint: "write d(x, 1) or more periods")
    }
    return lags.map { lag in
      switch name {
      case "d": ColumnExpression(.difference(inner, lag), at: position)
      case "f": ColumnExpression(.lag(inner, -lag), at: position)
      default: lag == 0 ? inner : ColumnExpression(.lag(inner, lag), at: position)
      }
    }
  }

  private mutating func wholeNumbers() throws(FormulaError) -> [Int] {
    if case .name("c", quoted: false) = current.kind {
      advance()
      try expect("(", "write c(1, 2)")
      var numbers = [try wholeNumber()]
      while take(",") { numbers.append(try wholeNumber()) }
      try expect(")", "close the list")
      return numbers
    }
    let first = try wholeNumber()
    let position = current.position
    guard take(":") else { return [first] }
    let last = try wholeNumber()
    if abs(last - first) > 1000 {
      throw error("the range has more than 1000 lags", at: position, hint: "write fewer")
    }
    return first <= last ? Array(first...last) : Array((last...first).reversed())
  }

  private mutating func wholeNumber() throws(FormulaError) -> Int {
    let isNegative = take("-")
    guard case .number(let number) = current.kind, number == number.rounded(),
      number <= Double(Self.longestLag)
    else {
      throw unexpected("a whole number of periods is missing", hint: "write l(x, 1) or l(x, 1:3)")
    }
    advance()
    return isNegative ? -Int(number) : Int(number)
  }

  /// Reads a number or text, or a list of them in `c()`.
  mutating func literals() throws(FormulaError) -> [ColumnExpression.Literal] {
    if case .name("c", quoted: false) = current.kind {
      advance()
      try expect("(", "write c(1, 2)")
      var values = [try literal()]
      while take(",") { values.append(try literal()) }
      try expect(")", "close the list")
      return values
    }
    let first = try literal()
    let position = current.position
    guard case .number(let low) = first, take(":") else { return [first] }
    guard case .number(let high) = try literal(), low == low.rounded(), high == high.rounded(),
      low <= high, high - low <= 10_000
    else {
      throw error(
        "the range is not one of whole numbers", at: position, hint: "write the lower bound first")
    }
    return (0...Int(high - low)).map { .number(low + Double($0)) }
  }

  private mutating func literal() throws(FormulaError) -> ColumnExpression.Literal {
    let isNegative = take("-")
    switch current.kind {
    case .number(let number):
      advance()
      return .number(isNegative ? -number : number)
    case .string(let string) where !isNegative:
      advance()
      return .string(string)
    default:
      throw unexpected(
        "a value is missing", hint: "write a number, or text between quotes")
    }
  }
}
