/// Weighted least squares without each cluster in turn, the fixed effects absorbed anew.
///
/// From terms X and residuals r that are already orthogonal to the fixed effects D under weights W
/// in the whole sample, what changes without the rows of cluster g is small and known: the normal
/// equations D'W D a = D'W X over the other rows have a right-hand side of few levels, those that
/// rows of g are in. With sums over the other rows and Q = X'W X - a'D'W X, the coefficients change
/// by Q^-1 (X'W r - a'D'W r). No fixed effect need be nested in the clusters.
struct LeaveClusterOut {
  private let terms: [[Double]]
  private let bread: SymmetricMatrix
  private let weightedResiduals: [Double]
  private let weights: [Double]
  private let clusters: Factor
  private let layout: LevelLayout?
  /// The rows of each cluster.
  private let members: [[Int]]

  init(_ estimated: EstimatedModel, weightedResiduals: [Double], clusters: Factor) {
    terms = estimated.solution.terms
    bread = estimated.solution.bread
    weights = estimated.solution.weights
    self.weightedResiduals = weightedResiduals
    self.clusters = clusters
    layout = LevelLayout(estimated.sample.fixedEffects)
    var members = [[Int]](repeating: [], count: clusters.levels)
    for (row, code) in clusters.codes.enumerated() { members[Int(code)].append(row) }
    self.members = members
  }

  /// How the coefficients change without the cluster, or the index of a term that then cannot be
  /// estimated.
  func change(without cluster: Int) throws(EstimationError) -> Result<[Double], Unidentified> {
    let count = terms.count
    let rows = members[cluster]
    var product = [Double](repeating: 0, count: count)
    var gram = SymmetricMatrix(size: count)
    for i in 0..<count {
      for row in rows { product[i] -= terms[i][row] * weightedResiduals[row] }
      for j in 0...i {
        var sum = 0.0
        for row in rows { sum += weights[row] * terms[i][row] * terms[j][row] }
        gram[i, j] = -sum
        gram[j, i] = -sum
      }
    }
    guard let whole = bread.inverse() else {
      throw .noConvergence(what: "the normal equations", iterations: 1)
    }
    gram.add(whole, times: 1)
    if let layout {
      // Wide lanes cost as much half empty as full.
      switch count {
      case ...2: try subtract(cluster, SIMD2<Double>.self, layout, whole, &product, &gram)
      case ...4: try subtract(cluster, SIMD4<Double>.self, layout, whole, &product, &gram)
      default: try subtract(cluster, SIMD8<Double>.self, layout, whole, &product, &gram)
      }
      // Rounding alone tells the two triangles apart.
      for i in 0..<count {
        for j in 0..<i {
          let mean = 0.5 * (gram[i, j] + gram[j, i])
          gram[i, j] = mean
          gram[j, i] = mean
        }
      }
    }
    for i in 0..<count where !(gram[i, i] > 1e-9 * whole[i, i]) { return .failure(.init(term: i)) }
    guard let inverse = gram.inverse(),
      let worst = (0..<count).max(by: {
        inverse[$0, $0] / bread[$0, $0] < inverse[$1, $1] / bread[$1, $1]
      })
    else { return count == 0 ? .success([]) : .failure(.init(term: 0)) }
    if inverse[worst, worst] > 1e9 * bread[worst, worst] { return .failure(.init(term: worst)) }
    return .success(inverse.times(product))
  }

  /// Takes off what the fixed effects explain of the terms without the cluster's rows.
  private func subtract<Lanes: SIMD>(
    _ cluster: Int, _: Lanes.Type, _ layout: LevelLayout, _ whole: SymmetricMatrix,
    _ product: inout [Double], _ gram: inout SymmetricMatrix
  ) throws(EstimationError) where Lanes.Scalar == Double {
    let count = terms.count
    let width = Lanes.scalarCount
    let equations = LevelEquations<Lanes>(layout, weights: weights, without: (cluster, clusters))
    let sums = stride(from: 0, to: count, by: width).map { first in
      equations.sums(of: Array(terms[first..<min(first + width, count)]), weights: weights)
    }
    let residualSums = equations.sums(of: [weightedResiduals], weights: nil)
    for (chunk, own) in sums.enumerated() {
      var squares = Lanes.zero
      let lanes = (width * chunk)..<min(width * chunk + width, count)
      for i in lanes { squares[i % width] = whole[i, i] }
      let solution = try equations.solve(own, squares: squares)
      let withResiduals = solution.product(residualSums, lane: 0)
      let withTerms = (0..<count).map { solution.product(sums[$0 / width], lane: $0 % width) }
      for i in lanes {
        product[i] -= withResiduals[i % width]
        for j in 0..<count { gram[i, j] -= withTerms[j][i % width] }
      }
    }
  }

  /// A term that only the cluster left out identifies.
  struct Unidentified: Error { let term: Int }
}
