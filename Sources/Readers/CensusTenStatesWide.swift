import Codes
import Tables

/// Reads the ten-state table as it was first published: one row a destination, one column an origin
/// and year, such as `pa_2012`.
///
/// Columns that end in `_total` or `_average` are sums over the others and are passed over.
public enum CensusTenStatesWide {
  /// One origin, destination and year.
  public struct Row: Hashable, Sendable {
    /// One of the ten states, or all states together.
    public let origin: ExportOrigin
    /// The destination's name as it is printed.
    public let destinationName: String
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
  /// - Returns: The cells, row by row in the file's order.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn` for a column whose name is not
  ///   understood, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> [Row] {
    let table = try DelimitedText(name: name).table(from: bytes)
    let destination = try table.column("destination")
    try table.requireUnique(["destination"])
    let columns = try table.header.compactMap {
      header -> (ExportOrigin, CalendarYear, Table.Column)? in
      if header == "destination" || header.hasSuffix("_total") || header.hasSuffix("_average") {
        return nil
      }
      let parts = header.split(separator: "_", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[1].utf8.count == 4, let year = Int(parts[1]), year > 1600,
        let origin = origin(parts[0])
      else {
        throw DataError(
          .missingColumn, "\(name), line 1: the column '\(header)' is not an origin and a year",
          hint: "name columns as in pa_2012")
      }
      return (origin, CalendarYear(year), try table.column(header))
    }
    return try table.rows.flatMap { row in
      try columns.map { origin, year, column in
        Row(
          origin: origin, destinationName: try destination.text(row), year: year,
          value: try column.dollars(row))
      }
    }
  }

  private static func origin(_ text: Substring) -> ExportOrigin? {
    text == "all" ? .all : State.usps(text.uppercased()).map(ExportOrigin.state)
  }
}
