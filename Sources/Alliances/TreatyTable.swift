import Codes
import Tables

/// One partner's membership in one mutual-defence treaty with the United States.
public struct TreatyMembership: Hashable, Sendable {
  /// The partner.
  public let partner: ISO3
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
  /// - Parameter table: Columns `partner_iso3, treaty, in_force_from, in_force_to`.
  /// - Throws: `DataError` naming the row: a missing date or a membership that ends before it begins.
  public init(table: Table) throws {
    let partner = try table.column("partner_iso3")
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
          partner: ISO3(try partner.text(row)), treaty: try treaty.text(row), from: first,
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
  ///   - treaty: The treaty that counts; nil for any.
  public func status(
    of partner: Partner, in year: CalendarYear, treaty: String? = nil
  ) -> AllyStatus {
    guard Self.coverage.contains(year) else { return .notReported(.outsideCoverage) }
    guard let code = partner.iso3, let rows = byPartner[code] else { return .notAlly }
    let bound = rows.contains {
      (treaty == nil || $0.treaty == treaty) && $0.isInForce(on: year.lastDay)
    }
    return bound ? .ally : .notAlly
  }
}

/// Ally: a mutual-defence treaty with the United States is in force on 31 December.
///
/// A dependent territory is not a party of its own and is not an ally (`territories: own`).
public struct TreatyAllyRule: AllyRule {
  private let treaties: TreatyTable

  /// Creates the rule over a table of treaties.
  public init(treaties: TreatyTable) { self.treaties = treaties }

  /// `treaty`.
  public var id: String { "treaty" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    "mutual-defence treaty with the United States in force on 31 December of t (Swingport treaty "
      + "table, 1949–2025; a dependent territory is not a party of its own)"
  }

  /// The status of a partner on 31 December of a year.
  public func status(of partner: Partner, in year: CalendarYear) -> AllyStatus {
    treaties.status(of: partner, in: year)
  }
}

/// Ally: a party of the North Atlantic Treaty on 31 December.
public struct NorthAtlanticAllyRule: AllyRule {
  private let treaties: TreatyTable

  /// Creates the rule over a table of treaties.
  public init(treaties: TreatyTable) { self.treaties = treaties }

  /// `nato`.
  public var id: String { "nato" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    "party of the North Atlantic Treaty on 31 December of t (Swingport treaty table, 1949–2025)"
  }

  /// The status of a partner on 31 December of a year.
  public func status(of partner: Partner, in year: CalendarYear) -> AllyStatus {
    treaties.status(of: partner, in: year, treaty: TreatyTable.northAtlantic)
  }
}
