/// Reads tokens one by one; the grammar of expressions, which that of formulas builds on.
///
/// Strongest first: `^` (to the right), sign, `*` `/`, `+` `-`, comparisons and `%in%`, `!`, `&`,
/// `|`, as in R.
struct ExpressionParser {
  /// How deep parentheses and how long sums of one expression may be.
  static let deepest = 40
  static let mostOperations = 400
  /// The most periods by which a lag may look back or ahead.
  static let longestLag = 10_000

  let text: String
  private let tokens: [FormulaToken]
  private var index = 0
  private var depth = 0
  private var operations = 0

  init(_ text: String) throws(FormulaError) {
    self.text = text
    tokens = try FormulaLexer.tokens(of: text)
  }

  var current: FormulaToken { tokens[index] }
  var following: FormulaToken { tokens[min(index + 1, tokens.count - 1)] }

  mutating func advance() { if index < tokens.count - 1 { index += 1 } }

  /// Goes on behind a sign if it stands here.
  mutating func take(_ sign: String) -> Bool {
    guard current.kind == .sign(sign) else { return false }
    advance()
    return true
  }

  mutating func expect(_ sign: String, _ hint: String) throws(FormulaError) {
    if !take(sign) { throw unexpected("'\(sign)' is missing", hint: hint) }
  }

  func error(_ message: String, at position: Int, hint: String) -> FormulaError {
    FormulaError(.syntax, message, hint: hint, text: text, position: position)
  }

  /// An error about the token that stands here.
  func unexpected(_ message: String, hint: String) -> FormulaError {
    let found =
      switch current.kind {
      case .end: "the text ends"
      case .number(let number): "there is \(ColumnExpression.text(of: number))"
      case .name(let name, _): "there is '\(name)'"
      case .string(let string): "there is \"\(string)\""
      case .sign(let sign): "there is '\(sign)'"
      }
    return error("\(message) where \(found)", at: current.position, hint: hint)
  }

  /// Reads one level deeper, refusing to go too deep.
  mutating func nested<Result>(
    _ read: (inout Self) throws(FormulaError) -> Result
  ) throws(FormulaError) -> Result {
    if depth >= Self.deepest {
      throw error(
        "parentheses are nested more than \(Self.deepest) deep", at: current.position,
        hint: "compute a column beforehand")
    }
    depth += 1
    let result = try read(&self)
    depth -= 1
    return result
  }

  /// Reads an expression; `bar` says whether `|` means *or* here and does not end a part.
  mutating func expression(bar: Bool) throws(FormulaError) -> ColumnExpression {
    operations = depth == 0 ? 0 : operations
    return try binary(0, bar: bar)
  }

  private static let levels: [[String: ColumnExpression.Operator]] = [
    ["|": .or, "||": .or], ["&": .and],
    [
      "==": .equal, "!=": .unequal, "<": .less, "<=": .lessOrEqual, ">": .greater,
      ">=": .greaterOrEqual,
    ],
    ["+": .add, "-": .subtract], ["*": .multiply, "/": .divide],
  ]

  private mutating func binary(_ level: Int, bar: Bool) throws(FormulaError) -> ColumnExpression {
    if level == Self.levels.count { return try signed(bar: bar) }
    if level == 2, current.kind == .sign("!") {
      let position = current.position
      advance()
      let inner = try nested { parser throws(FormulaError) in try parser.binary(2, bar: bar) }
      return ColumnExpression(.not(inner), at: position)
    }
    var left = try binary(level + 1, bar: bar)
    while case .sign(let sign) = current.kind {
      let position = current.position
      if level == 2, sign == "%in%" {
        advance()
        left = ColumnExpression(.member(left, try literals()), at: position)
        continue
      }
      if level == 2, sign == "=" {
        throw error("a single '=' compares nothing", at: position, hint: "write == to compare")
      }
      guard let operation = Self.levels[level][sign], bar || sign != "|" else { break }
      try count(at: position)
      advance()
      let right = try binary(level + 1, bar: bar)
      if operation.isComparison, case .binary(let inner, _, _) = left.node, inner.isComparison {
        throw error(
          "comparisons cannot be chained", at: position,
          hint: "write both and join them with &, such as 1 < x & x < 3")
      }
      left = ColumnExpression(.binary(operation, left, right), at: position)
    }
    return left
  }

  private mutating func count(at position: Int) throws(FormulaError) {
    operations += 1
    if operations > Self.mostOperations {
      throw error(
        "an expression has more than \(Self.mostOperations) operations", at: position,
        hint: "compute a column beforehand")
    }
  }

  private mutating func signed(bar: Bool) throws(FormulaError) -> ColumnExpression {
    let position = current.position
    if take("+") {
      return try nested { parser throws(FormulaError) in try parser.signed(bar: bar) }
    }
    guard take("-") else { return try power() }
    let inner = try nested { parser throws(FormulaError) in try parser.signed(bar: bar) }
    if case .literal(.number(let number)) = inner.node {
      return ColumnExpression(.literal(.number(-number)), at: position)
    }
    return ColumnExpression(.negative(inner), at: position)
  }

  private mutating func power() throws(FormulaError) -> ColumnExpression {
    let base = try primary()
    let position = current.position
    guard take("^") else { return base }
    try count(at: position)
    let exponent = try nested { parser throws(FormulaError) in
      let minus = parser.current.position
      if parser.take("-") {
        return ColumnExpression(.negative(try parser.power()), at: minus)
      }
      return try parser.power()
    }
    return ColumnExpression(.binary(.power, base, exponent), at: position)
  }

  /// Reads a number, text, column, call or parenthesis.
  mutating func primary() throws(FormulaError) -> ColumnExpression {
    let token = current
    switch token.kind {
    case .number(let number):
      advance()
      return ColumnExpression(.literal(.number(number)), at: token.position)
    case .string(let string):
      advance()
      return ColumnExpression(.literal(.string(string)), at: token.position)
    case .name(let name, let quoted):
      if !quoted, following.kind == .sign("(") { return try call(name) }
      advance()
      return ColumnExpression(.column(name), at: token.position)
    case .sign("("):
      advance()
      let inner = try nested { parser throws(FormulaError) in try parser.expression(bar: true) }
      try expect(")", "close the parenthesis")
      return inner
    default:
      throw unexpected(
        "a column, a number or a function is missing",
        hint: "write one, or take the sign before it away")
    }
  }

  /// The names of the functions that an expression may call.
  static let functions = ColumnExpression.Function.allCases.map(\.rawValue) + ["l", "f", "d"]

  private mutating func call(_ name: String) throws(FormulaError) -> ColumnExpression {
    let position = current.position
    if ["l", "f", "d"].contains(name) {
      let shifted = try shifts()
      guard let first = shifted.first, shifted.count == 1 else {
        throw error(
          "several lags stand inside an expression", at: position,
          hint: "write one lag here, or each as a term of its own")
      }
      return first
    }
    guard let function = ColumnExpression.Function(rawValue: name) else {
      if FormulaParser.functions.contains(name) {
        throw error(
          "'\(name)' cannot stand here", at: position,
          hint: "\(name)() is for terms, behind ~ and not inside a function; several outcomes are "
            + "written c(y1, y2)")
      }
      let known = Self.functions + FormulaParser.functions.filter { $0 != "I" }
      throw FormulaError(
        .unknownName, "there is no function '\(name)'",
        hint: NearestName.hint(name, among: known, what: "functions"), text: text,
        position: position)
    }
    advance()
    advance()
    let inner = try nested { parser throws(FormulaError) in try parser.expression(bar: true) }
    try expect(")", "\(name) takes one argument; close the parenthesis behind it")
    return ColumnExpression(.call(function, inner), at: position)
  }

  /// Refuses whatever is left.
  func requireEnd() throws(FormulaError) {
    if current.kind != .end {
      throw unexpected("an operator is missing", hint: "join the parts with + or another operator")
    }
  }
}

extension ColumnExpression {
  /// Reads an expression alone, such as the restriction `year >= 2000 & state != "DC"`.
  ///
  /// Throws a `FormulaError` that marks the place of a mistake.
  public init(parsing text: String) throws(FormulaError) {
    var parser = try ExpressionParser(text)
    if parser.current.kind == .end {
      throw FormulaError(
        .syntax, "the expression is empty", hint: "write one such as year >= 2000", text: text,
        position: 0)
    }
    self = try parser.expression(bar: true)
    try parser.requireEnd()
  }
}
