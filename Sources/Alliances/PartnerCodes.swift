import Codes
import Tables

/// Reads the ISO 3166 codes of partners in a user's table, and lists those of no country.
///
/// All lists of partners read them here, so that a code that is wrong in one is wrong in all.
struct PartnerCodes {
  private let column: Table.Column
  private let codes: CountryCrosswalk
  private var unmatched: UnmatchedCodes

  /// Finds the column `iso3c`.
  ///
  /// - Throws: `DataError` of kind `missingColumn`.
  init(table: Table, file: String, codes: CountryCrosswalk) throws {
    column = try table.column("iso3c")
    self.codes = codes
    unmatched = UnmatchedCodes(file: file, system: .iso3)
  }

  /// The code in a row; one that is no country's is noted for ``requireNone()``.
  ///
  /// A code of other years is a country's all the same: a list may speak of it.
  ///
  /// - Throws: `DataError` naming the row of anything but three capital letters.
  mutating func code(_ row: Int, year: CalendarYear) throws -> ISO3 {
    let code = try column.text(row)
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw column.error(
        row, "'\(code)' is no ISO 3166 code", hint: "write three capital letters, such as JPN")
    }
    let match = codes.match(code, in: .iso3, year: year)
    if case .unknown = match { _ = unmatched.note(code, year: year, match: match) }
    return ISO3(code)
  }

  /// The error for a partner and year with a row already.
  func twice(_ row: Int, _ code: ISO3, _ year: CalendarYear) -> DataError {
    column.error(
      row, "the partner-year \(code) \(year) stands in the list twice", hint: "keep one row")
  }

  /// Stops if a code was no country's.
  ///
  /// - Throws: `DataError` of kind `unknownCode` that lists all of them with the nearest ones.
  func requireNone() throws { try unmatched.requireNone() }
}
