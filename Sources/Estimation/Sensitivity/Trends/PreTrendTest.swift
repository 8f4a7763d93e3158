/// The joint test that there is no trend before the reference, and what it could have detected.
///
/// A test that does not reject says little if it would have missed a trend that matters: beside the
/// p-value stand the slopes of linear trends that it finds with a probability of 50 and 80 % (Roth
/// 2022, section II).
public struct PreTrendTest: Sendable, Equatable {
  /// The quadratic form of the coefficients before the reference in their inverse covariance matrix.
  public let statistic: Double
  /// The number of coefficients before the reference.
  public let degreesOfFreedom: Int
  /// The F distribution's second number, or nil for the chi-squared distribution.
  public let denominatorDegreesOfFreedom: Double?
  /// The upper tail of the statistic, over its degrees of freedom if F.
  public let pValue: Double
  /// The level of the test whose power is stated.
  public let level: Double
  /// The change a period of a linear trend that the joint test finds with probability one half.
  public let slopeAtHalfPower: Double
  /// The change a period that it finds with probability 0.8.
  public let slopeAtEightyPercentPower: Double
}

extension EventStudyEstimates {
  /// Tests that all coefficients before the reference are zero.
  ///
  /// With `denominator` degrees of freedom, clusters less one, the p-value is that of F; power is that
  /// of the chi-squared test with known covariance matrix either way, hence a little optimistic. Throws
  /// `estimate.sensitivity` for a denominator that is not positive and `estimate.resampling` for a
  /// level outside (0, 1).
  public func preTrendTest(
    denominator: Double? = nil, level: Double = 0.05
  ) throws(EstimationError) -> PreTrendTest {
    try EstimationError.check(level: level)
    if let denominator, !(denominator > 0) {
      throw .sensitivity(
        "the joint test has \(denominator) degrees of freedom left",
        hint: "use a variance with more clusters")
    }
    let before = Array(estimates[..<prePeriods])
    let statistic = try preTrendForm(before)
    let count = Double(prePeriods)
    let pValue =
      denominator.map {
        FisherDistribution.upperTail(statistic / count, numerator: count, denominator: $0)
      } ?? ChiSquaredDistribution.upperTail(statistic, degreesOfFreedom: count)
    return PreTrendTest(
      statistic: statistic, degreesOfFreedom: prePeriods,
      denominatorDegreesOfFreedom: denominator, pValue: pValue, level: level,
      slopeAtHalfPower: try detectableSlope(power: 0.5, level: level),
      slopeAtEightyPercentPower: try detectableSlope(power: 0.8, level: level))
  }

  /// What counts as finding a trend.
  public enum TrendDetection: String, Sendable, Hashable, CaseIterable {
    /// The joint test rejects.
    case joint
    /// At least one coefficient before the reference is significant by itself, which is what readers of
    /// an event-study graph look for (Roth 2022).
    case anyCoefficient
  }

  /// The slope of the linear trend that is found with the given probability by a test of the given level.
  ///
  /// Throws `estimate.sensitivity` if the power is not between the level and one, or if there are too
  /// many coefficients to integrate over.
  public func detectableSlope(
    power: Double, level: Double = 0.05, by detection: TrendDetection = .joint
  ) throws(EstimationError) -> Double {
    try EstimationError.check(level: level)
    if !(power > level && power < 1) {
      throw .sensitivity(
        "no slope is found with probability \(power) by a test of level \(level)",
        hint: "ask for a power between the level and 1, such as 0.8")
    }
    let line = (0..<prePeriods).map { Double($0 - prePeriods) }
    switch detection {
    case .joint:
      let critical = ChiSquaredDistribution.quantile(
        upperTail: level, degreesOfFreedom: Double(prePeriods))
      let noncentrality = bisect { noncentrality in
        ChiSquaredDistribution.upperTail(
          critical, degreesOfFreedom: Double(prePeriods), noncentrality: noncentrality) < power
      }
      return (noncentrality / (try preTrendForm(line))).squareRoot()
    case .anyCoefficient:
      return bisect { slope in (try? trendDetection(slope: slope, level: level)) ?? 1 < power }
    }
  }

  /// The probability that a linear trend of the given slope makes at least one coefficient before the
  /// reference significant; integrated numerically to about 1e-5.
  public func trendDetection(slope: Double, level: Double = 0.05) throws(EstimationError) -> Double
  {
    try EstimationError.check(level: level)
    if prePeriods > NormalRectangle.largestSize {
      throw .sensitivity(
        "\(prePeriods) coefficients are too many to integrate over",
        hint: "use at most \(NormalRectangle.largestSize) periods, or the joint test")
    }
    let matrix = preCovariance
    let means = (0..<prePeriods).map {
      slope * Double($0 - prePeriods) / matrix[$0, $0].squareRoot()
    }
    let critical = NormalDistribution.quantile(upperTail: level / 2)
    return 1
      - NormalRectangle(correlation: matrix.correlations, shifts: 1).probability(
        within: critical, means: means)
  }

  private var preCovariance: SymmetricMatrix {
    let whole = covarianceMatrix
    var matrix = SymmetricMatrix(size: prePeriods)
    for i in 0..<prePeriods {
      for j in 0..<prePeriods { matrix[i, j] = whole[i, j] }
    }
    return matrix
  }

  /// The quadratic form of a vector in the inverse covariance of the coefficients before.
  private func preTrendForm(_ vector: [Double]) throws(EstimationError) -> Double {
    guard let inverse = preCovariance.inverse() else {
      throw .sensitivity(
        "the covariance matrix of the coefficients before the reference is nearly singular",
        hint: "use fewer periods before the reference")
    }
    return zip(vector, inverse.times(vector)).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// The place where a condition that holds at zero and fails for large numbers ceases to hold.
private func bisect(while holds: (Double) -> Bool) -> Double {
  var low = 0.0
  var high = 1.0
  while !holds(high) && high > 1e-300 { high /= 2 }
  low = high
  high *= 2
  while holds(high) && high < 1e300 {
    low = high
    high *= 2
  }
  while (high - low) > 1e-12 * high {
    let middle = (low + high) / 2
    if holds(middle) { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
