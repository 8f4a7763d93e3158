extension FormulaParser {
  /// Reads `i(f)`, `i(f, x, ref=2011)`, `i(f, i.g, ref=c(1, 2), ref2="a")`.
  mutating func indicators() throws(FormulaError) -> Indicators {
    expressions.advance()
    expressions.advance()
    let first = try column(in: "i")
    var indicators = Indicators(
      levels: .init(column: first.name, position: first.position), partner: nil)
    var second: Indicators.Levels?
    var isForced = false
    var references: [ColumnExpression.Literal] = []
    var kept: [ColumnExpression.Literal] = []
    while expressions.take(",") {
      if case .name(let option, quoted: false) = expressions.current.kind,
        expressions.following.kind == .sign("=")
      {
        let position = expressions.current.position
        expressions.advance()
        expressions.advance()
        let values = try expressions.literals()
        switch option {
        case "ref": indicators.levels.references = values
        case "keep": indicators.levels.kept = values
        case "ref2": references = values
        case "keep2": kept = values
        default:
          throw FormulaError(
            .unknownName, "i() has no option '\(option)'",
            hint: NearestName.hint(
              option, among: ["ref", "ref2", "keep", "keep2"], what: "options of i()"),
            text: expressions.text, position: position)
        }
        continue
      }
      if second != nil || indicators.partner != nil {
        throw expressions.unexpected(
          "i() has a third column", hint: "write interactions of more columns with ':'")
      }
      if case .name(let name, let quoted) = expressions.current.kind,
        [.sign(","), .sign(")")].contains(expressions.following.kind)
      {
        isForced = !quoted && name.hasPrefix("i.") && name.count > 2
        second = Indicators.Levels(
          column: isForced ? String(name.dropFirst(2)) : name,
          position: expressions.current.position)
        expressions.advance()
      } else {
        indicators.partner = .numeric(
          try expressions.nested { parser throws(FormulaError) in
            try parser.expression(bar: true)
          })
      }
    }
    try expressions.expect(")", "close i()")
    if var second {
      second.references = references
      second.kept = kept
      let byLevel = isForced || !references.isEmpty || !kept.isEmpty
      indicators.partner = byLevel ? .levels(second) : .either(second)
    } else if !references.isEmpty || !kept.isEmpty {
      throw expressions.error(
        "ref2 and keep2 speak of a second column by level", at: first.position,
        hint: "write i(f, g, ref2=…), or ref= for the first column")
    }
    return indicators
  }

  private mutating func column(
    in function: String
  ) throws(FormulaError) -> (name: String, position: Int) {
    let position = expressions.current.position
    guard case .name(let name, _) = expressions.current.kind,
      expressions.following.kind != .sign("(")
    else {
      throw expressions.unexpected(
        "\(function)() begins with a column", hint: "write \(function)(f) or \(function)(f, x)")
    }
    expressions.advance()
    return (name, position)
  }
}
