/// The distribution of the absolute value of a normal variable with variance one.
public enum FoldedNormalDistribution {
  /// The value exceeded with the given probability by |N(mean, 1)|; NaN outside (0, 1).
  ///
  /// Solved to the last bit from the two normal tails, where published software draws at random.
  public static func quantile(upperTail probability: Double, mean: Double) -> Double {
    if !(probability > 0 && probability < 1) || !mean.isFinite { return .nan }
    let mean = abs(mean)
    func tail(_ value: Double) -> Double {
      NormalDistribution.upperTail(value - mean) + NormalDistribution.upperTail(value + mean)
    }
    var low = 0.0
    var high = mean + 1
    while tail(high) > probability {
      low = high
      high *= 2
    }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      if tail(middle) > probability { low = middle } else { high = middle }
    }
  }
}
