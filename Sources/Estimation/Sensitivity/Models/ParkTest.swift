/// How the variance of an outcome grows with its mean: whether logs or Poisson is the right choice.
///
/// If the variance is proportional to the mean to the power λ, least squares in logs is consistent only
/// for λ = 2 (and errors that are independent of the regressors), and PPML is efficient for λ = 1, while
/// it is consistent for any λ (Manning and Mullahy 2001; Santos Silva and Tenreyro 2006, section 4).
/// The power is estimated by Poisson regression of the squared residuals on the log of the fitted means,
/// which needs no logs of residuals near zero, unlike the test of Park (1966).
public struct ParkTest: Sendable, Equatable {
  /// The estimated power.
  public let power: Double
  /// Its standard error.
  public let standardError: Double
  /// The degrees of freedom of its t distribution; nil for the standard normal.
  public let degreesOfFreedom: Double?
  /// The rows used.
  public let observations: Int

  /// The two-sided p-value of a power, such as 1 for Poisson or 2 for logs.
  public func pValue(power null: Double) -> Double {
    let statistic = (power - null) / standardError
    return degreesOfFreedom.map { StudentDistribution.twoSided(statistic, degreesOfFreedom: $0) }
      ?? NormalDistribution.twoSided(statistic)
  }

  /// Estimates the power from outcomes and their fitted means, both in levels.
  ///
  /// For a model in logs, the means are those of the outcome itself. Rows in which either is missing
  /// (NaN) are left out; the variance is heteroskedastic or clustered by factors of the same rows.
  /// Throws `estimate.sensitivity` for a mean that is not positive, and what estimation throws.
  public init(
    outcome: [Double], means: [Double], variance: Variance = .heteroskedastic,
    smallSample: SmallSample = .fixest, threads: Int? = nil
  ) throws(EstimationError) {
    if means.count != outcome.count {
      throw .length(column: "means", rows: means.count, expected: outcome.count)
    }
    if let row = means.firstIndex(where: { $0 <= 0 || $0.isInfinite }) {
      throw .sensitivity(
        "the fitted mean of row \(row) is \(means[row])",
        hint: "pass fitted means of the outcome itself, which are positive")
    }
    let squares = zip(outcome, means).map { ($0 - $1) * ($0 - $1) }
    let known = squares.filter { !$0.isNaN }
    // Squares of dollars are large: the unit of the outcome does not matter to the power.
    let scale = known.reduce(0, +) / Double(max(known.count, 1))
    let logs = means.map { naturalLogarithm($0) }
    let estimated = try EstimatedModel(
      Model(
        outcomeName: "squared residual", outcome: squares.map { scale > 0 ? $0 / scale : $0 },
        terms: [
          Term(name: "constant", values: [Double](repeating: 1, count: means.count)),
          Term(name: "log mean", values: logs),
        ], fixedEffects: [], family: .poisson),
      tolerance: 1e-8, threads: threads)
    let fit = try estimated.fit(
      variances: [variance], smallSample: smallSample, describesClusters: false)
    guard let table = fit.variances.first?.table,
      let row = table.first(where: { $0.term == "log mean" })
    else {
      throw .sensitivity(
        "the fitted means do not vary", hint: "add terms or fixed effects to the model")
    }
    power = row.estimate
    standardError = row.standardError
    degreesOfFreedom = row.degreesOfFreedom
    observations = estimated.observations
  }
}

extension EstimatedModel {
  /// The test for a Poisson model; errors as above, and `estimate.sensitivity` for least squares.
  public func parkTest(
    variance: Variance = .heteroskedastic, smallSample: SmallSample = .fixest
  ) throws(EstimationError) -> ParkTest {
    if model.family != .poisson {
      throw .sensitivity(
        "the growth of the variance is read off a Poisson model, and this one is least squares",
        hint: "estimate the model by Poisson, or pass outcomes and means in levels")
    }
    return try ParkTest(
      outcome: model.outcome, means: fittedValues(.response), variance: variance,
      smallSample: smallSample, threads: threads)
  }
}
