/// On which scale a fitted or predicted value is stated.
public enum PredictionScale: String, Sendable, Hashable, CaseIterable {
  /// That of the outcome: the conditional mean.
  case response
  /// That of the linear predictor, offset and fixed effects included; the log of the mean for
  /// Poisson, the mean itself for least squares.
  case link
}

/// The residuals a model can be asked for.
public enum ResidualKind: String, Sendable, Hashable, CaseIterable {
  /// Outcome less fitted mean.
  case response
  /// That over the root of the mean (Poisson), times the root of the prior weight.
  case pearson
  /// The signed root of the row's part in the deviance, prior weight included.
  case deviance
  /// Outcome over mean, less one (Poisson); the response residual for least squares.
  case working
}

extension EstimatedModel {
  /// The fitted values, one for each of the caller's rows; NaN, missing, where a row is not in the
  /// estimation sample.
  public func fittedValues(_ scale: PredictionScale) -> [Double] {
    spread(
      model.family == .poisson && scale == .link
        ? sampleMeans.map { naturalLogarithm($0) } : sampleMeans)
  }

  /// The residuals, one for each of the caller's rows; NaN, missing, where a row is not in the
  /// estimation sample.
  public func residuals(_ kind: ResidualKind) -> [Double] {
    let means = sampleMeans
    var values = solution.residuals
    for row in values.indices {
      let prior = sample.weights?[row] ?? 1
      let (outcome, mean) = (sample.outcome[row], means[row])
      switch (kind, model.family) {
      case (.response, _), (.working, .gaussian): break
      case (.working, .poisson): values[row] /= mean
      case (.pearson, .gaussian), (.deviance, .gaussian): values[row] *= prior.squareRoot()
      case (.pearson, .poisson): values[row] *= (prior / mean).squareRoot()
      case (.deviance, .poisson):
        let part = outcome > 0 ? outcome * naturalLogarithm(outcome / mean) : 0
        // Rounding can leave a tiny negative number where the outcome is the mean.
        let size = (2 * prior * max(part - values[row], 0)).squareRoot()
        values[row] = values[row] < 0 ? -size : size
      }
    }
    return spread(values)
  }

  /// The fitted means in the order of the sample.
  var sampleMeans: [Double] { zip(sample.outcome, solution.residuals).map { $0 - $1 } }

  /// Puts a column of the sample at the caller's rows, with NaN elsewhere.
  func spread(_ column: [Double]) -> [Double] {
    var result = [Double](repeating: .nan, count: model.outcome.count)
    for (position, row) in sample.rows.enumerated() { result[row] = column[position] }
    return result
  }
}
