/// The test of one linear restriction of a Poisson model by the score bootstrap.
///
/// Kline and Santos (2012): the scores at the estimate, not the outcomes, are multiplied by a random
/// factor for each cluster, so that no draw needs an estimation. The scores are those of the tested
/// combination made orthogonal to the other terms and to the fixed effects under the fitted means.
public struct ScoreBootstrap: Sendable, Equatable {
  /// What the sum of a draw's scores is divided by.
  public enum Studentization: String, Sendable, Hashable, CaseIterable {
    /// The root of the sum of squares of the draw's scores by cluster, about their mean.
    case scores
    /// The standard error after one Newton step from the multiplied scores, by which the residuals
    /// answer to the draw as under the wild bootstrap of least squares. Fixed effects that are not
    /// nested in the clusters are taken out of every draw exactly.
    case newtonStep
  }

  /// What was tested.
  public let restriction: LinearRestriction
  /// The restriction's left side at the estimate without it.
  public let estimate: Double
  /// Its standard error, with the small-sample corrections asked for.
  public let standardError: Double
  /// The score statistic where the null is imposed, the Wald statistic otherwise.
  public let statistic: Double
  /// The draws' statistics, without those whose variance was not positive.
  public let statistics: [Double]
  /// The number of draws, all assignments if `isEnumerated`.
  public let draws: Int
  /// Whether the draws are all assignments of the weights' values to the clusters.
  public let isEnumerated: Bool
  /// The clusters of each dimension of the errors in the estimation sample.
  public let clusters: [VarianceEstimate.ClusterCount]
  /// The dimension whose clusters the weights were drawn for, and their number.
  public let bootstrapClusters: VarianceEstimate.ClusterCount
  /// Whether the scores are those of the estimate under the restriction.
  public let imposesNull: Bool
  /// What the draws were divided by.
  public let studentization: Studentization
  /// The values that the test with the tails asked for does not reject, if they were asked for.
  public let interval: InvertedInterval?

  /// The number of draws without a statistic; they are left out of the p-value.
  public var undefinedDraws: Int { draws - statistics.count }

  /// The share of the draws that are more extreme than the statistic observed.
  public func pValue(
    _ tails: TestTails = .symmetric, ties: TieRule = .excluded, share: DrawShare = .draws
  ) -> Double {
    ExtremeCount(statistic, statistics, tails, ties).share(share)
  }

  /// The simulation error of the p-value: zero if all assignments were gone through.
  public func pValueError(_ tails: TestTails = .symmetric) -> Double {
    isEnumerated ? 0 : ExtremeCount(statistic, statistics, tails, .excluded).simulationError
  }
}

extension EstimatedModel {
  /// Tests a restriction of a Poisson model by the score bootstrap.
  ///
  /// Clusters are as in `wildBootstrap`. With the null imposed the model is estimated once more under
  /// the restriction, by an offset, on the same rows; `interval`, a level such as 0.95, costs about
  /// eight such estimations for each end, and nothing without the null imposed. Throws
  /// `estimate.resampling` for least squares, and the errors of `wildBootstrap` and of the estimation.
  public func scoreBootstrap(
    _ restriction: LinearRestriction, clusters: [Factor], bootstrap: Factor? = nil,
    studentization: ScoreBootstrap.Studentization = .scores, interval level: Double? = nil,
    tails: TestTails = .symmetric, options: WildOptions, smallSample: SmallSample
  ) throws(EstimationError) -> ScoreBootstrap {
    if model.family != .poisson {
      throw .wrongFamily(
        "the score bootstrap is for Poisson models, and this one is least squares",
        use: "use the wild cluster bootstrap")
    }
    if let level, !(level > 0 && level < 1) { throw .levelOutside(level) }
    if level != nil, tails == .upper || tails == .lower { throw .oneSidedInterval }
    let design = try WildDesign(
      self, clusters: clusters, bootstrap: bootstrap, smallSample: smallSample)
    let run = ScoreRun(
      estimated: self, vector: try restriction.vector(names: names), design: design,
      options: options, studentization: studentization)
    let free = run.unrestrictedRows
    let variance = design.variance(of: free, residuals: free.residuals)
    if !(variance > 0) { throw .noVariation("the estimate of '\(restriction)'") }
    let estimate = zip(run.vector, solution.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    let error = (variance * design.parameterFactor).squareRoot()
    let (draws, enumerated) = try design.count(options)
    let statistic: Double
    let statistics: [Double]
    if options.imposesNull {
      (statistic, statistics) = try run.restricted(to: restriction.value)
    } else {
      statistic = (estimate - restriction.value) / error
      statistics = try run.draws(free, project: self)
    }
    var found: InvertedInterval?
    if let level {
      found = try run.interval(
        level: level, tails: tails, estimate: estimate, error: error,
        fixed: options.imposesNull ? nil : statistics)
    }
    return ScoreBootstrap(
      restriction: restriction, estimate: estimate, standardError: error, statistic: statistic,
      statistics: statistics, draws: draws, isEnumerated: enumerated,
      clusters: design.dimensions.map { .init(dimension: $0.name, clusters: $0.levels) },
      bootstrapClusters: .init(
        dimension: design.bootstrap.name, clusters: design.bootstrap.levels),
      imposesNull: options.imposesNull, studentization: studentization, interval: found)
  }
}
