import Codes
import Tables

/// Presidents' statements of reassurance to an ally, counted by year.
///
/// Source: Blankenship (2020, *International Studies Quarterly*), variable `statements_americas`,
/// 1950–2010. No published count covers later years, and none is extrapolated.
public struct ReassuranceStatements: Sendable {
  /// The years that the counts cover.
  public static let coverage = CalendarYear(1950)...CalendarYear(2010)

  private struct Key: Hashable {
    let partner: COWCode
    let year: CalendarYear
  }

  private let counts: [Key: Int64]
  private let totals: [CalendarYear: Int64]

  /// Reads the table `reassurance-statements` of `election-data/`.
  ///
  /// - Parameter table: Columns `partner_cown, year, statements`; one row a coded ally-year.
  /// - Throws: `DataError` naming the row: a repeated ally-year, a negative count, or a year outside
  ///   ``coverage``.
  public init(table: Table) throws {
    let partner = try table.column("partner_cown")
    let year = try table.column("year")
    let statements = try table.column("statements")
    var counts: [Key: Int64] = [:]
    for row in table.rows {
      let key = Key(partner: COWCode(try partner.text(row)), year: try year.year(row))
      let count = try statements.requiredWholeNumber(row)
      guard count >= 0, Self.coverage.contains(key.year) else {
        throw statements.error(
          row, "a negative count or a year outside 1950–2010", hint: "check the row")
      }
      guard counts.updateValue(count, forKey: key) == nil else {
        throw year.error(
          row, "the ally-year \(key.partner) \(key.year) stands twice", hint: "keep one row")
      }
    }
    self.counts = counts
    totals = counts.reduce(into: [:]) { $0[$1.key.year, default: 0] += $1.value }
  }

  /// The number of statements to all coded partners together in a year; zero where none was coded.
  public func total(in year: CalendarYear) -> Int64 { totals[year] ?? 0 }

  /// The number of statements to a partner in a year; nil where it was not coded.
  ///
  /// - Parameters:
  ///   - partners: The codes by which the destination is known; the source may use any of them
  ///     (it has one code for Germany in all years).
  ///   - year: The year.
  public func count(to partners: some Sequence<COWCode>, in year: CalendarYear) -> Int64? {
    for partner in partners {
      if let count = counts[Key(partner: partner, year: year)] { return count }
    }
    return nil
  }
}
