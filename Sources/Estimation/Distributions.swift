/// The standard normal distribution.
public enum NormalDistribution {
  /// The probability of a value of at least `z`, with full relative precision in the tail.
  public static func upperTail(_ z: Double) -> Double {
    0.5 * complementaryError(z / 2.0.squareRoot())
  }

  /// The probability of a value further from zero than `z` on either side.
  public static func twoSided(_ z: Double) -> Double {
    complementaryError(abs(z) / 2.0.squareRoot())
  }

  /// The value exceeded with the given probability; infinite at 0 and 1, NaN outside them.
  public static func quantile(upperTail probability: Double) -> Double {
    solveTail(probability, tail: upperTail)
  }
}

/// Student's t distribution, for any positive number of degrees of freedom.
public enum StudentDistribution {
  /// The probability of a value of at least `t`, with full relative precision in the tail.
  public static func upperTail(_ t: Double, degreesOfFreedom: Double) -> Double {
    let half = 0.5 * twoSided(t, degreesOfFreedom: degreesOfFreedom)
    return t >= 0 ? half : 1 - half
  }

  /// The probability of a value further from zero than `t` on either side.
  ///
  /// The regularized incomplete beta function at v / (v + t²) with parameters v/2 and 1/2
  /// (Abramowitz and Stegun 1964, 26.7.1); right to about 1e-11.
  public static func twoSided(_ t: Double, degreesOfFreedom v: Double) -> Double {
    if t.isInfinite { return 0 }
    let square = t * t
    if v > 2e4 {
      // The normal quantile of the same probability (Hill 1970, algorithm 395, equation 3): here
      // the continued fraction would subtract numbers that agree in most of their digits.
      let shifted = v - 0.5
      let scale = 48 * shifted * shifted
      let y = shifted * logarithmOfOnePlus(square / v)
      let high: Double = ((-0.4 * y - 3.3) * y - 24) * y - 85.5
      let correction: Double = high / (0.8 * y * y + 100 + scale) + y + 3
      return NormalDistribution.twoSided((correction / scale + 1) * y.squareRoot())
    }
    return incompleteBeta(v / (v + square), complement: square / (v + square), v / 2, 0.5)
  }

  /// The value exceeded with the given probability; infinite at 0 and 1, NaN outside them.
  public static func quantile(upperTail probability: Double, degreesOfFreedom: Double) -> Double {
    solveTail(probability) { upperTail($0, degreesOfFreedom: degreesOfFreedom) }
  }
}

/// Solves tail(x) = probability for a tail that falls from 1 to 0 and is symmetric about zero.
private func solveTail(_ probability: Double, tail: (Double) -> Double) -> Double {
  if !(0...1).contains(probability) { return .nan }
  if probability == 0 { return .infinity }
  if probability == 1 { return -.infinity }
  if probability > 0.5 { return -solveTail(1 - probability, tail: tail) }
  if probability == 0.5 { return 0 }
  var low = 0.0
  var high = 1.0
  while tail(high) > probability {
    low = high
    high *= 2
    if high > 1e300 { return .infinity }
  }
  // Bisection to the last bit: about 60 steps, no derivative that could mislead in a heavy tail.
  while true {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { return middle }
    if tail(middle) > probability { low = middle } else { high = middle }
  }
}

/// The logarithm of the gamma function for positive arguments.
///
/// Stirling's series (Abramowitz and Stegun 1964, 6.1.41) after shifting the argument above 15,
/// where eight terms leave an error below 1e-18.
func logGamma(_ x: Double) -> Double {
  var argument = x
  var product = 1.0
  while argument < 15 {
    product *= argument
    argument += 1
  }
  let inverse = 1 / argument
  let square = inverse * inverse
  let coefficients: [Double] = [
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156,
    -3617.0 / 122400,
  ]
  var series = 0.0
  for coefficient in coefficients.reversed() { series = series * square + coefficient }
  let halfLogTwoPi = 0.918938533204672741780329736406
  let leading: Double = (argument - 0.5) * naturalLogarithm(argument) - argument
  return leading + halfLogTwoPi + series * inverse - naturalLogarithm(product)
}

/// The regularized incomplete beta function I_x(a, b), given x and 1 - x.
func incompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  let logX = x > 0.5 ? logarithmOfOnePlus(-complement) : naturalLogarithm(x)
  let logComplement = x > 0.5 ? naturalLogarithm(complement) : logarithmOfOnePlus(-x)
  let front = exponential(
    logGammaRatio(a, b) - logGamma(b) + a * logX + b * logComplement)
  if x < (a + 1) / (a + b + 2) {
    return front * betaFraction(x, a, b) / a
  }
  return 1 - front * betaFraction(complement, b, a) / b
}

/// logGamma(a + b) - logGamma(a), without the cancellation that large a would bring.
private func logGammaRatio(_ a: Double, _ b: Double) -> Double {
  if a < 1e3 { return logGamma(a + b) - logGamma(a) }
  func correction(_ z: Double) -> Double {
    let square = 1 / (z * z)
    let tail: Double = 1.0 / 360 - square / 1260
    return (1.0 / 12 - square * tail) / z
  }
  let leading: Double = (a + b - 0.5) * logarithmOfOnePlus(b / a) + b * naturalLogarithm(a)
  return leading - b + correction(a + b) - correction(a)
}

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 1964, 26.5.8),
/// by Lentz's method; it converges in about the square root of the larger parameter steps.
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let tiny = 1e-300
  func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
  var fraction = d
  for step in 1...100_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonzero(1 + even * d)
    c = nonzero(1 + even / c)
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonzero(1 + odd * d)
    c = nonzero(1 + odd / c)
    fraction *= d * c
    if abs(d * c - 1) < 1e-16 { break }
  }
  return fraction
}
