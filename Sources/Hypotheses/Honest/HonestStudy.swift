import Codes
import Estimation

extension EventStudyResult {
  /// Intervals for an effect after the reference that hold though trends are not parallel.
  ///
  /// Smoothness uses fixed-length intervals, relative magnitudes the conditional test with the least
  /// favourable first stage (Rambachan and Roth 2023, sections 4 and 5.3). Breakdown values are
  /// searched for up to ten times the largest bound asked for.
  ///
  /// - Parameter options: The effect and the bounds.
  /// - Returns: The intervals; where the covariance matrix allows none, the reason in `notes`.
  /// - Throws: `DataError` of kind `honestOptions` where no position lies before or after the
  ///   reference, or the effect's position is not one after it.
  public func honest(_ options: HonestOptions) throws -> HonestResult {
    let after = points.filter { $0.position > reference && !$0.isReference }
    let before = points.filter { $0.position < reference && !$0.isReference }
    guard !before.isEmpty, !after.isEmpty else {
      let side = before.isEmpty ? "before" : "after"
      throw DataError(
        .honestOptions,
        "no position of the event study lies \(side) the reference \(reference), and nothing can be "
          + "compared with it",
        hint: "choose another reference, such as 2 years before the election")
    }
    let weights = try target(options.target, after: after.map(\.position))
    let positions = points.filter { !$0.isReference }.map(\.position)
    let all = positions.map { position in
      zip(after, weights).first { $0.0.position == position }?.1 ?? 0
    }
    let estimate = zip(points.filter { !$0.isReference }, all).reduce(0) {
      $0 + $1.0.estimate * $1.1
    }
    var variance = 0.0
    for i in all.indices { for j in all.indices { variance += all[i] * all[j] * covariance[i][j] } }
    let error = max(variance, 0).squareRoot()
    var notes: [String] = []
    var rows: [HonestResult.Row] = []
    var breakdowns: [HonestResult.Breakdown] = []
    if before.count == 1 {
      notes.append(
        "one position lies before the reference: relative magnitudes rest on that one change, and "
          + "smoothness extends its line")
    }
    if let few = Self.fewest(clusters), few < points.count {
      notes.append(
        "\(few) clusters cannot estimate the covariance of \(points.count - 1) positions: robust "
          + "intervals are not to be relied on")
    }
    if swingRule != nil {
      notes.append(
        "intervals rest on errors clustered by \(clustering), which do not cover shocks common to an "
          + "election: where there are such, intervals are too short")
    }
    let critical = NormalDistribution.quantile(upperTail: (1 - options.level) / 2)
    rows.append(
      Self.row(.none, nil, low: estimate - critical * error, high: estimate + critical * error))
    do throws(EstimationError) {
      let estimates = try self.estimates()
      let bends = options.smoothness ?? HonestOptions.smoothnessMultiples.map { $0 * error }
      for bend in bends {
        let interval = try estimates.fixedLengthInterval(
          smoothness: bend, target: weights, level: options.level)
        rows.append(Self.row(.smoothness, bend, low: interval.lower, high: interval.upper))
      }
      for magnitude in options.magnitudes {
        let set = try estimates.robustConfidenceSet(
          TrendRestriction(.relativeMagnitude(magnitude)), target: weights, level: options.level)
        rows.append(
          set.lowestAccepted == nil
            ? HonestResult.Row(
              restriction: .relativeMagnitudes, bound: magnitude, low: nil, high: nil,
              isEmpty: true, excludesZero: true)
            : Self.row(.relativeMagnitudes, magnitude, low: set.lower, high: set.upper))
      }
      let largestBend = max(bends.last ?? 0, error)
      let smooth = try estimates.smoothnessBreakdown(
        limit: 10 * largestBend, target: weights, level: options.level)
      let relative = try estimates.breakdown(
        of: TrendRestriction(.relativeMagnitude(1)),
        limit: 10 * max(options.magnitudes.last ?? 0, 1), target: weights, level: options.level)
      breakdowns = [(HonestResult.Restriction.smoothness, smooth), (.relativeMagnitudes, relative)]
        .map {
          HonestResult.Breakdown(
            restriction: $0.0, largest: $0.1.largest, isBeyond: $0.1.isBeyond)
        }
    } catch {
      notes.append("there are no robust intervals: \(error.message)")
    }
    return HonestResult(
      analysis: analysis, model: model, estimator: estimator, swingRule: swingRule,
      allyRule: allyRule, clustering: clustering, unit: unit, reference: reference,
      target: zip(after, weights).map { .init(position: $0.position, weight: $1) },
      estimate: estimate, standardError: error, level: options.level, rows: rows,
      breakdowns: breakdowns, notes: notes)
  }

  private static func row(
    _ restriction: HonestResult.Restriction, _ bound: Double?, low: Double?, high: Double?
  ) -> HonestResult.Row {
    HonestResult.Row(
      restriction: restriction, bound: bound, low: low, high: high, isEmpty: false,
      excludesZero: low.map { $0 > 0 } ?? false || high.map { $0 < 0 } ?? false)
  }

  /// The weights of the positions after the reference.
  private func target(_ target: HonestOptions.Target, after: [Int]) throws -> [Double] {
    switch target {
    case .average: return after.map { _ in 1 / Double(after.count) }
    case .position(let position):
      guard after.contains(position) else {
        let known = after.map(String.init).joined(separator: ", ")
        throw DataError(
          .honestOptions, "the event study has no position \(position) after its reference",
          hint: "it has \(known)")
      }
      return after.map { $0 == position ? 1 : 0 }
    }
  }
}
