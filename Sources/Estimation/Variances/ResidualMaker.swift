/// Takes the residual of terms and fixed effects, in columns scaled by the root of the weights.
///
/// Columns are zero but on the rows of a cluster; eight are projected off the fixed effects at once.
struct ResidualMaker {
  private let bread: SymmetricMatrix
  let roots: [Double]
  let scaledTerms: [[Double]]
  private let absorber: Absorber
  private let projection: Projection?

  init(_ estimated: EstimatedModel) {
    bread = estimated.solution.bread
    let roots = estimated.solution.weights.map { $0.squareRoot() }
    self.roots = roots
    scaledTerms = estimated.solution.terms.map { zip($0, roots).map { $0 * $1 } }
    absorber = estimated.absorber
    projection = absorber.projection()
  }

  /// To which columns are projected.
  private static let tolerance = 1e-11

  /// Up to eight columns without their fixed effects, unscaled, and, for each term, what of it is in
  /// each of them.
  private func absorbed(
    _ parts: ArraySlice<[Double]>, rows: ArraySlice<[Int]>
  ) throws(EstimationError) -> (columns: [[Double]], slopes: [[Double]]) {
    var columns = parts.map { _ in [Double](repeating: 0, count: roots.count) }
    var slopes: [[Double]] = []
    for (lane, (part, rows)) in zip(parts, rows).enumerated() {
      var products = [Double](repeating: 0, count: scaledTerms.count)
      for (value, row) in zip(part, rows) {
        for (k, term) in scaledTerms.enumerated() { products[k] += value * term[row] }
        columns[lane][row] = roots[row] > 0 ? value / roots[row] : 0
      }
      slopes.append(bread.times(products))
    }
    if let projection {
      try absorber.absorb(
        &columns,
        tolerances: [Double](repeating: ResidualMaker.tolerance, count: columns.count),
        with: projection)
    }
    return (columns, slopes)
  }

  /// The residuals of an absorbed column.
  private static func residuals(
    _ column: [Double], _ slopes: [Double], at rows: [Int]?, roots: [Double],
    scaledTerms: [[Double]]
  ) -> [Double] {
    func value(_ row: Int) -> Double {
      var value = column[row] * roots[row]
      for (k, slope) in slopes.enumerated() { value -= slope * scaledTerms[k][row] }
      return value
    }
    return rows.map { $0.map(value) } ?? roots.indices.map(value)
  }

  /// The symmetric square roots of the generalised inverses of the clusters' blocks, applied to
  /// columns on the clusters' rows.
  func inverseRoots(
    of starts: [[Double]], rows: [[Int]]
  ) throws(EstimationError) -> [[Double]] {
    var results: [[Double]] = []
    for first in stride(from: 0, to: starts.count, by: laneCount) {
      let batch = first..<min(first + laneCount, starts.count)
      var runs = starts[batch].map(Lanczos.init)
      let own = Array(rows[batch])
      while true {
        let open = runs.indices.filter { !runs[$0].isDone }
        if open.isEmpty { break }
        let found = try absorbed(
          open.map { runs[$0].direction }[...], rows: open.map { own[$0] }[...])
        for (lane, run) in open.enumerated() {
          runs[run].advance(
            image: ResidualMaker.residuals(
              found.columns[lane], found.slopes[lane], at: own[run], roots: roots,
              scaledTerms: scaledTerms))
        }
      }
      results += runs.map(\.result)
    }
    return results
  }

  /// For each column, the products of its residual with some of the others, added up by cluster, one
  /// after the other.
  func forms(
    of parts: [[Double]], rows: [[Int]], clusters: Factor, with others: [[Double]],
    choosing: @Sendable (Int) -> Range<Int>
  ) throws(EstimationError) -> [[Double]] {
    let levels = clusters.levels
    var all: [[Double]] = []
    for first in stride(from: 0, to: parts.count, by: laneCount) {
      let batch = first..<min(first + laneCount, parts.count)
      let found = try absorbed(parts[batch], rows: rows[batch])
      let chosen = batch.map(choosing)
      var forms = chosen.map { [Double](repeating: 0, count: $0.count * levels) }
      let (roots, scaledTerms) = (self.roots, self.scaledTerms)
      forms.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let places = Shared(base)
        inParallel(batch.count, threads: batch.count) { lane in
          let (column, slopes) = (found.columns[lane], found.slopes[lane])
          let images = ResidualMaker.residuals(
            column, slopes, at: nil, roots: roots, scaledTerms: scaledTerms)
          for (place, other) in chosen[lane].enumerated() {
            let second = others[other]
            for row in images.indices {
              places[lane][place * levels + Int(clusters.codes[row])] += images[row] * second[row]
            }
          }
        }
      }
      all += forms
    }
    return all
  }
}
