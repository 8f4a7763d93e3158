/// The covariance matrices of one estimated model.
struct Covariance {
  let estimated: EstimatedModel
  let smallSample: SmallSample
  /// Whether clusters are described along with each variance.
  let describesClusters: Bool
  /// For each row the prior weight times outcome less fitted mean.
  ///
  /// Times a term this is the term's score. For Poisson the final weights cancel: mean times
  /// (outcome - mean) / mean.
  var weightedResiduals: [Double] { weighted.values }
  private let weighted: LazyColumn

  init(_ estimated: EstimatedModel, smallSample: SmallSample, describesClusters: Bool = true) {
    self.describesClusters = describesClusters
    self.estimated = estimated
    self.smallSample = smallSample
    let (solution, weights) = (estimated.solution, estimated.sample.weights)
    weighted = LazyColumn {
      var weighted = solution.residuals
      if let weights {
        for row in weighted.indices { weighted[row] *= weights[row] }
      }
      return weighted
    }
  }

  var sample: Sample { estimated.sample }
  var solution: Solution { estimated.solution }
  var termCount: Int { estimated.solution.projected.count }
  /// The projected terms as columns, which takes time and memory to make.
  var terms: [[Double]] { estimated.solution.terms }

  /// A matrix on its way to an estimate, and what its correction and its tests need.
  struct Draft {
    var matrix: SymmetricMatrix
    /// The dimensions whose clusters are reported and that fixed effects may be nested in.
    var dimensions: [Factor] = []
    /// What is reported as clusters instead of the dimensions, where that says more.
    var counts: [VarianceEstimate.ClusterCount]?
    /// Whether (n - 1) / (n - K) applies, as far as the convention has it at all.
    var adjustsForParameters = true
    /// The independent units behind the t distribution; nil means observations less K.
    var units: Int?
    /// Set where each coefficient has degrees of freedom of its own.
    var degreesOfFreedom: [Double]?
    /// Where combinations have them, too.
    var freedom: ContrastFreedom?
    /// Whether the statistic is compared with Student's t for Poisson too.
    var alwaysStudent = false
    var leaveOneOut: LeaveOneOut?
    /// The weighted products of the terms by cluster of each dimension, if they were found on the way.
    var products: [Storage<Double>]?
  }

  /// Computes one variance; factors and columns are given for all of the caller's rows.
  func estimate(_ variance: Variance) throws(EstimationError) -> VarianceEstimate {
    var draft = try self.draft(variance)
    let count = Double(sample.rows.count)
    let parameters = countParameters(draft.dimensions)
    if smallSample.adjustsForParameters && draft.adjustsForParameters {
      if Double(parameters) >= count {
        throw .noFreedom(
          parameters: parameters, rows: sample.rows.count, of: estimated.model.outcome.count,
          dropped: estimated.pruning.dropped)
      }
      draft.matrix.scale(by: (count - 1) / (count - Double(parameters)))
    }
    var freedom = max(sample.rows.count - parameters, 1)
    if let units = draft.units, smallSample.degreesOfFreedomRule == .min || draft.alwaysStudent {
      freedom = max(units - 1, 1)
    }
    let repaired = try Covariance.repaired(
      draft.matrix, names: estimated.names, dimensions: draft.dimensions.map(\.name))
    draft.matrix = repaired.matrix
    let distribution: VarianceEstimate.Distribution =
      draft.degreesOfFreedom != nil
      ? .studentByTerm
      : estimated.model.family == .gaussian || draft.alwaysStudent
        ? .student(degreesOfFreedom: freedom) : .normal
    let degrees: [Double?] = (0..<termCount).map { index in
      switch distribution {
      case .normal: nil
      case .student(let freedom): Double(freedom)
      case .studentByTerm: draft.degreesOfFreedom?[index]
      }
    }
    let diagnostics =
      describesClusters && !draft.dimensions.isEmpty
      ? ClusterDiagnostics.describe(
        estimated, dimensions: draft.dimensions, products: draft.products) : []
    return VarianceEstimate(
      variance: variance,
      table: try Covariance.table(
        draft.matrix, names: estimated.names, coefficients: solution.coefficients,
        degreesOfFreedom: degrees, bread: solution.bread,
        refusal: { Magnitudes(estimated.model).refusal }),
      covariance: draft.matrix.rows,
      clusters: draft.counts
        ?? draft.dimensions.map { .init(dimension: $0.name, clusters: $0.levels) },
      parameters: parameters, degreesOfFreedom: freedom, distribution: distribution,
      smallestEigenvalue: repaired.smallest, repair: repaired.repair, diagnostics: diagnostics,
      leaveOneOut: draft.leaveOneOut, contrastFreedom: draft.freedom)
  }

  private func draft(_ variance: Variance) throws(EstimationError) -> Draft {
    switch variance {
    case .jackknife(let dimension, let choices):
      return try jackknifeDraft(try inSample(dimension), choices)
    case .biasReduced(let dimension): return try biasReducedDraft(try inSample(dimension))
    default: break
    }
    var draft = try sandwichDraft(variance)
    draft.matrix = solution.inTerms(draft.matrix)
    return draft
  }

  /// A variance as one of the coefficients of the projected terms.
  private func sandwichDraft(_ variance: Variance) throws(EstimationError) -> Draft {
    let count = Double(sample.rows.count)
    switch variance {
    case .iid:
      var matrix = solution.bread
      if estimated.model.family == .gaussian { matrix.scale(by: solution.deviance / (count - 1)) }
      return Draft(matrix: matrix)
    case .heteroskedastic:
      var matrix = solution.bread.sandwich(rowMeat { _ in 1 })
      if smallSample.adjustsForClusters { matrix.scale(by: count / (count - 1)) }
      return Draft(matrix: matrix)
    case .leverage(let correction): return try leverageDraft(correction)
    case .clustered(let dimensions):
      if dimensions.isEmpty || dimensions.count > 4 { throw .clusterDimensions(dimensions.count) }
      var clusters: [Factor] = []
      for dimension in dimensions { clusters.append(try inSample(dimension)) }
      return clusteredDraft(clusters)
    case .jackknife(let dimension, let choices):
      return try jackknifeDraft(try inSample(dimension), choices)
    case .biasReduced(let dimension): return try biasReducedDraft(try inSample(dimension))
    case .dyadic(let dyads): return try dyadicDraft(dyads)
    case .driscollKraay(let time, let lags):
      return try driscollKraayDraft(time: try inSample(time), lags: lags)
    case .neweyWest(let unit, let time, let lags):
      return try neweyWestDraft(unit: try inSample(unit), time: try inSample(time), lags: lags)
    case .spatial(let dependence): return try spatialDraft(dependence)
    }
  }

  /// The dimension on the rows of the sample, which must be at least two clusters.
  func inSample(_ dimension: Factor) throws(EstimationError) -> Factor {
    let kept = try onSampleRows(dimension)
    if kept.levels < 2 { throw .fewClusters(dimension: kept.name, clusters: kept.levels) }
    return kept
  }

  /// The factor on the rows of the sample, with the levels that remain numbered anew.
  func onSampleRows(_ factor: Factor) throws(EstimationError) -> Factor {
    if factor.codes.count != estimated.model.outcome.count {
      throw .length(
        column: factor.name, rows: factor.codes.count, expected: estimated.model.outcome.count)
    }
    return sample.isCallersOrder ? factor.dense() : factor.keeping(sample.rows)
  }

  /// A matrix, without negative eigenvalues if a variance is negative, and its smallest eigenvalue.
  static func repaired(
    _ before: SymmetricMatrix, names: [String], dimensions: [String]
  ) throws(EstimationError) -> (
    matrix: SymmetricMatrix, repair: VarianceEstimate.Repair?, smallest: Double
  ) {
    let eigen = before.eigen()
    let smallest = eigen.values.first ?? 0
    if !before.diagonal.contains(where: { $0 < 0 }) { return (before, nil, smallest) }
    let matrix = withoutNegativeEigenvalues(eigen)
    // A variance that is all floor says nothing; printed, it would look like certainty.
    let floor = repairFloor(eigen.values)
    for (index, after) in matrix.diagonal.enumerated()
    where before.diagonal[index] < 0 && !(after > 2 * max(floor, 0)) {
      throw .negativeVariance(
        term: names[index], dimensions: dimensions, eigenvalues: eigen.values)
    }
    let repair = VarianceEstimate.Repair(
      smallestEigenvalue: smallest, diagonalBefore: before.diagonal,
      diagonalAfter: matrix.diagonal)
    return (matrix, repair, smallest)
  }

  /// The table of coefficients under a matrix.
  ///
  /// With the inverse of the information the squares of the scores, of which the variance is made, are known:
  /// where they leave the range of numbers, or a value is not finite, `refusal` says why.
  static func table(
    _ matrix: SymmetricMatrix, names: [String], coefficients: [Double],
    degreesOfFreedom: [Double?], bread: SymmetricMatrix? = nil,
    refusal: () -> EstimationError? = { nil }
  ) throws(EstimationError) -> [VarianceEstimate.Row] {
    var rows: [VarianceEstimate.Row] = []
    for (index, name) in names.enumerated() {
      let estimate = coefficients[index]
      let error = matrix[index, index].squareRoot()
      let statistic = estimate / error
      let squares = bread.map { matrix[index, index] / ($0[index, index] * $0[index, index]) }
      if !estimate.isFinite || !statistic.isFinite || !error.isFinite || error == 0
        || !(squares ?? 1 > 1e-280)
      {
        if let refusal = refusal() { throw refusal }
        if error == 0 { throw .zeroVariance(term: name) }
        if !error.isFinite || !statistic.isFinite || !estimate.isFinite {
          throw .notFinite(what: "the estimate or the standard error of '\(name)'")
        }
      }
      let critical: Double
      let pValue: Double
      if let freedom = degreesOfFreedom[index] {
        critical = StudentDistribution.quantile(upperTail: 0.025, degreesOfFreedom: freedom)
        pValue = StudentDistribution.twoSided(statistic, degreesOfFreedom: freedom)
      } else {
        critical = NormalDistribution.quantile(upperTail: 0.025)
        pValue = NormalDistribution.twoSided(statistic)
      }
      rows.append(
        VarianceEstimate.Row(
          term: name, estimate: estimate, standardError: error, statistic: statistic,
          pValue: pValue, lower: estimate - critical * error, upper: estimate + critical * error,
          degreesOfFreedom: degreesOfFreedom[index]))
    }
    return rows
  }

  /// Raises eigenvalues below 1e-10 to that, as fixest does, and puts the matrix together again.
  ///
  /// Where all variances are small the floor is a millionth of the largest eigenvalue instead, so
  /// that it does not depend on the units of the terms.
  private static func withoutNegativeEigenvalues(
    _ eigen: (values: [Double], vectors: [[Double]])
  ) -> SymmetricMatrix {
    let floor = repairFloor(eigen.values)
    var result = SymmetricMatrix(size: eigen.values.count)
    for (value, vector) in zip(eigen.values, eigen.vectors) {
      for i in vector.indices {
        for j in vector.indices { result[i, j] += max(value, floor) * vector[i] * vector[j] }
      }
    }
    return result
  }

  private static func repairFloor(_ values: [Double]) -> Double {
    min(1e-10, 1e-6 * (values.max() ?? 0))
  }
}
