/// The covariance matrices of one solution.
struct Covariance {
  let sample: Sample
  let solution: Solution
  let names: [String]
  let family: Model.Family
  let smallSample: SmallSample
  /// For each term and row, the term's part times the weighted residual.
  private let scores: [[Double]]

  init(
    sample: Sample, solution: Solution, names: [String], family: Model.Family,
    smallSample: SmallSample
  ) {
    self.sample = sample
    self.solution = solution
    self.names = names
    self.family = family
    self.smallSample = smallSample
    // For Poisson the weights cancel: mean times (outcome - mean) / mean.
    var weighted = solution.residuals
    if let weights = sample.weights {
      for row in weighted.indices { weighted[row] *= weights[row] }
    }
    scores = solution.terms.map { term in zip(term, weighted).map { $0 * $1 } }
  }

  /// Computes one variance; clusters are given for all of the caller's rows.
  func estimate(_ variance: Variance) throws(EstimationError) -> VarianceEstimate {
    let count = Double(sample.rows.count)
    var clusters: [Factor] = []
    var matrix: SymmetricMatrix
    switch variance {
    case .iid:
      matrix = solution.bread
      if family == .gaussian { matrix.scale(by: solution.deviance / (count - 1)) }
    case .heteroskedastic:
      matrix = solution.bread.sandwich(meat(of: nil))
      if smallSample.adjustsForClusters { matrix.scale(by: count / (count - 1)) }
    case .clustered(let dimensions):
      clusters = try dimensionsInSample(dimensions)
      matrix = solution.bread.sandwich(multiwayMeat(clusters))
    }
    let parameters = countParameters(clusters)
    if smallSample.adjustsForParameters {
      if Double(parameters) >= count {
        throw .tooManyTerms(terms: parameters, rows: sample.rows.count)
      }
      matrix.scale(by: (count - 1) / (count - Double(parameters)))
    }
    let smallestClusters = clusters.map(\.levels).min()
    var freedom = max(sample.rows.count - parameters, 1)
    if let smallestClusters, smallSample.degreesOfFreedomRule == .min {
      freedom = max(smallestClusters - 1, 1)
    }
    let before = matrix
    let eigen = matrix.eigen()
    var repair: VarianceEstimate.Repair?
    if matrix.diagonal.contains(where: { $0 < 0 }) {
      matrix = Covariance.withoutNegativeEigenvalues(eigen)
      repair = VarianceEstimate.Repair(
        smallestEigenvalue: eigen.values.first ?? 0, diagonalBefore: before.diagonal,
        diagonalAfter: matrix.diagonal)
    }
    let distribution: VarianceEstimate.Distribution =
      family == .gaussian ? .student(degreesOfFreedom: freedom) : .normal
    return VarianceEstimate(
      variance: variance, table: try table(matrix, distribution), covariance: matrix.rows,
      clusters: clusters.map { .init(dimension: $0.name, clusters: $0.levels) },
      parameters: parameters, degreesOfFreedom: freedom, distribution: distribution,
      smallestEigenvalue: eigen.values.first ?? 0, repair: repair)
  }

  private func table(
    _ matrix: SymmetricMatrix, _ distribution: VarianceEstimate.Distribution
  ) throws(EstimationError) -> [VarianceEstimate.Row] {
    let critical: Double
    switch distribution {
    case .normal: critical = NormalDistribution.quantile(upperTail: 0.025)
    case .student(let freedom):
      critical = StudentDistribution.quantile(
        upperTail: 0.025, degreesOfFreedom: Double(freedom))
    }
    var rows: [VarianceEstimate.Row] = []
    for (index, name) in names.enumerated() {
      let estimate = solution.coefficients[index]
      let error = matrix[index, index].squareRoot()
      let statistic = estimate / error
      if !estimate.isFinite || !statistic.isFinite {
        throw .notFinite(what: "the estimate or the standard error of '\(name)'")
      }
      let pValue: Double
      switch distribution {
      case .normal: pValue = NormalDistribution.twoSided(statistic)
      case .student(let freedom):
        pValue = StudentDistribution.twoSided(statistic, degreesOfFreedom: Double(freedom))
      }
      rows.append(
        VarianceEstimate.Row(
          term: name, estimate: estimate, standardError: error, statistic: statistic,
          pValue: pValue, lower: estimate - critical * error, upper: estimate + critical * error))
    }
    return rows
  }

  func dimensionsInSample(_ dimensions: [Factor]) throws(EstimationError) -> [Factor] {
    if dimensions.isEmpty || dimensions.count > 4 { throw .clusterDimensions(dimensions.count) }
    var result: [Factor] = []
    for dimension in dimensions {
      if let last = sample.rows.max(), dimension.codes.count <= last {
        throw .length(
          column: dimension.name, rows: dimension.codes.count, expected: last + 1)
      }
      let kept = dimension.keeping(sample.rows)
      if kept.levels < 2 { throw .fewClusters(dimension: kept.name, clusters: kept.levels) }
      result.append(kept)
    }
    return result
  }

  /// Sums over every nonempty set of dimensions, odd sets added and even ones subtracted.
  private func multiwayMeat(_ dimensions: [Factor]) -> SymmetricMatrix {
    let fewest = dimensions.map(\.levels).min() ?? 0
    var total = SymmetricMatrix(size: scores.count)
    for set in 1..<(1 << dimensions.count) {
      let members = dimensions.indices.filter { set & (1 << $0) != 0 }.map { dimensions[$0] }
      let clusters = members.dropFirst().reduce(members[0]) { $0.crossed(with: $1) }
      var factor = members.count % 2 == 1 ? 1.0 : -1.0
      if smallSample.adjustsForClusters {
        let number = Double(smallSample.clusterRule == .min ? fewest : clusters.levels)
        factor *= number / (number - 1)
      }
      total.add(meat(of: clusters), times: factor)
    }
    return total
  }

  /// The sum of the outer products of the scores' sums by cluster, or of the scores themselves.
  private func meat(of clusters: Factor?) -> SymmetricMatrix {
    let size = scores.count
    var sums = scores
    if let clusters {
      sums = scores.map { score in
        var sum = [Double](repeating: 0, count: clusters.levels)
        for row in score.indices { sum[Int(clusters.codes[row])] += score[row] }
        return sum
      }
    }
    var result = SymmetricMatrix(size: size)
    for i in 0..<size {
      for j in 0...i {
        let value = Collinearity.dot(sums[i], sums[j])
        result[i, j] = value
        result[j, i] = value
      }
    }
    return result
  }

  /// The number of parameters K as fixest counts them: redundant levels are not looked for, beyond
  /// one for each fixed effect after the first.
  func countParameters(_ clusters: [Factor]) -> Int {
    let terms = scores.count
    let effects = sample.fixedEffects
    if effects.isEmpty || smallSample.fixedEffectCount == .none { return terms }
    let all = effects.reduce(0) { $0 + $1.levels } - (effects.count - 1)
    if smallSample.fixedEffectCount == .full || clusters.isEmpty { return terms + all }
    let nested = effects.filter { effect in clusters.contains { effect.isNested(in: $0) } }
    if nested.count == effects.count { return terms + 1 }
    let free = nested.reduce(0) { $0 + $1.levels } - nested.count
    return max(terms + all - free, terms + 1)
  }

  /// Raises eigenvalues below 1e-10 to that, as fixest does, and puts the matrix together again.
  private static func withoutNegativeEigenvalues(
    _ eigen: (values: [Double], vectors: [[Double]])
  ) -> SymmetricMatrix {
    var result = SymmetricMatrix(size: eigen.values.count)
    for (value, vector) in zip(eigen.values, eigen.vectors) {
      for i in vector.indices {
        for j in vector.indices { result[i, j] += max(value, 1e-10) * vector[i] * vector[j] }
      }
    }
    return result
  }
}
