import Codes
import Tables

/// Reads the annual exports of Census's `country.xlsx`: columns `year`, `CTY_CODE`, `CTYNAME` and
/// `EYR` in millions of dollars with up to six decimals, among months and imports.
///
/// Codes that begin with 0 are overlapping groups, 0015 the world. Rows without a year say nothing.
public enum CensusCountryTotals {
  /// One country or group and year.
  public struct Row: Hashable, Sendable {
    /// The code of a country or of a group.
    public let code: ScheduleC
    /// The name as it is printed, cut off at 29 characters by the publisher.
    public let name: String
    /// The calendar year.
    public let year: CalendarYear
    /// Exports of the year, free alongside ship, in current dollars, not seasonally adjusted.
    public let exports: Dollars
  }

  /// What a file holds.
  public struct Reading: Hashable, Sendable {
    /// The countries, in the file's order.
    public let countries: [Row]
    /// The groups, which overlap with the countries and with each other.
    public let groups: [Row]
    /// The number of rows set aside because they have no year.
    public let rowsWithoutYear: Int
  }

  /// The group that is the whole world, not seasonally adjusted.
  public static let world = ScheduleC("0015")

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: Countries, groups, and the number of rows without a year.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> Reading {
    let table = try DelimitedText(name: name).table(from: bytes)
    let year = try table.column("year")
    let code = try table.column("CTY_CODE")
    let countryName = try table.column("CTYNAME")
    let exports = try table.column("EYR")
    try table.requireUnique(["CTY_CODE", "year"])
    var countries: [Row] = []
    var groups: [Row] = []
    var withoutYear = 0
    for row in table.rows {
      if year[row].isEmpty {
        withoutYear += 1
        continue
      }
      guard let amount = Dollars(millions: exports[row]), amount >= .zero else {
        throw exports.error(
          row, "'\(exports[row])' is not an amount in millions of dollars",
          hint: "write digits with at most six decimals")
      }
      let entry = Row(
        code: ScheduleC(try code.text(row)), name: try countryName.text(row),
        year: try year.year(row), exports: amount)
      if entry.code.isCountry {
        countries.append(entry)
      } else if code[row].utf8.count == 4, code[row].utf8.first == UInt8(ascii: "0") {
        groups.append(entry)
      } else {
        throw code.error(
          row, "'\(code[row])' is the code of neither a country nor a group",
          hint: "codes have four digits; those of groups begin with 0")
      }
    }
    return Reading(countries: countries, groups: groups, rowsWithoutYear: withoutYear)
  }
}
