extension EstimatedModel {
  /// The average marginal effect of a term on the outcome's mean: its coefficient times the average
  /// fitted mean for Poisson, and the coefficient itself for least squares.
  ///
  /// Averages are over the rows of the estimation sample, each counted with its entry of `rowWeights`
  /// (one for each of the caller's rows; zero leaves a row out) or once. The standard error allows
  /// for the estimation of the fixed effects (see `derive`) and takes the rows as given. Throws
  /// `estimate.prediction` if the term is not estimated, if no row counts, or if the variance is one
  /// of leverage or jackknife kind, and the variance's own errors.
  public func averageMarginalEffect(
    of term: String, rowWeights: [Double]? = nil, variance: Variance, smallSample: SmallSample,
    level: Double = 0.95
  ) throws(EstimationError) -> DerivedEstimate {
    guard let index = names.firstIndex(of: term) else {
      throw .unknownRegressor(term, known: names)
    }
    let shares = try averageShares(rowWeights)
    let coefficient = solution.coefficients[index]
    var gradient = [Double](repeating: 0, count: names.count)
    var byRow = [Double](repeating: 0, count: shares.count)
    var value = coefficient
    gradient[index] = 1
    if model.family == .poisson {
      let parts = zip(shares, sampleMeans).map { $0 * $1 }
      let mean = parts.reduce(0, +)
      value = coefficient * mean
      gradient[index] = mean
      byRow = parts.map { coefficient * $0 }
    }
    return try derive(
      DerivedFunction(
        name: "the average marginal effect of '\(term)'", value: value, byCoefficient: gradient,
        byPredictor: byRow),
      variance: variance, smallSample: smallSample, level: level)
  }

  /// The average change of the outcome's mean if terms had other values.
  ///
  /// `terms` hold the other values for all of the caller's rows, by name; the rest stays as it is,
  /// and so do the fixed effects. Weights, standard error and errors are those of
  /// `averageMarginalEffect`; a value missing in a row that counts is refused.
  public func averageChange(
    to terms: [Term], rowWeights: [Double]? = nil, variance: Variance, smallSample: SmallSample,
    level: Double = 0.95
  ) throws(EstimationError) -> DerivedEstimate {
    let shares = try averageShares(rowWeights)
    var shift = [Double](repeating: 0, count: shares.count)
    var changes: [(index: Int, column: [Double])] = []
    for term in terms {
      guard let index = names.firstIndex(of: term.name) else {
        throw .unknownRegressor(term.name, known: names)
      }
      if term.values.count != model.outcome.count {
        throw .length(
          column: term.name, rows: term.values.count, expected: model.outcome.count)
      }
      let now = sample.terms[collinearity.kept[index]]
      var column = now
      for (position, row) in sample.rows.enumerated() {
        column[position] = shares[position] == 0 ? 0 : term.values[row] - now[position]
        if !column[position].isFinite {
          throw .notFinite(what: "row \(row + 1) of '\(term.name)'")
        }
        shift[position] += solution.coefficients[index] * column[position]
      }
      changes.append((index, column))
    }
    let isPoisson = model.family == .poisson
    let means = sampleMeans
    var value = 0.0
    var byRow = [Double](repeating: 0, count: shares.count)
    var after = shares
    for row in shares.indices {
      if isPoisson {
        let growth = exponentialLessOne(shift[row])
        after[row] = shares[row] * means[row] * (1 + growth)
        byRow[row] = shares[row] * means[row] * growth
        value += byRow[row]
      } else {
        value += shares[row] * shift[row]
      }
    }
    var gradient = [Double](repeating: 0, count: names.count)
    for change in changes { gradient[change.index] = Collinearity.dot(after, change.column) }
    return try derive(
      DerivedFunction(
        name: "the average change", value: value, byCoefficient: gradient, byPredictor: byRow),
      variance: variance, smallSample: smallSample, level: level)
  }

  /// The sum of the fitted means over rows of the estimation sample, each times its entry of
  /// `rowWeights`; standard error and errors are those of `averageMarginalEffect`.
  ///
  /// A total over all rows of a level of a fixed effect equals that of the outcome whatever the
  /// estimate (Poisson, unweighted); the standard error is that of the outcome's total.
  public func fittedTotal(
    rowWeights: [Double], variance: Variance, smallSample: SmallSample, level: Double = 0.95
  ) throws(EstimationError) -> DerivedEstimate {
    let counted = try sampleWeights(rowWeights)
    let means = sampleMeans
    let parts = zip(counted, means).map { $0 * $1 }
    return try derive(
      DerivedFunction(
        name: "the fitted total", value: parts.reduce(0, +),
        byCoefficient: [Double](repeating: 0, count: names.count),
        byPredictor: model.family == .poisson ? parts : counted),
      variance: variance, smallSample: smallSample, level: level)
  }

  private func sampleWeights(_ rowWeights: [Double]?) throws(EstimationError) -> [Double] {
    guard let rowWeights else { return [Double](repeating: 1, count: sample.rows.count) }
    if rowWeights.count != model.outcome.count {
      throw .length(
        column: "weights of rows", rows: rowWeights.count, expected: model.outcome.count)
    }
    for row in sample.rows where !rowWeights[row].isFinite {
      throw .notFinite(what: "the weight of row \(row + 1)")
    }
    return sample.rows.map { rowWeights[$0] }
  }

  /// The rows' weights in an average, adding up to one.
  private func averageShares(_ rowWeights: [Double]?) throws(EstimationError) -> [Double] {
    let weights = try sampleWeights(rowWeights)
    let total = weights.reduce(0, +)
    if !(total > 0) { throw .zeroAverageWeights }
    return weights.map { $0 / total }
  }
}
