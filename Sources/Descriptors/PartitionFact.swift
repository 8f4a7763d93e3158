import Codes

/// What the store knows of the last time that a part was asked for.
public struct PartitionFact: Sendable, Equatable {
  /// How it went.
  public enum Outcome: String, Sendable, CaseIterable {
    /// The part is in use.
    case accepted
    /// The publisher had nothing to report yet.
    case notReported = "not_reported"
    /// It waits for a person's approval; what was in use before still is.
    case held
  }

  /// The source's id.
  public let source: String
  /// The part's name.
  public let partition: String
  /// The day in UTC on which it was last asked for.
  public let retrieved: CalendarDate
  /// How that went.
  public let outcome: Outcome
  /// The last month that it covers, where the part grows with the months.
  public let through: CalendarMonth?

  /// Creates a fact.
  public init(
    source: String, partition: String, retrieved: CalendarDate, outcome: Outcome,
    through: CalendarMonth? = nil
  ) {
    self.source = source
    self.partition = partition
    self.retrieved = retrieved
    self.outcome = outcome
    self.through = through
  }
}
