/// Ramsey's test of the functional form (Ramsey 1969; for PPML Santos Silva and Tenreyro 2006, section 5).
///
/// The square of the linear predictor is added to the model: if the form is right, it explains nothing.
public struct ResetTest: Sendable, Equatable {
  /// The coefficient of the squared linear predictor with its standard error, statistic and p-value.
  public let row: VarianceEstimate.Row
  /// The rows used, which are those of the model but for separation by the added term.
  public let observations: Int
}

extension EstimatedModel {
  /// Estimates the model again with the square of its linear predictor and tests its coefficient.
  ///
  /// For a log-linear model estimated by least squares pass that model; for PPML the Poisson one. The
  /// square is taken around the mean of the predictor where fixed effects absorb the difference, which
  /// leaves the statistic as it is and keeps its digits. Factors of `variance` are given for all of the
  /// caller's rows.
  ///
  /// Throws `estimate.sensitivity` if the square lies in the space of the other terms and fixed effects,
  /// as in a saturated model, and otherwise what estimation throws.
  public func resetTest(
    variance: Variance, smallSample: SmallSample, tolerance: Double = 1e-8
  ) throws(EstimationError) -> ResetTest {
    let predictor = fittedValues(.link)
    let used = predictor.filter { !$0.isNaN }
    let centre = model.fixedEffects.isEmpty ? 0 : used.reduce(0, +) / Double(used.count)
    var name = "squared linear predictor"
    while model.terms.contains(where: { $0.name == name }) { name += "'" }
    let square = Term(name: name, values: predictor.map { ($0 - centre) * ($0 - centre) })
    let extended = try EstimatedModel(
      Model(
        outcomeName: model.outcomeName, outcome: model.outcome, terms: model.terms + [square],
        fixedEffects: model.fixedEffects, family: model.family, weights: model.weights,
        offset: model.offset),
      tolerance: tolerance, threads: threads)
    let fit = try extended.fit(
      variances: [variance], smallSample: smallSample, describesClusters: false)
    guard let row = fit.variances.first?.table.first(where: { $0.term == name }) else {
      throw .sensitivity(
        "the square of the linear predictor lies in the space of the other terms",
        hint: "test a model that is not saturated")
    }
    return ResetTest(row: row, observations: extended.observations)
  }
}
