import Codes
import Tables

/// Reads exports by state to Canada and Mexico from BTS's TransBorder Freight Data, summed over modes:
/// columns `state`, `country`, `year`, `value_usd`, amounts printed as `42852695.0`.
///
/// `DU` is an unknown state. 1993 begins in April, and before 2004 only surface modes are counted:
/// levels are comparable from 2004 on.
public enum BTSStateExports {
  /// One origin, country and year.
  public struct Row: Hashable, Sendable {
    /// A state or the unknown one.
    public let origin: ExportOrigin
    /// Canada (1220) or Mexico (2010).
    public let destination: ScheduleC
    /// The calendar year.
    public let year: CalendarYear
    /// Value in current dollars.
    public let value: Dollars
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: The rows in the file's order.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> [Row] {
    let table = try DelimitedText(name: name).table(from: bytes)
    let state = try table.column("state")
    let country = try table.column("country")
    let year = try table.column("year")
    let value = try table.column("value_usd")
    try table.requireUnique(["state", "country", "year"])
    return try table.rows.map { row in
      guard let amount = Dollars(fractionOfZero: value[row]) else {
        throw value.error(
          row, "'\(value[row])' is not an amount of whole dollars",
          hint: "write digits, with nothing but .0 behind the point")
      }
      return Row(
        origin: try state.origin(row, unknown: "DU"), destination: try code(row, country),
        year: try year.year(row), value: amount)
    }
  }

  private static func code(_ row: Int, _ country: Table.Column) throws -> ScheduleC {
    switch country[row] {
    case "Canada": ScheduleC("1220")
    case "Mexico": ScheduleC("2010")
    default:
      throw country.error(
        row, "'\(country[row])' is neither Canada nor Mexico",
        hint: "the series knows these two alone")
    }
  }
}
