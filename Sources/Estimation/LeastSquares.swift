/// Least squares with absorbed fixed effects (Frisch and Waugh 1933; Lovell 1963).
struct LeastSquares {
  let sample: Sample
  let absorber: Absorber
  let tolerance: Double
  let threads: Int
  let outcomeName: String

  /// The terms and the outcome without their fixed-effect parts.
  private struct Columns {
    var terms: [[Double]]
    var outcome: [Double]
    /// The weighted squares of the outcome as it is, or zero if not known.
    var size = 0.0
    /// The products of all columns, the outcome last.
    var gram: SymmetricMatrix
    /// How much the products changed from the tolerance to one a hundred times tighter.
    var late: SymmetricMatrix
  }

  /// Fits the outcome to some of the terms; nil if their independence needs a closer look.
  func solve(kept: [Int]) throws(EstimationError) -> Solution? {
    let count = kept.count
    var columns = Columns(
      terms: [], outcome: [], gram: SymmetricMatrix(size: 0),
      late: SymmetricMatrix(size: count + 1))
    var original = [Double](repeating: 0, count: count + 1)
    try project(kept, &columns, original: &original)
    columns.size = original[count]
    products(&columns)
    for column in 0..<count
    where !(columns.gram[column, column] > 1e-10 * original[column]) { return nil }
    if columns.gram.smallestPivot(of: count) < 1e-8 { return nil }
    return try solution(columns)
  }

  /// Fits the outcome to the terms that were found to be independent.
  func solve(_ collinearity: Collinearity) throws(EstimationError) -> Solution {
    let count = collinearity.absorbed.count
    var outcome = [response]
    try absorber.absorb(&outcome, tolerances: [tolerance])
    let loose = outcome[0]
    try absorber.absorb(&outcome, tolerances: [max(tolerance / 100, 1e-15)])
    var columns = Columns(
      terms: collinearity.absorbed, outcome: outcome[0], gram: SymmetricMatrix(size: 0),
      late: SymmetricMatrix(size: count + 1))
    products(&columns)
    for (index, term) in columns.terms.enumerated() {
      var sum = 0.0
      for row in term.indices {
        sum += (sample.weights?[row] ?? 1) * term[row] * (loose[row] - outcome[0][row])
      }
      columns.late[index, count] = sum
      columns.late[count, index] = sum
    }
    return try solution(columns)
  }

  /// The outcome less its offset.
  private var response: [Double] {
    guard let offset = sample.offset else { return sample.outcome }
    return zip(sample.outcome, offset).map { $0 - $1 }
  }

  private func products(_ columns: inout Columns) {
    columns.gram = withColumns(columns.terms + [columns.outcome]) { pointers in
      withColumns(sample.weights.map { [$0] } ?? []) { weights in
        Gram.products(
          pointers, weights: weights.first, rows: sample.rows.count, threads: threads)
      }
    }
  }

  /// Projects terms and outcome, eight columns at a time, straight from the caller's columns.
  private func project(
    _ kept: [Int], _ columns: inout Columns, original: inout [Double]
  ) throws(EstimationError) {
    let count = kept.count
    let rows = sample.rows.count
    let response = self.response
    guard let projection = absorber.projection() else {
      columns.terms = kept.map { sample.terms[$0] }
      columns.outcome = response
      original = [Double](repeating: 0, count: count + 1)
      return
    }
    var made: [[Double]] = []
    for first in stride(from: 0, through: count, by: laneCount) {
      let end = min(first + laneCount, count + 1)
      let terms = sample.terms.callers(Array(kept[min(first, count)..<min(end, count)]))
      var report = Projection.Report()
      let part = withColumns(terms) { pointers in
        withColumns([response]) { outcome in
          sample.rows.withUnsafeBufferPointer { index in
            makeColumns(end - first, rows: rows) { targets in
              guard let index = index.baseAddress else { return }
              let batch = ColumnBatch(
                pointers, index: Shared(reading: index), ordered: end > count ? outcome[0] : nil)
              report = projection.project(
                batch, tolerance: Lanes(repeating: max(tolerance / 100, 1e-15)),
                snapshot: Lanes(repeating: tolerance), into: targets)
            }
          }
        }
      }
      if !report.converged {
        throw .noConvergence(
          what: "absorbing fixed effects", iterations: ConjugateGradients.limit)
      }
      for lane in 0..<(end - first) {
        original[first + lane] = report.original[lane]
        for other in 0..<(end - first) {
          columns.late[first + lane, first + other] = report.late[lane * laneCount + other]
        }
      }
      made += part
    }
    // Between batches the changes are bounded by Cauchy and Schwarz.
    for i in 0...count {
      for j in 0...count where i / laneCount != j / laneCount {
        columns.late[i, j] = (columns.late[i, i] * columns.late[j, j]).magnitude.squareRoot()
      }
    }
    columns.outcome = made.removeLast()
    columns.terms = made
  }

  private func solution(_ columns: consuming Columns) throws(EstimationError) -> Solution {
    let count = columns.terms.count
    let rows = sample.rows.count
    let last = columns.gram[count, count]
    if !sample.fixedEffects.isEmpty, !(columns.size > 0 && last > 1e-8 * columns.size) {
      // The outcome's spread about its mean, and its size, are what rounding is measured by.
      let response = self.response
      let mean = response.reduce(0, +) / Double(rows)
      let spread = response.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
      let size = response.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if last.squareRoot() <= max(1e-13 * size, 1e-12 * spread) {
        throw .constantOutcome(column: outcomeName)
      }
    }
    guard let tight = Regression(columns.gram) else {
      throw .noConvergence(what: "the normal equations", iterations: 1)
    }
    var loose = columns.gram
    loose.add(columns.late, times: 1)
    let squares = takeResiduals(&columns, tight.coefficients)
    let variance = squares / Double(rows)
    if !(variance > 0) { throw .constantOutcome(column: outcomeName) }
    let scales = tight.bread.diagonal.map { ($0 * variance).squareRoot() }
    let before = Regression(loose)?.coefficients ?? tight.coefficients
    let twoPi = 6.283185307179586476925286766559
    let weights = sample.weights ?? [Double](repeating: 1, count: rows)
    return Solution(
      coefficients: tight.coefficients, terms: columns.terms, residuals: columns.outcome,
      weights: weights, bread: tight.bread, iterations: 1,
      achievedTolerance: Regression.largestChange(
        zip(tight.coefficients, before).map { $0 - $1 }, tight.coefficients, scales: scales),
      deviance: squares,
      logLikelihood: -0.5 * Double(rows) * (naturalLogarithm(twoPi * variance) + 1)
        + 0.5 * (sample.weights?.reduce(0) { $0 + naturalLogarithm($1) } ?? 0))
  }

  /// The outcome less what the terms explain, in place of the outcome, and its weighted squares.
  private func takeResiduals(_ columns: inout Columns, _ coefficients: [Double]) -> Double {
    let rows = sample.rows.count
    let length = 1 << 11
    let sums = Storage<Double>(count: (rows + length - 1) / length)
    let threads = self.threads
    withColumns(columns.terms) { terms in
      withColumns(sample.weights.map { [$0] } ?? []) { weights in
        columns.outcome.withUnsafeMutableBufferPointer { outcome in
          guard let base = outcome.baseAddress else { return }
          let target = Shared(base)
          inPieces(rows, of: length, threads: threads) { piece in
            for (term, slope) in zip(terms, coefficients) {
              for row in piece { target.base[row] -= slope * term.base[row] }
            }
            var (even, odd) = (0.0, 0.0)
            for row in piece {
              let value = target.base[row]
              let square = value * value * (weights.first?.base[row] ?? 1)
              if row & 1 == 0 { even += square } else { odd += square }
            }
            sums.base[piece.lowerBound / length] = even + odd
          }
        }
      }
    }
    return sums.array.reduce(0, +)
  }
}
