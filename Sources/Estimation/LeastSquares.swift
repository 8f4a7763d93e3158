/// Least squares with absorbed fixed effects (Frisch and Waugh 1933; Lovell 1963).
struct LeastSquares {
  let sample: Sample
  let absorber: Absorber
  let tolerance: Double
  let threads: Int
  let outcomeName: String

  /// The terms and the outcome without their fixed-effect parts, the outcome last.
  private struct Columns {
    var source: ProjectedTerms.Source
    /// The number of terms.
    let count: Int
    /// The weighted squares of the columns as they are, or zero if not known.
    var original: [Double]
    /// The products of all columns, where they have been worked out.
    var gram: SymmetricMatrix?
    /// How much the products changed from the tolerance to one a hundred times tighter.
    var late: SymmetricMatrix

    init(_ source: ProjectedTerms.Source, count: Int) {
      self.source = source
      self.count = count
      original = [Double](repeating: 0, count: count + 1)
      late = SymmetricMatrix(size: count + 1)
    }
  }

  /// A term that keeps less than this share of its squares beside earlier ones would lose digits in
  /// the normal equations.
  static let smallestPivot = 1e-5

  /// Fits the outcome to some of the terms; nil if their independence needs a closer look.
  func solve(kept: [Int]) throws(EstimationError) -> Solution? {
    let count = kept.count
    let columns = try project(kept)
    let gram = columns.gram ?? products(columns)
    for column in 0..<count where !(gram[column, column] > 1e-10 * columns.original[column]) {
      return nil
    }
    if gram.smallestPivot(of: count) < LeastSquares.smallestPivot { return nil }
    return try solution(columns, gram)
  }

  /// Fits the outcome to the terms that were found to be independent.
  func solve(_ collinearity: Collinearity) throws(EstimationError) -> Solution {
    let count = collinearity.absorbed.count
    var outcome = [response]
    try absorber.absorb(&outcome, tolerances: [tolerance])
    let loose = outcome[0]
    try absorber.absorb(&outcome, tolerances: [max(tolerance / 100, 1e-15)])
    var columns = Columns(.columns(collinearity.absorbed + outcome), count: count)
    for (index, term) in collinearity.absorbed.enumerated() {
      var sum = 0.0
      for row in term.indices {
        sum += (sample.weights?[row] ?? 1) * term[row] * (loose[row] - outcome[0][row])
      }
      columns.late[index, count] = sum
      columns.late[count, index] = sum
    }
    let first = try solution(columns, products(columns))
    // What rounding left of the terms in the residuals is taken out once more.
    let weights = first.weights
    var residuals = first.residuals
    let weighted = zip(residuals, weights).map { $0 * $1 }
    let change = first.bread.times(
      collinearity.absorbed.map { Collinearity.dot($0, weighted) })
    for (index, term) in collinearity.absorbed.enumerated() {
      for row in term.indices { residuals[row] -= change[index] * term[row] }
    }
    let squares = zip(residuals, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    var result = Solution(
      coefficients: zip(first.coefficients, change).map { $0 + $1 }, projected: first.projected,
      residuals: LazyResiduals(residuals, squares: squares), weights: sample.weights,
      rows: residuals.count, bread: first.bread, achievedTolerance: first.achievedTolerance)
    result.take(collinearity.basis)
    return result
  }

  /// The outcome less its offset.
  private var response: [Double] {
    guard let offset = sample.offset else { return sample.outcome }
    return zip(sample.outcome, offset).map { $0 - $1 }
  }

  private func projected(_ source: ProjectedTerms.Source, count: Int) -> ProjectedTerms {
    ProjectedTerms(source, count: count, layout: sample.layout, threads: threads)
  }

  private func products(_ columns: Columns) -> SymmetricMatrix {
    let all = projected(columns.source, count: columns.count + 1)
    return withOptional(sample.weights) { all.products(weights: $0) }
  }

  /// Projects terms and outcome, eight columns at a time, straight from the caller's columns.
  private func project(_ kept: [Int]) throws(EstimationError) -> Columns {
    let count = kept.count
    let response = self.response
    guard let projection = absorber.projection() else {
      return Columns(.columns(kept.map { sample.terms[$0] } + [response]), count: count)
    }
    var columns = Columns(.columns([]), count: count)
    var parts: [LevelledColumns] = []
    var made: [[Double]] = []
    let index = sample.isCallersOrder ? nil : sample.rows
    for first in stride(from: 0, through: count, by: laneCount) {
      let end = min(first + laneCount, count + 1)
      let terms = sample.terms.callers(Array(kept[min(first, count)..<min(end, count)]))
      let ordered = end > count ? response : nil
      var report = Projection.Report()
      LevelledColumns.withBatch(terms, index: index, ordered: ordered) { batch in
        report = projection.solve(
          batch, tolerance: Lanes(repeating: max(tolerance / 100, 1e-15)),
          snapshot: Lanes(repeating: tolerance))
        if !report.converged { return }
        if report.isLong || !made.isEmpty {
          made += makeColumns(end - first, rows: sample.rows.count) { targets in
            projection.finish(batch, report: &report, into: targets)
          }
          return
        }
        let found = projection.levels(batch)
        parts.append(
          LevelledColumns(columns: terms, index: index, ordered: ordered, levels: found.levels))
        if count < laneCount {
          columns.gram = found.products.withUnsafeBufferPointer { products in
            products.baseAddress.map { ProjectedTerms.matrix($0, count: count + 1, batches: 1) }
          }
        }
      }
      if !report.converged {
        throw .noConvergence(
          what: "absorbing fixed effects", iterations: ConjugateGradients.limit)
      }
      for lane in 0..<(end - first) {
        columns.original[first + lane] = report.original[lane]
        for other in 0..<(end - first) {
          columns.late[first + lane, first + other] = report.late[lane * laneCount + other]
        }
      }
    }
    // Between batches the changes are bounded by Cauchy and Schwarz.
    for i in 0...count {
      for j in 0...count where i / laneCount != j / laneCount {
        columns.late[i, j] =
          (columns.late[i, i] * columns.late[j, j]).magnitude.squareRoot()
      }
    }
    if made.isEmpty {
      columns.source = .levels(parts)
    } else {
      let earlier = projected(.levels(parts), count: parts.count * laneCount)
      columns.source = .columns((parts.isEmpty ? [] : earlier.columns) + made)
    }
    return columns
  }

  private func solution(
    _ columns: Columns, _ gram: SymmetricMatrix
  ) throws(EstimationError) -> Solution {
    let count = columns.count
    let rows = sample.rows.count
    let (last, size) = (gram[count, count], columns.original[count])
    if !sample.fixedEffects.isEmpty, !(size > 0 && last > 1e-8 * size) {
      // The outcome's spread about its mean, and its size, are what rounding is measured by.
      let response = self.response
      let mean = response.reduce(0, +) / Double(rows)
      let spread = response.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
      let size = response.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if last.squareRoot() <= max(1e-13 * size, 1e-12 * spread) {
        throw .constantOutcome(column: outcomeName)
      }
    }
    guard let tight = Regression(gram) else {
      throw .noConvergence(what: "the normal equations", iterations: 1)
    }
    var loose = gram
    loose.add(columns.late, times: 1)
    let all = projected(columns.source, count: count + 1)
    let (coefficients, weights) = (tight.coefficients, sample.weights)
    let residuals = LazyResiduals {
      let (values, squares) = withOptional(weights) {
        all.residuals(of: coefficients, weights: $0)
      }
      return LazyResiduals.Made(residuals: values, squares: squares)
    } withSums: { reading in
      withOptional(weights) { all.residualsAndSums(of: coefficients, weights: $0, reading) }
    }
    // What the products leave of the outcome, unless that is rounding.
    let explained = (0..<count).reduce(0.0) { $0 + coefficients[$1] * gram[$1, count] }
    var squares = last - explained
    if !(squares > 1e-6 * last) { squares = residuals.squares }
    let variance = squares / Double(rows)
    if !(variance > 0) { throw .constantOutcome(column: outcomeName) }
    let scales = tight.bread.diagonal.map { ($0 * variance).squareRoot() }
    let before = Regression(loose)?.coefficients ?? tight.coefficients
    var source = columns.source
    if case .columns(let made) = source { source = .columns(Array(made.prefix(count))) }
    return Solution(
      coefficients: coefficients, projected: projected(source, count: count),
      residuals: residuals, weights: weights, rows: rows, bread: tight.bread,
      achievedTolerance: Regression.largestChange(
        zip(coefficients, before).map { $0 - $1 }, coefficients, scales: scales))
  }
}

/// Calls `body` with a pointer to a column's elements, or with nil.
private func withOptional<Result>(
  _ column: [Double]?, _ body: (Shared<Double>?) -> Result
) -> Result {
  withColumns(column.map { [$0] } ?? []) { body($0.first) }
}
