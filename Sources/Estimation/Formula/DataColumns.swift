/// Named columns of equal length: what a formula is evaluated on.
public struct DataColumns: Sendable, Equatable {
  /// The values of a column.
  public enum Values: Sendable, Equatable {
    /// Numbers; NaN means missing.
    case numbers([Double])
    /// Texts as positions in a list of labels, in any order; -1 means missing.
    case text(codes: [Int32], labels: [String])

    /// The number of rows.
    var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .text(let codes, _): codes.count
      }
    }
  }

  /// A column: a name and its values.
  public struct Column: Sendable, Equatable {
    /// The name by which formulas call it.
    public let name: String
    /// Its values in row order.
    public let values: Values

    /// Pairs a name with values.
    public init(name: String, values: Values) {
      self.name = name
      self.values = values
    }
  }

  /// The name by which errors call the data, such as a file name.
  public let name: String
  /// The columns in order.
  public let columns: [Column]
  /// The number of rows.
  public let rowCount: Int
  private let index: [String: Int]

  /// Puts columns together.
  ///
  /// Throws `formula.data` if two columns share a name, if their lengths differ, if there are none,
  /// or if a code is outside the labels.
  public init(name: String, columns: [Column]) throws(FormulaError) {
    guard let first = columns.first else {
      throw FormulaError(
        .data, "\(name) has no columns", hint: "give a table with a header and columns")
    }
    var index: [String: Int] = [:]
    for (position, column) in columns.enumerated() {
      if index.updateValue(position, forKey: column.name) != nil {
        throw FormulaError(
          .data, "\(name) has two columns called '\(column.name)'", hint: "rename one of the two")
      }
      if column.values.count != first.values.count {
        throw FormulaError(
          .data,
          "column '\(column.name)' of \(name) has \(column.values.count) rows where "
            + "'\(first.name)' has \(first.values.count)",
          hint: "give every column the same number of rows")
      }
      if case .text(let codes, let labels) = column.values,
        let row = codes.firstIndex(where: { $0 < -1 || Int($0) >= labels.count })
      {
        throw FormulaError(
          .data,
          "row \(row + 1) of '\(column.name)' has code \(codes[row]) for \(labels.count) labels",
          hint: "number the labels from 0, and write -1 for missing")
      }
    }
    self.name = name
    self.columns = columns
    self.index = index
    rowCount = first.values.count
  }

  /// The column of a name, or nil if there is none.
  public subscript(name: String) -> Column? { index[name].map { columns[$0] } }

  /// A cell as text: a label, or a number without a superfluous fraction; empty where it is missing
  /// or the column is not there.
  public func text(of name: String, row: Int) -> String {
    switch self[name]?.values {
    case .numbers(let numbers):
      let number = numbers[row]
      if number.isNaN { return "" }
      return Int64(exactly: number).map { "\($0)" } ?? number.description
    case .text(let codes, let labels): return codes[row] < 0 ? "" : labels[Int(codes[row])]
    case nil: return ""
    }
  }

  /// The names of all columns in order.
  public var names: [String] { columns.map(\.name) }
}
