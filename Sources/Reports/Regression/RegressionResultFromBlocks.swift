import Estimation

extension RegressionResult {
  /// Takes over a model that was estimated over blocks.
  ///
  /// Measures of fit and diagnostics of clusters, which need rows, are left out. `specification` is what
  /// the blocks were measured with. Throws an `EstimationError` if a variance cannot be made.
  public init(
    _ estimate: BlockEstimate, of specification: FitSpecification, data: String, program: String
  ) throws(EstimationError) {
    let counts = estimate.counts
    self.data = data
    formula = specification.formula.models[0].description
    outcome = specification.formula.models[0].outcome.description
    family = specification.family.rawValue
    restriction = specification.restriction
    weights = specification.weights
    offset = specification.offset
    rows = counts.rows
    observations = counts.observations
    dropped = Dropped(
      restriction: counts.excluded, missing: counts.missing, zeroWeight: counts.zeroWeight,
      singleton: counts.singleton, separatedByFixedEffects: counts.separated,
      separatedByRegressors: 0)
    fixedEffects = zip(counts.fixedEffects, counts.levels).map { Count(name: $0, levels: $1) }
    fixedEffectRank = counts.rank
    fixedEffectRankIsExact = counts.rankIsExact
    omitted = estimate.omitted.map { Note(term: $0.term, text: $0.reason) }
    references = []
    iterations = estimate.rounds
    converged = true
    tolerance = specification.tolerance
    toleranceReached = specification.family == .poisson ? estimate.lastChange : 0
    deviance = estimate.deviance
    logLikelihood = estimate.logLikelihood
    level = specification.level
    variances = []
    // Squares of residuals are a difference of sums here, which rounding alone leaves at 1e-16 of them.
    let isExact =
      specification.family == .gaussian
      && estimate.deviance <= 1e-13 * estimate.counts.outcomeSquares
    var clustered = 0
    for variance in specification.variances {
      let kind: BlockEstimate.Kind
      switch variance.description {
      case "iid": kind = .iid
      case "hetero": kind = .heteroskedastic
      default:
        kind = .clustered(clustered)
        clustered += 1
      }
      let made = try estimate.variance(kind, smallSample: specification.smallSample.convention)
      variances.append(
        Variance(
          made, type: variance.description, smallSample: specification.smallSample.rawValue,
          level: specification.level, combinations: [], tests: [], isExact: isExact))
    }
    bootstraps = []
    self.program = program
  }
}
