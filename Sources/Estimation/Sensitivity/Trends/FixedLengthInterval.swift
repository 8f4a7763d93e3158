/// An interval for an effect that allows the trend to bend by at most M a period.
///
/// The shortest interval of fixed length around a linear combination of all coefficients that covers
/// the effect for every deviation from parallel trends whose slope changes by at most M between
/// periods, Δ^SD(M) (Rambachan and Roth 2023, section 4.1; Donoho 1994; Armstrong and Kolesár 2018):
/// the half-length is that of |N(b, 1)| at the level, times the standard error, with b the worst bias
/// over the standard error.
public struct FixedLengthInterval: Sendable, Equatable {
  /// The bound M on the change of the slope.
  public let smoothness: Double
  /// The probability of covering the effect.
  public let level: Double
  /// The weights of all coefficients in the estimate, before and after, in their order.
  public let weights: [Double]
  /// The weighted sum of the coefficients: the middle of the interval.
  public let estimate: Double
  /// Its standard error.
  public let standardError: Double
  /// The largest bias that Δ^SD(M) allows it.
  public let worstBias: Double
  /// Half the length of the interval.
  public let halfLength: Double
  /// The lower end.
  public var lower: Double { estimate - halfLength }
  /// The upper end.
  public var upper: Double { estimate + halfLength }

  /// Whether the interval contains a value.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

extension EventStudyEstimates {
  /// The optimal fixed-length interval for the effect `target` under Δ^SD(M).
  ///
  /// `target` weighs the periods after the reference; nil is the first of them. With u the second sums
  /// of the weights before the reference, the worst bias is M times a constant plus Σ|u|, and the
  /// variance is quadratic in u, so that the best weights lie on the path of `AbsolutePenaltyPath`; the
  /// point on it is found by bisecting the derivative of the half-length, to the last bit. At M = 0 the
  /// interval is that of the estimate of least variance without bias from a linear trend.
  ///
  /// Throws `estimate.sensitivity` if M is negative or not finite, `estimate.length` for a target of
  /// the wrong length, and `estimate.resampling` for a level outside (0, 1).
  public func fixedLengthInterval(
    smoothness: Double, target: [Double]? = nil, level: Double = 0.95
  ) throws(EstimationError) -> FixedLengthInterval {
    try EstimationError.check(level: level)
    if !(smoothness >= 0 && smoothness.isFinite) {
      throw .sensitivity(
        "a slope cannot change by at most \(smoothness)", hint: "pass a bound of 0 or more")
    }
    let program = SmoothTrendProgram(self, target: try self.target(target))
    guard let path = program.path else {
      throw .sensitivity(
        "the covariance matrix of the coefficients before the reference is nearly singular",
        hint: "use fewer periods before the reference")
    }
    func half(_ interior: [Double]) -> (length: Double, slope: Double, inBias: Double) {
      let bias = smoothness * program.unitBias(interior)
      let error = program.variance(interior).squareRoot()
      let ratio = bias / error
      let quantile = FoldedNormalDistribution.quantile(upperTail: 1 - level, mean: ratio)
      // The derivatives of the half-length in bias and in standard error.
      let inBias = hyperbolicTangent(quantile * ratio)
      let inError = quantile - ratio * inBias
      return (quantile * error, inError / error, inBias)
    }
    var low = 0.0
    var high = path.largestPenalty
    // Along the path the derivative has the sign of slope λ - M tanh, which rises with λ.
    func isPast(_ penalty: Double) -> Bool {
      let value = half(path.minimizer(at: penalty))
      return value.slope * penalty >= smoothness * value.inBias
    }
    var penalty = 0.0
    if smoothness > 0 {
      if high == 0 || !isPast(high) {
        penalty = high
      } else {
        while true {
          let middle = low + (high - low) / 2
          if middle <= low || middle >= high { break }
          if isPast(middle) { high = middle } else { low = middle }
        }
        penalty = high
      }
    }
    let interior = path.minimizer(at: penalty)
    let weights = program.weights(interior)
    return FixedLengthInterval(
      smoothness: smoothness, level: level, weights: weights,
      estimate: zip(weights, estimates).reduce(0) { $0 + $1.0 * $1.1 },
      standardError: program.variance(interior).squareRoot(),
      worstBias: smoothness * program.unitBias(interior), halfLength: half(interior).length)
  }
}

/// The worst bias under Δ^SD(1) and the variance of a linear estimate, as functions of the second sums
/// u_1 to u_{K-1} of its weights before the reference.
///
/// With δ_0 = 0 any deviation is a line and its second differences; the line has no bias if the weights
/// before extrapolate it, Σ t a_{-t} = Σ t l_t = u_0, and the weight of the second difference at -r is
/// u_r = Σ_{t>r} (t - r) a_{-t}.
struct SmoothTrendProgram {
  private let estimates: EventStudyEstimates
  private let target: [Double]
  /// u_0, and the bias from bends at and after the reference.
  private let start: Double
  private let postBias: Double
  let path: AbsolutePenaltyPath?

  init(_ estimates: EventStudyEstimates, target: [Double]) {
    self.estimates = estimates
    self.target = target
    start = SmoothTrendProgram.secondSum(target, after: 0)
    postBias = SmoothTrendProgram.postBias(target)
    let interior = estimates.prePeriods - 1
    // Columns of the map from u to weights, and the weights at u = 0.
    let origin = SmoothTrendProgram.weights(
      [Double](repeating: 0, count: interior), start: start, target: target)
    let columns = (0..<interior).map { element in
      var unit = [Double](repeating: 0, count: interior)
      unit[element] = 1
      return SmoothTrendProgram.weights(
        unit, start: 0, target: [Double](repeating: 0, count: target.count))
    }
    let covariance = estimates.covarianceMatrix
    let images = columns.map { covariance.times($0) }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    path = AbsolutePenaltyPath(
      quadratic: columns.map { column in images.map { dot($0, column) } },
      linear: images.map { dot($0, origin) })
  }

  /// Σ_{t>r} (t - r) l_t.
  private static func secondSum(_ target: [Double], after r: Int) -> Double {
    var sum = 0.0
    for t in r..<target.count { sum += Double(t + 1 - r) * target[t] }
    return sum
  }

  /// The bias that bends of at most one, at the reference and after it, can give the target.
  static func postBias(_ target: [Double]) -> Double {
    target.indices.reduce(0) { $0 + abs(secondSum(target, after: $1)) }
  }

  func unitBias(_ interior: [Double]) -> Double {
    interior.reduce(postBias) { $0 + abs($1) }
  }

  func variance(_ interior: [Double]) -> Double { estimates.variance(of: weights(interior)) }

  func weights(_ interior: [Double]) -> [Double] {
    SmoothTrendProgram.weights(interior, start: start, target: target)
  }

  private static func weights(
    _ interior: [Double], start: Double, target: [Double]
  ) -> [Double] {
    let sums: [Double] = [start] + interior + [0, 0]
    var before: [Double] = []
    for t in 1...(interior.count + 1) {
      let bend: Double = sums[t - 1] - 2 * sums[t] + sums[t + 1]
      before.append(bend)
    }
    return before.reversed() + target
  }
}
