/// The rows of a block in use, with what is summed over them.
struct BlockSample {
  let sample: Sample
  /// The terms less their fixed effects, in the order of the sample.
  let terms: [[Double]]
  /// The weights of the products: prior weights, for Poisson times the fitted means; nil for one.
  let weights: [Double]?
  /// Prior weight times outcome less fitted mean.
  let residuals: [Double]
  let deviance: Double
  let outcomeSquares: Double
  let logLikelihood: Double

  /// The precision of projections: well below the threshold at which a term counts as absorbed.
  private static let precision = 1e-13

  /// Projects terms and outcome.
  static func leastSquares(
    _ block: Block, _ question: BlockQuestion, _ pruning: Pruning, threads: Int
  ) throws(EstimationError) -> BlockSample {
    let sample = Sample(model: block.model, keeping: pruning.kept, threads: threads)
    let absorber = Absorber(sample, threads: threads)
    var outcome = sample.outcome
    if let offset = sample.offset {
      for row in outcome.indices { outcome[row] -= offset[row] }
    }
    var columns = try absorbed(Array(sample.terms) + [outcome], by: absorber)
    var rest = columns.removeLast()
    var outcomeSquares = 0.0
    for row in rest.indices {
      outcomeSquares += rest[row] * rest[row] * (sample.weights?[row] ?? 1)
    }
    for (slope, term) in zip(question.coefficients, columns) where slope != 0 {
      for row in rest.indices { rest[row] -= slope * term[row] }
    }
    var deviance = 0.0
    for row in rest.indices {
      let weighted = rest[row] * (sample.weights?[row] ?? 1)
      deviance += weighted * rest[row]
      rest[row] = weighted
    }
    return BlockSample(
      sample: sample, terms: columns, weights: sample.weights, residuals: rest,
      deviance: deviance, outcomeSquares: outcomeSquares,
      logLikelihood: sample.weights?.reduce(0) { $0 + naturalLogarithm($1) } ?? 0)
  }

  /// Fits the fixed effects at the coefficients, and projects the terms under the fitted means.
  ///
  /// Nil if every row is separated.
  static func poisson(
    _ block: Block, _ question: BlockQuestion, _ pruning: inout Pruning, threads: Int
  ) throws(EstimationError) -> BlockSample? {
    let model = block.model
    var offset = model.offset ?? [Double](repeating: 0, count: model.outcome.count)
    for (slope, term) in zip(question.coefficients, model.terms) where slope != 0 {
      for row in offset.indices { offset[row] += slope * term.values[row] }
    }
    let shifted = Model(
      outcomeName: model.outcomeName, outcome: model.outcome, terms: model.terms,
      fixedEffects: model.fixedEffects, family: .poisson, weights: model.weights, offset: offset)
    var suspicion = Suspicion.strong
    while true {
      let kept = pruning.kept
      if kept.isEmpty { return nil }
      let sample = Sample(model: shifted, keeping: kept, threads: threads)
      var regression = PoissonRegression(sample: sample, kept: [], threads: threads)
      switch try regression.solve(tolerance: 1e-11, suspicion: suspicion) {
      case .solved(let solution, let elimination):
        let absorber = Absorber(sample, elimination: elimination)
        var residuals = solution.residuals
        if let prior = sample.weights {
          for row in residuals.indices { residuals[row] *= prior[row] }
        }
        return BlockSample(
          sample: sample, terms: try absorbed(Array(sample.terms), by: absorber),
          weights: solution.weights, residuals: residuals, deviance: solution.deviance,
          outcomeSquares: 0, logLikelihood: solution.logLikelihood)
      case .divergent, .doubtful:
        if suspicion != .strong {
          throw .noConvergence(what: "fitting the fixed effects of a block", iterations: 1)
        }
        // Without terms a certificate depends on the zeros and the fixed effects alone, so that every
        // round drops the same rows.
        let plain = Absorber(sample, threads: threads)
        switch try Separation.find(sample: sample, terms: [], absorber: plain) {
        case .none: suspicion = .refuted
        case .undecided: suspicion = .unresolved
        case .rows(let separated):
          let rows = Set(separated.map { sample.rows[$0] })
          pruning.drop(separated: rows, byEffects: rows, model: model)
        }
      }
    }
  }

  /// Projects columns, and those of which little is left once more, as `Collinearity` does.
  private static func absorbed(
    _ columns: [[Double]], by absorber: Absorber
  ) throws(EstimationError) -> [[Double]] {
    var columns = columns
    let before = columns.map(Collinearity.norm)
    let tolerances = [Double](repeating: precision, count: columns.count)
    try absorber.absorb(&columns, tolerances: tolerances)
    let small = columns.indices.filter { Collinearity.norm(columns[$0]) < 1e-2 * before[$0] }
    if small.isEmpty { return columns }
    var again = small.map { columns[$0] }
    try absorber.absorb(&again, tolerances: Array(tolerances.prefix(again.count)))
    for (index, column) in zip(small, again) { columns[index] = column }
    return columns
  }

  /// The gradients and, if wanted, the products of the rows of each cell.
  func sums(
    by codes: [Int32], cells: Int, products wantsProducts: Bool
  ) -> (scores: [Double], products: [Double]) {
    let (count, size) = (terms.count, terms.count * (terms.count + 1) / 2)
    var scores = [Double](repeating: 0, count: cells * count)
    var products = [Double](repeating: 0, count: wantsProducts ? cells * size : 0)
    scores.withUnsafeMutableBufferPointer { scores in
      for (index, term) in terms.enumerated() {
        for row in residuals.indices {
          scores[Int(codes[row]) * count + index] += term[row] * residuals[row]
        }
      }
    }
    if !wantsProducts { return (scores, products) }
    var weighted = [Double](repeating: 0, count: residuals.count)
    products.withUnsafeMutableBufferPointer { products in
      var place = 0
      for (index, term) in terms.enumerated() {
        if let weights {
          for row in weighted.indices { weighted[row] = term[row] * weights[row] }
        } else {
          weighted = term
        }
        for other in terms[...index] {
          for row in weighted.indices {
            products[Int(codes[row]) * size + place] += weighted[row] * other[row]
          }
          place += 1
        }
      }
    }
    return (scores, products)
  }

  /// The sum of the outer products of the rows' gradients, lower triangle.
  func rowMeat() -> [Double] {
    var meat: [Double] = []
    for (index, term) in terms.enumerated() {
      for other in terms[...index] {
        var sum = 0.0
        for row in residuals.indices {
          sum += term[row] * other[row] * residuals[row] * residuals[row]
        }
        meat.append(sum)
      }
    }
    return meat
  }

  /// The sum of the outer products of gradients that stand one after another, lower triangle.
  static func meat(_ scores: [Double], terms: Int) -> [Double] {
    var meat = [Double](repeating: 0, count: terms * (terms + 1) / 2)
    for first in stride(from: 0, to: scores.count, by: max(terms, 1)) {
      var place = 0
      for index in 0..<terms {
        for other in 0...index {
          meat[place] += scores[first + index] * scores[first + other]
          place += 1
        }
      }
    }
    return meat
  }
}
