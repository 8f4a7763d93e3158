import Codes
import Tables

/// Ally: a defence obligation with the United States in ATOP 5.1, to 2018 and then not reported.
///
/// Source: Alliance Treaty Obligations and Provisions, version 5.1 (Leeds, Ritter, Mitchell & Long
/// 2002), directed dyad-years of the United States. A destination without a Correlates of War code
/// is no member of the data set's state system, so that its flag is not reported.
public struct AtopDefenseRule: AllyRule {
  /// The years that the table covers.
  public static let coverage = CalendarYear(1949)...CalendarYear(2018)

  private let years: [COWCode: Set<CalendarYear>]

  /// Reads the table `atop-defense` of `election-data/`.
  ///
  /// - Parameter table: Columns `partner_cown, year_from, year_to`: spells of years, both ends
  ///   included.
  /// - Throws: `DataError` naming the row: a spell outside ``coverage``, or a year that a partner has
  ///   twice.
  public init(table: Table) throws {
    let partner = try table.column("partner_cown")
    let from = try table.column("year_from")
    let to = try table.column("year_to")
    var years: [COWCode: Set<CalendarYear>] = [:]
    for row in table.rows {
      let first = try from.year(row)
      let last = try to.year(row)
      guard first <= last, Self.coverage.contains(first), Self.coverage.contains(last) else {
        throw from.error(
          row, "the spell \(first)–\(last) is no spell within 1949–2018", hint: "check both years")
      }
      let code = COWCode(try partner.text(row))
      for year in first...last where !years[code, default: []].insert(year).inserted {
        throw from.error(
          row, "the partner \(code) has the year \(year) twice", hint: "join the two spells")
      }
    }
    self.years = years
  }

  /// `atop-defense`.
  public var id: String { "atop-defense" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    "defence obligation with the United States in year t in ATOP 5.1 (Leeds et al. 2002), to 2018, "
      + "then not reported; not reported for destinations without a Correlates of War code"
  }

  /// The status of a partner in a year.
  public func status(of partner: Partner, in year: CalendarYear) -> AllyStatus {
    guard let code = partner.cow else { return .notReported(.noCode("Correlates of War")) }
    guard Self.coverage.contains(year) else { return .notReported(.outsideCoverage) }
    return years[code]?.contains(year) == true ? .ally : .notAlly
  }
}
