import Codes
import Tables

/// Reads exports by state of origin of movement and destination, one row a pair and year.
///
/// The layout is that of the USA Trade Online extract with its codes: columns `state`, `destination`,
/// `cty_code`, `year`, `value_usd`, `vintage` in any order, other columns passed over. `XX` is an
/// unknown state and `ALL` the sum over states; the code `-` is the World Total and a row with a
/// blank code is `Unidentified Countries`. A pair without a row had no reported trade.
public enum CensusStateExports {
  /// One origin, destination and year.
  public struct Row: Hashable, Sendable {
    /// The state, the unknown state, or all together.
    public let origin: ExportOrigin
    /// The destination, the unidentified ones, or the world.
    public let destination: ExportDestination
    /// The destination's name as it is printed.
    public let destinationName: String
    /// The calendar year.
    public let year: CalendarYear
    /// The free-alongside-ship value in current dollars, domestic and foreign goods.
    public let value: Dollars
    /// The state of the series, such as `2019-03`.
    public let vintage: String
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: The rows in the file's order, totals included.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> [Row] {
    let table = try DelimitedText(name: name).table(from: bytes)
    let state = try table.column("state")
    let destinationName = try table.column("destination")
    let code = try table.column("cty_code")
    let year = try table.column("year")
    let value = try table.column("value_usd")
    let vintage = try table.column("vintage")
    try table.requireUnique(["state", "cty_code", "year", "vintage"])
    return try table.rows.map { row in
      Row(
        origin: try state.origin(row, unknown: "XX"),
        destination: try destination(row, code: code, name: destinationName),
        destinationName: try destinationName.text(row), year: try year.year(row),
        value: try value.dollars(row), vintage: try vintage.text(row))
    }
  }

  private static func destination(_ row: Int, code: Table.Column, name: Table.Column) throws
    -> ExportDestination
  {
    switch (code[row], name[row]) {
    case ("-", _): .world
    case ("", "Unidentified Countries"): .unidentified
    default: .country(try code.countryCode(row))
    }
  }
}
