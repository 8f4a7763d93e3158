/// Weighted least squares without each cluster in turn, the fixed effects absorbed anew.
///
/// From terms X and residuals r that are already orthogonal to the fixed effects D under weights W
/// in the whole sample, what changes without the rows of cluster g is small and known: the normal
/// equations D'W D a = D'W X over the other rows have a right-hand side of few levels, those that rows
/// of g are in. They are solved by conjugate gradients with one fixed effect eliminated. With sums
/// over the other rows and Q = X'W X - a'D'W X, the coefficients change by
/// Q^-1 (X'W r - a'D'W r). No fixed effect need be nested in the clusters.
struct LeaveClusterOut {
  typealias Lanes = SIMD4<Double>

  private let terms: [[Double]]
  private let bread: SymmetricMatrix
  private let weightedResiduals: [Double]
  let weights: [Double]
  let clusters: Factor
  private let effects: [Factor]
  private let eliminated: Int?
  /// The rows in the order of the eliminated fixed effect, and where its levels start.
  let order: [Int32]
  let groupStart: [Int]
  /// The other fixed effects' levels by row of that order, side by side.
  let codes: [Int32]
  let others: Int
  let size: Int
  /// The rows of each cluster.
  private let members: [[Int]]

  init(_ estimated: EstimatedModel, weightedResiduals: [Double], clusters: Factor) {
    terms = estimated.solution.terms
    bread = estimated.solution.bread
    weights = estimated.solution.weights
    self.weightedResiduals = weightedResiduals
    self.clusters = clusters
    effects = estimated.sample.fixedEffects
    var members = [[Int]](repeating: [], count: clusters.levels)
    for (row, code) in clusters.codes.enumerated() { members[Int(code)].append(row) }
    self.members = members
    let effects = self.effects
    guard let largest = effects.indices.max(by: { effects[$0].levels < effects[$1].levels }) else {
      (eliminated, order, groupStart, codes, others, size) = (nil, [], [], [], 0, 0)
      return
    }
    eliminated = largest
    var start = [Int](repeating: 0, count: effects[largest].levels + 1)
    for code in effects[largest].codes { start[Int(code) + 1] += 1 }
    for level in 1..<start.count { start[level] += start[level - 1] }
    groupStart = start
    var order = [Int32](repeating: 0, count: weights.count)
    for (row, code) in effects[largest].codes.enumerated() {
      order[start[Int(code)]] = Int32(row)
      start[Int(code)] += 1
    }
    self.order = order
    let rest = effects.indices.filter { $0 != largest }
    others = rest.count
    var offset: Int32 = 0
    var codes = [Int32](repeating: 0, count: order.count * rest.count)
    for (position, index) in rest.enumerated() {
      for (place, row) in order.enumerated() {
        codes[place * rest.count + position] = effects[index].codes[Int(row)] + offset
      }
      offset += Int32(effects[index].levels)
    }
    self.codes = codes
    size = Int(offset)
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
    if let eliminated {
      let system = ReducedSystem(self, groups: effects[eliminated].levels, without: cluster)
      let sums = stride(from: 0, to: count, by: 4).map { first in
        system.sums(of: Array(terms[first..<min(first + 4, count)]), weights: weights)
      }
      let residualSums = system.sums(of: [weightedResiduals], weights: nil)
      for (chunk, own) in sums.enumerated() {
        let solution = try system.solve(own)
        let withResiduals = solution.product(residualSums, lane: 0)
        let withTerms = (0..<count).map { solution.product(sums[$0 / 4], lane: $0 % 4) }
        for i in (4 * chunk)..<min(4 * chunk + 4, count) {
          product[i] -= withResiduals[i % 4]
          for j in 0..<count { gram[i, j] -= withTerms[j][i % 4] }
        }
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

  /// A term that only the cluster left out identifies.
  struct Unidentified: Error { let term: Int }
}
