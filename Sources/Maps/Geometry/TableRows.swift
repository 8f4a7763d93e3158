import Drawing

/// The rows of one of our own boundary tables: comma-separated, unquoted, one header line, LF.
///
/// This is no general CSV reader. The tables are written by the import program and hold codes,
/// names without commas and decimal numbers only, so a quote or an odd number of fields means that
/// the file is damaged.
struct TableRows {
  /// A row with its line number in the file; the header is line 1.
  struct Row {
    let line: Int
    let fields: [Substring]
  }

  let table: String
  let rows: [Row]

  /// Splits the bytes of a table.
  ///
  /// - Throws: `boundaryTable` when the text is not UTF-8, the header differs, the last line is
  ///   cut, or a row has the wrong number of fields.
  init(_ bytes: [UInt8], table: String, columns: [String]) throws(DrawingError) {
    self.table = table
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Self.damaged(table, "the text is not UTF-8")
    }
    guard text.utf8.last == UInt8(ascii: "\n") else {
      throw Self.damaged(table, "the last line is cut")
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    lines.removeLast()
    let header = columns.joined(separator: ",")
    guard lines.first.map(String.init) == header else {
      throw Self.damaged(table, "row 1: the header is not \"\(header)\"")
    }
    var rows: [Row] = []
    rows.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated().dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == columns.count else {
        throw Self.damaged(
          table, "row \(index + 1): \(fields.count) fields where \(columns.count) belong")
      }
      guard !line.utf8.contains(UInt8(ascii: "\"")) else {
        throw Self.damaged(table, "row \(index + 1): a quotation mark")
      }
      rows.append(Row(line: index + 1, fields: fields))
    }
    guard !rows.isEmpty else { throw Self.damaged(table, "there are no rows") }
    self.rows = rows
  }

  /// An error that names the table and the row.
  func error(_ row: Row, _ message: String) -> DrawingError {
    Self.damaged(table, "row \(row.line): \(message)")
  }

  /// An error that names the table.
  static func damaged(_ table: String, _ message: String) -> DrawingError {
    DrawingError(
      .boundaryTable, "boundary table \(table): \(message)",
      hint: "restore the table from the repository or write it anew with import-boundaries")
  }
}
