/// Arithmetic and comparisons of columns: an outcome, a term, or a restriction of the sample.
///
/// Two expressions are equal if they are written in the same way but for spaces.
public struct ColumnExpression: Sendable, Equatable, CustomStringConvertible {
  /// A function of one number.
  enum Function: String, CaseIterable, Sendable {
    case log, log2, log10, log1p, exp, expm1, sqrt, abs, asinh, sinh, tanh
    case isMissing = "is.na"
    case asIs = "I"
  }

  /// An operation on two values.
  enum Operator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and = "&"
    case or = "|"

    var isComparison: Bool {
      switch self {
      case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual: true
      default: false
      }
    }
  }

  /// A value written in the text.
  enum Literal: Sendable, Equatable, Hashable, CustomStringConvertible {
    case number(Double)
    case string(String)

    var isText: Bool {
      if case .string = self { true } else { false }
    }

    var description: String {
      switch self {
      case .number(let number): ColumnExpression.text(of: number)
      // A text read between quotes of one kind holds none of that kind.
      case .string(let string): string.contains("\"") ? "'\(string)'" : "\"\(string)\""
      }
    }
  }

  indirect enum Node: Sendable {
    case literal(Literal)
    case column(String)
    case negative(ColumnExpression)
    case not(ColumnExpression)
    case binary(Operator, ColumnExpression, ColumnExpression)
    case call(Function, ColumnExpression)
    case member(ColumnExpression, [Literal])
    /// The value some periods earlier (later if negative) within the unit.
    case lag(ColumnExpression, Int)
    /// The value less that of some periods earlier.
    case difference(ColumnExpression, Int)
  }

  let node: Node
  /// Where it stands in the text, for errors.
  let position: Int
  /// The expression in canonical form, which is also its name as a term.
  public let description: String
  /// How tightly it binds, for the parentheses of what holds it.
  private let strength: Int

  /// The text is compared, and not the places.
  public static func == (left: Self, right: Self) -> Bool { left.description == right.description }

  init(_ node: Node, at position: Int) {
    self.node = node
    self.position = position
    func within(_ inner: ColumnExpression, _ least: Int) -> String {
      inner.strength >= least ? inner.description : "(\(inner.description))"
    }
    switch node {
    case .literal(let literal):
      if case .number(let number) = literal, number < 0 { strength = 6 } else { strength = 9 }
      description = literal.description
    case .column(let name):
      strength = 9
      description = formulaName(name)
    case .negative(let inner):
      strength = 6
      description = "-\(within(inner, 7))"
    case .not(let inner):
      strength = 3
      description = "!\(within(inner, 4))"
    case .binary(let operation, let left, let right):
      let binding =
        switch operation {
        case .or: 1
        case .and: 2
        case .add, .subtract: 5
        case .multiply, .divide: 6
        case .power: 8
        default: 4
        }
      strength = binding
      // A power binds to the right, comparisons do not chain, everything else binds to the left.
      let space = operation == .power ? "" : " "
      let leftLeast = operation == .power || binding == 4 ? binding + 1 : binding
      let rightLeast = operation == .power ? binding : binding + 1
      description =
        within(left, leftLeast) + space + operation.rawValue + space + within(right, rightLeast)
    case .call(let function, let inner):
      strength = 9
      description = "\(function.rawValue)(\(inner.description))"
    case .member(let inner, let values):
      strength = 4
      let list = values.map(\.description).joined(separator: ", ")
      description = "\(within(inner, 5)) %in% c(\(list))"
    case .lag(let inner, let periods):
      strength = 9
      description =
        periods < 0
        ? "f(\(inner.description), \(-periods))" : "l(\(inner.description), \(periods))"
    case .difference(let inner, let periods):
      strength = 9
      description = "d(\(inner.description), \(periods))"
    }
  }

  /// Every column that it reads, with the place where it is first read.
  public var columns: [(name: String, position: Int)] {
    switch node {
    case .literal: []
    case .column(let name): [(name, position)]
    case .negative(let inner), .not(let inner), .call(_, let inner), .member(let inner, _),
      .lag(let inner, _), .difference(let inner, _):
      inner.columns
    case .binary(_, let left, let right): left.columns + right.columns
    }
  }

  /// The columns that it compares with a text.
  var textColumns: [String] {
    switch node {
    case .literal, .column: return []
    case .negative(let inner), .not(let inner), .call(_, let inner), .lag(let inner, _),
      .difference(let inner, _):
      return inner.textColumns
    case .member(let inner, let values):
      guard case .column(let name) = inner.node else { return inner.textColumns }
      return values.contains(where: \.isText) ? [name] : []
    case .binary(_, let left, let right):
      switch (left.node, right.node) {
      case (.column(let name), .literal(.string)), (.literal(.string), .column(let name)):
        return [name]
      default: return left.textColumns + right.textColumns
      }
    }
  }

  /// Whether it reads another period of the panel.
  var usesPanel: Bool {
    switch node {
    case .literal, .column: false
    case .negative(let inner), .not(let inner), .call(_, let inner), .member(let inner, _):
      inner.usesPanel
    case .lag, .difference: true
    case .binary(_, let left, let right): left.usesPanel || right.usesPanel
    }
  }

  /// A number without a decimal point where it is whole.
  static func text(of number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    return number.description
  }
}
