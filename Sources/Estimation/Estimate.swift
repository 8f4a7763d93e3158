/// Estimates a model once and as many variances from it as are asked for.
///
/// - Parameters:
///   - model: The columns; rows with a missing number are left out.
///   - variances: The variances to compute, in the order of the result.
///   - smallSample: The corrections, usually `.fixest`.
///   - tolerance: The length of the last step, relative to the coefficients, between 1e-13 and 1e-4.
///     The last step is then repeated with everything a hundred times tighter, and what changed is
///     reported. For 1e-8 the coefficients are usually right to 1e-12.
///
/// Rows are dropped until none is a singleton and, for Poisson, none is separated; terms in the span
/// of the fixed effects or of earlier terms are omitted with the reason. A model without terms is
/// estimated with its fixed effects alone. Cost is proportional to rows, terms and the steps that
/// the fixed effects need; memory is about three times that of the columns.
///
/// Throws an `EstimationError` if columns differ in length or hold infinite values, if an outcome is
/// negative (Poisson), if no rows or no terms are left, if there are more parameters than rows, if
/// the outcome does not vary beyond the fixed effects, if a dimension has fewer than two clusters,
/// or if the estimation does not converge. No result is ever NaN.
public func fit(
  _ model: Model, variances: [Variance], smallSample: SmallSample, tolerance: Double
) throws(EstimationError) -> Fit {
  if !(1e-13...1e-4).contains(tolerance) { throw .tolerance(tolerance) }
  var pruning = try Pruning(model: model)
  var suspicious = true
  while true {
    if pruning.kept.isEmpty { throw .allDropped(pruning.dropped, rows: model.outcome.count) }
    let sample = Sample(model: model, keeping: pruning.kept)
    let absorber = Absorber(
      fixedEffects: sample.fixedEffects, largest: sample.largest, rowCount: sample.rows.count)
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
    return try assemble(
      model: model, pruning: pruning, sample: sample, collinearity: collinearity, rank: rank,
      solution: solution, variances: variances, smallSample: smallSample)
  }
}

private func assemble(
  model: Model, pruning: Pruning, sample: Sample, collinearity: Collinearity,
  rank: FixedEffectRank, solution: Solution, variances: [Variance], smallSample: SmallSample
) throws(EstimationError) -> Fit {
  let names = collinearity.kept.map { model.terms[$0].name }
  let covariance = Covariance(
    sample: sample, solution: solution, names: names, family: model.family,
    smallSample: smallSample)
  var estimates: [VarianceEstimate] = []
  for variance in variances { estimates.append(try covariance.estimate(variance)) }
  let order = sample.rows.indices.sorted { sample.rows[$0] < sample.rows[$1] }
  return Fit(
    coefficients: zip(names, solution.coefficients).map { Fit.Coefficient(term: $0, estimate: $1) },
    variances: estimates, rows: model.outcome.count, keptRows: pruning.kept,
    dropped: pruning.dropped, separatedRows: pruning.separated.sorted(),
    omitted: collinearity.omitted,
    fixedEffects: sample.fixedEffects.map { .init(name: $0.name, levels: $0.levels) },
    fixedEffectRank: rank, iterations: solution.iterations, converged: true,
    achievedTolerance: solution.achievedTolerance, deviance: solution.deviance,
    logLikelihood: solution.logLikelihood, residuals: order.map { solution.residuals[$0] })
}
