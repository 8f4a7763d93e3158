import Codes
import Panels

/// A registered hypothesis: the sentence that is tested, and the design by which it is.
///
/// Hypotheses are data. What runs is one or more panels of the project's own (``analyses``) or tables
/// that a user brings (``tables``).
public struct Hypothesis: Sendable {
  /// The identifier, such as `swing-states`.
  public let id: String
  /// The sentence that is tested.
  public let sentence: String
  /// The outcome with its unit.
  public let outcome: String
  /// The sample in words.
  public let sample: String
  /// The estimator by default.
  public let estimator: Estimator
  /// The terms of the headline model, the bump first.
  public let terms: [TermSpecification]
  /// The fixed effects of the headline model.
  public let fixedEffects: [FixedEffectSpecification]
  /// The rules by default.
  public let rules: DefaultRules
  /// The variances by default.
  public let variances: [Clustering]
  /// The panels, by the identifiers of their analyses; the first is the headline.
  public let analyses: [String]
  /// The tables that a user may bring.
  public let tables: [TableKind]

  /// The rules that define what a hypothesis speaks of, unless a user names others.
  public struct DefaultRules: Sendable, Hashable {
    /// The swing rule; nil where the hypothesis knows no states.
    public let swing: String?
    /// The ally rule.
    public let ally: String
    /// The pre-election window.
    public let window: String

    init(swing: String?, ally: String) {
      self.swing = swing
      self.ally = ally
      window = "year-before-and-of"
    }
  }
}

/// The registered hypotheses.
public enum RegisteredHypotheses {
  /// All four, the main one first.
  public static let all: [Hypothesis] = [
    swingStates, economicConcessions, governmentPurchases, economicDemands,
  ]

  /// Finds a hypothesis by its identifier; nil for an identifier of an analysis or of nothing.
  public static func named(_ id: String) -> Hypothesis? { all.first { $0.id == id } }

  private static let dyads: [FixedEffectSpecification] = [.init(.destination), .init(.year)]

  private static let swingStates = Hypothesis(
    id: "swing-states",
    sentence:
      "In the year before and of presidential elections, exports from swing states to allies rise "
      + "with the incumbent's reputation.",
    outcome: "exports, dollars",
    sample: "state of origin of movement × destination × year", estimator: .ppml,
    terms: AnalysisSpecification.pooledTerms, fixedEffects: AnalysisSpecification.threeWay,
    rules: .init(swing: "margin-5", ally: "treaty"), variances: [.originAndDestination, .pair],
    analyses: ["swing-states", "ten-states-2012", "bts-canada-mexico"], tables: [])

  private static let economicConcessions = Hypothesis(
    id: "economic-concessions",
    sentence:
      "When the leader may be replaced, allies concede more the more reassurance and trade "
      + "concessions that leader gave before.",
    outcome: "U.S. exports, dollars; partners' tariffs on the U.S., percent",
    sample: "destination × year, and destination × month", estimator: .ppml,
    terms: [
      .init(.ally, .reassurance, .window), .init(.ally, .reassurance), .init(.ally, .window),
      .init(.ally),
    ], fixedEffects: dyads, rules: .init(swing: nil, ally: "atop-defense"),
    variances: [.destination], analyses: ["national-concessions"], tables: [.months, .tariffs])

  private static let governmentPurchases = Hypothesis(
    id: "government-purchases",
    sentence:
      "Before elections allies buy more of what governments buy: purchases are the likeliest "
      + "concession.",
    outcome: "arms orders, number; exports by HS chapter, dollars",
    sample: "destination × year, and destination × year × kind of good", estimator: .ppml,
    terms: [.init(.ally, .window, .purchasable), .init(.ally, .purchasable)],
    fixedEffects: [
      .init(.destination, .year), .init(.destination, .good), .init(.year, .good),
    ], rules: .init(swing: nil, ally: "treaty"), variances: [.destination], analyses: [],
    tables: [.arms, .products])

  private static let economicDemands = Hypothesis(
    id: "economic-demands",
    sentence:
      "As the chance of a change of leadership rises, the patron makes more economic demands of its "
      + "allies.",
    outcome: "demands, number", sample: "ally × year", estimator: .ppml,
    terms: [.init(.ally, .window), .init(.ally)], fixedEffects: dyads,
    rules: .init(swing: nil, ally: "treaty"), variances: [.destination], analyses: [],
    tables: [.demands])
}

/// A hypothesis, or a part of one, that the data at hand cannot test.
public struct Untested: Sendable, Codable, Equatable {
  /// The hypothesis.
  public let hypothesis: String
  /// What is not tested.
  public let what: String
  /// Why not.
  public let reason: String
  /// What would be needed.
  public let needed: String

  /// Creates a statement.
  public init(hypothesis: String, what: String, reason: String, needed: String) {
    self.hypothesis = hypothesis
    self.what = what
    self.reason = reason
    self.needed = needed
  }
}

extension Hypothesis {
  /// What the tables at hand leave untested.
  ///
  /// - Parameter given: The kinds of table that the user brought.
  public func untested(given: Set<TableKind>) -> [Untested] {
    tables.filter { !given.contains($0) }.map {
      Untested(hypothesis: id, what: $0.subject, reason: $0.reason, needed: $0.needed)
    }
  }
}
