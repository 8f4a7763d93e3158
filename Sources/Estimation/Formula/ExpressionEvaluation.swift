/// Evaluates expressions on columns, row by row.
///
/// A missing operand gives a missing result. A result that is not finite although its operands are
/// (the logarithm of zero, a division by zero) is refused by row, unless the row is outside the
/// sample, where it is missing.
struct ExpressionEvaluator {
  let data: DataColumns
  /// The text that the expressions are from, for errors.
  let text: String?
  /// The rows in the sample; nil means all.
  var included: [Bool]?
  var panel: PanelOrder?

  /// Values of one expression.
  enum Value {
    case numbers([Double])
    case number(Double)
    case texts(codes: [Int32], labels: [String])
    case string(String)
  }

  /// The numbers of an expression in row order.
  ///
  /// Throws a `FormulaError` if a column is not there, if text stands where a number is needed, or
  /// if a value in the sample is not finite.
  func numbers(_ expression: ColumnExpression, what: String = "a term") throws(FormulaError)
    -> [Double]
  {
    switch try value(expression) {
    case .numbers(let numbers): return numbers
    case .number(let number): return [Double](repeating: number, count: data.rowCount)
    case .string:
      throw refuse("a text is no \(what)", at: expression, "write a column's name without quotes")
    case .texts:
      if case .column(let name) = expression.node, let column = data[name] {
        throw data.notNumeric(column, what: what)
      }
      throw refuse(
        "'\(expression)' holds text, and \(what) is a number", at: expression,
        "use a column of numbers")
    }
  }

  /// Which rows satisfy a restriction; a row where it is missing does not.
  func rows(where restriction: ColumnExpression) throws(FormulaError) -> [Bool] {
    var evaluator = self
    evaluator.included = nil
    return try evaluator.numbers(restriction, what: "a condition").map { !$0.isNaN && $0 != 0 }
  }

  private func refuse(
    _ message: String, at expression: ColumnExpression, _ hint: String,
    _ kind: FormulaError.Kind = .syntax
  ) -> FormulaError {
    FormulaError(
      kind, message, hint: hint, text: text, position: text == nil ? nil : expression.position)
  }

  func value(_ expression: ColumnExpression) throws(FormulaError) -> Value {
    switch expression.node {
    case .literal(.number(let number)): return .number(number)
    case .literal(.string(let string)): return .string(string)
    case .column(let name):
      let column = try data.required(
        name, in: text, at: text == nil ? nil : expression.position)
      switch column.values {
      case .numbers(let numbers): return .numbers(try finite(numbers, name))
      case .text(let codes, let labels): return .texts(codes: codes, labels: labels)
      }
    case .negative(let inner): return try apply(inner, expression) { -$0 }
    case .not(let inner): return try apply(inner, expression) { $0 == 0 ? 1 : 0 }
    case .call(.isMissing, let inner): return .numbers(try missing(inner))
    case .call(.asIs, let inner): return try value(inner)
    case .call(let function, let inner):
      return try apply(inner, expression, Self.function(function))
    case .member(let inner, let values): return try member(inner, values, expression)
    case .lag(let inner, let periods): return .numbers(try lagged(inner, periods, expression))
    case .difference(let inner, let periods):
      let now = try numbers(inner)
      let before = try lagged(inner, periods, expression)
      return .numbers(zip(now, before).map { $0 - $1 })
    case .binary(let operation, let left, let right):
      return try binary(operation, left, right, expression)
    }
  }

  private static func function(_ function: ColumnExpression.Function) -> (Double) -> Double {
    switch function {
    case .log: naturalLogarithm
    case .log2: logarithmToTwo
    case .log10: logarithmToTen
    case .log1p: logarithmOfOnePlus
    case .exp: exponential
    case .expm1: exponentialLessOne
    case .sqrt: { $0.squareRoot() }
    case .abs: { abs($0) }
    case .asinh: inverseHyperbolicSine
    case .sinh: hyperbolicSine
    case .tanh: hyperbolicTangent
    case .isMissing: { $0.isNaN ? 1 : 0 }
    case .asIs: { $0 }
    }
  }

  private func isIncluded(_ row: Int) -> Bool { included?[row] ?? true }

  /// A column of the data, in which an infinite number is refused in the sample.
  private func finite(_ numbers: [Double], _ name: String) throws(FormulaError) -> [Double] {
    guard let first = numbers.firstIndex(where: \.isInfinite) else { return numbers }
    var result = numbers
    for row in first..<numbers.count where numbers[row].isInfinite {
      if isIncluded(row) { throw .infinite(column: name, row: row) }
      result[row] = .nan
    }
    return result
  }

  /// The operands are finite or missing; a result that is neither is refused.
  private func checked(
    _ result: Double, _ operandMissing: Bool, _ row: Int, _ expression: ColumnExpression,
    _ operands: () -> String
  ) throws(FormulaError) -> Double {
    if result.isFinite { return result }
    if operandMissing || !isIncluded(row) { return .nan }
    throw refuse(
      "'\(expression)' is not a finite number in row \(row + 1), where \(operands())",
      at: expression,
      "leave such rows out with --where, or use another transformation", .data)
  }

  private func apply(
    _ inner: ColumnExpression, _ expression: ColumnExpression, _ function: (Double) -> Double
  ) throws(FormulaError) -> Value {
    if case .number(let number) = try value(inner) {
      return .number(
        try checked(function(number), false, 0, expression) { "\(inner) is \(number)" })
    }
    var values = try numbers(inner, what: "an argument of '\(expression)'")
    for row in values.indices {
      let operand = values[row]
      values[row] =
        operand.isNaN
        ? .nan
        : try checked(function(operand), false, row, expression) {
          "\(inner) is \(ColumnExpression.text(of: operand))"
        }
    }
    return .numbers(values)
  }

  private func missing(_ inner: ColumnExpression) throws(FormulaError) -> [Double] {
    switch try value(inner) {
    case .numbers(let numbers): numbers.map { $0.isNaN ? 1 : 0 }
    case .texts(let codes, _): codes.map { $0 < 0 ? 1 : 0 }
    case .number, .string: [Double](repeating: 0, count: data.rowCount)
    }
  }

  private func lagged(
    _ inner: ColumnExpression, _ periods: Int, _ expression: ColumnExpression
  ) throws(FormulaError) -> [Double] {
    guard let panel else {
      throw refuse(
        "'\(expression)' needs the panel's unit and period", at: expression,
        "name both columns, such as --panel pair,year", .specification)
    }
    return panel.lagged(try numbers(inner, what: "a lagged column"), by: periods)
  }

  private func member(
    _ inner: ColumnExpression, _ values: [ColumnExpression.Literal], _ expression: ColumnExpression
  ) throws(FormulaError) -> Value {
    switch try value(inner) {
    case .texts(let codes, let labels):
      var wanted = Set<String>()
      for value in values {
        guard case .string(let string) = value else {
          throw refuse(
            "'\(inner)' holds text, and \(value) is a number", at: expression,
            "put it between quotes")
        }
        wanted.insert(string)
      }
      let isMember = labels.map { wanted.contains($0) ? 1.0 : 0 }
      return .numbers(codes.map { $0 < 0 ? .nan : isMember[Int($0)] })
    case .string: throw refuse("a text is in no list", at: expression, "write a column's name")
    case .number, .numbers:
      var wanted = Set<Double>()
      for value in values {
        guard case .number(let number) = value else {
          throw refuse(
            "'\(inner)' holds numbers, and \(value) is a text", at: expression,
            "take the quotes away")
        }
        wanted.insert(number)
      }
      return try apply(inner, expression) { wanted.contains($0) ? 1 : 0 }
    }
  }

  private func binary(
    _ operation: ColumnExpression.Operator, _ left: ColumnExpression, _ right: ColumnExpression,
    _ expression: ColumnExpression
  ) throws(FormulaError) -> Value {
    let first = try value(left)
    let second = try value(right)
    if let texts = try comparedTexts(operation, first, second, expression) {
      return .numbers(texts)
    }
    let function = Self.function(operation)
    let isLogical = operation == .and || operation == .or
    func combined(_ a: Double, _ b: Double, _ row: Int) throws(FormulaError) -> Double {
      // A false operand decides "and", a true one "or", even beside a missing one.
      if isLogical { return function(a, b) }
      if a.isNaN || b.isNaN { return .nan }
      return try checked(function(a, b), false, row, expression) {
        "the operands are \(ColumnExpression.text(of: a)) and \(ColumnExpression.text(of: b))"
      }
    }
    switch (first, second) {
    case (.number(let a), .number(let b)): return .number(try combined(a, b, 0))
    case (.numbers(var values), .number(let b)):
      for row in values.indices { values[row] = try combined(values[row], b, row) }
      return .numbers(values)
    case (.number(let a), .numbers(var values)):
      for row in values.indices { values[row] = try combined(a, values[row], row) }
      return .numbers(values)
    case (.numbers(var values), .numbers(let others)):
      for row in values.indices { values[row] = try combined(values[row], others[row], row) }
      return .numbers(values)
    default:
      throw refuse(
        "'\(expression)' takes a number and a text together", at: expression,
        "use columns of numbers, or compare text with == and !=")
    }
  }

  private static func function(_ operation: ColumnExpression.Operator) -> (Double, Double) -> Double
  {
    switch operation {
    case .add: { $0 + $1 }
    case .subtract: { $0 - $1 }
    case .multiply: { $0 * $1 }
    case .divide: { $0 / $1 }
    case .power: { raised($0, $1) }
    case .equal: { $0 == $1 ? 1 : 0 }
    case .unequal: { $0 != $1 ? 1 : 0 }
    case .less: { $0 < $1 ? 1 : 0 }
    case .lessOrEqual: { $0 <= $1 ? 1 : 0 }
    case .greater: { $0 > $1 ? 1 : 0 }
    case .greaterOrEqual: { $0 >= $1 ? 1 : 0 }
    case .and: { $0 == 0 || $1 == 0 ? 0 : $0.isNaN || $1.isNaN ? .nan : 1 }
    case .or:
      {
        ($0 != 0 && !$0.isNaN) || ($1 != 0 && !$1.isNaN)
          ? 1 : $0.isNaN || $1.isNaN ? .nan : 0
      }
    }
  }

  /// Small whole powers by multiplication, the same on every platform.
  private static func raised(_ base: Double, _ exponent: Double) -> Double {
    guard exponent == exponent.rounded(), (0...16).contains(exponent) else {
      return power(base, exponent)
    }
    return (0..<Int(exponent)).reduce(1.0) { product, _ in product * base }
  }

  /// The comparison of a column of text with a text or with another column of text.
  private func comparedTexts(
    _ operation: ColumnExpression.Operator, _ first: Value, _ second: Value,
    _ expression: ColumnExpression
  ) throws(FormulaError) -> [Double]? {
    let pairs: (codes: [Int32], labels: [String], other: String)
    switch (first, second) {
    case (.texts(let codes, let labels), .string(let other)),
      (.string(let other), .texts(let codes, let labels)):
      pairs = (codes, labels, other)
    case (.texts(let codes, let labels), .texts(let others, let otherLabels)):
      guard operation == .equal || operation == .unequal else { return nil }
      return codes.indices.map { row in
        if codes[row] < 0 || others[row] < 0 { return .nan }
        let same = labels[Int(codes[row])] == otherLabels[Int(others[row])]
        return same == (operation == .equal) ? 1 : 0
      }
    default: return nil
    }
    guard operation == .equal || operation == .unequal else {
      throw refuse(
        "text can be equal or unequal, and '\(operation.rawValue)' asks for more", at: expression,
        "compare text with ==, != or %in%")
    }
    let matches = pairs.labels.map { ($0 == pairs.other) == (operation == .equal) ? 1.0 : 0 }
    return pairs.codes.map { $0 < 0 ? .nan : matches[Int($0)] }
  }
}
