extension Covariance {
  /// CR2 of one dimension with Satterthwaite's degrees of freedom.
  ///
  /// In columns scaled by the square root of the weights let M = I - H take the residual of terms and
  /// fixed effects. Each cluster's residuals are multiplied by the symmetric square root of the
  /// generalised inverse of its block of M, which makes the sandwich unbiased if the errors are
  /// independent with variances inverse to the weights and no cluster identifies a term alone; a term
  /// for which that fails is refused (`estimate.one_cluster_identifies`) (Bell and McCaffrey 2002; Pustejovsky and
  /// Tipton 2018, equation 11, with the generalised inverse for fixed effects nested in clusters).
  /// The root is applied to the terms alone, by Lanczos's method, each of whose steps takes one
  /// solution of the fixed effects' normal equations: exact for any fixed effects, and no block is
  /// ever formed. The cost is that of absorbing some twenty columns for each term and cluster.
  func biasReducedDraft(_ dimension: Factor) throws(EstimationError) -> Draft {
    let residualMaker = ResidualMaker(estimated)
    var members = [[Int]](repeating: [], count: dimension.levels)
    for (row, code) in dimension.codes.enumerated() { members[Int(code)].append(row) }
    let count = termCount
    let scaledResiduals = residualMaker.roots.indices.map { row in
      let root = residualMaker.roots[row]
      return root > 0 ? weightedResiduals[row] / root : 0
    }
    // Column i of cluster g is at g * count + i.
    let columns = members.indices.flatMap { cluster in
      (0..<count).map { (rows: cluster, start: residualMaker.scaledTerms[$0]) }
    }
    let rootsOfTerms = try residualMaker.inverseRoots(
      of: columns.map { column in members[column.rows].map { column.start[$0] } },
      rows: columns.map { members[$0.rows] })
    var influence = [[Double]](
      repeating: [Double](repeating: 0, count: dimension.levels), count: count)
    let rows = solution.directions
    var directions = [[Double]](
      repeating: [Double](repeating: 0, count: sample.rows.count), count: count)
    for (cluster, own) in members.enumerated() {
      for i in 0..<count {
        var sum = 0.0
        for (position, row) in own.enumerated() {
          var value = 0.0
          for j in 0..<count {
            value += rows[i][j] * rootsOfTerms[cluster * count + j][position]
          }
          directions[i][row] = value
          sum += value * scaledResiduals[row]
        }
        influence[i][cluster] = sum
      }
    }
    let others = directions
    // For each coefficient and cluster, the bilinear forms with all clusters: of all coefficients, so
    // that combinations have degrees of freedom of their own, or, if that is too much, of its own.
    let isFull = ContrastFreedom.fits(terms: count, clusters: dimension.levels)
    let forms = try residualMaker.forms(
      of: columns.indices.map { index in
        members[index / count].map { directions[index % count][$0] }
      }, rows: columns.map { members[$0.rows] }, clusters: dimension, with: others
    ) { isFull ? 0..<count : ($0 % count)..<($0 % count + 1) }
    let freedom = ContrastFreedom(
      forms: forms, terms: count, clusters: dimension.levels, isFull: isFull)
    let curvatures = solution.inTerms(solution.bread).diagonal
    // Under the working model the expected variance is the trace. Where it falls short, a cluster that
    // identifies a term alone has lost its own part, and the result would be far too small.
    for i in 0..<count where freedom.ofTerms[i].expected < 0.95 * curvatures[i] {
      throw .oneClusterAlone(term: estimated.names[i], dimension: dimension.name)
    }
    return Draft(
      matrix: Covariance.meat(influence), dimensions: [dimension], adjustsForParameters: false,
      units: dimension.levels,
      degreesOfFreedom: freedom.ofTerms.map(\.degrees), freedom: freedom)
  }
}
