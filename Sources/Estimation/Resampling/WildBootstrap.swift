/// The test of one linear restriction by the wild cluster bootstrap, and what is needed to invert it.
///
/// Cameron, Gelbach and Miller (2008); Roodman, Nielsen, MacKinnon and Webb (2019). Every draw takes
/// the fixed effects out again (see `WildKernel`), so that the result is that of estimating the full
/// model on each bootstrap sample, also with fixed effects that are not nested in the clusters.
public struct WildBootstrap: Sendable, Equatable {
  /// What was tested.
  public let restriction: LinearRestriction
  /// The restriction's left side at the estimate.
  public let estimate: Double
  /// Its standard error, with the small-sample corrections asked for and no eigenvalue repair.
  public let standardError: Double
  /// The estimate less the restriction's value, over the standard error; for the score bootstrap, the
  /// score statistic.
  public let statistic: Double
  /// The number of draws, all assignments if `isEnumerated`.
  public let draws: Int
  /// Whether the draws are all assignments of the weights' values to the clusters, the one observed
  /// among them, so that the p-value has no simulation error.
  public let isEnumerated: Bool
  /// The number of draws without a statistic because their variance was zero or, with several
  /// dimensions, negative; they are left out of the p-value.
  public let undefinedDraws: Int
  /// The clusters of each dimension of the errors in the estimation sample.
  public let clusters: [VarianceEstimate.ClusterCount]
  /// The dimension whose clusters the weights were drawn for, and their number.
  public let bootstrapClusters: VarianceEstimate.ClusterCount
  /// Whether residuals were those under the restriction (WCR) or those of the estimate (WCU).
  public let imposesNull: Bool

  let drawn: WildDraws
  /// What turns the restriction's miss into d, or zero without the null imposed.
  let slope: Double
  /// The factor that brings the draws' statistics to the scale of `statistic`.
  let scale: Double

  /// The statistics of the draws in their order, without the undefined ones.
  public var statistics: [Double] {
    drawn.statistics(at: slope * (estimate - restriction.value)).map { $0 * scale }
  }

  /// The share of the draws that are more extreme than the statistic observed.
  ///
  /// Of B draws, c extreme ones give c/B; choose B so that the level times B + 1 is a whole number.
  /// Among all assignments of signs there are two ties at least, the assignment observed and its
  /// opposite: `ties: .included` makes the p-value of the exact test.
  public func pValue(
    _ tails: TestTails = .symmetric, ties: TieRule = .excluded, share: DrawShare = .draws
  ) -> Double {
    count(at: restriction.value, tails, ties).share(share)
  }

  /// The simulation error of the p-value: zero if all assignments were gone through.
  public func pValueError(_ tails: TestTails = .symmetric) -> Double {
    isEnumerated ? 0 : count(at: restriction.value, tails, .excluded).simulationError
  }

  private func count(
    at value: Double, _ tails: TestTails, _ ties: TieRule
  ) -> ExtremeCount {
    // On the draws' own scale.
    let observed = (estimate - value) / (standardError * scale)
    return ExtremeCount(
      observed, drawn.statistics(at: slope * (estimate - value)), tails, ties)
  }

  /// The values the test does not reject, by inversion: all draws are recomputed at each trial value,
  /// which costs next to nothing because they are affine in it.
  ///
  /// Each end is the first crossing of the level found from the estimate outwards. Throws
  /// `estimate.resampling` if the level is not between 0 and 1, or if the tails are one-sided.
  public func interval(
    level: Double = 0.95, tails: TestTails = .symmetric, ties: TieRule = .excluded,
    share: DrawShare = .draws
  ) throws(EstimationError) -> InvertedInterval {
    if !(level > 0 && level < 1) { throw .levelOutside(level) }
    if tails == .upper || tails == .lower { throw .oneSidedInterval }
    let threshold = (1 - level) * (1 + 1e-12)
    return InvertedInterval(estimate: estimate, scale: standardError, precision: 1e-12) { value in
      count(at: value, tails, ties).share(share) >= threshold
    }
  }
}
