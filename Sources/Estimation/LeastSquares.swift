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
    var result = try solution(columns, products(columns))
    // What rounding left of the terms in the residuals is taken out once more.
    let weighted = zip(result.residuals, result.weights).map { $0 * $1 }
    let change = result.bread.times(
      collinearity.absorbed.map { Collinearity.dot($0, weighted) })
    for (index, term) in collinearity.absorbed.enumerated() {
      result.coefficients[index] += change[index]
      for row in term.indices { result.residuals[row] -= change[index] * term[row] }
    }
    result.setLikelihood(priorWeights: sample.weights)
    result.take(collinearity.basis)
    return result
  }

  /// The outcome less its offset.
  private var response: [Double] {
    guard let offset = sample.offset else { return sample.outcome }
    return zip(sample.outcome, offset).map { $0 - $1 }
  }

  private func withWeights<Result>(_ body: (Shared<Double>?) -> Result) -> Result {
    withColumns(sample.weights.map { [$0] } ?? []) { body($0.first) }
  }

  private func projected(_ source: ProjectedTerms.Source, count: Int) -> ProjectedTerms {
    ProjectedTerms(source, count: count, layout: sample.layout, threads: threads)
  }

  private func products(_ columns: Columns) -> SymmetricMatrix {
    let all = projected(columns.source, count: columns.count + 1)
    return withWeights { all.products(weights: $0) }
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
    let (residuals, squares) = withWeights {
      all.residuals(of: tight.coefficients, weights: $0)
    }
    let variance = squares / Double(rows)
    if !(variance > 0) { throw .constantOutcome(column: outcomeName) }
    let scales = tight.bread.diagonal.map { ($0 * variance).squareRoot() }
    let before = Regression(loose)?.coefficients ?? tight.coefficients
    let weights = sample.weights ?? [Double](repeating: 1, count: rows)
    var source = columns.source
    if case .columns(let made) = source { source = .columns(Array(made.prefix(count))) }
    var result = Solution(
      coefficients: tight.coefficients, projected: projected(source, count: count),
      residuals: residuals, weights: weights, bread: tight.bread, iterations: 1,
      achievedTolerance: Regression.largestChange(
        zip(tight.coefficients, before).map { $0 - $1 }, tight.coefficients, scales: scales),
      deviance: squares, logLikelihood: 0)
    result.setLikelihood(squares: squares, priorWeights: sample.weights)
    return result
  }
}
