/// A model that has been estimated: what variances, bootstraps and predictions start from.
///
/// Everything kept by row is in the order of the estimation sample, which is not the caller's;
/// `keptRows` and `Fit` translate. Estimate once and ask for as many variances as are wanted.
public struct EstimatedModel: Sendable {
  /// The columns that were passed in.
  public let model: Model
  /// The rows in use, compact and in the order of the estimation.
  let sample: Sample
  /// Which terms were estimated, and why the others were not.
  let collinearity: Collinearity
  /// Which rows were dropped, and why.
  let pruning: Pruning
  /// Projects off the fixed effects under the final weights.
  let absorber: Absorber
  /// Coefficients, orthogonal terms, residuals, weights and bread.
  var solution: Solution
  /// The dimension of the space of the fixed effects.
  public let fixedEffectRank: FixedEffectRank

  /// Estimates the model; `tolerance` and every error are those of `fit`.
  public init(_ model: Model, tolerance: Double) throws(EstimationError) {
    if !(1e-13...1e-4).contains(tolerance) { throw .tolerance(tolerance) }
    var pruning = try Pruning(model: model)
    var suspicious = true
    while true {
      if pruning.kept.isEmpty { throw .allDropped(pruning.dropped, rows: model.outcome.count) }
      let sample = Sample(model: model, keeping: pruning.kept)
      var absorber = Absorber(
        fixedEffects: sample.fixedEffects, largest: sample.largest, rowCount: sample.rows.count)
      if let weights = sample.weights { absorber.setWeights(weights) }
      let collinearity = try Collinearity(
        sample: sample, names: model.terms.map(\.name), absorber: absorber)
      if collinearity.kept.isEmpty && !model.terms.isEmpty {
        throw .allAbsorbed(collinearity.omitted)
      }
      let rank = FixedEffectRank(fixedEffects: sample.fixedEffects)
      if rank.isExact, collinearity.kept.count + rank.value >= sample.rows.count {
        throw .tooManyTerms(
          terms: collinearity.kept.count + rank.value, rows: sample.rows.count)
      }
      let solution: Solution
      switch model.family {
      case .gaussian:
        solution = try LeastSquares.solve(
          sample: sample, collinearity: collinearity, absorber: absorber, tolerance: tolerance,
          outcomeName: model.outcomeName)
      case .poisson:
        var regression = PoissonRegression(
          sample: sample, collinearity: collinearity, absorber: absorber)
        switch try regression.solve(tolerance: tolerance, suspicious: suspicious) {
        case .solved(let solved): solution = solved
        case .divergent:
          let separated = try Separation.rows(
            sample: sample, collinearity: collinearity, absorber: absorber)
          if separated.isEmpty {
            if !suspicious { throw .noConvergence(what: "the normal equations", iterations: 1) }
            suspicious = false
          }
          pruning.drop(separated: Set(separated.map { sample.rows[$0] }), model: model)
          continue
        }
      }
      absorber.setWeights(solution.weights)
      self.model = model
      self.sample = sample
      self.collinearity = collinearity
      self.pruning = pruning
      self.absorber = absorber
      self.solution = solution
      fixedEffectRank = rank
      return
    }
  }

  /// The number of rows in the estimation sample.
  public var observations: Int { sample.rows.count }

  /// The names of the terms that were estimated, in the order of the coefficients.
  public var names: [String] { collinearity.kept.map { model.terms[$0].name } }

  /// Replaces columns in the order of the sample by their parts orthogonal to the fixed effects
  /// under the final weights (Poisson: the fitted means; least squares: the weights of the model).
  func project(_ columns: inout [[Double]], tolerance: Double) throws(EstimationError) {
    try absorber.absorb(
      &columns, tolerances: [Double](repeating: tolerance, count: columns.count))
  }

  /// The results in the caller's terms, with the variances asked for in their order.
  ///
  /// `describesClusters` false leaves out the diagnostics of clusters, which cost a pass over the
  /// rows for each dimension. Throws an `EstimationError` if a dimension has fewer than two clusters
  /// or a standard error is not a number.
  public func fit(
    variances: [Variance], smallSample: SmallSample, describesClusters: Bool = true
  ) throws(EstimationError) -> Fit {
    let covariance = Covariance(
      self, smallSample: smallSample, describesClusters: describesClusters)
    var estimates: [VarianceEstimate] = []
    for variance in variances { estimates.append(try covariance.estimate(variance)) }
    let order = sample.rows.indices.sorted { sample.rows[$0] < sample.rows[$1] }
    return Fit(
      coefficients: zip(names, solution.coefficients).map {
        Fit.Coefficient(term: $0, estimate: $1)
      },
      variances: estimates, rows: model.outcome.count, keptRows: pruning.kept,
      dropped: pruning.dropped, separatedRows: pruning.separated.sorted(),
      omitted: collinearity.omitted,
      fixedEffects: sample.fixedEffects.map { .init(name: $0.name, levels: $0.levels) },
      fixedEffectRank: fixedEffectRank, iterations: solution.iterations, converged: true,
      achievedTolerance: solution.achievedTolerance, deviance: solution.deviance,
      logLikelihood: solution.logLikelihood, residuals: order.map { solution.residuals[$0] })
  }
}
