import Codes
import Tables

/// Reads the ten-state table: exports by state of origin and destination, one row a pair and year.
///
/// Columns `state`, `destination`, `year`, `value_usd`, `cty_code` in any order; others are passed
/// over. `ALL` is the sum over every state, the unknown one included. No trade is printed as 0.
public enum CensusTenStates {
  /// One origin, destination and year.
  public struct Row: Hashable, Sendable {
    /// One of the ten states, or all states together.
    public let origin: ExportOrigin
    /// The destination's name as it is printed.
    public let destinationName: String
    /// The destination.
    public let destination: ScheduleC
    /// The calendar year.
    public let year: CalendarYear
    /// The free-alongside-ship value in current dollars; zeros are the publisher's.
    public let value: Dollars
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: The rows in the file's order, those of `ALL` included.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> [Row] {
    let table = try DelimitedText(name: name).table(from: bytes)
    let state = try table.column("state")
    let destinationName = try table.column("destination")
    let code = try table.column("cty_code")
    let year = try table.column("year")
    let value = try table.column("value_usd")
    try table.requireUnique(["state", "cty_code", "year"])
    return try table.rows.map { row in
      Row(
        origin: try state.origin(row, unknown: "XX"),
        destinationName: try destinationName.text(row), destination: try code.countryCode(row),
        year: try year.year(row), value: try value.dollars(row))
    }
  }
}
