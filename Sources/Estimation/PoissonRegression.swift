/// Poisson pseudo-maximum likelihood with absorbed fixed effects.
///
/// Newton's method as iteratively reweighted least squares (Correia, Guimaraes and Zylkin 2020,
/// section 3). Each step starts from the columns the step before made orthogonal, which differ from
/// the terms by fixed effects only, and absorbs no more precisely than the step's length deserves.
/// Only the residual of the step is absorbed, not the linear predictor, so that no error builds up.
struct PoissonRegression {
  /// What a run ended with.
  enum Outcome {
    case solved(Solution)
    /// The linear predictor of some zero outcomes falls without end.
    case divergent(suspects: Int)
  }

  let sample: Sample
  private var absorber: Absorber
  private var terms: [[Double]]
  private var predictor: [Double]
  private var means: [Double]
  private var coefficients: [Double]
  private let offset: [Double]

  init(sample: Sample, collinearity: Collinearity, absorber: Absorber) {
    self.sample = sample
    self.absorber = absorber
    terms = collinearity.absorbed
    coefficients = [Double](repeating: 0, count: terms.count)
    let average = sample.outcome.reduce(0, +) / Double(sample.outcome.count)
    means = sample.outcome.map { ($0 + average) / 2 }
    predictor = means.map { naturalLogarithm($0) }
    offset = sample.offset ?? [Double](repeating: 0, count: means.count)
  }

  /// The prior weights times the means.
  private var weights: [Double] {
    guard let prior = sample.weights else { return means }
    return zip(prior, means).map { $0 * $1 }
  }

  /// One weighted regression of the working residual.
  private struct Step {
    let change: [Double]
    let slopes: [Double]
    let bread: SymmetricMatrix
    /// The root mean square of the change, weighted by the fitted means.
    let length: Double
    /// The largest change of any row.
    let largest: Double
  }

  /// Runs to the tolerance, and then once more a hundred times tighter.
  ///
  /// With `suspicious` false, a run that diverges goes on to the limit of steps instead of ending.
  mutating func solve(
    tolerance: Double, suspicious: Bool
  ) throws(EstimationError) -> Outcome {
    let limit = 300
    let patience = self.patience
    var deviance = Double.infinity
    var length = 1.0
    for iteration in 1...limit {
      guard let step = try newtonStep(first: iteration == 1, expected: length, floor: 1e-11) else {
        return .divergent(suspects: 1)
      }
      let taken = apply(step, first: iteration == 1, deviance: &deviance)
      length = step.length * taken
      let change = Regression.largestChange(
        step.slopes.map { $0 * taken }, coefficients,
        scales: step.bread.diagonal.map { $0.squareRoot() })
      let steady = length <= tolerance && change <= tolerance
      if steady && step.largest * taken <= 1e-3 && taken == 1 {
        let vanished = vanishedZeros
        if vanished > 0 {
          if suspicious { return .divergent(suspects: vanished) }
          throw .separation(rows: vanished)
        }
        return .solved(try polished(iterations: iteration))
      }
      if suspicious, iteration >= patience, step.largest > 0.1,
        length <= 1e-3 || iteration >= patience + 28
      {
        let suspects = zip(step.change, sample.outcome).count { $0 < -0.1 && $1 == 0 }
        if suspects > 0 { return .divergent(suspects: suspects) }
      }
    }
    throw .noConvergence(what: "the Poisson regression", iterations: limit)
  }

  /// The zero outcomes whose fitted mean is nothing beside the smallest positive outcome.
  ///
  /// Such a row has no weight left: that its predictor stands still then proves nothing.
  private var vanishedZeros: Int {
    let smallest = sample.outcome.lazy.filter { $0 > 0 }.min() ?? 0
    return zip(sample.outcome, means).count { $0 == 0 && $1 < 1e-10 * smallest }
  }

  /// The steps to wait before a falling predictor is suspected of falling without end.
  ///
  /// Newton's method lowers the predictor of a zero outcome by one a step at most, and the run starts
  /// near the average: a mean that is small but positive takes as many steps to reach as there are
  /// powers of e between the average and the smallest positive outcome. At forty steps the weight of
  /// such a row is lost in rounding, so that waiting longer would show nothing.
  private var patience: Int {
    let average = sample.outcome.reduce(0, +) / Double(sample.outcome.count)
    let smallest = sample.outcome.lazy.filter { $0 > 0 }.min() ?? average
    return min(40, 12 + Int(max(0, min(40, naturalLogarithm(average / smallest))).rounded(.up)))
  }

  /// Solves the weighted least squares problem of one Newton step; nil if it is singular.
  private mutating func newtonStep(
    first: Bool, expected: Double, floor: Double
  ) throws(EstimationError) -> Step? {
    let weights = self.weights
    absorber.setWeights(weights)
    var total = 0.0
    var squares = 0.0
    var working = [Double](repeating: 0, count: means.count)
    for row in working.indices {
      working[row] = (sample.outcome[row] - means[row]) / means[row]
      if first { working[row] += predictor[row] - offset[row] }
      total += weights[row]
      squares += weights[row] * working[row] * working[row]
    }
    // Absorbing the residual errs to first order, absorbing the terms only to second.
    let ratio = max(1, (squares / total).squareRoot())
    let residualTolerance = min(1e-2, max(floor, 0.1 * expected * expected)) / ratio
    let termTolerance = min(1e-2, max(floor, 0.1 * expected))
    var columns = terms + [working]
    var tolerances = [Double](repeating: termTolerance, count: terms.count)
    tolerances.append(residualTolerance)
    try absorber.absorb(&columns, tolerances: tolerances)
    let absorbed = columns.removeLast()
    terms = columns
    guard let regression = Regression(absorbed, on: terms, weights: weights) else { return nil }
    var change = working
    for row in change.indices { change[row] -= absorbed[row] }
    for (term, slope) in zip(terms, regression.coefficients) {
      for row in change.indices { change[row] += slope * term[row] }
    }
    var weighted = 0.0
    var largest = 0.0
    for row in change.indices {
      let difference = first ? change[row] + offset[row] - predictor[row] : change[row]
      weighted += weights[row] * difference * difference
      largest = max(largest, abs(difference))
    }
    let length = (weighted / total).squareRoot()
    if !length.isFinite { throw .notFinite(what: "a step of the Poisson regression") }
    return Step(
      change: change, slopes: regression.coefficients, bread: regression.bread, length: length,
      largest: largest)
  }

  /// Takes the step, halved until the deviance does not rise; returns the share of it taken.
  private mutating func apply(_ step: Step, first: Bool, deviance: inout Double) -> Double {
    let base = first ? offset : predictor
    var share = 1.0
    while true {
      var candidate = base
      for row in candidate.indices { candidate[row] += share * step.change[row] }
      // Far below the rest of the sample a mean is zero for every purpose but division.
      let fitted = candidate.map { exponential(max(min($0, 700), -460)) }
      let reached = PoissonRegression.deviance(sample.outcome, fitted, sample.weights)
      let allowed = deviance + 1e-10 * (1 + abs(deviance))
      if reached <= allowed || first || share < 1e-6 {
        predictor = candidate
        means = fitted
        deviance = reached
        for index in coefficients.indices { coefficients[index] += share * step.slopes[index] }
        return share
      }
      share /= 2
    }
  }

  /// A last step with everything absorbed tightly: the final coefficients and the variance's parts.
  private mutating func polished(iterations: Int) throws(EstimationError) -> Solution {
    var deviance = Double.infinity
    guard let step = try newtonStep(first: false, expected: 0, floor: 1e-13) else {
      throw .noConvergence(what: "the normal equations", iterations: iterations)
    }
    let weights = self.weights
    let taken = apply(step, first: false, deviance: &deviance)
    let change = Regression.largestChange(
      step.slopes.map { $0 * taken }, coefficients,
      scales: step.bread.diagonal.map { $0.squareRoot() })
    var logLikelihood = 0.0
    for row in means.indices {
      logLikelihood +=
        (sample.weights?[row] ?? 1)
        * (sample.outcome[row] * naturalLogarithm(means[row]) - means[row]
          - logGamma(sample.outcome[row] + 1))
    }
    return Solution(
      coefficients: coefficients, terms: terms,
      residuals: zip(sample.outcome, means).map { $0 - $1 }, weights: weights, bread: step.bread,
      iterations: iterations + 1, achievedTolerance: change, deviance: deviance,
      logLikelihood: logLikelihood)
  }

  /// Twice the sum of y log(y / mean) - (y - mean).
  static func deviance(
    _ outcome: [Double], _ means: [Double], _ weights: [Double]?
  ) -> Double {
    var sum = 0.0
    for row in outcome.indices {
      let y = outcome[row]
      var part = means[row] - y
      if y > 0 { part += y * naturalLogarithm(y / means[row]) }
      sum += (weights?[row] ?? 1) * part
    }
    return 2 * sum
  }
}
