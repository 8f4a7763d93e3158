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
    let before = draft.matrix
    let eigen = before.eigen()
    var repair: VarianceEstimate.Repair?
    if before.diagonal.contains(where: { $0 < 0 }) {
      draft.matrix = Covariance.withoutNegativeEigenvalues(eigen)
      repair = VarianceEstimate.Repair(
        smallestEigenvalue: eigen.values.first ?? 0, diagonalBefore: before.diagonal,
        diagonalAfter: draft.matrix.diagonal)
      // A variance that is all floor says nothing; printed, it would look like certainty.
      let floor = Covariance.repairFloor(eigen.values)
      for (index, after) in draft.matrix.diagonal.enumerated()
      where before.diagonal[index] < 0 && !(after > 2 * max(floor, 0)) {
        throw .negativeVariance(
          term: estimated.names[index], dimensions: draft.dimensions.map(\.name),
          eigenvalues: eigen.values)
      }
    }
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
      variance: variance, table: try table(draft.matrix, degreesOfFreedom: degrees),
      covariance: draft.matrix.rows,
      clusters: draft.counts
        ?? draft.dimensions.map { .init(dimension: $0.name, clusters: $0.levels) },
      parameters: parameters, degreesOfFreedom: freedom, distribution: distribution,
      smallestEigenvalue: eigen.values.first ?? 0, repair: repair, diagnostics: diagnostics,
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

  private func table(
    _ matrix: SymmetricMatrix, degreesOfFreedom: [Double?]
  ) throws(EstimationError) -> [VarianceEstimate.Row] {
    var rows: [VarianceEstimate.Row] = []
    for (index, name) in estimated.names.enumerated() {
      let estimate = solution.coefficients[index]
      let error = matrix[index, index].squareRoot()
      let statistic = estimate / error
      // The squares of the scores, of which the variance is made.
      let curvature = solution.bread[index, index]
      let squares = matrix[index, index] / (curvature * curvature)
      if !estimate.isFinite || !statistic.isFinite || !error.isFinite || !(squares > 1e-280) {
        if let refusal = Magnitudes(estimated.model).refusal { throw refusal }
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
