/// How confidence sets are formed by inverting tests of moment inequalities.
public enum TrendTest: Sendable, Hashable {
  /// The conditional test (Andrews, Roth and Pakes 2023).
  case conditional
  /// The conditional test after a first stage of size `firstStage` with the least favourable critical
  /// value, which helps where inequalities bind at once: C-LF, the usual choice (Rambachan and Roth
  /// 2023, section 5.3). The first stage takes a tenth of the error probability unless stated.
  case leastFavourableHybrid(
    firstStage: Double? = nil, draws: LeastFavourableDraws = .simulated(count: 10_000, seed: 0))
  /// The conditional test after a first stage that rejects values outside the fixed-length interval at
  /// one less its size: C-F, for Δ^SD with a sign or a direction (Rambachan and Roth 2023, section 5.3).
  /// The first stage takes a tenth of the error probability unless stated.
  case fixedLengthHybrid(firstStage: Double? = nil)
}

/// Where the draws for the least favourable critical value come from.
public enum LeastFavourableDraws: Sendable, Hashable {
  /// A function of the seed; between 100 and 10,000,000.
  case simulated(count: Int, seed: UInt64)
  /// Standard normal numbers drawn elsewhere: lists of at least as many numbers as there are
  /// inequalities, two or four for each period after the reference.
  case given([[Double]])
}

/// The values of the effect that are tested.
public struct TrendGrid: Sendable, Hashable {
  /// The lowest value.
  public var lower: Double
  /// The highest value.
  public var upper: Double
  /// The number of values, evenly spaced, both ends included.
  public var points: Int

  /// States a grid.
  public init(lower: Double, upper: Double, points: Int) {
    self.lower = lower
    self.upper = upper
    self.points = points
  }

  func value(_ index: Int) -> Double {
    lower + (upper - lower) * Double(index) / Double(max(points - 1, 1))
  }
}

/// The values of an effect that are not rejected under a restriction on the trend.
public struct RobustConfidenceSet: Sendable, Equatable {
  /// What was assumed.
  public let restriction: TrendRestriction
  /// The probability of covering the effect.
  public let level: Double
  /// The test.
  public let test: TrendTest
  /// The values tested.
  public let grid: TrendGrid
  /// The smallest value of the grid that is not rejected, as published software reports it; nil if
  /// every value is rejected.
  public let lowestAccepted: Double?
  /// The largest value of the grid that is not rejected.
  public let highestAccepted: Double?
  /// The lower end, found between values of the grid by bisection; nil if the lowest value of the grid
  /// is itself accepted or none is.
  public let lower: Double?
  /// The upper end, likewise.
  public let upper: Double?
  /// Whether values between the ends are rejected.
  public let hasGaps: Bool

  /// Whether the set reaches beyond the grid, which is then too narrow.
  public var isOpen: Bool { lowestAccepted != nil && (lower == nil || upper == nil) }
}

extension EventStudyEstimates {
  /// The confidence set of the effect `target` under a restriction, by test inversion.
  ///
  /// `target` weighs the periods after the reference; nil is the first of them. The grid unless stated
  /// has 1,000 values up to 20 standard errors from zero, for Δ^SD from the largest deviation it allows,
  /// for C-F around the interval of its first stage.
  /// A value is accepted if one of the polyhedra accepts it; the ends are refined to 1e-9 of the grid's
  /// step. Costs some linear programs for each polyhedron and value: about a second for four periods on
  /// each side. `threads` changes no bit of the result.
  ///
  /// Throws `estimate.sensitivity` for a negative bound, a grid that is not ascending or a first stage
  /// outside (0, 1 - level), or C-F without Δ^SD, `estimate.length` and `estimate.resampling` as for
  /// `fixedLengthInterval`.
  public func robustConfidenceSet(
    _ restriction: TrendRestriction, target: [Double]? = nil, level: Double = 0.95,
    test: TrendTest = .leastFavourableHybrid(), grid: TrendGrid? = nil, threads: Int = 1
  ) throws(EstimationError) -> RobustConfidenceSet {
    let target = try self.target(target)
    let tester = try TrendTester(
      self, restriction, target: target, level: level, test: test, threads: threads)
    let grid =
      grid ?? tester.firstInterval.map { interval in
        // Values outside are rejected: a little more shows the ends.
        TrendGrid(
          lower: interval.estimate - 1.02 * interval.halfLength,
          upper: interval.estimate + 1.02 * interval.halfLength, points: 1_000)
      } ?? usualGrid(restriction, target: target)
    if !(grid.lower < grid.upper) || grid.points < 2 {
      throw .sensitivity(
        "a grid of \(grid.points) values from \(grid.lower) to \(grid.upper) cannot be searched",
        hint: "pass an ascending grid of two values or more")
    }
    let accepted = tester.accepts((0..<grid.points).map { grid.value($0) }, threads: threads)
    let first = accepted.firstIndex(of: true)
    let last = accepted.lastIndex(of: true)
    func end(_ index: Int?, outward: Int) -> Double? {
      guard let index, accepted.indices.contains(index + outward) else { return nil }
      var inside = grid.value(index)
      var outside = grid.value(index + outward)
      let precision = 1e-9 * abs(outside - inside)
      while abs(outside - inside) > precision {
        let middle = (inside + outside) / 2
        if middle == inside || middle == outside { break }
        if tester.accepts([middle], threads: 1)[0] { inside = middle } else { outside = middle }
      }
      return inside
    }
    var hasGaps = false
    if let first, let last { hasGaps = accepted[first...last].contains(false) }
    return RobustConfidenceSet(
      restriction: restriction, level: level, test: test, grid: grid,
      lowestAccepted: first.map { grid.value($0) }, highestAccepted: last.map { grid.value($0) },
      lower: end(first, outward: -1), upper: end(last, outward: 1), hasGaps: hasGaps)
  }

  /// The grid of the published software: 20 standard errors around what the restriction allows if all
  /// coefficients before the reference are zero.
  private func usualGrid(_ restriction: TrendRestriction, target: [Double]) -> TrendGrid {
    let error = variance(of: [Double](repeating: 0, count: prePeriods) + target).squareRoot()
    var reach = 20 * error
    if case .smoothness(let limit) = restriction.bound {
      reach += limit * SmoothTrendProgram.postBias(target)
    }
    return TrendGrid(lower: -reach, upper: reach, points: 1_000)
  }
}
