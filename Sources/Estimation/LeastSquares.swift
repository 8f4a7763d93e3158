/// Least squares with absorbed fixed effects (Frisch and Waugh 1933; Lovell 1963).
enum LeastSquares {
  /// Fits the sample's outcome to the terms that can be estimated.
  static func solve(
    sample: Sample, collinearity: Collinearity, absorber: Absorber, tolerance: Double,
    outcomeName: String
  ) throws(EstimationError) -> Solution {
    let count = sample.rows.count
    let weights = sample.weights ?? [Double](repeating: 1, count: count)
    let response = sample.offset.map { zip(sample.outcome, $0).map { $0 - $1 } } ?? sample.outcome
    let mean = response.reduce(0, +) / Double(count)
    let size = Collinearity.norm(response)
    var columns = [response]
    try absorber.absorb(&columns, tolerances: [tolerance])
    let loose = Regression(columns[0], on: collinearity.absorbed, weights: weights)
    try absorber.absorb(&columns, tolerances: [max(tolerance / 100, 1e-15)])
    let outcome = columns[0]
    let spread = Collinearity.norm(response.map { $0 - mean })
    if !sample.fixedEffects.isEmpty, Collinearity.norm(outcome) <= max(1e-13 * size, 1e-12 * spread)
    {
      throw .constantOutcome(column: outcomeName)
    }
    guard let loose, let tight = Regression(outcome, on: collinearity.absorbed, weights: weights)
    else { throw .noConvergence(what: "the normal equations", iterations: 1) }
    var residuals = outcome
    for (term, coefficient) in zip(collinearity.absorbed, tight.coefficients) {
      for row in residuals.indices { residuals[row] -= coefficient * term[row] }
    }
    let squares = Collinearity.dot(zip(weights, residuals).map { $0 * $1 }, residuals)
    let variance = squares / Double(count)
    let scales = tight.bread.diagonal.map { ($0 * variance).squareRoot() }
    if !(variance > 0) { throw .constantOutcome(column: outcomeName) }
    let twoPi = 6.283185307179586476925286766559
    return Solution(
      coefficients: tight.coefficients, terms: collinearity.absorbed, residuals: residuals,
      weights: weights, bread: tight.bread, iterations: 1,
      achievedTolerance: Regression.largestChange(
        zip(tight.coefficients, loose.coefficients).map { $0 - $1 }, tight.coefficients,
        scales: scales),
      deviance: squares,
      logLikelihood: -0.5 * Double(count) * (naturalLogarithm(twoPi * variance) + 1)
        + 0.5 * (sample.weights?.reduce(0) { $0 + naturalLogarithm($1) } ?? 0))
  }
}
