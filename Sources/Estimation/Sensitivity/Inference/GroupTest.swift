/// A t-test of a few estimates, one from each group of the data, such as an election.
///
/// Estimating the coefficient in each of q groups and testing the mean of the q estimates by Student's t
/// with q - 1 degrees of freedom is valid if the estimates are independent, unbiased and about normal,
/// whatever their variances (Ibragimov and Müller 2010, from Bakirov and Székely 2006): for two-sided
/// tests at 8.3 % and below, and for up to 14 groups at 10 % and below. It cannot be used where a
/// coefficient is not identified within a group.
public struct GroupTest: Sendable, Equatable {
  /// The number of groups.
  public let groups: Int
  /// The mean of the estimates, or the difference of two means.
  public let estimate: Double
  /// Its standard error from the spread of the estimates.
  public let standardError: Double
  /// The estimate less the null over its standard error.
  public let statistic: Double
  /// The degrees of freedom of the t distribution.
  public let degreesOfFreedom: Int
  /// The two-sided p-value.
  public let pValue: Double
  /// The largest level at which the test is known to be valid, two-sided.
  public let largestValidLevel: Double

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

  /// Tests that the mean of the groups' coefficients is `null`.
  ///
  /// Throws `estimate.sensitivity` for fewer than two groups or if all estimates are equal, and
  /// `estimate.infinite` for one that is not finite.
  public init(_ estimates: [Double], null: Double = 0) throws(EstimationError) {
    let (mean, square) = try GroupTest.moments(estimates, column: "estimates")
    let count = Double(estimates.count)
    self.init(
      groups: estimates.count, estimate: mean, variance: square / count, null: null,
      degreesOfFreedom: estimates.count - 1,
      // 2 (1 - Φ(√3)), Bakirov and Székely's bound.
      largestValidLevel: estimates.count <= 14
        ? 0.1 : NormalDistribution.twoSided(3.0.squareRoot()))
  }

  /// Tests that two sets of groups have the same mean, such as elections of two kinds.
  ///
  /// The two-sample statistic with separate variances and the degrees of freedom of the smaller set less
  /// one (Ibragimov and Müller 2016); used here at 5 % and below. Errors are those of one set.
  public init(
    treated: [Double], control: [Double], null: Double = 0
  ) throws(EstimationError) {
    let (first, firstSquare) = try GroupTest.moments(treated, column: "treated")
    let (second, secondSquare) = try GroupTest.moments(control, column: "control")
    self.init(
      groups: treated.count + control.count, estimate: first - second,
      variance: firstSquare / Double(treated.count) + secondSquare / Double(control.count),
      null: null, degreesOfFreedom: min(treated.count, control.count) - 1,
      largestValidLevel: 0.05)
  }

  private init(
    groups: Int, estimate: Double, variance: Double, null: Double, degreesOfFreedom: Int,
    largestValidLevel: Double
  ) {
    self.groups = groups
    self.estimate = estimate
    standardError = variance.squareRoot()
    statistic = (estimate - null) / standardError
    self.degreesOfFreedom = degreesOfFreedom
    pValue = StudentDistribution.twoSided(
      statistic, degreesOfFreedom: Double(degreesOfFreedom))
    self.largestValidLevel = largestValidLevel
  }

  /// Mean and variance of one set.
  private static func moments(
    _ estimates: [Double], column: String
  ) throws(EstimationError) -> (mean: Double, variance: Double) {
    try EstimationError.check(estimates, column: column, count: estimates.count)
    if estimates.count < 2 {
      throw .sensitivity(
        "a t-test of groups needs two or more of them, and '\(column)' has \(estimates.count)",
        hint: "estimate the coefficient in more groups, or use another test")
    }
    let mean = estimates.reduce(0, +) / Double(estimates.count)
    let squares = estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    if Set(estimates).count == 1 {
      throw .sensitivity(
        "all \(estimates.count) numbers of '\(column)' are equal, so that they show no spread",
        hint: "pass estimates from groups that were estimated separately")
    }
    return (mean, squares / Double(estimates.count - 1))
  }
}
