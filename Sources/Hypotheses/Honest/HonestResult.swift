/// What an event study says when trends need not be parallel (Rambachan and Roth 2023).
public struct HonestResult: Sendable, Codable, Equatable {
  /// How deviations from parallel trends are bounded.
  public enum Restriction: String, Sendable, Codable, CaseIterable {
    /// None: the estimate's own interval.
    case none
    /// The slope bends by at most M a period.
    case smoothness
    /// A change after the reference is at most M̄ times the largest before.
    case relativeMagnitudes = "relative-magnitudes"
  }

  /// The interval under one bound.
  public struct Row: Sendable, Codable, Equatable {
    /// The restriction.
    public let restriction: Restriction
    /// M in logs a period, or M̄; nil without a restriction.
    public let bound: Double?
    /// The ends of the robust interval, in logs; nil where an end lies beyond what was searched.
    public let low: Double?
    /// The upper end, likewise.
    public let high: Double?
    /// Whether no value of the effect is compatible with estimates and restriction.
    public let isEmpty: Bool
    /// Whether zero lies outside.
    public let excludesZero: Bool
  }

  /// The largest bound at which zero lies outside.
  public struct Breakdown: Sendable, Codable, Equatable {
    /// The restriction.
    public let restriction: Restriction
    /// The bound; nil where zero is inside already at a bound of zero.
    public let largest: Double?
    /// Whether zero is outside even at the largest bound tried.
    public let isBeyond: Bool
  }

  /// The event study's analysis, model, estimator and rules.
  public let analysis: String
  /// The model.
  public let model: String
  /// The estimator.
  public let estimator: Estimator
  /// The swing rule.
  public let swingRule: String?
  /// The ally rule.
  public let allyRule: String
  /// The clustering of the covariance.
  public let clustering: String
  /// What positions count: `years` or `months`.
  public let unit: String
  /// The reference.
  public let reference: Int
  /// The effect: the positions after the reference with their weights.
  public let target: [Weight]
  /// The effect's estimate, in logs.
  public let estimate: Double
  /// Its standard error.
  public let standardError: Double
  /// The probability that intervals cover the effect.
  public let level: Double
  /// The intervals; empty where the covariance does not allow any.
  public let rows: [Row]
  /// The breakdown values.
  public let breakdowns: [Breakdown]
  /// What could not be done, and why.
  public let notes: [String]

  /// A position and its weight in the effect.
  public struct Weight: Sendable, Codable, Equatable {
    /// The position.
    public let position: Int
    /// The weight.
    public let weight: Double
  }
}
