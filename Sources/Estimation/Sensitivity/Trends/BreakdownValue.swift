/// The largest bound on deviations from parallel trends at which a conclusion stands.
public struct BreakdownValue: Sendable, Equatable {
  /// The hypothesis that is rejected up to there.
  public let null: Double
  /// The largest M or M̄ found at which the interval still excludes the null: zero or above; nil if the
  /// null is not even rejected at zero.
  public let largest: Double?
  /// Whether the null is rejected at the largest bound tried, so that the breakdown value is beyond it.
  public let isBeyond: Bool
}

extension EventStudyEstimates {
  /// The breakdown value of Δ^SD with fixed-length intervals (Rambachan and Roth 2023, section 5).
  ///
  /// Searches from zero in twenty steps to `limit` for the first interval that contains the null, and
  /// bisects from there to a relative 1e-10: intervals for different M are not nested by construction,
  /// and a first crossing is what overturns a conclusion. Errors are those of `fixedLengthInterval`.
  public func smoothnessBreakdown(
    null: Double = 0, limit: Double, target: [Double]? = nil, level: Double = 0.95
  ) throws(EstimationError) -> BreakdownValue {
    try firstCrossing(null: null, limit: limit, steps: 20, precision: 1e-10) {
      (size) throws(EstimationError) in
      try fixedLengthInterval(smoothness: size, target: target, level: level).contains(null)
    }
  }

  /// The breakdown value of another restriction, whose own bound is not used, to a relative 1e-6.
  ///
  /// The null alone is tested at each M or M̄ tried: no grid of effects is searched.
  public func breakdown(
    of restriction: TrendRestriction, null: Double = 0, limit: Double = 10,
    target: [Double]? = nil, level: Double = 0.95, test: TrendTest = .leastFavourableHybrid(),
    threads: Int = 1
  ) throws(EstimationError) -> BreakdownValue {
    let target = try self.target(target)
    return try firstCrossing(null: null, limit: limit, steps: 20, precision: 1e-6) {
      (size) throws(EstimationError) in
      try TrendTester(
        self, restriction.resized(size), target: target, level: level, test: test,
        threads: threads
      ).accepts([null], threads: 1)[0]
    }
  }

  private func firstCrossing(
    null: Double, limit: Double, steps: Int, precision: Double,
    contains: (Double) throws(EstimationError) -> Bool
  ) throws(EstimationError) -> BreakdownValue {
    if !(limit > 0 && limit.isFinite) || !null.isFinite {
      throw .sensitivity(
        "a breakdown value up to \(limit) cannot be searched for",
        hint: "pass a positive limit and a finite null")
    }
    if try contains(0) { return BreakdownValue(null: null, largest: nil, isBeyond: false) }
    var inside = 0.0
    for step in 1...steps {
      var outside = limit * Double(step) / Double(steps)
      if try !contains(outside) {
        inside = outside
        continue
      }
      while outside - inside > precision * outside {
        let middle = (inside + outside) / 2
        if middle <= inside || middle >= outside { break }
        if try contains(middle) { outside = middle } else { inside = middle }
      }
      return BreakdownValue(null: null, largest: inside, isBeyond: false)
    }
    return BreakdownValue(null: null, largest: limit, isBeyond: true)
  }
}
