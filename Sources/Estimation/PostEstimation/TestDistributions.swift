/// Fisher's F distribution.
public enum FisherDistribution {
  /// The probability of a value of at least `f` (Abramowitz and Stegun 1964, 26.6.2).
  public static func upperTail(
    _ f: Double, numerator: Double, denominator: Double
  ) -> Double {
    if f <= 0 { return 1 }
    if f.isInfinite { return 0 }
    let scaled = numerator * f
    return incompleteBeta(
      denominator / (denominator + scaled), complement: scaled / (denominator + scaled),
      denominator / 2, numerator / 2)
  }
}

/// The chi-squared distribution.
public enum ChiSquaredDistribution {
  /// The probability of a value of at least `x`, with relative precision in the tail: the incomplete
  /// gamma function by its series below the mean and by its continued fraction above (Abramowitz and
  /// Stegun 1964, 26.4.19, 6.5.29 and 6.5.31).
  public static func upperTail(_ x: Double, degreesOfFreedom: Double) -> Double {
    if x <= 0 { return 1 }
    if x.isInfinite { return 0 }
    let (a, z) = (degreesOfFreedom / 2, x / 2)
    let front = exponential(a * naturalLogarithm(z) - z - logGamma(a))
    if z < a + 1 {
      var term = 1 / a
      var sum = term
      var step = a
      while term > sum * 1e-17 {
        step += 1
        term *= z / step
        sum += term
      }
      return 1 - front * sum
    }
    // Lentz's method.
    let tiny = 1e-300
    var b = z + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var fraction = d
    for step in 1...100_000 {
      let k = Double(step)
      let an = -k * (k - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      d = 1 / d
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      fraction *= c * d
      if abs(c * d - 1) < 1e-16 { break }
    }
    return front * fraction
  }
}
