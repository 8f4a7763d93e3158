/// Poisson pseudo-maximum likelihood with absorbed fixed effects.
///
/// Newton's method as iteratively reweighted least squares (Correia, Guimaraes and Zylkin 2020,
/// section 3), started from the fit of the fixed effects alone. Each step starts from the terms less
/// the fixed effects found in them by the step before, and solves no more precisely than its length
/// deserves; only the residual of the step is absorbed, so that no error builds up.
struct PoissonRegression {
  /// What a run ended with.
  enum Outcome {
    case solved(Solution, Elimination)
    /// The linear predictor of some zero outcomes falls without end.
    case divergent(suspects: Int)
    /// A term is all but a combination of others and fixed effects: a closer look is needed.
    case doubtful
  }

  let sample: Sample
  let threads: Int
  /// Whether the terms are known to be independent.
  private let isExamined: Bool
  private let state: PoissonState
  private var coefficients: [Double]

  /// Takes some of the terms as they are in the model; their independence is not known.
  init(sample: Sample, kept: [Int], threads: Int) {
    self.sample = sample
    self.threads = threads
    isExamined = false
    state = PoissonState(
      sample: sample, terms: sample.terms.callers(kept), inCallersOrder: true, threads: threads)
    coefficients = [Double](repeating: 0, count: state.count)
  }

  /// Takes the terms that were found to be independent.
  init(sample: Sample, collinearity: Collinearity, threads: Int) {
    self.sample = sample
    self.threads = threads
    isExamined = true
    state = PoissonState(
      sample: sample, terms: collinearity.absorbed, inCallersOrder: false, threads: threads)
    coefficients = [Double](repeating: 0, count: state.count)
  }

  /// The last projection of the terms is at least this precise.
  private static let tightest = 1e-10

  /// Runs until a step made with tight projections is shorter than the tolerance.
  ///
  /// Unless the suspicion is strong, a run that diverges goes on to the limit of steps instead of
  /// ending.
  mutating func solve(
    tolerance: Double, suspicion: Suspicion
  ) throws(EstimationError) -> Outcome {
    let limit = 300
    let patience = self.patience
    var isFirst = !state.start()
    var moments = state.advance(slopes: nil, wasFirst: false, isFirst: isFirst).1
    var length = 1.0
    var largest = 1.0
    var steps = 0
    for iteration in 1...limit {
      let isTight = length * length <= tolerance && largest <= 0.03
      let floor = isTight ? 1e-13 : 1e-11
      let scale = max(1, (moments.gram[state.count, state.count] / moments.total).squareRoot())
      // Absorbing the residual errs to first order, absorbing the terms only to second.
      let residualTolerance = min(1e-2, max(floor, 0.1 * length * length)) / scale
      let termTolerance = min(
        1e-2, isTight ? min(PoissonRegression.tightest, 0.01 * tolerance) : max(floor, 0.1 * length)
      )
      var tolerances = [Double](repeating: termTolerance, count: state.count)
      tolerances.append(residualTolerance)
      steps += try state.solve(&moments, tolerances: tolerances)
      if !isExamined && isDoubtful(moments, precisely: isTight) { return .doubtful }
      guard let regression = Regression(moments.gram) else { return .divergent(suspects: 1) }
      let slopes = regression.coefficients
      if isTight {
        if let solution = try finished(
          slopes, bread: regression.bread, iterations: iteration, tolerance: tolerance,
          length: &length, largest: &largest)
        {
          let vanished = suspicion == .refuted ? 0 : vanishedZeros(solution)
          if vanished > 0 {
            if suspicion == .strong { return .divergent(suspects: vanished) }
            throw .separation(rows: vanished)
          }
          return .solved(solution, state.elimination)
        }
        for index in slopes.indices { coefficients[index] += slopes[index] }
        moments = state.advance(slopes: nil, wasFirst: false, isFirst: false).1
        continue
      }
      let wasFirst = isFirst
      isFirst = false
      let objective = moments.objective
      let (step, next) = state.advance(slopes: slopes, wasFirst: wasFirst, isFirst: false)
      moments = next
      guard let step, step.length.isFinite else {
        throw .notFinite(what: "a step of the Poisson regression")
      }
      var share = 1.0
      // The step is halved until the likelihood does not fall.
      while !wasFirst, !(moments.objective <= objective + 1e-10 * (1 + abs(objective))),
        share >= 1e-6
      {
        share /= 2
        state.retreat(keeping: 0.5)
        moments = state.advance(slopes: nil, wasFirst: false, isFirst: false).1
      }
      for index in slopes.indices { coefficients[index] += share * slopes[index] }
      length = step.length * share
      largest = step.largest * share
      if suspicion == .strong, iteration >= patience, step.largest > 0.1,
        length <= 1e-3 || iteration >= patience + 28, step.falling > 0
      {
        return .divergent(suspects: step.falling)
      }
    }
    throw .noConvergence(what: "the Poisson regression", iterations: limit)
  }

  /// Whether a term's part beyond fixed effects and earlier terms is small enough to be looked at.
  private func isDoubtful(_ moments: PoissonState.Moments, precisely: Bool) -> Bool {
    for column in 0..<state.count {
      let left = moments.gram[column, column]
      if !(left > (precisely ? 1e-10 : 1e-6) * moments.original[column]) { return true }
    }
    return moments.gram.smallestPivot(of: state.count) < LeastSquares.smallestPivot
  }

  /// The zero outcomes whose fitted mean is nothing beside the smallest positive outcome, or beside
  /// the total of every level they belong to.
  ///
  /// Such a row has no weight left: that its predictor stands still then proves nothing.
  private func vanishedZeros(_ solution: Solution) -> Int {
    let smallest = sample.outcome.lazy.filter { $0 > 0 }.min() ?? 0
    var lightest = Double.infinity
    for row in sample.outcome.indices where sample.outcome[row] == 0 {
      lightest = min(lightest, -solution.residuals[row])
    }
    var isVanished = [Int: Bool]()
    let total = zip(sample.outcome, solution.residuals).reduce(0) { $0 + ($1.0 - $1.1) }
    if lightest >= 1e-10 * smallest && lightest >= 1e-13 * total { return 0 }
    for row in sample.outcome.indices where sample.outcome[row] == 0 {
      let mean = -solution.residuals[row]
      if mean < 1e-10 * smallest || mean < 1e-13 * total {
        isVanished[row] = mean < 1e-10 * smallest
      }
    }
    var heaviest = [Int: Double]()
    for factor in sample.fixedEffects {
      var sums = [Double](repeating: 0, count: factor.levels)
      for row in factor.codes.indices {
        sums[Int(factor.codes[row])] += sample.outcome[row] - solution.residuals[row]
      }
      for row in isVanished.keys {
        let share = -solution.residuals[row] / sums[Int(factor.codes[row])]
        heaviest[row] = max(heaviest[row] ?? 0, share)
      }
    }
    return isVanished.count { $0.value || heaviest[$0.key, default: 0] < 1e-13 }
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

  /// Takes a step made with tight projections; nil if it turns out longer than the tolerance.
  private mutating func finished(
    _ slopes: [Double], bread: SymmetricMatrix, iterations: Int, tolerance: Double,
    length: inout Double, largest: inout Double
  ) throws(EstimationError) -> Solution? {
    let weights = state.elimination.weights
    let (terms, gram, step) = state.finish(slopes: slopes)
    if !step.length.isFinite { throw .notFinite(what: "a step of the Poisson regression") }
    length = step.length
    largest = step.largest
    let next = zip(coefficients, slopes).map { $0 + $1 }
    let change = Regression.largestChange(
      slopes, next, scales: bread.diagonal.map { $0.squareRoot() })
    if step.length > tolerance || change > tolerance || step.largest > 1e-3 { return nil }
    guard let inverse = gram.inverse() else { return nil }
    let fit = state.likelihood()
    coefficients = next
    return Solution(
      coefficients: next, projected: terms, residuals: fit.residuals, weights: weights.array,
      bread: inverse, iterations: iterations, achievedTolerance: change, deviance: fit.deviance,
      logLikelihood: fit.logLikelihood)
  }
}
