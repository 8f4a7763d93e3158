/// The estimates without each cluster of a dimension in turn.
public struct LeaveOneOut: Sendable, Equatable {
  /// The dimension.
  public let dimension: String
  /// For each cluster, in the order of its level, the first of the caller's rows in it.
  public let firstRows: [Int]
  /// For each cluster, the coefficients estimated without it, in their usual order.
  public let coefficients: [[Double]]
}

extension EstimatedModel {
  /// Estimates the model without each cluster in turn, from the rows of this estimation.
  ///
  /// Least squares cost one absorption of the terms per cluster and are exact whether or not fixed
  /// effects are nested in the clusters. A Poisson model is estimated anew without each cluster
  /// (`.exact`), where rows that become singletons or separated are dropped, or moved by one Newton
  /// step (`.oneStep`).
  ///
  /// Throws `estimate.few_clusters`, `estimate.length`, `estimate.one_cluster_identifies` if a term
  /// cannot be estimated without some cluster, or `estimate.leave_out` if the model cannot.
  public func leavingOut(
    _ dimension: Factor, refit: Jackknife.Refit
  ) throws(EstimationError) -> LeaveOneOut {
    let covariance = Covariance(self, smallSample: .fixest)
    return try covariance.leavingOut(try covariance.inSample(dimension), refit: refit)
  }
}

extension Covariance {
  /// The jackknife of MacKinnon, Nielsen and Webb (2023).
  ///
  /// It is (G - 1) / G times the sum of outer products of the differences. No other correction is
  /// made; the statistic is compared with Student's t with G - 1 degrees of freedom.
  func jackknifeDraft(
    _ dimension: Factor, _ choices: Jackknife
  ) throws(EstimationError) -> Draft {
    let left = try leavingOut(dimension, refit: choices.refit)
    let clusters = Double(dimension.levels)
    var center = solution.coefficients
    if choices.center == .mean {
      for k in center.indices {
        center[k] = left.coefficients.reduce(0) { $0 + $1[k] } / clusters
      }
    }
    var matrix = Covariance.meat(
      center.indices.map { k in left.coefficients.map { $0[k] - center[k] } })
    matrix.scale(by: (clusters - 1) / clusters)
    return Draft(
      matrix: matrix, dimensions: [dimension], adjustsForParameters: false,
      units: dimension.levels, alwaysStudent: true, leaveOneOut: left)
  }

  /// The estimates without each cluster of a dimension given on the rows of the sample.
  func leavingOut(
    _ dimension: Factor, refit: Jackknife.Refit
  ) throws(EstimationError) -> LeaveOneOut {
    let firstRows = self.firstRows(of: dimension)
    let refits = estimated.model.family == .poisson && refit == .exact
    let solver =
      refits
      ? nil
      : LeaveClusterOut(estimated, weightedResiduals: weightedResiduals, clusters: dimension)
    var results = [Result<[Double], EstimationError>](
      repeating: .success([]), count: dimension.levels)
    results.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let places = Shared(base)
      inParallel(dimension.levels, threads: 4) { cluster in
        places[cluster] = Result { () throws(EstimationError) -> [Double] in
          if let solver {
            switch try solver.change(without: cluster) {
            case .success(let change):
              return zip(solution.coefficients, solution.inTerms(change)).map { $0 + $1 }
            case .failure(let unidentified):
              throw .oneCluster(
                term: estimated.names[unidentified.term], dimension: dimension.name,
                row: firstRows[cluster])
            }
          }
          return try refitted(without: cluster, of: dimension, firstRow: firstRows[cluster])
        }
      }
    }
    var coefficients: [[Double]] = []
    for result in results { coefficients.append(try result.get()) }
    return LeaveOneOut(
      dimension: dimension.name, firstRows: firstRows, coefficients: coefficients)
  }

  /// For each cluster, the first of the caller's rows in it.
  private func firstRows(of dimension: Factor) -> [Int] {
    var firstRows = [Int](repeating: .max, count: dimension.levels)
    for (row, code) in dimension.codes.enumerated() {
      firstRows[Int(code)] = min(firstRows[Int(code)], sample.rows[row])
    }
    return firstRows
  }

  /// Estimates the model anew on the rows of the sample that are not in the cluster.
  private func refitted(
    without cluster: Int, of dimension: Factor, firstRow: Int
  ) throws(EstimationError) -> [Double] {
    let model = estimated.model
    var outcome = [Double](repeating: .nan, count: model.outcome.count)
    for (row, position) in sample.rows.enumerated() where Int(dimension.codes[row]) != cluster {
      outcome[position] = model.outcome[position]
    }
    let kept = estimated.collinearity.kept.map { model.terms[$0] }
    let part = Model(
      outcomeName: model.outcomeName, outcome: outcome, terms: kept,
      fixedEffects: model.fixedEffects, family: model.family, weights: model.weights,
      offset: model.offset)
    let refit: EstimatedModel
    do {
      // Clusters are worked on side by side already.
      refit = try EstimatedModel(part, tolerance: 1e-10, threads: 1)
    } catch {
      throw .leaveOut(dimension: dimension.name, row: firstRow, message: error.message)
    }
    if let missing = kept.map(\.name).first(where: { !refit.names.contains($0) }) {
      throw .oneCluster(term: missing, dimension: dimension.name, row: firstRow)
    }
    return refit.solution.coefficients
  }
}
