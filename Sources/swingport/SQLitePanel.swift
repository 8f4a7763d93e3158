import Codes
import Panels
import SQLiteTables

/// Writes a panel as the table `panel` of an SQLite file.
enum SQLitePanel {
  private struct Sink: PanelRowSink {
    let writer: SQLiteTableWriter

    mutating func set(_ column: Int, text: UnsafeBufferPointer<UInt8>) throws {
      try writer.set(column, text: text)
    }
    mutating func set(_ column: Int, wholeNumber: Int64) throws {
      try writer.set(column, wholeNumber: wholeNumber)
    }
    mutating func set(_ column: Int, decimal: Double) throws {
      try writer.set(column, decimal: decimal)
    }
    mutating func setMissing(_ column: Int) throws { try writer.setMissing(column) }
    mutating func endRow() throws { try writer.endRow() }
  }

  /// Writes the table.
  ///
  /// - Throws: `DataError` of kind `sqliteFailed`.
  static func write(_ table: PanelTable, to path: String) throws {
    let columns = table.columns.map {
      column -> (name: String, type: SQLiteTableWriter.ColumnType) in
      switch column.definition.kind {
      case .code, .text: (column.name, .text)
      case .flag, .wholeNumber: (column.name, .integer)
      case .decimal: (column.name, .real)
      }
    }
    let writer = try SQLiteTableWriter(
      path: path, table: "panel", columns: columns, primaryKey: table.key)
    var sink = Sink(writer: writer)
    try table.write(to: &sink)
    try writer.finish()
  }
}
