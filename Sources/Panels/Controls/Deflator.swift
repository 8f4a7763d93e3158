import Codes
import Tables

/// A price index by year, by which current dollars become dollars of one year's prices.
public struct Deflator: Sendable {
  /// Its name, as it is printed.
  public let name: String
  private let index: [CalendarYear: Double]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - name: The deflator's name.
  ///   - table: Columns `year` and `deflator`; one row a year.
  /// - Throws: `DataError` naming the row: a year that stands twice, or an index that is not above 0;
  ///   or a column `month`, since one index of a year is wanted.
  public init(name: String, table: Table) throws {
    guard !table.header.contains("month") else {
      throw DataError(
        .malformedTable,
        "\(table.name) has a column 'month', and a deflator has one index a year",
        hint: "give the mean of the year's months, without the column")
    }
    guard table.rowCount > 0 else { throw DataError.headerAlone(table.name) }
    let year = try table.column("year")
    let deflator = try table.column("deflator")
    var index: [CalendarYear: Double] = [:]
    for row in table.rows {
      guard let value = PrintedNumber.finite(deflator[row]), value > 0 else {
        throw deflator.error(
          row, "'\(deflator[row])' is no price index", hint: "write a number above 0")
      }
      guard index.updateValue(value, forKey: try year.year(row)) == nil else {
        throw DataError(
          .duplicateKey,
          year.error(row, "the year \(year[row]) stands twice", hint: "").message
            + ", and the join is declared many_to_one", hint: "keep one of the rows")
      }
    }
    self.name = name
    self.index = index
  }

  /// The years that it has.
  public var years: [CalendarYear] { index.keys.sorted() }

  /// Whether the index is 100 in a year, which is then the year whose prices it is in.
  public func isHundred(in year: CalendarYear) -> Bool { index[year] == 100 }

  /// The factor that turns current dollars of a year into dollars of the base year.
  ///
  /// - Parameters:
  ///   - year: The year of the dollars.
  ///   - base: The year in whose prices they are wanted.
  /// - Throws: `DataError` of kind `yearOutOfRange` that names a year without an index.
  public func factor(of year: CalendarYear, base: CalendarYear) throws -> Double {
    for wanted in [year, base] where index[wanted] == nil {
      throw DataError(
        .yearOutOfRange, "the deflator \(name) has no figure for \(wanted)",
        hint: "it has \(years.map(\.description).joined(separator: ", ")); add the year, choose "
          + "others with --years, or pass --dollars nominal")
    }
    return (index[base] ?? 1) / (index[year] ?? 1)
  }
}

/// Whether exports are also given in constant prices.
public enum DollarChoice: Sendable {
  /// Current dollars alone.
  case nominal
  /// Dollars of a base year's prices beside them.
  case real(Deflator, base: CalendarYear)

  /// The choice in words, as it is printed.
  public var description: String {
    switch self {
    case .nominal: "current dollars as published"
    case .real(let deflator, let base):
      "current dollars, and dollars of \(base) by the deflator \(deflator.name)"
    }
  }
}
