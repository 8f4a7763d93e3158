import Codes

/// Cells as the bytes of a user's table of exports.
public struct CellTable: Sendable {
  /// The columns of `ReductionSQL.text`, with commas between.
  public static let columns = "state,schedule_c,year,month,commodity,exports_usd,unstated"

  private let byYear: Bool
  /// The table so far, its header first.
  public private(set) var bytes: [UInt8]

  /// Begins with the header; months are left out where all cells are years.
  public init(byYear: Bool) {
    self.byYear = byYear
    bytes = Array("state,schedule_c,year,\(byYear ? "" : "month,")commodity,exports_usd\n".utf8)
  }

  /// Adds a cell.
  ///
  /// - Throws: `DataError` of kind `badRecords` for dollars below zero, which exports cannot be.
  public mutating func add(_ cell: RecordReduction.Cell) throws(DataError) {
    if cell.dollars < 0 {
      throw DataError(
        .badRecords,
        "the exports of \(cell.state) to \(cell.destination) in \(Self.period(cell)) "
          + "(\(cell.series.isEmpty ? "all goods" : cell.series)) add up to \(cell.dollars) dollars",
        hint: "look for negative dollars in "
          + (cell.month == 0
            ? "year=\(cell.year)" : RecordLayout.folder(year: cell.year, month: cell.month))
          + ", and write the records again")
    }
    bytes.append(contentsOf: "\(cell.state),\(cell.destination),\(cell.year),".utf8)
    if !byYear { bytes.append(contentsOf: "\(cell.month),".utf8) }
    bytes.append(contentsOf: "\(cell.series),\(cell.dollars)\n".utf8)
  }

  /// Adds a row of `ReductionSQL.text`.
  ///
  /// - Parameters:
  ///   - row: Its values as text, in order.
  ///   - engine: Who made it, for errors.
  /// - Throws: `DataError` of kind `badRecords` for a row of another form, records without dollars, or
  ///   dollars below zero.
  public mutating func add(_ row: [String], from engine: String) throws(DataError) {
    let hint = "check the records with swingport records --verify"
    guard row.count == 7, let year = Int(row[2]), let month = Int(row[3]) else {
      throw DataError(
        .badRecords, "\(engine) returned a cell '\(row.joined(separator: ","))'", hint: hint)
    }
    guard row[6] == "0", let dollars = Int64(row[5]) else {
      throw DataError(
        .badRecords,
        "\(row[6]) records of \(row[0]) and \(row[1]) in \(row[2]) have no dollars", hint: hint)
    }
    try add(
      RecordReduction.Cell(
        state: row[0], destination: row[1], year: year, month: month, series: row[4],
        dollars: dollars))
  }

  private static func period(_ cell: RecordReduction.Cell) -> String {
    cell.month == 0 ? "\(cell.year)" : "\(cell.year)-\(cell.month < 10 ? "0" : "")\(cell.month)"
  }
}
