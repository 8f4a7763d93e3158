import Codes

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
    treaties.status(of: partner, in: year) { $0.treaty == TreatyTable.northAtlantic }
  }
}
