extension ChiSquaredDistribution {
  /// The value exceeded with the given probability; infinite at 0, zero at 1, NaN outside them.
  public static func quantile(upperTail probability: Double, degreesOfFreedom: Double) -> Double {
    if !(0...1).contains(probability) { return .nan }
    if probability == 0 { return .infinity }
    if probability == 1 { return 0 }
    var low = 0.0
    var high = max(1, degreesOfFreedom)
    while upperTail(high, degreesOfFreedom: degreesOfFreedom) > probability {
      low = high
      high *= 2
    }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      if upperTail(middle, degreesOfFreedom: degreesOfFreedom) > probability {
        low = middle
      } else {
        high = middle
      }
    }
  }

  /// The probability of a value of at least `x` where the normal variables squared and summed have
  /// means whose squares add up to `noncentrality`.
  ///
  /// A mixture of central distributions with Poisson weights (Johnson, Kotz and Balakrishnan 1995,
  /// equation 29.2), summed outwards from the largest weight until weights are below 1e-18 of it.
  public static func upperTail(
    _ x: Double, degreesOfFreedom: Double, noncentrality: Double
  ) -> Double {
    if x <= 0 { return 1 }
    if noncentrality <= 0 { return upperTail(x, degreesOfFreedom: degreesOfFreedom) }
    let mean = noncentrality / 2
    let mode = mean.rounded(.down)
    func tail(_ terms: Double) -> Double {
      upperTail(x, degreesOfFreedom: degreesOfFreedom + 2 * terms)
    }
    let largest = exponential(mode * naturalLogarithm(mean) - mean - logGamma(mode + 1))
    var sum = largest * tail(mode)
    var weight = largest
    var terms = mode
    while weight > 1e-18 * largest {
      terms += 1
      weight *= mean / terms
      sum += weight * tail(terms)
    }
    weight = largest
    terms = mode
    while terms > 0, weight > 1e-18 * largest {
      weight *= terms / mean
      terms -= 1
      sum += weight * tail(terms)
    }
    return min(sum, 1)
  }
}
