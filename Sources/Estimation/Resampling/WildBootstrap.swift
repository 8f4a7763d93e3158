/// The test of one linear restriction by the wild cluster bootstrap, and what is needed to invert it.
///
/// Cameron, Gelbach and Miller (2008); Roodman, Nielsen, MacKinnon and Webb (2019). Every draw takes
/// the fixed effects out again (see `WildKernel`), so that the result is that of estimating the full
/// model on each bootstrap sample, also with fixed effects that are not nested in the clusters.
public struct WildBootstrap: Sendable, Equatable {
  /// Which statistics count as at least as extreme as the one observed.
  public enum Tails: String, Sendable, Hashable {
    /// Those at least as large in absolute value.
    case symmetric
    /// Twice the smaller of the shares at most and at least as large.
    case equal
  }

  /// The ends of an interval; nil where the test rejects no value however far off, as happens with
  /// few clusters.
  public struct Interval: Sendable, Equatable {
    /// The lower end.
    public let lower: Double?
    /// The upper end.
    public let upper: Double?
  }

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

  /// The share of the draws at least as extreme as the statistic observed, ties to 1e-10 included.
  ///
  /// Of B draws, c extreme ones give c/B (as in Roodman et al. 2019, section 2.4); choose B so that
  /// the level times B + 1 is a whole number. With enumerated draws it is at least 1 over their number.
  public func pValue(_ tails: Tails = .symmetric) -> Double {
    pValue(
      statistic / scale, drawn.statistics(at: slope * (estimate - restriction.value)), tails)
  }

  /// The simulation error of the p-value: zero if all assignments were gone through.
  public func pValueError(_ tails: Tails = .symmetric) -> Double {
    if isEnumerated { return 0 }
    let p = min(pValue(tails), 1)
    let base = tails == .symmetric ? p : p / 2
    let error = (base * (1 - base) / Double(max(draws - undefinedDraws, 1))).squareRoot()
    return tails == .symmetric ? error : 2 * error
  }

  private func pValue(_ observed: Double, _ drawn: [Double], _ tails: Tails) -> Double {
    let slack = 1e-10 * abs(observed)
    let total = Double(max(drawn.count, 1))
    switch tails {
    case .symmetric:
      return Double(drawn.count { abs($0) >= abs(observed) - slack }) / total
    case .equal:
      let above = drawn.count { $0 >= observed - slack }
      let below = drawn.count { $0 <= observed + slack }
      return min(1, 2 * Double(min(above, below)) / total)
    }
  }

  /// The values the test does not reject, by inversion: all draws are recomputed at each trial value,
  /// which costs next to nothing because they are affine in it.
  ///
  /// Each end is the first crossing of the level found from the estimate outwards: by doubling steps
  /// from one standard error, then by bisection to 1e-12 of the bracket. Throws
  /// `estimate.resampling` if the level is not between 0 and 1.
  public func interval(
    level: Double = 0.95, tails: Tails = .symmetric
  ) throws(EstimationError) -> Interval {
    if !(level > 0 && level < 1) { throw .levelOutside(level) }
    let threshold = (1 - level) * (1 - 1e-12)
    let fixed = slope == 0 ? drawn.statistics(at: 0) : []
    func accepts(_ value: Double) -> Bool {
      let observed = (estimate - value) / (standardError * statisticFactor)
      let draws = slope == 0 ? fixed : drawn.statistics(at: slope * (estimate - value))
      return pValue(observed, draws, tails) > threshold
    }
    func end(_ direction: Double) -> Double? {
      var inside = estimate
      var step = standardError
      var outside = estimate + direction * step
      while accepts(outside) {
        inside = outside
        step *= 2
        if step > 1e7 * standardError { return nil }
        outside = estimate + direction * step
      }
      for _ in 0..<60 {
        let middle = (inside + outside) / 2
        if abs(outside - inside) <= 1e-12 * standardError { break }
        if accepts(middle) { inside = middle } else { outside = middle }
      }
      return (inside + outside) / 2
    }
    return Interval(lower: end(-1), upper: end(1))
  }

  /// Brings the observed statistic to the draws' own scale.
  private var statisticFactor: Double { scale }
}
