/// What the first stage of C-F says of one value of the effect: whether the fixed-length interval
/// excludes it, and within which bounds of the statistic it does not.
///
/// Given what is independent of the statistic, the middle of the interval moves with it in proportion to
/// their covariance, so that the value stays inside between two statistics.
struct IntervalStage {
  let rejects: Bool
  let lower: Double
  let upper: Double

  /// `covariances` are those of the standardized inequalities with the interval's estimate.
  init(
    _ interval: FixedLengthInterval, value: Double, _ result: MomentInequalityTest.Result,
    covariances: [Double]
  ) {
    let miss = interval.estimate - value
    rejects = abs(miss) > interval.halfLength
    let covariance = zip(result.vertex, covariances).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = result.deviation * result.deviation
    let slope = variance > 0 ? covariance / variance : 0
    if abs(slope) * result.deviation < 1e-12 * interval.standardError {
      (lower, upper) = (-.infinity, .infinity)
      return
    }
    let ends = [-interval.halfLength, interval.halfLength].map {
      result.statistic + ($0 - miss) / slope
    }
    (lower, upper) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
  }
}
