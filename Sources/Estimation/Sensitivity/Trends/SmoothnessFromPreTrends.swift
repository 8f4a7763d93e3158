extension EventStudyEstimates {
  /// An upper bound for M from the bends seen before the reference: the largest upper end of one-sided
  /// intervals for the absolute changes of the slope (Rambachan and Roth 2023, supplement; what HonestDiD
  /// takes the largest default M from).
  ///
  /// It is no bound for bends after the reference, only a yardstick. Throws `estimate.sensitivity` with
  /// one period before.
  public func smoothnessUpperBound(level: Double = 0.95) throws(EstimationError) -> Double {
    try EstimationError.check(level: level)
    if prePeriods < 2 {
      throw .sensitivity(
        "one period before the reference shows no change of the slope",
        hint: "use two or more periods before")
    }
    let critical = NormalDistribution.quantile(upperTail: 1 - level)
    var largest = -Double.infinity
    for period in (1 - prePeriods)..<0 {
      var row = [Double](repeating: 0, count: estimates.count)
      row[prePeriods + period - 1] = 1
      row[prePeriods + period] = -2
      if period < -1 { row[prePeriods + period + 1] = 1 }
      let bend = zip(row, estimates).reduce(0) { $0 + $1.0 * $1.1 }
      largest = max(largest, abs(bend) + critical * variance(of: row).squareRoot())
    }
    return largest
  }
}
