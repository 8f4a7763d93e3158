/// A column as a classification: its distinct values in sorted order, numbers by value and texts by
/// their characters.
///
/// Codes do not depend on the order of the rows. A missing value has code -1.
struct ColumnFactor {
  let name: String
  /// The level of each row, or -1.
  let codes: [Int32]
  /// The value of each level as text.
  let labels: [String]
  /// The value of each level as a number, for a column of numbers.
  let numbers: [Double]?

  init(name: String, codes: [Int32], labels: [String], numbers: [Double]?) {
    self.name = name
    self.codes = codes
    self.labels = labels
    self.numbers = numbers
  }

  /// Finds the levels of a column; small whole numbers cost one table look-up a row.
  init(_ column: DataColumns.Column) throws(FormulaError) {
    name = column.name
    switch column.values {
    case .text(let codes, let labels):
      var used = [Bool](repeating: false, count: labels.count)
      for code in codes where code >= 0 { used[Int(code)] = true }
      let sorted = labels.indices.filter { used[$0] }.sorted { labels[$0] < labels[$1] }
      var table = [Int32](repeating: -1, count: labels.count)
      var distinct: [String] = []
      for label in sorted {
        // Two codes of one text are one level.
        if distinct.last != labels[label] { distinct.append(labels[label]) }
        table[label] = Int32(distinct.count - 1)
      }
      self.codes = codes.map { $0 < 0 ? -1 : table[Int($0)] }
      self.labels = distinct
      numbers = nil
    case .numbers(let values):
      let levels: [Double]
      (codes, levels) = try Self.levels(of: values, name: column.name)
      labels = levels.map(ColumnExpression.text)
      numbers = levels
    }
  }

  /// The classification for the estimator, whose rows all have a level: a missing one gets the first
  /// and is to be left out.
  func factor() -> Factor {
    Factor(
      trusted: formulaName(name), codes: codes.contains(-1) ? codes.map { max($0, 0) } : codes,
      levels: max(labels.count, 1))
  }

  /// The level that a literal of a formula names.
  func level(_ literal: ColumnExpression.Literal) -> Int32? {
    switch literal {
    case .number(let number):
      if let numbers { return numbers.firstIndex(of: number).map(Int32.init) }
      let text = ColumnExpression.text(of: number)
      return labels.firstIndex(of: text).map(Int32.init)
    case .string(let string):
      return labels.firstIndex(of: string).map(Int32.init)
    }
  }

  private static func levels(
    of values: [Double], name: String
  ) throws(FormulaError) -> ([Int32], [Double]) {
    var low = Double.infinity
    var high = -Double.infinity
    var isWhole = true
    for (row, value) in values.enumerated() where !value.isNaN {
      if value.isInfinite { throw .infinite(column: name, row: row) }
      low = min(low, value)
      high = max(high, value)
      if value != value.rounded() { isWhole = false }
    }
    if low > high { return ([Int32](repeating: -1, count: values.count), []) }
    if isWhole, high - low < Double(max(1 << 20, 4 * values.count)), abs(low) < 1e15 {
      var table = [Int32](repeating: -1, count: Int(high - low) + 1)
      for value in values where !value.isNaN { table[Int(value - low)] = 0 }
      var levels: [Double] = []
      for index in table.indices where table[index] == 0 {
        table[index] = Int32(levels.count)
        levels.append(low + Double(index))
      }
      return (values.map { $0.isNaN ? -1 : table[Int($0 - low)] }, levels)
    }
    var known: [Double: Int32] = [:]
    for value in values where !value.isNaN { known[value] = 0 }
    let levels = known.keys.sorted()
    for (code, value) in levels.enumerated() { known[value] = Int32(code) }
    return (values.map { $0.isNaN ? -1 : known[$0] ?? -1 }, levels)
  }
}

extension FormulaError {
  static func infinite(column: String, row: Int) -> FormulaError {
    FormulaError(
      .data, "row \(row + 1) of '\(column)' is infinite",
      hint: "correct the value, or leave the cell empty if it is missing")
  }
}

extension DataColumns {
  /// The column of a name.
  ///
  /// Throws `formula.unknown_name` with the nearest name if there is none.
  func required(
    _ column: String, in text: String? = nil, at position: Int? = nil
  ) throws(FormulaError) -> Column {
    if let found = self[column] { return found }
    throw FormulaError(
      .unknownName, "\(name) has no column '\(column)'",
      hint: NearestName.hint(column, among: names, what: "columns"), text: text,
      position: position)
  }

  /// The numbers of a column.
  ///
  /// Throws `formula.data` with the first cell that is not a number if the column holds text.
  func numbers(_ column: String, what: String) throws(FormulaError) -> [Double] {
    let found = try required(column)
    switch found.values {
    case .numbers(let numbers): return numbers
    case .text: throw notNumeric(found, what: what)
    }
  }

  /// The error of a column that holds text where numbers are needed.
  func notNumeric(_ column: Column, what: String) -> FormulaError {
    guard case .text(let codes, let labels) = column.values else {
      return FormulaError(.data, "'\(column.name)' is not numeric", hint: "check the column")
    }
    // Hexadecimal digits are no number in a table.
    let isNumber = labels.map {
      Double($0)?.isFinite == true && !$0.contains { "xXpP".contains($0) }
    }
    let row = codes.firstIndex { $0 >= 0 && !isNumber[Int($0)] }
    guard let row else {
      return FormulaError(
        .data, "column '\(column.name)' was read as text, and \(what) is a number",
        hint: "remove the quotes or signs around its numbers")
    }
    let cell = labels[Int(codes[row])]
    let isWhollyText = !zip(labels, isNumber).contains { $0.1 }
    if let value = Double(cell), value.isInfinite {
      return FormulaError(
        .data, "row \(row + 1) of '\(column.name)' is \(cell), which is infinite or too large",
        hint: "correct the value, or leave the cell empty if it is missing")
    }
    return FormulaError(
      .data, "row \(row + 1) of '\(column.name)' is '\(cell)', and \(what) is a number",
      hint: isWhollyText
        ? "for a column of text write i(\(formulaName(column.name))), or absorb it behind |"
        : "correct the cell, or leave it empty if it is missing")
  }
}
