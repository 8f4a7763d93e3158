/// Draws outcomes with a known effect from a fitted model, to see how often tests find it.
///
/// The panel, its fixed effects, terms and clusters stay as they are; the fitted means are those under
/// the hypothesis of no effect, to which the effect is added, and the errors are the model's own
/// residuals under multipliers common to all rows of a cluster, so that dependence within clusters is
/// that of the data.
///
/// - Least squares: mean + multiplier · residual, the wild bootstrap's draw.
/// - Poisson: mean · ratio, with r the residual over the mean. Where |r| ≤ 1 the ratio is 1 + r or 1 - r
///   with equal probability; where r > 1, which the other sign would make negative, it is 1 + r² with
///   probability 1 / (1 + r²) and else zero. Both have mean one and variance r²: mean and variance of
///   every row are exact. Covariances are exact among rows of the first kind, and understated where rows
///   of the second take part; `shareOfSkewedRows` says how many those are.
public struct PowerSimulation: Sendable {
  /// The model, with all its terms.
  private let estimated: EstimatedModel
  private let term: String
  private let column: [Double]
  /// Fitted means and residuals without the effect, for all of the caller's rows; NaN outside.
  private let means: [Double]
  private let residuals: [Double]
  private let clusters: Factor
  private let weights: BootstrapWeights
  private let generator: CounterGenerator
  /// The share of rows whose outcome exceeds twice its mean (Poisson); zero for least squares.
  public let shareOfSkewedRows: Double

  /// Prepares draws for a term of an estimated model; costs one estimation without the term.
  ///
  /// `clusters` are given for all of the caller's rows; `weights` are the multipliers of least squares,
  /// drawn, not given. Throws `estimate.restriction` for a term that is not estimated,
  /// `estimate.length` for a factor of another length, `estimate.resampling` for given weights, and what
  /// estimation throws.
  public init(
    _ estimated: EstimatedModel, term: String, clusters: Factor,
    weights: BootstrapWeights = .rademacher, seed: UInt64
  ) throws(EstimationError) {
    guard estimated.names.contains(term),
      let column = estimated.model.terms.first(where: { $0.name == term })
    else { throw .unknownTerm(term, known: estimated.names) }
    let model = estimated.model
    if clusters.codes.count != model.outcome.count {
      throw .length(
        column: clusters.name, rows: clusters.codes.count, expected: model.outcome.count)
    }
    if case .given = weights {
      throw .wrongFamily(
        "a simulation draws its own multipliers", use: "name a distribution of weights")
    }
    // Only rows of the estimation sample take part.
    let inSample = estimated.fittedValues(.response)
    let outcome = zip(model.outcome, inSample).map { $1.isNaN ? .nan : $0 }
    let restricted = try EstimatedModel(
      Model(
        outcomeName: model.outcomeName, outcome: outcome,
        terms: model.terms.filter { $0.name != term }, fixedEffects: model.fixedEffects,
        family: model.family, weights: model.weights, offset: model.offset),
      tolerance: 1e-8, threads: estimated.threads)
    self.estimated = estimated
    self.term = term
    self.column = column.values
    self.clusters = clusters
    self.weights = weights
    means = restricted.fittedValues(.response)
    residuals = restricted.residuals(.response)
    generator = CounterGenerator(seed: seed)
    if model.family == .poisson {
      let skewed = zip(residuals, means).count { $0 > $1 }
      shareOfSkewedRows = Double(skewed) / Double(max(restricted.observations, 1))
    } else {
      shareOfSkewedRows = 0
    }
  }

  /// The outcome of one draw with an effect, one number for each of the caller's rows; NaN where a row
  /// takes no part.
  ///
  /// For Poisson the effect is in logs. The draw is a function of the seed and its number: draws with different effects share their errors.
  public func outcome(effect: Double, draw: Int) -> [Double] {
    let stream = generator.stream(draw)
    if estimated.model.family == .gaussian {
      var multipliers = [Double](repeating: 0, count: clusters.levels)
      weights.fill(&multipliers, draw: 0, enumerated: false, generator: stream)
      return means.indices.map { row in
        means[row] + effect * column[row]
          + multipliers[Int(clusters.codes[row])] * residuals[row]
      }
    }
    let uniforms = (0..<clusters.levels).map { stream.uniform(UInt64($0)) }
    return means.indices.map { row in
      let mean = means[row]
      if mean.isNaN { return .nan }
      let ratio = residuals[row] / mean
      let uniform = uniforms[Int(clusters.codes[row])]
      let factor: Double
      if ratio <= 1 {
        factor = uniform < 0.5 ? 1 + ratio : 1 - ratio
      } else {
        let high = 1 + ratio * ratio
        factor = uniform * high < 1 ? high : 0
      }
      return mean * exponential(effect * column[row]) * factor
    }
  }

  /// How often one test rejected at one effect.
  public struct Rate: Sendable, Equatable {
    /// The name of the test.
    public let procedure: String
    /// The effect added.
    public let effect: Double
    /// The draws in which the test gave a p-value.
    public let draws: Int
    /// The draws in which the model could not be estimated or the test gave no p-value.
    public let failures: Int
    /// Those whose p-value was at most the level.
    public let rejections: Int
    /// Rejections over draws: size at no effect, power at others; nil without draws.
    public var rate: Double? { draws > 0 ? Double(rejections) / Double(draws) : nil }
    /// The standard error of the rate from the finite number of draws.
    public var simulationError: Double? {
      rate.map { ($0 * (1 - $0) / Double(draws)).squareRoot() }
    }
  }

  /// Counts rejections of all tests at all effects: one estimation for each draw and effect.
  ///
  /// Rates come in the order of the effects, and for each in that of the tests. The same seed gives the
  /// same numbers on any number of threads. Throws `estimate.resampling` for fewer than one or more than
  /// 10,000,000 draws, or a level outside (0, 1).
  public func run(
    effects: [Double], draws: Int, level: Double = 0.05, procedures: [PowerProcedure],
    threads: Int? = nil
  ) throws(EstimationError) -> [Rate] {
    try EstimationError.check(level: level)
    try EstimationError.check(effects, column: "effects", count: effects.count)
    if draws < 1 || draws > 10_000_000 { throw .draws(draws) }
    let model = estimated.model
    let count = effects.count * draws
    let tests = procedures.count
    // 0 not rejected, 1 rejected, 2 no p-value.
    let results = [UInt8](count: count * tests) { results in
      inParallel(count, threads: max(1, threads ?? processorCount())) { index in
        let draw = index % draws
        let drawn = Model(
          outcomeName: model.outcomeName,
          outcome: outcome(effect: effects[index / draws], draw: draw), terms: model.terms,
          fixedEffects: model.fixedEffects, family: model.family, weights: model.weights,
          offset: model.offset)
        let refit = try? EstimatedModel(drawn, tolerance: 1e-7, threads: 1)
        for test in 0..<tests {
          var result: UInt8 = 2
          if let refit, refit.names.contains(term),
            let pValue = try? procedures[test].pValue(refit, draw), !pValue.isNaN
          {
            result = pValue <= level ? 1 : 0
          }
          results[index * tests + test] = result
        }
      }
    }
    var rates: [Rate] = []
    for (position, effect) in effects.enumerated() {
      for (test, procedure) in procedures.enumerated() {
        var counts = [0, 0, 0]
        for draw in 0..<draws {
          counts[Int(results[(position * draws + draw) * tests + test])] += 1
        }
        rates.append(
          Rate(
            procedure: procedure.name, effect: effect, draws: counts[0] + counts[1],
            failures: counts[2], rejections: counts[1]))
      }
    }
    return rates
  }
}

extension Sequence where Element == PowerSimulation.Rate {
  /// The smallest effect above zero that a test finds with the given probability, interpolated linearly
  /// between the effects simulated; nil if none of them is found so often.
  public func minimumDetectableEffect(of procedure: String, power: Double = 0.8) -> Double? {
    let curve = filter { $0.procedure == procedure && $0.effect >= 0 && $0.rate != nil }
      .sorted { $0.effect < $1.effect }
    guard let index = curve.firstIndex(where: { ($0.rate ?? 0) >= power }) else { return nil }
    let (high, highRate) = (curve[index].effect, curve[index].rate ?? 0)
    if index == 0 { return high }
    let (low, lowRate) = (curve[index - 1].effect, curve[index - 1].rate ?? 0)
    return low + (high - low) * (power - lowRate) / (highRate - lowRate)
  }
}
