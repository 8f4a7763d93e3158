import Codes
import Tables

/// The presidential statements of reassurance to one country in one year.
public struct ReassuranceCount: Hashable, Sendable {
  /// The country's number in the Correlates of War state system.
  public let partner: COWCode
  /// The year.
  public let year: CalendarYear
  /// The number of statements; nil where the country was no ally or the year was not coded.
  public let statements: Int?

  /// Creates a count.
  public init(partner: COWCode, year: CalendarYear, statements: Int?) {
    self.partner = partner
    self.year = year
    self.statements = statements
  }
}

/// Reads Blankenship's replication data, *Promises under Pressure: Statements of Reassurance in US
/// Alliances* (2020, International Studies Quarterly 64).
///
/// The variable read is `statements_americas`, which counts allies in the Americas too.
public struct BlankenshipStatements: Hashable, Sendable {
  /// The country-years in the order of the file.
  public let rows: [ReassuranceCount]
  /// How many rows were set aside because they name no country by code (organisations, regions).
  public let setAside: Int

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - bytes: The file; whole numbers are written as `700.0`.
  ///   - name: The file's name in errors.
  /// - Throws: `DataError` that names file, line and column: `malformedTable`, `missingColumn`,
  ///   `badCell` (also for a row without a country that holds a count, which would be lost), or
  ///   `duplicateKey`.
  public init(_ bytes: [UInt8], name: String) throws {
    let table = try DelimitedText(name: name).table(from: bytes)
    let code = try table.column("ccode")
    let year = try table.column("year")
    let statements = try table.column("statements_americas")
    var rows: [ReassuranceCount] = []
    var seen = Set<ReassuranceCount>()
    var setAside = 0
    for row in table.rows {
      let count = try Self.wholeNumber(statements, row, in: 0...10_000)
      let number = try Self.wholeNumber(code, row, in: 2...999)
      let yearNumber = try Self.wholeNumber(year, row, in: 1600...2999)
      guard let number, let yearNumber else {
        guard count == nil else {
          throw code.error(
            row, "a count of statements without a country or year",
            hint: "restore the row's ccode and year, or the count is lost")
        }
        setAside += 1
        continue
      }
      let partner = COWCode(String(number))
      let calendarYear = CalendarYear(yearNumber)
      let key = ReassuranceCount(partner: partner, year: calendarYear, statements: nil)
      guard seen.insert(key).inserted else {
        throw DataError(
          .duplicateKey,
          code.error(row, "country \(partner) in \(calendarYear) stands twice", hint: "").message,
          hint: "keep one of the two rows")
      }
      rows.append(
        ReassuranceCount(partner: partner, year: calendarYear, statements: count))
    }
    self.rows = rows
    self.setAside = setAside
  }

  /// The whole number in a cell that may be written with `.0`; nil where the cell is empty.
  private static func wholeNumber(
    _ column: Table.Column, _ row: Int, in range: ClosedRange<Int>
  ) throws -> Int? {
    let cell = column[row]
    if cell.isEmpty { return nil }
    let digits = cell.hasSuffix(".0") ? cell.dropLast(2) : Substring(cell)
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
      range.contains(number)
    else {
      throw column.error(
        row, "'\(cell)' is not a whole number from \(range.lowerBound) to \(range.upperBound)",
        hint: "write digits, with or without .0")
    }
    return number
  }
}
