import Codes

/// A table of text with named columns, whose cells are typed when they are read.
///
/// Rows are counted from 0 in code; errors name the line of the file, counted from 1.
public struct Table: Sendable, Equatable {
  /// The name by which errors call the table.
  public let name: String
  /// The names of the columns in order.
  public let header: [String]
  private let columns: [[String]]
  private let lines: [Int]

  /// Creates a table from its columns.
  ///
  /// - Parameters:
  ///   - name: The name by which errors call it.
  ///   - header: The columns' names, each once.
  ///   - columns: One array a column, all of one length.
  ///   - lines: The line of the file on which each row begins.
  public init(name: String, header: [String], columns: [[String]], lines: [Int]) {
    precondition(columns.count == header.count, "a table has one array a column")
    precondition(
      columns.allSatisfy { $0.count == lines.count }, "a table's columns are of one length")
    self.name = name
    self.header = header
    self.columns = columns
    self.lines = lines
  }

  /// The number of rows below the header.
  public var rowCount: Int { lines.count }

  /// The indices of the rows.
  public var rows: Range<Int> { 0..<lines.count }

  /// The line of the file on which a row begins, counted from 1.
  public func line(_ row: Int) -> Int { lines[row] }

  /// One column, found once and then read by row without another look-up of its name.
  public struct Column: Sendable {
    /// The column's name.
    public let name: String
    fileprivate let table: String
    fileprivate let cells: [String]
    fileprivate let lines: [Int]

    /// The text of a cell, which may be empty.
    public subscript(row: Int) -> String { cells[row] }

    /// All cells in row order.
    public var texts: [String] { cells }

    /// An error that names the cell.
    public func error(_ row: Int, _ message: String, hint: String) -> DataError {
      DataError(
        .badCell, "\(table), line \(lines[row]), column '\(name)': \(message)", hint: hint)
    }

    /// The text of a cell that must not be empty.
    ///
    /// - Throws: `DataError` of kind `badCell` where it is empty.
    public func text(_ row: Int) throws -> String {
      guard !cells[row].isEmpty else {
        throw error(row, "the cell is empty", hint: "fill it or remove the row")
      }
      return cells[row]
    }

    /// The whole number in a cell; nil where the cell is empty.
    ///
    /// - Throws: `DataError` of kind `badCell` for any text but digits with an optional minus sign.
    public func wholeNumber(_ row: Int) throws -> Int64? {
      let cell = cells[row]
      if cell.isEmpty { return nil }
      guard cell.utf8.first != UInt8(ascii: "+"), let number = Int64(cell) else {
        let digits = cell.utf8.first == UInt8(ascii: "-") ? cell.utf8.dropFirst() : cell.utf8[...]
        if !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) {
          throw error(
            row, "'\(cell)' is too large", hint: "the largest whole number is \(Int64.max)")
        }
        throw error(
          row, "'\(cell)' is not a whole number", hint: "write digits without separators or signs")
      }
      return number
    }

    /// The whole number in a cell that must not be empty.
    ///
    /// - Throws: `DataError` of kind `badCell` where it is empty or not a whole number.
    public func requiredWholeNumber(_ row: Int) throws -> Int64 {
      guard let number = try wholeNumber(row) else {
        throw error(row, "the cell is empty", hint: "fill it with a whole number")
      }
      return number
    }

    /// The year in a cell that must not be empty.
    ///
    /// - Throws: `DataError` of kind `badCell` for anything but a year from 1600 to 2999.
    public func year(_ row: Int) throws -> CalendarYear {
      let number = try requiredWholeNumber(row)
      guard (1600...2999).contains(number) else {
        throw error(row, "\(number) is not a year", hint: "write a year of four digits")
      }
      return CalendarYear(Int(number))
    }

    /// The day in a cell; nil where the cell is empty.
    ///
    /// - Throws: `DataError` of kind `badCell` for anything but an ISO 8601 date.
    public func date(_ row: Int) throws -> CalendarDate? {
      let cell = cells[row]
      if cell.isEmpty { return nil }
      guard let date = CalendarDate(iso: cell) else {
        throw error(row, "'\(cell)' is not a date", hint: "write it as 2004-09-06")
      }
      return date
    }

    /// The truth value in a cell that holds `true` or `false`.
    ///
    /// - Throws: `DataError` of kind `badCell` for any other text.
    public func flag(_ row: Int) throws -> Bool {
      switch cells[row] {
      case "true": true
      case "false": false
      default:
        throw error(
          row, "'\(cells[row])' is neither true nor false", hint: "write true or false")
      }
    }

    /// The state in a cell that holds a postal code, a FIPS code or a name.
    ///
    /// - Throws: `DataError` of kind `badCell` for anything else, with what is near.
    public func anyState(_ row: Int) throws -> State {
      let text = cells[row]
      if let state = State.usps(text) ?? State.fips(text) ?? State.named(text) { return state }
      throw error(
        row,
        "'\(text)' is no state" + (State.suggestion(for: text).map { " (nearest: \($0))" } ?? ""),
        hint: "write a postal code such as PA, a FIPS code such as 42 or a name")
    }

    /// The state in a cell that holds a postal code.
    ///
    /// - Throws: `DataError` of kind `badCell` for a code that is no state's.
    public func state(_ row: Int) throws -> State {
      guard let state = State.usps(cells[row]) else {
        throw error(
          row, "'\(cells[row])' is not the postal code of a state",
          hint: "use two capital letters such as PA")
      }
      return state
    }
  }

  /// Finds the column that names states: `state`, or else `state_fips`.
  ///
  /// - Throws: `DataError` of kind `missingColumn` where the table has neither.
  public func stateColumn() throws -> Column {
    try column(header.contains("state") || !header.contains("state_fips") ? "state" : "state_fips")
  }

  /// Finds a column by its name.
  ///
  /// - Throws: `DataError` of kind `missingColumn` that lists the columns there are.
  public func column(_ column: String) throws -> Column {
    guard let index = header.firstIndex(of: column) else {
      throw DataError(
        .missingColumn,
        "\(name) has no column '\(column)' (it has \(header.joined(separator: ", ")))",
        hint: DelimitedText.hintOfMissingColumn(header: header))
    }
    return Column(name: column, table: name, cells: columns[index], lines: lines)
  }

  /// Refuses a table in which two rows have the same text in all of the given columns.
  ///
  /// - Throws: `DataError` of kind `duplicateKey` that names both lines, or `missingColumn`.
  public func requireUnique(_ keys: [String]) throws {
    let keyColumns = try keys.map(column)
    var first: [[String]: Int] = [:]
    for row in rows {
      let key = keyColumns.map { $0[row] }
      if let earlier = first.updateValue(row, forKey: key) {
        throw DataError(
          .duplicateKey,
          "\(name), line \(lines[row]): \(zip(keys, key).map { "\($0) \($1)" }.joined(separator: ", ")) "
            + "stands on line \(lines[earlier]) already",
          hint: "keep one of the two rows")
      }
    }
  }
}
