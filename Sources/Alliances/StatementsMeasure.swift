import Codes

/// Reputation: the incumbent's statements of reassurance to the ally.
///
/// Source: Blankenship (2020, *International Studies Quarterly*), `statements_americas`, 1950–2010,
/// cumulated over the incumbent's tenure up to the year before, log(1 + n).
public struct StatementsMeasure: AllyReputation {
  private let statements: ReassuranceStatements

  /// Creates the measure over the counts.
  public init(_ statements: ReassuranceStatements) { self.statements = statements }

  /// `statements`.
  public var id: String { "statements" }
  /// The version of the definition.
  public var version: Int { 1 }
  /// The publication to cite.
  public var citation: String {
    "Blankenship (2020), Promises under Pressure: Statements of Reassurance in US Alliances, "
      + "International Studies Quarterly 64"
  }
  /// The definition in a sentence.
  public var definition: String {
    "log(1 + n), n = statements of reassurance to the ally (Blankenship 2020) by the incumbent of 31 "
      + "December over the years of his tenure up to t−1; years in which the destination was no ally "
      + "add nothing; a year as an ally without a count makes the sum not reported; 1950–2010"
  }
  /// The years of the counts.
  public var coverage: ClosedRange<CalendarYear>? { ReassuranceStatements.coverage }
  /// log(1 + n).
  public var transform: ReputationTransform { .logOnePlus }

  /// The number of statements to the ally.
  public func figure(on occasion: ReputationOccasion, toward partner: ReputationPartner)
    -> ReputationFigure
  {
    CountsWhileAllied(coverage: ReassuranceStatements.coverage) {
      statements.count(to: $0, in: $1)
    }.sum(on: occasion, toward: partner)
  }
}
