/// A test of a coefficient by assigning components of its term anew (Fisher 1935).
///
/// Every draw assigns the components, builds all terms that hold them again, and computes the
/// statistic as for the assignment observed. Permuting a product as a column instead would break its
/// tie to the components' own terms and fixed effects, and test another hypothesis.
public struct RandomizationTest: Sendable, Equatable {
  /// What is compared between assignments.
  public enum Statistic: Sendable, Equatable {
    /// The coefficient.
    case coefficient
    /// The coefficient over its standard error, clustered by one to four dimensions given for all of
    /// the caller's rows, or heteroskedastic without any: keeps its size also for hypotheses weaker
    /// than that of no effect on any row (Wu and Ding 2021).
    case studentized(clusters: [Factor])
  }

  /// What the hypothesis says of the other terms that hold the components.
  public enum Others: String, Sendable, Hashable, CaseIterable {
    /// Their coefficients are zero: together with the tested value, the sharp hypothesis under which
    /// the test is exact.
    case zero
    /// Their coefficients are those estimated.
    case asEstimated
  }

  /// How a Poisson coefficient is computed for a draw.
  public enum PoissonMethod: String, Sendable, Hashable, CaseIterable {
    /// One Newton step from the estimate under the hypothesis, whose fitted means do not depend on
    /// the draw: the score statistic. Costs the absorption of the rebuilt terms.
    case score
    /// The estimate itself: costs an estimation for each draw.
    case refit
  }

  /// The name of the term tested.
  public let term: String
  /// The value of its coefficient under the hypothesis.
  public let value: Double
  /// The estimated coefficient.
  public let estimate: Double
  /// The statistic of the assignment observed.
  public let statistic: Double
  /// The number of assignments drawn, or of all distinct ones if `isExact`.
  public let draws: Int
  /// Whether all distinct assignments were gone through, so that the p-value has no simulation error.
  public let isExact: Bool
  /// The number of distinct assignments; infinite where it is beyond double precision.
  public let distinctAssignments: Double
  /// The draws for which the coefficient could not be estimated; they are left out.
  public let undefinedDraws: Int
  /// The statistics of the draws in their order, without the undefined ones.
  public let statistics: [Double]

  /// For least squares, the draws as functions of the value tested.
  let drawn: WildDraws?
  /// The observed assignment as a draw of its own.
  let observed: WildDraws?
  /// The values not rejected, found by other means than `drawn`.
  let searched: InvertedInterval?
  let standardError: Double

  /// The p-value, ties counted as extreme: the share of all distinct assignments, or (c + 1) / (n + 1)
  /// for c extreme ones of n drawn (Phipson and Smyth 2010).
  public func pValue(_ tails: TestTails = .symmetric) -> Double {
    share(count(statistic, statistics, tails))
  }

  /// Equivalent assignments give equal statistics up to the tolerance of the absorption.
  private func count(
    _ observed: Double, _ drawn: [Double], _ tails: TestTails
  ) -> ExtremeCount {
    ExtremeCount(observed, drawn, tails, .included, precision: 1e-6)
  }

  /// The standard error of the p-value from the finite number of draws; zero if all were gone through.
  public func pValueError(_ tails: TestTails = .symmetric) -> Double {
    isExact ? 0 : count(statistic, statistics, tails).simulationError
  }

  /// The smallest symmetric p-value that could have come out with these draws.
  ///
  /// Where all assignments were gone through it is the share of those with the largest statistic: moved
  /// by half a cycle, a window of half its years becomes its complement and the statistic its opposite,
  /// so that no assignment is the most extreme alone.
  public var smallestAttainable: Double {
    guard isExact, let largest = statistics.map(abs).max() else {
      return 1 / Double(statistics.count + 1)
    }
    return count(largest, statistics, .symmetric).share
  }

  private func share(_ count: ExtremeCount) -> Double {
    isExact ? count.share : count.shareWithObserved
  }

  /// The values of the coefficient that the test does not reject.
  ///
  /// For least squares statistics are affine in the value, so that inversion needs no further draws;
  /// for Poisson it must have been asked for with the test. Throws `estimate.resampling` if the level
  /// is not between 0 and 1, the tails are one-sided, or there is no interval for Poisson.
  public func interval(
    level: Double = 0.95, tails: TestTails = .symmetric
  ) throws(EstimationError) -> InvertedInterval {
    if !(level > 0 && level < 1) { throw .levelOutside(level) }
    if tails == .upper || tails == .lower { throw .oneSidedInterval }
    if let searched { return searched }
    guard let drawn, let observed else { throw .noPoissonInterval }
    // A value whose p is the level itself is rejected, as by every test here.
    let threshold = (1 - level) * (1 + 1e-12)
    return InvertedInterval(
      estimate: estimate, scale: standardError, precision: 1e-10
    ) { value in
      guard let now = observed.statistics(at: -value).first else { return true }
      return share(count(now, drawn.statistics(at: -value), tails)) > threshold
    }
  }
}
