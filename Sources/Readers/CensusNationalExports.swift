import Codes
import Tables

/// Reads national exports by destination and year with a World Total row: columns `destination`,
/// `cty_code`, `year`, `value_usd`.
public enum CensusNationalExports {
  /// One destination and year.
  public struct Row: Hashable, Sendable {
    /// The destination, or the world.
    public let destination: ExportDestination
    /// The destination's name as it is printed.
    public let destinationName: String
    /// The calendar year.
    public let year: CalendarYear
    /// The free-alongside-ship value in current dollars, domestic and foreign goods.
    public let value: Dollars
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: The rows in the file's order, the world's included.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> [Row] {
    let table = try DelimitedText(name: name).table(from: bytes)
    let destinationName = try table.column("destination")
    let code = try table.column("cty_code")
    let year = try table.column("year")
    let value = try table.column("value_usd")
    try table.requireUnique(["cty_code", "year"])
    return try table.rows.map { row in
      Row(
        destination: code[row] == "-" ? .world : .country(try code.countryCode(row)),
        destinationName: try destinationName.text(row), year: try year.year(row),
        value: try value.dollars(row))
    }
  }
}
