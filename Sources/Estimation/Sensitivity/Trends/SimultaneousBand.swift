/// Intervals that cover all coefficients at once with a stated probability.
///
/// The sup-t band (Montiel Olea and Plagborg-Møller 2019): estimates plus and minus one critical value
/// times their standard errors, the quantile of the largest absolute t-statistic. It is the narrowest
/// band of that form, and never wider than Bonferroni's.
public struct SimultaneousBand: Sendable, Equatable {
  /// The probability of covering all coefficients.
  public let level: Double
  /// The critical value.
  public let criticalValue: Double
  /// The lower ends, in the order of the estimates.
  public let lower: [Double]
  /// The upper ends.
  public let upper: [Double]

  /// Forms the band from estimates and their covariance matrix.
  ///
  /// The critical value is integrated numerically (Genz 1992) to about 1e-3 at worst, without draws: the same
  /// matrix gives the same band. Throws `estimate.length` or `estimate.infinite` for a matrix that
  /// does not fit, `estimate.resampling` for a level outside (0, 1), and `estimate.sensitivity` if a
  /// variance is not positive or there are none or more than 51 estimates.
  public init(
    estimates: [Double], covariance: [[Double]], level: Double = 0.95
  ) throws(EstimationError) {
    try EstimationError.check(level: level)
    let count = estimates.count
    try EstimationError.check(estimates, column: "estimates", count: count)
    if count < 1 || count > NormalRectangle.largestSize {
      throw .sensitivity(
        "a simultaneous band of \(count) coefficients cannot be formed",
        hint: "pass 1 to \(NormalRectangle.largestSize) coefficients")
    }
    if covariance.count != count {
      throw .length(column: "covariance", rows: covariance.count, expected: count)
    }
    var matrix = SymmetricMatrix(size: count)
    for (i, row) in covariance.enumerated() {
      try EstimationError.check(row, column: "covariance", count: count)
      for j in 0..<count { matrix[i, j] = row[j] }
    }
    if let row = matrix.diagonal.firstIndex(where: { !($0 > 0) }) {
      throw .sensitivity(
        "the variance of coefficient \(row) is not positive",
        hint: "leave out coefficients without a standard error, such as the reference")
    }
    let critical = NormalRectangle(correlation: matrix.correlations).bound(probability: level)
    self.level = level
    criticalValue = critical
    lower = zip(estimates, matrix.diagonal).map { $0 - critical * $1.squareRoot() }
    upper = zip(estimates, matrix.diagonal).map { $0 + critical * $1.squareRoot() }
  }
}
