/// Coefficients of an event study, in the order of time and without the reference period.
///
/// The reference period lies between the last period before and the first period after; periods are
/// a unit of time apart, as the methods that start from here need.
public struct EventStudyEstimates: Sendable, Equatable {
  /// The coefficients of periods -K to -1, then 1 to T; the reference period 0 is left out.
  public let estimates: [Double]
  /// Their covariance matrix, rows and columns in the same order.
  public let covariance: [[Double]]
  /// The number K of coefficients before the reference period.
  public let prePeriods: Int
  /// The number T of coefficients after it.
  public var postPeriods: Int { estimates.count - prePeriods }

  /// Checks and keeps the coefficients.
  ///
  /// Throws `estimate.length` if the matrix does not fit, `estimate.infinite` if a number is not
  /// finite, and `estimate.sensitivity` if there is no period before or after, or if the matrix is not
  /// symmetric and positive definite, as happens with fewer clusters than coefficients.
  public init(
    estimates: [Double], covariance: [[Double]], prePeriods: Int
  ) throws(EstimationError) {
    let count = estimates.count
    try EstimationError.check(estimates, column: "estimates", count: count)
    if covariance.count != count {
      throw .length(column: "covariance", rows: covariance.count, expected: count)
    }
    for row in covariance {
      try EstimationError.check(row, column: "covariance", count: count)
    }
    if prePeriods < 1 || prePeriods >= count {
      throw .sensitivity(
        "an event study of \(count) coefficients cannot have \(prePeriods) before the reference",
        hint: "pass at least one coefficient on each side of the reference period")
    }
    for i in 0..<count {
      for j in 0..<i {
        let scale = abs(covariance[i][i] * covariance[j][j]).squareRoot()
        if abs(covariance[i][j] - covariance[j][i]) > 1e-8 * scale {
          throw .sensitivity(
            "the covariance matrix is not symmetric in row \(i) and column \(j)",
            hint: "pass the matrix of one variance")
        }
      }
    }
    self.estimates = estimates
    self.covariance = covariance
    self.prePeriods = prePeriods
    if covarianceMatrix.inverse() == nil {
      throw .sensitivity(
        "the covariance matrix of the \(count) event-study coefficients is not positive definite",
        hint: "use fewer periods, or cluster by a dimension with more levels")
    }
  }

  var covarianceMatrix: SymmetricMatrix {
    var matrix = SymmetricMatrix(size: estimates.count)
    for i in 0..<estimates.count {
      for j in 0..<estimates.count { matrix[i, j] = (covariance[i][j] + covariance[j][i]) / 2 }
    }
    return matrix
  }

  /// The periods of the coefficients: -K to -1, then 1 to T.
  public var periods: [Int] {
    Array(-prePeriods..<0) + Array(1...postPeriods)
  }

  /// The variance of a weighted sum of the coefficients.
  func variance(of weights: [Double]) -> Double {
    zip(weights, covarianceMatrix.times(weights)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The weights of the effect of interest over the periods after: the first one unless given.
  func target(_ weights: [Double]?) throws(EstimationError) -> [Double] {
    guard let weights else {
      return [1] + [Double](repeating: 0, count: postPeriods - 1)
    }
    try EstimationError.check(weights, column: "target", count: postPeriods)
    if weights.allSatisfy({ $0 == 0 }) {
      throw .sensitivity(
        "the effect of interest has weight zero in every period",
        hint: "weight at least one period after the reference")
    }
    return weights
  }
}
