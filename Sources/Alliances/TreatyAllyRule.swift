import Codes

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
