/// The steps of a score bootstrap: scores at a restricted estimate, draws, and the inversion.
struct ScoreRun {
  let estimated: EstimatedModel
  /// R, in the order of the coefficients.
  let vector: [Double]
  let design: WildDesign
  let options: EstimatedModel.WildOptions
  let studentization: ScoreBootstrap.Studentization

  /// The working regression at the estimate: weights times residuals are the scores' residuals.
  var unrestrictedRows: WildRows {
    let solution = estimated.solution
    return WildRows(
      weights: solution.weights,
      residuals: ScoreRun.workingResiduals(estimated.sample.outcome, solution.residuals),
      terms: solution.terms, bread: solution.bread,
      restriction: solution.combination(vector))
  }

  /// Outcome over mean, less one.
  static func workingResiduals(_ outcome: [Double], _ residuals: [Double]) -> [Double] {
    zip(outcome, residuals).map { $1 / ($0 - $1) }
  }

  /// The drawn statistics of a working regression, on the scale of the estimate's statistic.
  func draws(
    _ rows: WildRows, project model: EstimatedModel
  ) throws(EstimationError) -> [Double] {
    let (count, enumerated) = try design.count(options)
    return scaled(
      WildDraws(
        kernel: try kernel(rows, project: model), weights: options.weights, draws: count,
        enumerated: enumerated, seed: options.seed, threads: options.threads))
  }

  private func scaled(_ drawn: WildDraws) -> [Double] {
    let scale = 1 / design.parameterFactor.squareRoot()
    return drawn.statistics(at: 0).map { $0 * scale }
  }

  private func kernel(
    _ rows: WildRows, project model: EstimatedModel
  ) throws(EstimationError) -> WildKernel {
    switch studentization {
    case .scores:
      return try WildKernel(
        scoresOf: rows, clusterings: design.clusterings, bootstrap: design.bootstrap)
    case .newtonStep:
      return try WildKernel(
        rows: rows, clusterings: design.clusterings, bootstrap: design.bootstrap, affine: false
      ) { (columns: inout [[Double]]) throws(EstimationError) in
        try model.projectInOwnOrder(&columns, tolerance: options.tolerance)
      }
    }
  }

  /// The score statistic and the draws with the combination held at `value`.
  func restricted(to value: Double) throws(EstimationError) -> (Double, [Double]) {
    let (rows, model) = try restrictedRows(value)
    let kernel = try kernel(rows, project: model)
    let ones = [Double](repeating: 1, count: design.bootstrap.levels)
    let observed = scaled(
      WildDraws(
        kernel: kernel, weights: .given([ones]), draws: 1, enumerated: false, seed: 0, threads: 1))
    guard let statistic = observed.first else {
      throw .noVariation("the score of the restriction at \(value)")
    }
    let (count, enumerated) = try design.count(options)
    let drawn = WildDraws(
      kernel: kernel, weights: options.weights, draws: count, enumerated: enumerated,
      seed: options.seed, threads: options.threads)
    return (statistic, scaled(drawn))
  }

  /// Estimates under R b = value: one coefficient of R is expressed by the others, which changes
  /// their terms and leaves an offset.
  private func restrictedRows(
    _ value: Double
  ) throws(EstimationError) -> (WildRows, EstimatedModel) {
    let sample = estimated.sample
    let kept = estimated.collinearity.kept
    let pivot = vector.indices.max { abs(vector[$0]) < abs(vector[$1]) } ?? 0
    let direction = sample.terms[kept[pivot]].map { $0 / vector[pivot] }
    var terms: [Term] = []
    for index in kept.indices where index != pivot {
      var column = sample.terms[kept[index]]
      if vector[index] != 0 {
        for row in column.indices { column[row] -= vector[index] * direction[row] }
      }
      terms.append(Term(name: estimated.names[index], values: column))
    }
    let before = sample.offset ?? [Double](repeating: 0, count: sample.rows.count)
    let restricted = try EstimatedModel(
      Model(
        outcomeName: estimated.model.outcomeName, outcome: sample.outcome, terms: terms,
        fixedEffects: sample.fixedEffects, family: .poisson, weights: sample.weights,
        offset: zip(before, direction).map { $0 + value * $1 }), tolerance: 1e-9,
      threads: options.threads)
    if restricted.sample.rows.count != sample.rows.count {
      throw .separation(rows: sample.rows.count - restricted.sample.rows.count)
    }
    return (try restricted.workingRows(adding: direction, tolerance: options.tolerance), restricted)
  }

  /// The values not rejected: the statistic less the critical value changes its sign at the ends,
  /// which are found to 3e-4 of a standard error, far below the simulation error of the latter.
  func interval(
    level: Double, tails: TestTails, estimate: Double, error: Double, fixed: [Double]?
  ) throws(EstimationError) -> InvertedInterval {
    func excess(_ value: Double, _ direction: Double) throws(EstimationError) -> Double {
      let (statistic, drawn): (Double, [Double])
      if let fixed {
        (statistic, drawn) = ((estimate - value) / error, fixed)
      } else {
        (statistic, drawn) = try restricted(to: value)
      }
      // Below the estimate statistics are positive; a tie is not more extreme.
      let share = tails == .equal ? (1 - level) / 2 : 1 - level
      let ordered = drawn.map { tails == .equal ? -direction * $0 : abs($0) }.sorted(by: >)
      let rank = Int((share * Double(ordered.count) - 1e-9).rounded(.up))
      let critical = ordered.isEmpty ? .infinity : ordered[max(min(rank, ordered.count) - 1, 0)]
      return -direction * statistic - critical
    }
    func end(_ direction: Double) throws(EstimationError) -> Double? {
      var (inside, low) = (estimate, -Double.infinity)
      var width = 2 * error
      var outside = estimate + direction * width
      var high = try excess(outside, direction)
      var doublings = 0
      while high < 0 {
        if doublings == 11 { return nil }
        (inside, low) = (outside, high)
        doublings += 1
        width *= 2
        outside = estimate + direction * width
        high = try excess(outside, direction)
      }
      // Regula falsi with the stale end's value halved (Dowell and Jarratt 1971).
      if low == -.infinity { low = -2 }
      for _ in 0..<40 {
        if abs(outside - inside) <= 3e-4 * error { break }
        let middle = outside - high * (outside - inside) / (high - low)
        let found = try excess(middle, direction)
        if abs(found) <= 3e-4 { return middle }
        if found >= 0 {
          (outside, high) = (middle, found)
          low /= 2
        } else {
          (inside, low) = (middle, found)
          high /= 2
        }
      }
      return (inside + outside) / 2
    }
    return InvertedInterval(lower: try end(-1), upper: try end(1))
  }
}

extension EstimatedModel {
  /// The position in the caller's columns is the order of another sample: columns in that order are
  /// projected and put back.
  func projectInOwnOrder(
    _ columns: inout [[Double]], tolerance: Double
  ) throws(EstimationError) {
    let rows = sample.rows
    if rows.indices.allSatisfy({ rows[$0] == $0 }) {
      try project(&columns, tolerance: tolerance)
      return
    }
    var ordered = columns.map { column in rows.map { column[$0] } }
    try project(&ordered, tolerance: tolerance)
    for index in columns.indices {
      for position in rows.indices { columns[index][rows[position]] = ordered[index][position] }
    }
  }

  /// The working regression with one more term, in the order of the caller's columns, testing that
  /// term: all of them must be in the sample.
  func workingRows(
    adding column: [Double], tolerance: Double
  ) throws(EstimationError) -> WildRows {
    let weights = solution.weights
    var columns = [sample.rows.map { column[$0] }]
    try project(&columns, tolerance: min(tolerance, 1e-10))
    var part = columns[0]
    let size = solution.terms.count
    // The other terms are taken out twice, which leaves rounding only.
    for _ in 0..<2 where size > 0 {
      let weighted = zip(part, weights).map { $0 * $1 }
      let slopes = solution.bread.times(
        solution.terms.map { Collinearity.dot($0, weighted) })
      for (term, slope) in zip(solution.terms, slopes) {
        for row in part.indices { part[row] -= slope * term[row] }
      }
    }
    let curvature = zip(part, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    if !(curvature > 0) { throw .noVariation("the restricted combination of the terms") }
    var bread = SymmetricMatrix(size: size + 1)
    for i in 0..<size { for j in 0..<size { bread[i, j] = solution.bread[i, j] } }
    bread[size, size] = 1 / curvature
    var position = [Int](repeating: 0, count: sample.rows.count)
    for (index, row) in sample.rows.enumerated() { position[row] = index }
    let residuals = ScoreRun.workingResiduals(sample.outcome, solution.residuals)
    return WildRows(
      weights: position.map { weights[$0] }, residuals: position.map { residuals[$0] },
      terms: (solution.terms + [part]).map { term in position.map { term[$0] } }, bread: bread,
      restriction: [Double](repeating: 0, count: size) + [1])
  }
}
