/// The standard normal distribution between two bounds.
enum TruncatedNormalDistribution {
  /// The probability of a value of at least `z`, given one between the bounds, with relative precision
  /// however far in the upper tail they lie; 1 below the lower and 0 above the upper bound.
  static func upperTail(_ z: Double, lower: Double, upper: Double) -> Double {
    if z <= lower { return 1 }
    if z >= upper { return 0 }
    if lower <= 0 {
      let above = upper == .infinity ? 0 : NormalDistribution.upperTail(upper)
      return (NormalDistribution.upperTail(z) - above)
        / (NormalDistribution.upperTail(lower) - above)
    }
    // Tails relative to the density at the lower bound: none of them vanishes.
    func relativeTail(_ x: Double) -> Double {
      if x == .infinity { return 0 }
      return exponential(-(x - lower) * (x + lower) / 2) * millsRatio(x)
    }
    let above = relativeTail(upper)
    return (relativeTail(z) - above) / (relativeTail(lower) - above)
  }

  /// The upper tail over the density, for positive arguments: directly up to 5, then by the continued
  /// fraction 1 / (x + 1 / (x + 2 / (x + ...))) (Abramowitz and Stegun 1964, 26.2.14).
  static func millsRatio(_ x: Double) -> Double {
    if x < 5 {
      return NormalDistribution.upperTail(x) * exponential(x * x / 2) * 2.5066282746310002
    }
    var fraction = x
    for k in stride(from: 80, through: 1, by: -1) { fraction = x + Double(k) / fraction }
    return 1 / fraction
  }
}
