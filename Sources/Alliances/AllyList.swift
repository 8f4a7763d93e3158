import Codes
import Tables

/// Allies by a user's own table.
public struct AllyList: AllyRule {
  /// The file that the table came from, as it is printed.
  public let file: String
  private let statuses: [CalendarYear: [ISO3: Bool]]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - table: Columns `year, iso3c, ally`; `ally` is 1 or 0, one row a partner and year. A partner
  ///     without a row is no ally in a year that has rows; a year without rows is not reported.
  ///   - file: The name of the file, for outputs and messages.
  ///   - codes: The codes of countries.
  /// - Throws: `DataError` naming the row: a year or a flag that cannot be read, a code that is not
  ///   three capital letters, or a partner-year that stands twice; and listing the codes that are no
  ///   country's in any year.
  public init(table: Table, file: String, codes: CountryCrosswalk) throws {
    let year = try table.column("year")
    var partners = try PartnerCodes(table: table, file: file, codes: codes)
    let ally = try table.column("ally")
    var statuses: [CalendarYear: [ISO3: Bool]] = [:]
    for row in table.rows {
      let number = try year.year(row)
      let code = try partners.code(row, year: number)
      guard ["0", "1"].contains(ally[row]) else {
        throw ally.error(row, "'\(ally[row])' is no flag", hint: "write 1 for ally, 0 for not")
      }
      guard statuses[number, default: [:]].updateValue(ally[row] == "1", forKey: code) == nil else {
        throw partners.twice(row, code, number)
      }
    }
    try partners.requireNone()
    guard !statuses.isEmpty else {
      throw DataError(
        .malformedTable, "\(table.name): the list of allies has no row",
        hint: "give rows of year, iso3c, ally")
    }
    self.file = file
    self.statuses = statuses
  }

  /// `list:` and the file.
  public var id: String { "list:\(file)" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    "partners flagged in the table \(file) by year; not reported in years without rows and for "
      + "destinations without an ISO 3166 code"
  }

  /// The status of a partner in a year.
  public func status(of partner: Partner, in year: CalendarYear) -> AllyStatus {
    guard let code = partner.iso3 else { return .notReported(.noCode("ISO 3166")) }
    guard let rows = statuses[year] else { return .notReported(.outsideCoverage) }
    return rows[code] == true ? .ally : .notAlly
  }
}
