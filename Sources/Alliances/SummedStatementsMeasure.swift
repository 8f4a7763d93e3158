import Codes

/// Reputation: the incumbent's statements of reassurance to all allies together.
///
/// Source: Blankenship (2020, *International Studies Quarterly*), `statements_americas`, 1950–2010,
/// summed over the allies that were coded, cumulated over the tenure up to the year before.
public struct SummedStatementsMeasure: IncumbentReputation {
  private let statements: ReassuranceStatements

  /// Creates the measure over the counts.
  public init(_ statements: ReassuranceStatements) { self.statements = statements }

  /// `statements-summed`.
  public var id: String { "statements-summed" }
  /// The version of the definition.
  public var version: Int { 1 }
  /// The publication to cite.
  public var citation: String { StatementsMeasure(statements).citation }
  /// The definition in a sentence.
  public var definition: String {
    "log(1 + n), n = statements of reassurance to all coded allies together (Blankenship 2020) by "
      + "the incumbent of 31 December over the years of his tenure up to t−1; 1950–2010"
  }
  /// The years of the counts.
  public var coverage: ClosedRange<CalendarYear>? { ReassuranceStatements.coverage }
  /// log(1 + n).
  public var transform: ReputationTransform { .logOnePlus }

  /// The number of statements to all allies.
  public func figure(on occasion: ReputationOccasion) -> ReputationFigure {
    var sum: Int64 = 0
    for year in occasion.earlierYears {
      guard ReassuranceStatements.coverage.contains(year) else {
        return .notReported(.outsideCoverage)
      }
      sum += statements.total(in: year)
    }
    return .figure(Double(sum))
  }
}
