/// Takes the residual of terms and fixed effects, in columns scaled by the root of the weights.
///
/// Columns are zero but on the rows of a cluster. Eight are worked on at once, and batches of eight
/// side by side, each writing to its own places: the result does not depend on the threads.
struct ResidualMaker {
  typealias Lanes = SIMD8<Double>

  private let bread: SymmetricMatrix
  let roots: [Double]
  let scaledTerms: [[Double]]
  private let layout: LevelLayout?
  private let equations: LevelEquations?

  init(_ estimated: EstimatedModel) {
    bread = estimated.solution.bread
    let roots = estimated.solution.weights.map { $0.squareRoot() }
    self.roots = roots
    scaledTerms = estimated.solution.terms.map { zip($0, roots).map { $0 * $1 } }
    layout = LevelLayout(estimated.sample.fixedEffects)
    equations = layout.map {
      LevelEquations($0, weights: estimated.solution.weights, without: nil)
    }
  }

  /// What the fixed effects and the terms take of up to eight columns: the levels' coefficients and,
  /// for each term, its slope.
  private func fitted(
    _ parts: ArraySlice<[Double]>, rows: ArraySlice<[Int]>
  ) throws(EstimationError) -> (levels: LevelColumns?, slopes: [Lanes]) {
    var products = [Lanes](repeating: .zero, count: scaledTerms.count)
    var right = layout.map { LevelColumns($0) }
    for (lane, (part, rows)) in zip(parts, rows).enumerated() {
      for (value, row) in zip(part, rows) {
        for (k, term) in scaledTerms.enumerated() { products[k][lane] += value * term[row] }
        if let layout {
          var lanes = Lanes.zero
          lanes[lane] = value * roots[row]
          right?.add(lanes, row: row, of: layout)
        }
      }
    }
    var squares = Lanes.zero
    for (lane, part) in parts.enumerated() { squares[lane] = Collinearity.dot(part, part) }
    var levels: LevelColumns?
    if let right, let equations { levels = try equations.solve(right, squares: squares) }
    let slopes = scaledTerms.indices.map { i in
      scaledTerms.indices.reduce(Lanes.zero) { $0 + products[$1] * bread[i, $1] }
    }
    return (levels, slopes)
  }

  /// What is taken off a row.
  private func taken(
    _ fitted: (levels: LevelColumns?, slopes: [Lanes]), row: Int
  ) -> Lanes {
    var value = Lanes.zero
    if let layout, let levels = fitted.levels {
      value = levels.sum(row: row, of: layout) * roots[row]
    }
    for (term, slope) in zip(scaledTerms, fitted.slopes) { value += slope * term[row] }
    return value
  }

  /// The symmetric square roots of the generalised inverses of the clusters' blocks, applied to
  /// columns on the clusters' rows.
  func inverseRoots(
    of starts: [[Double]], rows: [[Int]]
  ) throws(EstimationError) -> [[Double]] {
    try inBatches(starts.count) { (batch) throws(EstimationError) in
      var runs = starts[batch].map(Lanczos.init)
      let rows = rows[batch]
      while !runs.allSatisfy(\.isDone) {
        let fitted = try self.fitted(runs.map(\.direction)[...], rows: rows)
        for (lane, own) in rows.enumerated() where !runs[lane].isDone {
          let direction = runs[lane].direction
          runs[lane].advance(
            image: own.indices.map { direction[$0] - taken(fitted, row: own[$0])[lane] })
        }
      }
      return runs.map(\.result)
    }
  }

  /// For each column, the products of its residual with some of the others, added up by cluster, one
  /// after the other.
  func forms(
    of parts: [[Double]], rows: [[Int]], clusters: Factor, with others: [[Double]],
    choosing: @Sendable (Int) -> Range<Int>
  ) throws(EstimationError) -> [[Double]] {
    try inBatches(parts.count) { (batch) throws(EstimationError) in
      let fitted = try self.fitted(parts[batch], rows: rows[batch])
      let levels = clusters.levels
      var forms = batch.map { [Double](repeating: 0, count: choosing($0).count * levels) }
      let chosen = batch.map(choosing)
      for row in roots.indices {
        let taken = self.taken(fitted, row: row)
        let cluster = Int(clusters.codes[row])
        for lane in chosen.indices {
          for (place, other) in chosen[lane].enumerated() {
            forms[lane][place * levels + cluster] -= taken[lane] * others[other][row]
          }
        }
      }
      for (lane, index) in batch.enumerated() {
        for (value, row) in zip(parts[index], rows[index]) {
          for (place, other) in chosen[lane].enumerated() {
            forms[lane][place * levels + Int(clusters.codes[row])] += value * others[other][row]
          }
        }
      }
      return forms
    }
  }

  /// Does work in batches of eight on several threads; results in the order of their indices.
  private func inBatches(
    _ count: Int, _ body: @Sendable (Range<Int>) throws(EstimationError) -> [[Double]]
  ) throws(EstimationError) -> [[Double]] {
    let batches = (count + 7) / 8
    var results = [Result<[[Double]], EstimationError>](
      repeating: .success([]), count: batches)
    results.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let places = Shared(base)
      inParallel(batches, threads: 4) { batch in
        places[batch] = Result { () throws(EstimationError) in
          try body((8 * batch)..<min(8 * batch + 8, count))
        }
      }
    }
    var all: [[Double]] = []
    for result in results { all += try result.get() }
    return all
  }
}
