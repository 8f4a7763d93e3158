import Codes

/// Reputation: the place of the incumbent in a documented ranking.
///
/// Source: the ranking's own (``ReputationRanking``). An order has no distances, so that results are
/// given for every re-ranking as well.
public struct OrdinalMeasure: IncumbentReputation {
  /// The ranking.
  public let ranking: ReputationRanking

  /// Creates the measure over a ranking.
  public init(_ ranking: ReputationRanking) { self.ranking = ranking }

  /// `ordinal:` and the scale.
  public var id: String { "ordinal:\(ranking.scale)" }
  /// The version of the definition.
  public var version: Int { 1 }
  /// The publication to cite.
  public var citation: String { ranking.source }
  /// The definition in a sentence.
  public var definition: String {
    "minus the rank of the incumbent on the scale \(ranking.scale), 1 the strongest reputation; not "
      + "reported for incumbents that it does not rank and for years up to that of the survey"
  }
  /// None: a ranking has no yearly figures.
  public var coverage: ClosedRange<CalendarYear>? { nil }
  /// As it is.
  public var transform: ReputationTransform { .identity }

  /// Minus the rank.
  public func figure(on occasion: ReputationOccasion) -> ReputationFigure {
    guard let rank = ranking.ranks[occasion.incumbent] else { return .notReported(.notRanked) }
    if let measured = ranking.measuredYears[occasion.incumbent], measured >= occasion.year {
      return .notReported(.notBefore)
    }
    return .figure(-rank)
  }
}
