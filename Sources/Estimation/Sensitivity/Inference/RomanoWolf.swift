/// P-values of a family of hypotheses that keep the probability of any false rejection at the level.
///
/// The step-down procedure of Romano and Wolf (2005, 2016): hypotheses in the order of their
/// statistics, each compared with the largest drawn statistic among itself and those not yet passed,
/// so that dependence between the statistics is used rather than bounded. The p-values never fall along
/// the order.
public struct RomanoWolf: Sendable, Equatable {
  /// The adjusted p-values in the order of the hypotheses.
  public let pValues: [Double]
  /// The unadjusted p-values from the same draws.
  public let singlePValues: [Double]
  /// The smallest p-value that the number of draws allows.
  public let smallestAttainable: Double

  /// Where the drawn statistics come from, which decides how they are counted.
  public enum Draws: String, Sendable, Hashable, CaseIterable {
    /// Drawn at random: the observed statistics count as a draw, (c + 1) / (n + 1) (Phipson and Smyth
    /// 2010; Romano and Wolf 2016, equation 13).
    case sampled
    /// All assignments, the observed one among them: c / n.
    case enumerated
  }

  /// Adjusts the p-values of observed statistics.
  ///
  /// `drawn` has a list for each draw with one statistic for each hypothesis, drawn where all hypotheses
  /// hold: for a bootstrap, centred at the estimates. `tails` may be symmetric, upper or lower; equal
  /// draws, up to 1e-10, count as at least as large. Statistics should be studentized. Costs draws times
  /// hypotheses, after a sort.
  ///
  /// Throws `estimate.length` or `estimate.infinite` for lists that do not fit, and
  /// `estimate.sensitivity` without hypotheses or draws, or for equal tails.
  public init(
    observed: [Double], drawn: [[Double]], tails: TestTails = .symmetric, draws: Draws = .sampled
  ) throws(EstimationError) {
    if observed.isEmpty || drawn.isEmpty || tails == .equal {
      throw .sensitivity(
        "a family of \(observed.count) hypotheses with \(drawn.count) draws and \(tails.rawValue) "
          + "tails cannot be adjusted",
        hint: "pass hypotheses, draws, and symmetric, upper or lower tails")
    }
    try EstimationError.check(observed, column: "observed", count: observed.count)
    func size(_ statistic: Double) -> Double {
      switch tails {
      case .upper: statistic
      case .lower: -statistic
      case .symmetric, .equal: abs(statistic)
      }
    }
    let sizes = observed.map(size)
    let order = sizes.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
    let slack = sizes.map { $0 - 1e-10 * abs($0) }
    var stepCounts = [Int](repeating: 0, count: observed.count)
    var singleCounts = stepCounts
    for statistics in drawn {
      try EstimationError.check(statistics, column: "drawn", count: observed.count)
      var largest = -Double.infinity
      for hypothesis in order.reversed() {
        let value = size(statistics[hypothesis])
        largest = max(largest, value)
        if largest >= slack[hypothesis] { stepCounts[hypothesis] += 1 }
        if value >= slack[hypothesis] { singleCounts[hypothesis] += 1 }
      }
    }
    let extra = draws == .sampled ? 1 : 0
    let total = Double(drawn.count + extra)
    var adjusted = [Double](repeating: 0, count: observed.count)
    var running = 0.0
    for hypothesis in order {
      running = max(running, min(1, Double(stepCounts[hypothesis] + extra) / total))
      adjusted[hypothesis] = running
    }
    pValues = adjusted
    singlePValues = singleCounts.map { min(1, Double($0 + extra) / total) }
    smallestAttainable = 1 / total
  }
}
