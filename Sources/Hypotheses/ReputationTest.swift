import Alliances
import Estimation

extension ReputationRelation {
  /// Relates a model's bumps by incumbent to a ranking, over all re-rankings of the incumbents.
  ///
  /// Incumbents whose bump is not identified are left out. The others are ranked among themselves,
  /// since the scale's ranks are an order and no distances; reputation is scored as minus that rank,
  /// so that a positive slope is what the hypothesis says.
  ///
  /// - Parameters:
  ///   - result: A model with terms `swing:ally:window:INCUMBENT`.
  ///   - incumbents: The incumbents with a bump.
  ///   - ranking: The ranking, in which 1 is the strongest reputation.
  /// - Returns: The relation; nil where fewer than two incumbents have a bump and a rank.
  public init?(result: ModelResult, incumbents: [String], ranking: ReputationRanking) {
    let ranked = incumbents.compactMap { id -> (id: String, rank: Double, bump: Double)? in
      guard let rank = ranking.ranks[id],
        let bump = result.coefficient(
          TermSpecification(.swing, .ally, .window, .incumbent(id)).name)
      else { return nil }
      return (id, rank, bump.estimate)
    }.sorted { $0.rank < $1.rank }
    let found = ranked.enumerated().map {
      Point(incumbent: $1.id, rank: $0 + 1, bump: $1.bump)
    }
    let scores = found.map { -Double($0.rank) }
    // Fewer than two incumbents, or equal bumps, have no order that could be tested.
    guard let test = try? ExactPermutation(values: found.map(\.bump), scores: scores) else {
      return nil
    }
    model = result.model
    estimator = result.estimator
    allyRule = result.allyRule
    scale = ranking.scale
    source = ranking.source
    note = ranking.note
    points = found
    slope = test.slope
    oneSidedP = test.pValue
    smallestAttainableP = test.smallestAttainable
    rerankings = Self.orders(of: found)
      .compactMap { order in
        (try? ExactPermutation(values: order.map(\.bump), scores: scores)).map {
          Reranking(order: order.map(\.incumbent), slope: $0.slope)
        }
      }
      .sorted { ($0.slope, $1.order.joined()) > ($1.slope, $0.order.joined()) }
  }

  private static func orders(of points: [Point]) -> [[Point]] {
    guard points.count > 1 else { return [points] }
    return points.indices.flatMap { index -> [[Point]] in
      var rest = points
      let first = rest.remove(at: index)
      return orders(of: rest).map { [first] + $0 }
    }
  }
}
