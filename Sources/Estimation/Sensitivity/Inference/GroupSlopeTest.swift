/// How a few estimates, one from each group of the data such as an election, go with a value of the
/// group.
///
/// Ordinary least squares of the estimates on the values and a constant, with Student's t of n - 2
/// degrees of freedom: exact if the estimates are independent, normal and equally uncertain about a
/// line, and else as good as that is near. Where the value takes two levels alone the slope is the
/// difference of two means under a common variance.
public struct GroupSlopeTest: Sendable, Equatable {
  /// One coefficient of the line.
  public struct Coefficient: Sendable, Equatable {
    /// The estimate.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// The two-sided p-value of zero.
    public let pValue: Double
    fileprivate let degreesOfFreedom: Int

    /// The ends of the two-sided interval at a level of confidence.
    ///
    /// Throws `estimate.resampling` for a level outside (0, 1).
    public func interval(level: Double = 0.95) throws(EstimationError) -> (
      lower: Double, upper: Double
    ) {
      try EstimationError.check(level: level)
      let reach =
        standardError
        * StudentDistribution.quantile(
          upperTail: (1 - level) / 2, degreesOfFreedom: Double(degreesOfFreedom))
      return (estimate - reach, estimate + reach)
    }
  }

  /// The number of groups.
  public let groups: Int
  /// The change of the estimates for each unit of the value.
  public let slope: Coefficient
  /// What the line says where the value is zero.
  public let intercept: Coefficient
  /// The degrees of freedom of the t distribution: the groups less two.
  public let degreesOfFreedom: Int

  /// Fits a line to the estimates of groups.
  ///
  /// Throws `estimate.length` or `estimate.infinite` for lists that do not fit, and
  /// `estimate.sensitivity` for fewer than three groups, for values that are all the same, or where the
  /// estimates lie on a line up to rounding, which shows no spread.
  public init(_ estimates: [Double], on values: [Double]) throws(EstimationError) {
    try EstimationError.check(estimates, column: "estimates", count: estimates.count)
    try EstimationError.check(values, column: "values", count: estimates.count)
    let count = Double(estimates.count)
    if estimates.count < 3 {
      throw .sensitivity(
        "a slope over groups needs three or more of them, and there are \(estimates.count)",
        hint: "estimate the coefficient in more groups")
    }
    if Set(values).count == 1 {
      throw .sensitivity(
        "the value is the same in all \(estimates.count) groups, so that there is no slope",
        hint: "use groups with different values")
    }
    let meanValue = values.reduce(0, +) / count
    let mean = estimates.reduce(0, +) / count
    var squares = 0.0
    var products = 0.0
    var total = 0.0
    for (estimate, value) in zip(estimates, values) {
      squares += (value - meanValue) * (value - meanValue)
      products += (value - meanValue) * (estimate - mean)
      total += (estimate - mean) * (estimate - mean)
    }
    let slope = products / squares
    var residual = 0.0
    for (estimate, value) in zip(estimates, values) {
      let miss = estimate - mean - slope * (value - meanValue)
      residual += miss * miss
    }
    if !(residual > 1e-24 * total) {
      throw .sensitivity(
        "the estimates of \(estimates.count) groups lie on one line, so that they show no spread",
        hint: "pass estimates from groups that were estimated separately")
    }
    let degrees = estimates.count - 2
    let variance = residual / Double(degrees)
    func coefficient(_ estimate: Double, _ error: Double) -> Coefficient {
      Coefficient(
        estimate: estimate, standardError: error,
        pValue: StudentDistribution.twoSided(
          estimate / error, degreesOfFreedom: Double(degrees)), degreesOfFreedom: degrees)
    }
    groups = estimates.count
    degreesOfFreedom = degrees
    self.slope = coefficient(slope, (variance / squares).squareRoot())
    intercept = coefficient(
      mean - slope * meanValue,
      (variance * (1 / count + meanValue * meanValue / squares)).squareRoot())
  }
}
