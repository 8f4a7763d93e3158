/// How well a model fits, by the definitions of R's fixest 0.12 (`fitstat`, `r2`).
///
/// The null model has a constant, and the offset if there is one. K counts terms and the levels of
/// all fixed effects less one for each beyond the first, as fixest counts parameters; an exact rank is
/// reported with the fixed effects. A measure that is not defined is nil and never a number: where the
/// outcome does not vary, or where no degrees of freedom are left.
public struct GoodnessOfFit: Sendable, Equatable {
  /// K.
  public let parameters: Int
  /// The log likelihood of the null model; for least squares that with the variance at its maximum.
  public let nullLogLikelihood: Double
  /// 1 - SSR / SST about the weighted mean (least squares).
  public let rSquared: Double?
  /// 1 - (1 - R²)(n - 1) / (n - K) (least squares).
  public let adjustedRSquared: Double?
  /// 1 - SSR over that of the fixed effects alone (least squares with fixed effects).
  public let withinRSquared: Double?
  /// 1 - (1 - within R²)(n - F) / (n - F - k), with k terms and F = K - k (least squares).
  public let adjustedWithinRSquared: Double?
  /// McFadden's 1 - L / L0.
  public let pseudoRSquared: Double?
  /// 1 - (L - k) / L0 with k terms, without a constant among them.
  public let adjustedPseudoRSquared: Double?
  /// The squared correlation of outcome and fitted mean, unweighted.
  public let squaredCorrelation: Double?
  /// Whether the outcome is fitted but for rounding, so that errors are rounding as well: the root
  /// mean square of the residuals is below 1e-12 times that of the outcome.
  public let isExact: Bool
  /// The root of SSR / n (least squares).
  public let rootMeanSquare: Double?
  /// Akaike's criterion, -2 L + 2 K.
  public let akaike: Double
  /// Schwarz's criterion, -2 L + K log n.
  public let bayesian: Double
}

extension EstimatedModel {
  /// How well the model fits; with fixed effects, least squares cost the absorption of one column.
  ///
  /// Throws `estimate.no_convergence` if that fails.
  public func goodnessOfFit() throws(EstimationError) -> GoodnessOfFit {
    let rows = sample.rows.count
    let size = Double(rows)
    let weights = sample.weights ?? [Double](repeating: 1, count: rows)
    let parameters = Covariance(self, smallSample: .fixest, describesClusters: false)
      .countParameters([])
    let terms = names.count
    let free = size - Double(parameters)
    let likelihood = solution.logLikelihood
    let outcome = sample.offset.map { zip(sample.outcome, $0).map { $0 - $1 } } ?? sample.outcome
    let total = weights.reduce(0, +)
    var (null, squared, within): (Double, Double?, Double?) = (0, nil, nil)
    switch model.family {
    case .gaussian:
      let mean = zip(weights, outcome).reduce(0) { $0 + $1.0 * $1.1 } / total
      let all = zip(weights, outcome).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
      let left = solution.deviance
      if all > 0 {
        squared = 1 - left / all
        // The terms that are the same in both likelihoods cancel.
        null = likelihood - 0.5 * size * naturalLogarithm(all / left)
        if !sample.fixedEffects.isEmpty {
          var column = [outcome]
          try project(&column, tolerance: 1e-10)
          let alone = zip(weights, column[0]).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
          if alone > 0 { within = 1 - left / alone }
        }
      } else {
        null = likelihood
      }
    case .poisson:
      let exposure = sample.offset.map { offset in
        zip(weights, offset).reduce(0) { $0 + $1.0 * exponential($1.1) }
      }
      let sum = zip(weights, sample.outcome).reduce(0) { $0 + $1.0 * $1.1 }
      let level = naturalLogarithm(sum / (exposure ?? total))
      for row in 0..<rows {
        let predictor = level + (sample.offset?[row] ?? 0)
        let y = sample.outcome[row]
        null += weights[row] * (y * predictor - exponential(predictor) - logGamma(y + 1))
      }
    }
    func adjusted(_ share: Double?, _ before: Double, _ after: Double) -> Double? {
      guard let share, after > 0 else { return nil }
      return 1 - (1 - share) * before / after
    }
    let slopes = names.contains { $0 == "(Intercept)" } ? terms - 1 : terms
    let effects = sample.fixedEffects.isEmpty ? size : size - Double(parameters - terms)
    let hasNull = null != 0 && null.isFinite
    let correlation = EstimatedModel.squaredCorrelation(sample.outcome, sampleMeans)
    return GoodnessOfFit(
      parameters: parameters, nullLogLikelihood: null, rSquared: squared,
      adjustedRSquared: adjusted(squared, size - 1, free), withinRSquared: within,
      adjustedWithinRSquared: adjusted(within, effects, effects - Double(terms)),
      pseudoRSquared: hasNull ? 1 - likelihood / null : nil,
      adjustedPseudoRSquared: hasNull ? 1 - (likelihood - Double(slopes)) / null : nil,
      squaredCorrelation: correlation,
      isExact: correlation.map { $0 > 1 - 1e-9 } == true && leavesRounding,
      rootMeanSquare: model.family == .gaussian ? (solution.deviance / size).squareRoot() : nil,
      akaike: -2 * likelihood + 2 * Double(parameters),
      bayesian: -2 * likelihood + naturalLogarithm(size) * Double(parameters))
  }

  /// Whether the residuals are nothing beside the outcome; a pass over the rows.
  private var leavesRounding: Bool {
    let left = solution.residuals.reduce(0) { $0 + $1 * $1 }
    return left <= 1e-24 * sample.outcome.reduce(0) { $0 + $1 * $1 }
  }

  private static func squaredCorrelation(_ a: [Double], _ b: [Double]) -> Double? {
    let size = Double(a.count)
    let (p, q) = (a.reduce(0, +) / size, b.reduce(0, +) / size)
    var (cross, left, right) = (0.0, 0.0, 0.0)
    for row in a.indices {
      let (x, y) = (a[row] - p, b[row] - q)
      cross += x * y
      left += x * x
      right += y * y
    }
    return left > 0 && right > 0 ? cross * cross / (left * right) : nil
  }
}
