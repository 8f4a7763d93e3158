/// A number computed from the whole fit, fixed effects included, with their uncertainty.
public struct DerivedEstimate: Sendable, Equatable {
  /// What it is, in words.
  public let name: String
  /// The number, in units of the outcome.
  public let estimate: Double
  /// Its standard error by the delta method.
  public let standardError: Double
  /// The estimate over the standard error.
  public let statistic: Double
  /// The two-sided p-value of its being zero.
  public let pValue: Double
  /// The share of samples whose interval is to hold the true value, such as 0.95.
  public let level: Double
  /// The lower end of the interval.
  public let lower: Double
  /// The upper end of the interval.
  public let upper: Double
  /// The degrees of freedom of the t distribution; nil where the standard normal is used.
  public let degreesOfFreedom: Double?
}

/// A smooth function of the coefficients and of the rows' linear predictors, at the estimate.
struct DerivedFunction {
  let name: String
  let value: Double
  /// Its derivative by each coefficient, the linear predictors held fixed.
  let byCoefficient: [Double]
  /// Its derivative by each row's linear predictor, in the order of the sample.
  let byPredictor: [Double]
}

extension EstimatedModel {
  /// The standard error of a function of the fit.
  ///
  /// All parameters, those of the fixed effects too, move by H^-1 times the sum of the scores z u,
  /// z = (x, d) and H = Z'WZ. For a gradient (g, 0) + Z'c the function therefore moves by the sum over
  /// rows of u times (X A g) + P(c / W), with X orthogonal to the fixed effects, A = (X'WX)^-1 and P
  /// the projection on all columns of Z under W: the implicit derivatives of the fixed effects, at
  /// the cost of absorbing one column.
  func derive(
    _ function: DerivedFunction, variance: Variance, smallSample: SmallSample, level: Double
  ) throws(EstimationError) -> DerivedEstimate {
    if !(level > 0 && level < 1) { throw .levelOutside(level) }
    switch variance {
    case .leverage, .jackknife, .biasReduced: throw .unsupportedVariance(function.name)
    default: break
    }
    if names.isEmpty { throw .noEstimatedTerm(function.name) }
    let weights = solution.weights
    var direction = [Double](repeating: 0, count: weights.count)
    if function.byPredictor.contains(where: { $0 != 0 }) {
      direction = zip(function.byPredictor, weights).map { $0 / $1 }
      var within = [direction]
      try project(&within, tolerance: 1e-10)
      // P z = z - M z + X A X'W M z.
      let weighted = zip(within[0], weights).map { $0 * $1 }
      let slopes = solution.bread.times(
        solution.terms.map { Collinearity.dot($0, weighted) })
      for row in direction.indices { direction[row] -= within[0][row] }
      add(slopes, to: &direction)
    }
    add(solution.bread.times(solution.combination(function.byCoefficient)), to: &direction)
    // The variance of a single score, asked from the code for those of the coefficients: every term
    // is replaced by the direction, so that every element of the matrix is the number wanted.
    var stand = self
    let size = names.count
    stand.solution.projected = ProjectedTerms(
      .columns([[Double]](repeating: direction, count: size)), count: size,
      layout: sample.layout, threads: threads)
    var bread = SymmetricMatrix(size: size)
    if variance == .iid {
      let square = zip(direction, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      for index in bread.elements.indices { bread.elements[index] = square }
    } else {
      for index in 0..<size { bread[index, index] = 1 }
    }
    stand.solution.bread = bread
    stand.solution.basis = nil
    let covariance = try Covariance(stand, smallSample: smallSample, describesClusters: false)
      .estimate(variance)
    let square = covariance.covariance[0][0]
    if covariance.repair != nil || !(square > 0) || !square.isFinite {
      throw .noVariation(function.name)
    }
    if !function.value.isFinite { throw .notFinite(what: function.name) }
    let freedom = covariance.table[0].degreesOfFreedom
    let error = square.squareRoot()
    let tested = TestedValue(
      estimate: function.value, value: 0, standardError: error, level: level,
      degreesOfFreedom: freedom)
    return DerivedEstimate(
      name: function.name, estimate: function.value, standardError: error,
      statistic: tested.statistic, pValue: tested.pValue, level: level, lower: tested.lower,
      upper: tested.upper, degreesOfFreedom: freedom)
  }

  private func add(_ slopes: [Double], to column: inout [Double]) {
    for (term, slope) in zip(solution.terms, slopes) where slope != 0 {
      for row in column.indices { column[row] += slope * term[row] }
    }
  }
}
