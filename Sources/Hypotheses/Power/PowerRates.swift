import Estimation

extension PowerStudy {
  /// A method's rates from the verdicts of all batches, each by effect and lane.
  func method(_ method: PowerMethod, _ batches: [[[Verdict]]]) -> PowerResult.Method {
    var undefined = 0
    var count = 0
    let rates = options.effects.indices.compactMap { effect -> PowerResult.Rate? in
      let own = batches.filter { !$0.isEmpty }.flatMap { $0[effect] }
      let defined = own.count { $0 != .undefined }
      if options.effects[effect] == 0 { (undefined, count) = (own.count - defined, defined) }
      guard defined > 0 else { return nil }
      let rate = Double(own.count { $0 == .rejects }) / Double(defined)
      return PowerResult.Rate(
        effect: options.effects[effect], rate: rate,
        simulationError: (rate * (1 - rate) / Double(defined)).squareRoot())
    }
    let size = rates.first { $0.effect == 0 }
    // Under the right size the error is that of the level itself.
    let reach = 2 * (options.level * (1 - options.level) / Double(max(count, 1))).squareRoot()
    let verdict = size.map { size -> PowerResult.Verdict in
      if let least = method.smallestAttainableP, least > options.level { return .cannotReject }
      if size.rate > options.level + reach { return .tooLarge }
      // What could as well be twice the level is no safe size.
      if size.rate + max(2 * size.simulationError, reach) > 2 * options.level { return .uncertain }
      return size.rate < options.level - reach ? .cautious : .right
    }
    let isSafe = verdict == .right || verdict == .cautious
    return PowerResult.Method(
      method: method.method, unit: method.unit, draws: count, undefined: undefined,
      smallestAttainableP: method.smallestAttainableP, rates: rates, verdict: verdict,
      minimumDetectableEffect: isSafe ? Self.detectable(rates) : nil, note: method.note)
  }

  /// The smallest effect found four times in five.
  private static func detectable(_ rates: [PowerResult.Rate]) -> Double? {
    let curve = rates.filter { $0.effect >= 0 }
    guard let index = curve.firstIndex(where: { $0.rate >= 0.8 }), index > 0 else { return nil }
    let (low, high) = (curve[index - 1], curve[index])
    return low.effect + (high.effect - low.effect) * (0.8 - low.rate) / (high.rate - low.rate)
  }
}
