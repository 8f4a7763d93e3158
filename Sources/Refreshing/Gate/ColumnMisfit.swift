import Codes
import Descriptors
import Tables

/// A column whose type has widened: a cell that the expected type cannot hold.
public struct ColumnMisfit: Sendable, Equatable {
  /// The column.
  public let column: String
  /// The type expected.
  public let kind: ExpectedColumn.Kind
  /// The first cell that does not fit, at most 40 characters of it.
  public let cell: String

  /// The misfits of a table, in the order of the columns; empty cells, `NA` and the column's own
  /// marks of what is not reported fit every type.
  ///
  /// Columns that the table lacks are no misfits: the header's drift names them.
  public static func of(_ table: Table, expected: [ExpectedColumn]) -> [ColumnMisfit] {
    expected.compactMap { column in
      guard let cells = try? table.column(column.name).texts,
        let cell = cells.first(where: { !column.missing.contains($0) && !fits($0, column.kind) })
      else { return nil }
      return ColumnMisfit(column: column.name, kind: column.kind, cell: String(cell.prefix(40)))
    }
  }

  private static func fits(_ cell: String, _ kind: ExpectedColumn.Kind) -> Bool {
    if cell.isEmpty || cell == "NA" { return true }
    switch kind {
    case .text, .code: return true
    case .whole, .dollars: return Int64(cell) != nil
    case .decimal: return Double(cell).map(\.isFinite) ?? false
    case .year: return cell.utf8.count == 4 && Int(cell) != nil
    case .month: return CalendarMonth(iso: cell) != nil || Int(cell).map((1...12).contains) ?? false
    case .flag: return ["0", "1", "true", "false"].contains(cell.lowercased())
    }
  }
}
