/// An exact test of a few estimates, one from each group, by changing their signs.
///
/// If the estimates less the null are independent and symmetric about zero, all 2^q changes of sign are
/// equally likely (Canay, Romano and Shaikh 2017): the p-value is the share of changes whose sum is at
/// least as large as that observed. Ordering by the sum, the mean or the t-statistic is the same, since
/// the squares do not change. It cannot be used where a coefficient is not identified within a group.
public struct SignChangeTest: Sendable, Equatable {
  /// The estimates.
  public let estimates: [Double]
  /// The value they are compared with.
  public let null: Double
  /// Two-sided, or the side on which large values speak against the null.
  public let tails: TestTails
  /// The share of sign changes at least as extreme, the observed signs among them.
  public let pValue: Double
  /// The smallest p-value that so many groups allow: 2^(1-q) two-sided and 2^-q one-sided.
  public let smallestAttainable: Double
  /// The number of sign changes, 2^q.
  public let changes: Int

  /// Goes through all changes of sign: 2^q steps, hence at most 24 groups.
  ///
  /// `tails` may be symmetric, upper or lower. Estimates equal to the null take part with either sign.
  /// Throws `estimate.sensitivity` for fewer than two or more than 24 groups or for equal tails, and
  /// `estimate.infinite` for a number that is not finite.
  public init(
    _ estimates: [Double], null: Double = 0, tails: TestTails = .symmetric
  ) throws(EstimationError) {
    try EstimationError.check(estimates, column: "estimates", count: estimates.count)
    try EstimationError.check([null], column: "null", count: 1)
    let count = estimates.count
    if count < 2 || count > 24 || tails == .equal {
      throw .sensitivity(
        "an exact test by sign changes needs 2 to 24 groups and symmetric, upper or lower tails, not "
          + "\(count) and \(tails.rawValue)",
        hint: "merge groups, or use the t-test of groups")
    }
    self.estimates = estimates
    self.null = null
    self.tails = tails
    changes = 1 << count
    pValue = SignChangeTest.pValue(estimates, null: null, tails: tails)
    smallestAttainable = (tails == .symmetric ? 2 : 1) / Double(1 << count)
  }

  /// The values that are not rejected at one less the level; ends are nil where no value is rejected,
  /// which happens below the smallest attainable p-value.
  ///
  /// Throws `estimate.resampling` for a level outside (0, 1) or a one-sided test.
  public func interval(level: Double = 0.95) throws(EstimationError) -> InvertedInterval {
    try EstimationError.check(level: level)
    if tails != .symmetric { throw .oneSidedInterval }
    let mean = estimates.reduce(0, +) / Double(estimates.count)
    let spread = estimates.reduce(0) { max($0, abs($1 - mean)) }
    return InvertedInterval(estimate: mean, scale: spread, precision: 1e-10) {
      // Shares are multiples of a power of two: a little slack keeps 0.05 from failing by rounding.
      SignChangeTest.pValue(estimates, null: $0, tails: .symmetric) > 1 - level + 1e-12
    }
  }

  private static func pValue(_ estimates: [Double], null: Double, tails: TestTails) -> Double {
    let sign = tails == .lower ? -1.0 : 1
    let centred = estimates.map { sign * ($0 - null) }
    let scale = centred.reduce(0) { $0 + abs($1) }
    let observed = centred.reduce(0, +)
    let threshold = (tails == .symmetric ? abs(observed) : observed) - 1e-12 * scale
    // Gray's code: one sign changes at each step. The sum is taken anew now and then.
    var signs = [Double](repeating: 1, count: centred.count)
    var sum = observed
    var extreme = 0
    let changes = 1 << centred.count
    for step in 0..<changes {
      if step > 0 {
        let position = step.trailingZeroBitCount
        signs[position] = -signs[position]
        if step % 64 == 0 {
          sum = zip(signs, centred).reduce(0) { $0 + $1.0 * $1.1 }
        } else {
          sum += 2 * signs[position] * centred[position]
        }
      }
      if (tails == .symmetric ? abs(sum) : sum) >= threshold { extreme += 1 }
    }
    return Double(extreme) / Double(changes)
  }
}
