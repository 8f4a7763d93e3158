extension Covariance {
  /// CR2 of one dimension with Satterthwaite's degrees of freedom.
  ///
  /// In columns scaled by the square root of the weights let M = I - H take the residual of terms and
  /// fixed effects. Each cluster's residuals are multiplied by the symmetric square root of the
  /// generalised inverse of its block of M, which makes the sandwich unbiased if the errors are
  /// independent with variances inverse to the weights (Bell and McCaffrey 2002; Pustejovsky and
  /// Tipton 2018, equation 11, with the generalised inverse for fixed effects nested in clusters).
  /// The root is applied to the terms alone, by Lanczos's method, each of whose steps is one
  /// projection off the fixed effects: exact for any fixed effects, and no block is ever formed.
  func biasReducedDraft(_ dimension: Factor) throws(EstimationError) -> Draft {
    let residualMaker = ResidualMaker(estimated)
    var members = [[Int]](repeating: [], count: dimension.levels)
    for (row, code) in dimension.codes.enumerated() { members[Int(code)].append(row) }
    let count = terms.count
    let scaledResiduals = residualMaker.roots.indices.map { row in
      let root = residualMaker.roots[row]
      return root > 0 ? weightedResiduals[row] / root : 0
    }
    var influence = [[Double]](
      repeating: [Double](repeating: 0, count: dimension.levels), count: count)
    // For each coefficient, the quadratic forms of pairs of clusters.
    var traces = [Double](repeating: 0, count: count)
    var squares = [Double](repeating: 0, count: count)
    var directions = [[Double]](
      repeating: [Double](repeating: 0, count: sample.rows.count), count: count)
    for cluster in members.indices {
      let rows = members[cluster]
      let starts = residualMaker.scaledTerms.map { term in rows.map { term[$0] } }
      let roots = try residualMaker.inverseRoot(of: starts, rows: rows)
      for i in 0..<count {
        var sum = 0.0
        for (position, row) in rows.enumerated() {
          var value = 0.0
          for j in 0..<count { value += solution.bread[i, j] * roots[j][position] }
          directions[i][row] = value
          sum += value * scaledResiduals[row]
        }
        influence[i][cluster] = sum
      }
    }
    for i in 0..<count {
      for first in stride(from: 0, to: members.count, by: ResidualMaker.batch) {
        let batch = Array(first..<min(first + ResidualMaker.batch, members.count))
        let images = try residualMaker.images(
          of: batch.map { cluster in members[cluster].map { directions[i][$0] } },
          rows: batch.map { members[$0] })
        for (cluster, image) in zip(batch, images) {
          var forms = [Double](repeating: 0, count: members.count)
          for row in image.indices {
            forms[Int(dimension.codes[row])] += image[row] * directions[i][row]
          }
          traces[i] += forms[cluster]
          squares[i] += forms.reduce(0) { $0 + $1 * $1 }
        }
      }
    }
    return Draft(
      matrix: Covariance.meat(influence), dimensions: [dimension], adjustsForParameters: false,
      units: dimension.levels,
      degreesOfFreedom: zip(traces, squares).map { $1 > 0 ? $0 * $0 / $1 : 1 })
  }
}

/// Takes the residual of terms and fixed effects, in columns scaled by the root of the weights.
private struct ResidualMaker {
  /// Columns projected at once.
  static let batch = 16

  let estimated: EstimatedModel
  let roots: [Double]
  let scaledTerms: [[Double]]

  init(_ estimated: EstimatedModel) {
    self.estimated = estimated
    let roots = estimated.solution.weights.map { $0.squareRoot() }
    self.roots = roots
    scaledTerms = estimated.solution.terms.map { zip($0, roots).map { $0 * $1 } }
  }

  /// The residuals, on all rows, of columns that are zero but on some rows each.
  func images(of parts: [[Double]], rows: [[Int]]) throws(EstimationError) -> [[Double]] {
    var columns = zip(parts, rows).map { part, rows in
      var column = [Double](repeating: 0, count: roots.count)
      for (value, row) in zip(part, rows) where roots[row] > 0 { column[row] = value / roots[row] }
      return column
    }
    try estimated.project(&columns, tolerance: 1e-13)
    for index in columns.indices {
      for row in roots.indices { columns[index][row] *= roots[row] }
      let products = scaledTerms.map { term in
        var sum = 0.0
        for (value, row) in zip(parts[index], rows[index]) { sum += value * term[row] }
        return sum
      }
      for (term, factor) in zip(scaledTerms, estimated.solution.bread.times(products)) {
        for row in roots.indices { columns[index][row] -= factor * term[row] }
      }
    }
    return columns
  }

  /// The symmetric square root of the generalised inverse of a block of the residual maker, applied
  /// to columns on the block's rows.
  func inverseRoot(of starts: [[Double]], rows: [Int]) throws(EstimationError) -> [[Double]] {
    var runs = starts.map(Lanczos.init)
    while true {
      let open = runs.indices.filter { !runs[$0].isDone }
      if open.isEmpty { return runs.map(\.result) }
      for first in stride(from: 0, to: open.count, by: ResidualMaker.batch) {
        let batch = open[first..<min(first + ResidualMaker.batch, open.count)]
        let images = try images(
          of: batch.map { runs[$0].direction }, rows: batch.map { _ in rows })
        for (run, image) in zip(batch, images) {
          runs[run].advance(image: rows.map { image[$0] })
        }
      }
    }
  }
}

/// The inverse square root of a symmetric matrix with eigenvalues from 0 to 1, times a vector.
///
/// It takes products with the matrix alone (Lanczos 1950, with full orthogonalisation). Eigenvalues
/// of rounding count as zero, and the inverse of zero as zero.
private struct Lanczos {
  private let length: Double
  private var basis: [[Double]]
  private var diagonal: [Double] = []
  private var below: [Double] = []
  private(set) var isDone: Bool
  private(set) var result: [Double]

  var direction: [Double] { basis[basis.count - 1] }

  init(_ start: [Double]) {
    length = Collinearity.norm(start)
    result = [Double](repeating: 0, count: start.count)
    isDone = !(length > 0)
    let scale = isDone ? 0 : 1 / length
    basis = [start.map { $0 * scale }]
  }

  mutating func advance(image: [Double]) {
    let current = direction
    diagonal.append(Collinearity.dot(current, image))
    var next = image
    // Twice is enough (Parlett 1998).
    for _ in 0..<2 {
      for vector in basis {
        let product = Collinearity.dot(vector, next)
        for index in next.indices { next[index] -= product * vector[index] }
      }
    }
    let rest = Collinearity.norm(next)
    let updated = combination()
    var change = 0.0
    for index in updated.indices { change = max(change, abs(updated[index] - result[index])) }
    let size = Collinearity.norm(updated)
    result = updated
    let exhausted = rest <= 1e-13 || basis.count == current.count
    if exhausted || (basis.count > 2 && change <= 1e-13 * size) {
      isDone = true
      return
    }
    below.append(rest)
    basis.append(next.map { $0 / rest })
  }

  /// The length times basis · f(T) · first unit vector, T the tridiagonal matrix.
  private func combination() -> [Double] {
    let size = diagonal.count
    var tridiagonal = SymmetricMatrix(size: size)
    for k in 0..<size {
      tridiagonal[k, k] = diagonal[k]
      if k + 1 < size {
        tridiagonal[k, k + 1] = below[k]
        tridiagonal[k + 1, k] = below[k]
      }
    }
    let eigen = tridiagonal.eigen()
    var weights = [Double](repeating: 0, count: size)
    for (value, vector) in zip(eigen.values, eigen.vectors) where value > 1e-10 {
      let factor = length * vector[0] / value.squareRoot()
      for k in 0..<size { weights[k] += factor * vector[k] }
    }
    var result = [Double](repeating: 0, count: basis[0].count)
    for (vector, weight) in zip(basis, weights) {
      for index in result.indices { result[index] += weight * vector[index] }
    }
    return result
  }
}
