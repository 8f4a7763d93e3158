import Codes
import Tables

/// Allies by a user's own table.
public struct AllyList: AllyRule {
  /// The file that the table came from, as it is printed.
  public let file: String
  /// The codes whose rows were left out since they are no country's.
  public let leftOut: [UnmatchedCodes.Entry]
  /// Rows that are set aside, by their code.
  public let notes: [String]
  private let statuses: [CalendarYear: [ScheduleC: Bool]]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - table: Columns `year`, `ally` and one or more of `schedule_c`, `iso3c`, `iso2c` and `cown`;
  ///     `ally` is 1 or 0, one row a partner and year. A code of other years is the country's where the
  ///     country exists in the year (`ROM` in 2016); `YUG` or `SUN` in 2016 is not known. A partner
  ///     without a row is no ally in a year that has rows; a year without rows is not reported.
  ///   - file: The name of the file, for outputs and messages.
  ///   - codes: The codes of countries.
  ///   - onUnmatched: What becomes of rows whose code is no country's: `list` and `drop` leave them out
  ///     and name the codes in ``leftOut``.
  /// - Throws: `DataError` naming the row: a year or a flag that cannot be read, an ISO code that is not
  ///   three capital letters, codes that contradict each other, or a partner-year that stands twice;
  ///   and under `stop` listing the codes that are no country's in the year.
  public init(
    table: Table, file: String, codes: CountryCrosswalk, onUnmatched: UnmatchedPolicy = .stop
  ) throws {
    let year = try table.column("year")
    var partners = try PartnerCodes(
      table: table, file: file, codes: codes, onUnmatched: onUnmatched)
    let ally = try table.column("ally")
    var statuses: [CalendarYear: [ScheduleC: Bool]] = [:]
    for row in table.rows {
      let number = try year.year(row)
      guard ["0", "1"].contains(ally[row]) else {
        throw ally.error(row, "'\(ally[row])' is no flag", hint: "write 1 for ally, 0 for not")
      }
      for code in try partners.destinations(row, year: number) {
        guard statuses[number, default: [:]].updateValue(ally[row] == "1", forKey: code) == nil
        else { throw partners.twice(row, number) }
      }
    }
    (leftOut, notes) = try partners.leftOut()
    guard !statuses.isEmpty else {
      throw DataError(
        .malformedTable, "\(table.name): the list of allies has no row of a known country",
        hint: "give rows of year, iso3c, ally")
    }
    self.file = file
    self.statuses = statuses
  }

  /// `list:` and the file.
  public var id: String { "list:\(file)" }

  /// The version of the definition.
  public var version: Int { 2 }

  /// The definition in a sentence.
  public var definition: String {
    "partners flagged in the table \(file) by year; not reported in years without rows and for "
      + "destinations that no table of codes has"
  }

  /// The status of a partner in a year.
  public func status(of partner: Partner, in year: CalendarYear) -> AllyStatus {
    guard let code = partner.destination else { return .notReported(.unknownCode) }
    guard let rows = statuses[year] else { return .notReported(.outsideCoverage) }
    return rows[code] == true ? .ally : .notAlly
  }
}
