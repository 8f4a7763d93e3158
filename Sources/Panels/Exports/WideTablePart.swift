import Codes
import Tables

extension ExportPart {
  /// Takes the figures of a table with a column a year, as the built-in ones are laid out.
  ///
  /// - Parameters:
  ///   - part: The table: `schedule_c`, `state` unless national, and a column a year; an empty cell
  ///     is no figure.
  ///   - isNational: Whether the table has no `state` column; its origin is then `US`.
  /// - Throws: `DataError`: a cell that is no whole number, or a column that is missing.
  public init(wide part: ExportLattice.Part, isNational: Bool) throws {
    let table = part.table
    let scheduleC = try table.column("schedule_c")
    let state = isNational ? nil : try table.column("state")
    var origins = TextNumbers()
    var destinations = TextNumbers()
    let rowOrigins = try table.rows.map {
      try origins.number(of: state?[$0] ?? Origin.unitedStates.code, table: table.name)
    }
    let rowDestinations = try table.rows.map {
      try destinations.number(of: scheduleC[$0], table: table.name)
    }
    var originOf: [UInt16] = []
    var destinationOf: [UInt16] = []
    var periods: [Int32] = []
    var dollars: [Int64] = []
    var rowOf: [Int32] = []
    for name in table.header {
      guard name.utf8.count == 4, let year = Int32(name) else { continue }
      let column = try table.column(name)
      for row in table.rows {
        guard let amount = try column.wholeNumber(row) else { continue }
        guard amount >= 0 else {
          throw column.error(
            row, "exports are negative", hint: "check the figure against the publisher's")
        }
        originOf.append(rowOrigins[row])
        destinationOf.append(rowDestinations[row])
        periods.append(year)
        dollars.append(amount)
        rowOf.append(Int32(row))
      }
    }
    let places = rowOf
    self.init(
      name: table.name, vintage: part.vintage, length: .year, rowCount: table.rowCount,
      origins: Codes(texts: origins.texts, indices: originOf),
      destinations: Codes(texts: destinations.texts, indices: destinationOf), commodities: nil,
      periods: periods, dollars: dollars,
      place: { "row \(places[$0] + 1) below the header" })
  }
}
