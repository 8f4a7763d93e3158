/// What all specifications of an analysis say together, and whether chance could have said it.
///
/// One estimate after another is not a test: they share data. Simonsohn, Simmons and Nelson (2020)
/// compare three summaries of the whole curve with those of the same specifications estimated on data
/// in which the hypothesis holds, such as permuted data: the median estimate, the share of
/// specifications significant in the predicted direction, and Stouffer's Z, the sum of the
/// specifications' Z over the root of their number.
public struct SpecificationCurve: Sendable, Equatable {
  /// One estimated specification.
  public struct Entry: Sendable, Hashable {
    /// The estimate.
    public let estimate: Double
    /// Its own two-sided p-value.
    public let pValue: Double

    /// Pairs an estimate with its two-sided p-value.
    public init(estimate: Double, pValue: Double) {
      self.estimate = estimate
      self.pValue = pValue
    }
  }

  /// The direction that the hypothesis predicts.
  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// Estimates above zero.
    case positive
    /// Estimates below zero.
    case negative
    /// Either: summaries count by their absolute value, the share in its larger direction.
    case either
  }

  /// A summary of the curve with its p-value over the draws.
  public struct Summary: Sendable, Hashable {
    /// The summary of the observed curve.
    public let value: Double
    /// The share of curves, the observed one among them, with a summary at least as extreme.
    public let pValue: Double
  }

  /// The number of specifications.
  public let specifications: Int
  /// The number of drawn curves.
  public let draws: Int
  /// The direction that was predicted.
  public let direction: Direction
  /// The median estimate.
  public let median: Summary
  /// The share of specifications significant in the predicted direction.
  public let significantShare: Summary
  /// The sum of the specifications' Z over the root of their number.
  public let stouffer: Summary
  /// The smallest p-value that so many draws allow: 1 / (n + 1), or 1 / n if they are all assignments.
  public let smallestAttainable: Double

  /// Compares the observed curve with drawn ones.
  ///
  /// Every drawn curve has the same specifications in the same order. `draws` says whether they are a
  /// sample or all assignments. A p-value of zero is taken for 1e-300. Throws `estimate.length` for a
  /// curve of another length, `estimate.infinite` for a number that is not finite, and
  /// `estimate.sensitivity` without specifications or draws or for a p-value outside [0, 1].
  public init(
    observed: [Entry], drawn: [[Entry]], direction: Direction, significance: Double = 0.05,
    draws: RomanoWolf.Draws = .sampled
  ) throws(EstimationError) {
    if observed.isEmpty || drawn.isEmpty {
      throw .sensitivity(
        "a curve of \(observed.count) specifications cannot be compared with \(drawn.count) drawn "
          + "ones", hint: "pass specifications and at least one drawn curve")
    }
    try EstimationError.check(level: significance)
    let own = try SpecificationCurve.summaries(
      observed, direction, significance: significance, count: observed.count)
    var counts = [0, 0, 0]
    for curve in drawn {
      let other = try SpecificationCurve.summaries(
        curve, direction, significance: significance, count: observed.count)
      for index in 0..<3 where other[index].size >= own[index].size - 1e-10 * abs(own[index].size) {
        counts[index] += 1
      }
    }
    let extra = draws == .sampled ? 1 : 0
    let total = Double(drawn.count + extra)
    let results = (0..<3).map {
      Summary(value: own[$0].value, pValue: min(1, Double(counts[$0] + extra) / total))
    }
    specifications = observed.count
    self.draws = drawn.count
    self.direction = direction
    median = results[0]
    significantShare = results[1]
    stouffer = results[2]
    smallestAttainable = 1 / total
  }

  /// Median, share and Z of a curve, each with the size by which it is compared.
  private static func summaries(
    _ curve: [Entry], _ direction: Direction, significance: Double, count: Int
  ) throws(EstimationError) -> [(value: Double, size: Double)] {
    try EstimationError.check(curve.map(\.estimate), column: "estimate", count: count)
    try EstimationError.check(curve.map(\.pValue), column: "p-value", count: count)
    if let row = curve.firstIndex(where: { !(0...1).contains($0.pValue) }) {
      throw .sensitivity(
        "the p-value of specification \(row) is \(curve[row].pValue)",
        hint: "pass two-sided p-values between 0 and 1")
    }
    let sorted = curve.map(\.estimate).sorted()
    let median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    var positive = 0
    var negative = 0
    var sum = 0.0
    for entry in curve {
      if entry.pValue < significance {
        if entry.estimate > 0 { positive += 1 }
        if entry.estimate < 0 { negative += 1 }
      }
      let z = NormalDistribution.quantile(upperTail: max(entry.pValue, 1e-300) / 2)
      sum += entry.estimate < 0 ? -z : z
    }
    let stouffer = sum / Double(count).squareRoot()
    let share = { (number: Int) in Double(number) / Double(count) }
    switch direction {
    case .positive:
      return [(median, median), (share(positive), share(positive)), (stouffer, stouffer)]
    case .negative:
      return [(median, -median), (share(negative), share(negative)), (stouffer, -stouffer)]
    case .either:
      let larger = share(max(positive, negative))
      return [(median, abs(median)), (larger, larger), (stouffer, abs(stouffer))]
    }
  }
}
