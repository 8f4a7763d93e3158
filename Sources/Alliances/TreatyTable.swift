import Codes
import Tables

/// One partner's membership in one mutual-defence treaty with the United States.
public struct TreatyMembership: Hashable, Sendable {
  /// The partner.
  public let partner: ISO3
  /// Whether the partner lies in the Americas: Correlates of War codes 2 to 199.
  public let isInTheAmericas: Bool
  /// The treaty's identifier, such as `north-atlantic` or `rio`.
  public let treaty: String
  /// The first day on which the treaty binds.
  public let from: CalendarDate
  /// The first day on which it no longer does; nil while in force.
  public let to: CalendarDate?

  /// Whether the treaty binds at the end of a day.
  public func isInForce(on day: CalendarDate) -> Bool {
    from <= day && (to.map { day < $0 } ?? true)
  }
}

/// The United States' mutual-defence treaties as dated rows, complete for 1949–2025.
public struct TreatyTable: Sendable {
  /// The years for which the table claims to be complete.
  public static let coverage = CalendarYear(1949)...CalendarYear(2025)
  /// The identifier of the North Atlantic Treaty.
  public static let northAtlantic = "north-atlantic"

  /// The memberships in the table's order.
  public let memberships: [TreatyMembership]
  private let byPartner: [ISO3: [TreatyMembership]]

  /// Reads the table `treaties` of `election-data/`.
  ///
  /// - Parameter table: Columns `partner_iso3, partner_cown, treaty, in_force_from, in_force_to`.
  /// - Throws: `DataError` naming the row: a missing date or code, or a membership that ends before it begins.
  public init(table: Table) throws {
    let partner = try table.column("partner_iso3")
    let code = try table.column("partner_cown")
    let treaty = try table.column("treaty")
    let from = try table.column("in_force_from")
    let to = try table.column("in_force_to")
    var memberships: [TreatyMembership] = []
    for row in table.rows {
      guard let first = try from.date(row) else {
        throw from.error(row, "the day of entry into force is missing", hint: "fill it")
      }
      let last = try to.date(row)
      if let last, last <= first {
        throw to.error(
          row, "the treaty ends on \(last), not after its entry into force on \(first)",
          hint: "check both days")
      }
      memberships.append(
        TreatyMembership(
          partner: ISO3(try partner.text(row)),
          isInTheAmericas: (2...199).contains(try code.requiredWholeNumber(row)),
          treaty: try treaty.text(row), from: first,
          to: last))
    }
    self.memberships = memberships
    byPartner = Dictionary(grouping: memberships, by: \.partner)
  }

  /// Whether a partner is bound by a treaty on 31 December of a year.
  ///
  /// - Parameters:
  ///   - partner: The partner; one without an ISO code is bound by none.
  ///   - year: A year; outside ``coverage`` the status is not reported.
  ///   - counts: Which memberships count.
  public func status(
    of partner: Partner, in year: CalendarYear,
    where counts: (TreatyMembership) -> Bool = { _ in true }
  ) -> AllyStatus {
    guard Self.coverage.contains(year) else { return .notReported(.outsideCoverage) }
    guard let code = partner.iso3, let rows = byPartner[code] else { return .notAlly }
    let bound = rows.contains {
      counts($0) && $0.isInForce(on: year.lastDay)
    }
    return bound ? .ally : .notAlly
  }
}
