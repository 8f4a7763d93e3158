import Codes
import Estimation

/// An event study as it was estimated, under one variance.
public struct EventStudyResult: Sendable, Codable, Equatable {
  /// The coefficient of one time before the election.
  public struct Point: Sendable, Codable, Equatable {
    /// The time before the election, as a negative number or zero.
    public let position: Int
    /// The bump against the reference, in logs; zero at the reference.
    public let estimate: Double
    /// Its standard error; nil at the reference.
    public let standardError: Double?
    /// The two-sided p-value of no difference from the reference; nil at the reference.
    public let pValue: Double?
    /// The lower end of the pointwise 95 % interval; nil at the reference.
    public let confidenceLow: Double?
    /// The upper end of the pointwise 95 % interval; nil at the reference.
    public let confidenceHigh: Double?
    /// The lower end of the simultaneous 95 % band; nil at the reference, or where there is no band.
    public let bandLow: Double?
    /// The upper end of the simultaneous 95 % band; nil at the reference, or where there is no band.
    public let bandHigh: Double?

    /// Whether this is the reference.
    public var isReference: Bool { standardError == nil }
  }

  /// The joint test that nothing happened before the reference, and what it could have found.
  public struct PreTrend: Sendable, Codable, Equatable {
    /// The quadratic form of the coefficients before the reference.
    public let statistic: Double
    /// The number of coefficients before the reference.
    public let degreesOfFreedom: Int
    /// The p-value.
    public let pValue: Double
    /// The linear trend, in logs a period, that the test finds with probability one half (Roth 2022).
    public let slopeAtHalfPower: Double
    /// The linear trend that it finds with probability 0.8.
    public let slopeAtEightyPercentPower: Double
  }

  /// The analysis.
  public let analysis: String
  /// `event-study`, or `event-study-by-cycle`.
  public let model: String
  /// What positions count: `years` or `months`.
  public let unit: String
  /// The estimator.
  public let estimator: Estimator
  /// The ally rule.
  public let allyRule: String
  /// The swing rule; nil in a national panel.
  public let swingRule: String?
  /// The reference, as a negative number or zero.
  public let reference: Int
  /// The ways of clustering.
  public let clustering: String
  /// The clusters by dimension.
  public let clusters: [ModelResult.ClusterCount]
  /// The coefficients with the reference, earliest first.
  public let points: [Point]
  /// The covariance matrix of the coefficients without the reference, in their order.
  public let covariance: [[Double]]
  /// The critical value of the simultaneous band; nil where there is none.
  public let bandCriticalValue: Double?
  /// The test of the time before the reference; nil where no period lies before it.
  public let preTrend: PreTrend?
  /// The rows of the estimation sample.
  public let observations: Int
  /// The rows left out, by reason.
  public let dropped: [ModelResult.Drop]
  /// The elections whose cycles are in the panel.
  public let elections: [Int]
  /// The last year of the data, which may lie before the last election; nil where it is not known.
  public let lastYear: Int?
  /// What a reader must know: what could not be estimated or formed, and why.
  public let notes: [String]

  /// The clusters of the dimension with the fewest; nil without clusters.
  static func fewest(_ clusters: [ModelResult.ClusterCount]) -> Int? { clusters.map(\.count).min() }

  /// The coefficients as sensitivity analyses take them.
  ///
  /// - Throws: `EstimationError` where no period lies before or after the reference, or the covariance
  ///   matrix is not positive definite.
  public func estimates() throws(EstimationError) -> EventStudyEstimates {
    let own = points.filter { !$0.isReference }
    return try EventStudyEstimates(
      estimates: own.map(\.estimate), covariance: covariance,
      prePeriods: own.count { $0.position < reference })
  }
}
