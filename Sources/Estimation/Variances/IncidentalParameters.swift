/// Three-way PPML with the incidental-parameter bias taken out.
///
/// With origin-time, destination-time and pair effects the Poisson estimate is biased by a term of
/// the order of its standard error, and the usual variance, clustered by pair, is too small (Weidner
/// and Zylkin 2021).
public struct IncidentalParameterCorrection: Sendable, Equatable {
  /// One coefficient.
  public struct Row: Sendable, Equatable {
    /// The name of the term.
    public let term: String
    /// The estimate as it came.
    public let estimate: Double
    /// Its estimated bias.
    public let bias: Double
    /// The estimate less its bias.
    public let corrected: Double
    /// The standard error: corrected, or clustered by pair if that was asked for.
    public let standardError: Double
    /// The standard error clustered by pair, with pairs / (pairs - 1).
    public let uncorrectedStandardError: Double
    /// The corrected estimate over its standard error.
    public let statistic: Double
    /// The two-sided p-value from the standard normal.
    public let pValue: Double
    /// The lower end of the 95 % interval.
    public let lower: Double
    /// The upper end of the 95 % interval.
    public let upper: Double
  }

  /// The coefficients in their usual order.
  public let rows: [Row]
  /// The covariance of the coefficients behind `standardError`.
  public let covariance: [[Double]]
  /// Whether the covariance is corrected.
  public let correctsVariance: Bool
  /// The origins in the estimation sample.
  public let origins: Int
  /// The destinations in the estimation sample.
  public let destinations: Int
  /// The pairs in the estimation sample.
  public let pairs: Int
  /// The periods in the estimation sample.
  public let periods: Int
}

extension EstimatedModel {
  /// Takes the incidental-parameter bias out of a three-way Poisson estimate.
  ///
  /// The analytical correction of Weidner and Zylkin (2021), equations 10 to 13, with the factors
  /// N / (N - 1) of its authors' Stata package; the variance is their equation 16. The model must be
  /// Poisson, without weights, and absorb exactly the three interactions of the factors, which are
  /// given for all of the caller's rows; each pair has one row per period at most.
  ///
  /// The corrected variance inverts the normal equations of the origin-time and destination-time
  /// effects and is refused beyond 2,000 of them; with `correctsVariance` false the coefficients are
  /// corrected at any size and the variance stays that clustered by pair.
  ///
  /// Throws `estimate.three_way` for another model, `estimate.leverage` for too many levels,
  /// `estimate.length`, or `estimate.few_clusters`.
  public func correctingIncidentalParameters(
    origin: Factor, destination: Factor, time: Factor, correctsVariance: Bool = true
  ) throws(EstimationError) -> IncidentalParameterCorrection {
    let panel = try ThreeWayPanel(self, origin: origin, destination: destination, time: time)
    let bias = panel.bias()
    let plain = panel.covariance { $0.scores }
    let corrected = correctsVariance ? try panel.correctedCovariance() : plain
    let critical = NormalDistribution.quantile(upperTail: 0.025)
    var rows: [IncidentalParameterCorrection.Row] = []
    for (index, name) in names.enumerated() {
      let estimate = solution.coefficients[index]
      let fixed = estimate - bias[index]
      let error = corrected[index, index].squareRoot()
      if !fixed.isFinite || !(error > 0) || !error.isFinite {
        throw .notFinite(what: "the corrected estimate or the standard error of '\(name)'")
      }
      rows.append(
        .init(
          term: name, estimate: estimate, bias: bias[index], corrected: fixed,
          standardError: error, uncorrectedStandardError: plain[index, index].squareRoot(),
          statistic: fixed / error, pValue: NormalDistribution.twoSided(fixed / error),
          lower: fixed - critical * error, upper: fixed + critical * error))
    }
    return IncidentalParameterCorrection(
      rows: rows, covariance: corrected.rows, correctsVariance: correctsVariance,
      origins: panel.origins.levels, destinations: panel.destinations.levels,
      pairs: panel.pairs.count, periods: panel.times.levels)
  }
}
