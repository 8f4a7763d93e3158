extension Covariance {
  /// The number of parameters K, terms and fixed effects, as the convention counts them.
  ///
  /// Fixed effects nested in one of the cluster dimensions do not count, but for one parameter if
  /// there are any: their common level.
  func countParameters(_ clusters: [Factor]) -> Int {
    let effects = sample.fixedEffects
    if effects.isEmpty || smallSample.fixedEffectCount == .none { return termCount }
    let nested = effects.map { effect in
      smallSample.fixedEffectCount == .nested && clusters.contains { effect.isNested(in: $0) }
    }
    let free: Int
    switch smallSample.redundancy {
    case .onePerEffect:
      let all = effects.reduce(0) { $0 + $1.levels } - (effects.count - 1)
      let dropped = zip(effects, nested).reduce(0) { $0 + ($1.1 ? $1.0.levels - 1 : 0) }
      free = nested.allSatisfy(\.self) ? 1 : all - dropped
    case .pairs:
      var count = nested.contains(true) ? 1 : 0
      for (index, effect) in effects.enumerated() where !nested[index] {
        let shared = effects[..<index].map { Covariance.components($0, effect) }.max() ?? 0
        count += effect.levels - shared
      }
      free = count
    case .rank:
      let inside = effects.indices.filter { nested[$0] }.map { effects[$0] }
      free =
        inside.isEmpty
        ? estimated.fixedEffectRank.value
        : estimated.fixedEffectRank.value - FixedEffectRank(fixedEffects: inside).value + 1
    }
    return termCount + max(free, 1)
  }

  /// The connected components of two factors: the levels that the second repeats of the first.
  private static func components(_ first: Factor, _ second: Factor) -> Int {
    first.levels + second.levels - FixedEffectRank(fixedEffects: [first, second]).value
  }
}
