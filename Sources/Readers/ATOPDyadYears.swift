import Codes
import Tables

/// One year of the alliance obligations between the United States and a partner in ATOP.
public struct ATOPDyadYear: Hashable, Sendable {
  /// The partner's number in the Correlates of War state system.
  public let partner: COWCode
  /// The year.
  public let year: CalendarYear
  /// Whether an obligation to defend was in force on any day of the year.
  public let defense: Bool

  /// Creates a year.
  public init(partner: COWCode, year: CalendarYear, defense: Bool) {
    self.partner = partner
    self.year = year
    self.defense = defense
  }
}

/// Reads the United States' rows of ATOP 5.1's directed dyad-years (Leeds, Ritter, Mitchell &
/// Long 2002).
public enum ATOPDyadYears {
  /// The Correlates of War number of the United States.
  public static let unitedStates = COWCode("2")

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - bytes: The file, with `ccode1` 2 in every row.
  ///   - name: The file's name in errors.
  /// - Returns: One value a row, in the order of the file. A pair and year that has no row has no
  ///   alliance of any kind in ATOP.
  /// - Throws: `DataError` that names file, line and column: `malformedTable`, `missingColumn`,
  ///   `badCell`, or `duplicateKey` for a pair and year that stand twice.
  public static func read(_ bytes: [UInt8], name: String) throws -> [ATOPDyadYear] {
    let table = try DelimitedText(name: name).table(from: bytes)
    try table.requireUnique(["ccode1", "ccode2", "year"])
    let from = try table.column("ccode1")
    let to = try table.column("ccode2")
    let year = try table.column("year")
    let defense = try table.column("atop_defense")
    return try table.rows.map { row in
      guard from[row] == unitedStates.text else {
        throw from.error(
          row, "'\(from[row])' is not 2, the United States",
          hint: "keep the rows whose ccode1 is 2")
      }
      let partner = try to.requiredWholeNumber(row)
      guard (20...999).contains(partner), String(partner) == to[row] else {
        throw to.error(
          row, "'\(to[row])' is not the number of a partner",
          hint: "write a Correlates of War number such as 20")
      }
      guard defense[row] == "0" || defense[row] == "1" else {
        throw defense.error(
          row, "'\(defense[row])' is neither 0 nor 1", hint: "fetch the file again")
      }
      return ATOPDyadYear(
        partner: COWCode(to[row]), year: try year.year(row), defense: defense[row] == "1")
    }
  }
}
