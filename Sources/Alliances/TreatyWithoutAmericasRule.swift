import Codes

/// Ally: a mutual-defence treaty is in force on 31 December and the partner is not in the Americas.
///
/// The Rio Treaty binds many partners whose alliance is of another kind, as is Canada's trade; the
/// rule leaves out all of the Americas, Canada included.
public struct TreatyWithoutAmericasRule: AllyRule {
  private let treaties: TreatyTable

  /// Creates the rule over a table of treaties.
  public init(treaties: TreatyTable) { self.treaties = treaties }

  /// `treaty-without-americas`.
  public var id: String { "treaty-without-americas" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    "mutual-defence treaty with the United States in force on 31 December of t, partners in the "
      + "Americas (Correlates of War codes 2–199, Canada among them) left out (Swingport treaty "
      + "table, 1949–2025)"
  }

  /// The status of a partner on 31 December of a year.
  public func status(of partner: Partner, in year: CalendarYear) -> AllyStatus {
    treaties.status(of: partner, in: year) { !$0.isInTheAmericas }
  }
}
