import Codes
import Tables

/// Reads the names of destinations in the ten-state table with their codes: columns `destination`,
/// `cty_code`, `iso2`, `iso3c`, `cown`, the last printed as `700.0`.
public enum USATradeNames {
  /// One destination.
  public struct Row: Hashable, Sendable {
    /// The name as the ten-state table prints it.
    public let destinationName: String
    /// The Schedule C code.
    public let code: ScheduleC
    /// Two letters as Census prints them; `NA` is Namibia.
    public let iso2: String
    /// ISO 3166-1 alpha-3; nil where there is none.
    public let iso3: ISO3?
    /// The Correlates of War number; nil where there is none.
    public let cow: COWCode?
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: The destinations in the file's order.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> [Row] {
    let table = try DelimitedText(name: name).table(from: bytes)
    let destinationName = try table.column("destination")
    let code = try table.column("cty_code")
    let iso2 = try table.column("iso2")
    let iso3 = try table.column("iso3c")
    let cow = try table.column("cown")
    try table.requireUnique(["destination"])
    try table.requireUnique(["cty_code"])
    return try table.rows.map { row in
      Row(
        destinationName: try destinationName.text(row), code: try code.countryCode(row),
        iso2: iso2[row], iso3: iso3[row].isEmpty ? nil : ISO3(iso3[row]),
        cow: try number(row, cow))
    }
  }

  private static func number(_ row: Int, _ column: Table.Column) throws -> COWCode? {
    if column[row].isEmpty { return nil }
    guard let number = Dollars(fractionOfZero: column[row])?.count else {
      throw column.error(
        row, "'\(column[row])' is not a Correlates of War number", hint: "write digits")
    }
    return COWCode(String(number))
  }
}
