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
  /// The number of threads to use, which changes no bit of any result.
  let threads: Int
  /// The dimension of the space of the fixed effects.
  public let fixedEffectRank: FixedEffectRank

  /// Estimates the model; `tolerance` and every error are those of `fit`.
  ///
  /// `threads` is the number of threads to use, or nil for as many as there are processors; it
  /// changes no bit of the result.
  public init(
    _ model: Model, tolerance: Double, threads: Int? = nil
  ) throws(EstimationError) {
    try self.init(model, tolerance: tolerance, threads: threads, start: nil)
  }

  /// As above, beginning at an estimate of the same terms and fixed effects (Poisson).
  ///
  /// Columns whose squares cannot be represented are named, whatever they led to.
  init(
    _ model: Model, tolerance: Double, threads: Int?, start: PoissonStart?
  ) throws(EstimationError) {
    do throws(EstimationError) {
      try self.init(trusting: model, tolerance: tolerance, threads: threads, start: start)
    } catch {
      throw error.mayBeAboutMagnitude ? Magnitudes(model).refusal ?? error : error
    }
    let isOrdinary = solution.bread.diagonal.allSatisfy { (1e-200...1e200).contains($0) }
    if !isOrdinary || !collinearity.omitted.isEmpty,
      let refusal = Magnitudes(model).refusalOfColumn
    {
      throw refusal
    }
  }

  private init(
    trusting model: Model, tolerance: Double, threads: Int?, start: PoissonStart?
  ) throws(EstimationError) {
    let threads = max(1, threads ?? processorCount())
    if !(1e-13...1e-4).contains(tolerance) { throw .tolerance(tolerance) }
    var pruning = try Pruning(model: model, threads: threads)
    var suspicion = Suspicion.strong
    while true {
      let kept = pruning.kept
      if kept.isEmpty { throw .allDropped(pruning.dropped, rows: model.outcome.count) }
      let sample = Sample(model: model, keeping: kept, threads: threads)
      let rank = FixedEffectRank(sample: sample)
      var estimation = Attempt(
        model: model, sample: sample, rank: rank, tolerance: tolerance, threads: threads)
      estimation.start = start
      guard let solution = try estimation.solve(&pruning, &suspicion) else { continue }
      guard let absorber = estimation.absorber else { continue }
      let collinearity = estimation.collinearity ?? Collinearity(all: model.terms.count)
      self.model = model
      self.threads = threads
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

  /// Where the estimation of the same terms on other rows, or with other values, may begin; nil for
  /// least squares, or if a term was left out.
  var start: PoissonStart? {
    if model.family != .poisson || !collinearity.omitted.isEmpty || solution.basis != nil {
      return nil
    }
    var predictor = [Double](repeating: 0, count: model.outcome.count)
    for (row, mean) in zip(sample.rows, sampleMeans) { predictor[row] = naturalLogarithm(mean) }
    return PoissonStart(predictor: predictor, coefficients: solution.coefficients)
  }

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
    return Fit(
      coefficients: zip(names, solution.coefficients).map {
        Fit.Coefficient(term: $0, estimate: $1)
      },
      variances: estimates, rows: model.outcome.count, dropped: pruning.dropped,
      separatedRows: pruning.separated.sorted(),
      omitted: collinearity.omitted,
      fixedEffects: sample.fixedEffects.map { .init(name: $0.name, levels: $0.levels) },
      fixedEffectRank: fixedEffectRank, iterations: solution.iterations, converged: true,
      achievedTolerance: solution.achievedTolerance, deviance: solution.deviance,
      logLikelihood: solution.logLikelihood, sampleRows: sample.rows,
      sampleResiduals: solution.residuals)
  }
}
