/// A model estimated over blocks, from which variances are made.
public struct BlockEstimate: Sendable {
  /// The estimated coefficients in the order of the terms, without the omitted ones.
  public let coefficients: [Fit.Coefficient]
  /// The terms that were not estimated, with the reason in words, in the order of the terms.
  public let omitted: [(term: String, reason: String)]
  /// The number of blocks.
  public let blockCount: Int
  /// The rounds in which the blocks were asked.
  public let rounds: Int
  /// The largest change of a coefficient in the last step, relative as for `Fit.achievedTolerance`.
  public let lastChange: Double
  /// The sum of squared residuals, or the Poisson deviance before the last step.
  public let deviance: Double
  /// The log likelihood, that of Poisson before the last step.
  public let logLikelihood: Double
  /// The sums of all counts.
  public let counts: BlockStatistics
  private let clusters: [ClusterTable]
  private let kept: [Int]
  private let bread: SymmetricMatrix
  private let step: [Double]

  init(
    _ total: BlockTotal, _ sum: BlockStatistics, kept: [Int], omitted: [String: String],
    bread: SymmetricMatrix, step: [Double], coefficients: [Double], rounds: Int, change: Double
  ) throws(EstimationError) {
    counts = sum
    clusters = total.clusters
    blockCount = total.blocks.count
    self.kept = kept
    self.bread = bread
    self.step = step
    self.rounds = rounds
    lastChange = change
    self.omitted = sum.terms.compactMap { term in omitted[term].map { (term, $0) } }
    self.coefficients = kept.map {
      Fit.Coefficient(term: sum.terms[$0], estimate: coefficients[$0])
    }
    if sum.family == "poisson" {
      deviance = sum.deviance
      logLikelihood = sum.logLikelihood
      return
    }
    // Beyond the gradient the step takes half of its own products away, twice.
    var explained = 0.0
    for (index, slope) in zip(kept, step) { explained += slope * sum.gradient[index] }
    deviance = sum.deviance - explained
    let rows = Double(sum.observations)
    if !(deviance > 1e-13 * sum.outcomeSquares) || !(sum.outcomeSquares > 0) {
      throw .blocks(
        "the outcome does not vary beyond the fixed effects and the terms",
        hint: "check the outcome column, or use coarser fixed effects")
    }
    logLikelihood =
      -0.5 * rows * (naturalLogarithm(2 * Double.pi * deviance / rows) + 1)
      + 0.5 * sum.logLikelihood
  }

  /// The variances in the order in which the blocks have them.
  ///
  /// - Parameters:
  ///   - variances: `iid`, `heteroskedastic` or the number of a clustered variance, from 0.
  ///   - smallSample: The convention; that with the exact rank needs effects that are not nested.
  ///
  /// Throws `estimate.few_clusters`, `estimate.too_many_terms` or `estimate.not_finite` as `fit` does,
  /// and `estimate.blocks` for a variance that the blocks were not asked for.
  public func variance(
    _ kind: Kind, smallSample: SmallSample
  ) throws(EstimationError) -> VarianceEstimate {
    let rows = Double(counts.observations)
    var matrix = bread
    var table: ClusterTable?
    var units: [Int] = []
    switch kind {
    case .iid:
      if counts.family == "gaussian" { matrix.scale(by: deviance / (rows - 1)) }
    case .heteroskedastic:
      if counts.meat.isEmpty { throw unasked("hetero") }
      matrix = bread.sandwich(BlockRegression.matrix(counts.meat, keeping: kept))
      if smallSample.adjustsForClusters { matrix.scale(by: rows / (rows - 1)) }
    case .clustered(let number):
      if !clusters.indices.contains(number) { throw unasked("cluster") }
      let chosen = clusters[number]
      table = chosen
      units = try clusterCounts(chosen)
      matrix = bread.sandwich(meat(chosen, units: units, smallSample))
    }
    return try estimate(kind, matrix, table, units: units, smallSample)
  }

  /// A variance by its place in what the blocks were asked for.
  public enum Kind: Sendable, Hashable {
    /// Independent errors of equal variance.
    case iid
    /// HC1.
    case heteroskedastic
    /// The clustered variance of that number.
    case clustered(Int)
  }

  private func unasked(_ what: String) -> EstimationError {
    .blocks(
      "the blocks were not asked for this variance (\(what))",
      hint: "measure them with the same variances")
  }

  private func clusterCounts(_ table: ClusterTable) throws(EstimationError) -> [Int] {
    let units = table.meat.isEmpty ? table.labels.map(\.count) : [table.clusters]
    for (name, number) in zip(table.dimensions, units) where number < 2 {
      throw .fewClusters(dimension: name, clusters: number)
    }
    return units
  }

  /// The meat of a clustered variance, by inclusion and exclusion.
  private func meat(
    _ table: ClusterTable, units: [Int], _ smallSample: SmallSample
  ) -> SymmetricMatrix {
    if !table.meat.isEmpty {
      var matrix = BlockRegression.matrix(table.meat, keeping: kept)
      if smallSample.adjustsForClusters {
        matrix.scale(by: Double(table.clusters) / Double(table.clusters - 1))
      }
      return matrix
    }
    let order = table.sortedCells
    let terms = counts.terms.count
    let size = terms * (terms + 1) / 2
    // Least squares: the gradient at the estimate is that at the question less what the step explains.
    let sums = kept.map { term in
      order.map { cell in
        var score = table.scores[cell * terms + term]
        if !table.products.isEmpty {
          for (other, slope) in zip(kept, step) {
            let (high, low) = (max(term, other), min(term, other))
            score -= slope * table.products[cell * size + high * (high + 1) / 2 + low]
          }
        }
        return score
      }
    }
    let factors = table.dimensions.indices.map { dimension in
      Factor(
        trusted: table.dimensions[dimension], codes: order.map { table.cells[$0][dimension] },
        levels: table.labels[dimension].count)
    }
    return Covariance.meat(of: sums, by: factors, smallSample: smallSample)
  }

  private func estimate(
    _ kind: Kind, _ draft: SymmetricMatrix, _ table: ClusterTable?, units: [Int],
    _ smallSample: SmallSample
  ) throws(EstimationError) -> VarianceEstimate {
    var matrix = draft
    let rows = counts.observations
    let parameters = try countParameters(table, smallSample)
    if smallSample.adjustsForParameters {
      if parameters >= rows {
        var dropped = DroppedRows()
        dropped.missing = counts.missing + counts.excluded
        dropped.zeroWeight = counts.zeroWeight
        dropped.singleton = counts.singleton
        dropped.separatedByFixedEffects = counts.separated
        throw .noFreedom(parameters: parameters, rows: rows, of: counts.rows, dropped: dropped)
      }
      matrix.scale(by: Double(rows - 1) / Double(rows - parameters))
    }
    var freedom = max(rows - parameters, 1)
    if let fewest = units.min(), smallSample.degreesOfFreedomRule == .min {
      freedom = max(fewest - 1, 1)
    }
    let repaired = try Covariance.repaired(
      matrix, names: coefficients.map(\.term), dimensions: table?.dimensions ?? [])
    let isGaussian = counts.family == "gaussian"
    // The clusters' factors are in the blocks; what is left of them are names and numbers.
    let variance: Variance =
      switch kind {
      case .iid: .iid
      case .heteroskedastic: .heteroskedastic
      case .clustered: .clustered([])
      }
    return VarianceEstimate(
      variance: variance,
      table: try Covariance.table(
        repaired.matrix, names: coefficients.map(\.term),
        coefficients: coefficients.map(\.estimate),
        degreesOfFreedom: coefficients.map { _ in isGaussian ? Double(freedom) : nil }),
      covariance: repaired.matrix.rows,
      clusters: zip(table?.dimensions ?? [], units).map { .init(dimension: $0, clusters: $1) },
      parameters: parameters, degreesOfFreedom: freedom,
      distribution: isGaussian ? .student(degreesOfFreedom: freedom) : .normal,
      smallestEigenvalue: repaired.smallest, repair: repaired.repair, diagnostics: [],
      leaveOneOut: nil, contrastFreedom: nil)
  }

  /// K, counted as `Covariance.countParameters` does.
  private func countParameters(
    _ table: ClusterTable?, _ smallSample: SmallSample
  ) throws(EstimationError) -> Int {
    if smallSample.fixedEffectCount == .none { return kept.count }
    let effects = counts.levels.count
    let nested = (0..<effects).map { effect in
      smallSample.fixedEffectCount == .nested
        && table.map { table in
          table.dimensions.indices.contains { table.nested[$0 * effects + effect] }
        } ?? false
    }
    var free = 0
    switch smallSample.redundancy {
    case .onePerEffect:
      let all = counts.levels.reduce(0, +) - (effects - 1)
      let dropped = zip(counts.levels, nested).reduce(0) { $0 + ($1.1 ? $1.0 - 1 : 0) }
      free = nested.allSatisfy(\.self) ? 1 : all - dropped
    case .pairs:
      free = nested.contains(true) ? 1 : 0
      for later in 0..<effects where !nested[later] {
        let first = later * (later - 1) / 2
        let shared = counts.components[first..<(first + later)].max() ?? 0
        free += counts.levels[later] - shared
      }
    case .rank:
      if nested.contains(true) {
        throw .blocks(
          "the exact rank of fixed effects that are nested in part is not counted over blocks",
          hint: "use another small-sample convention, such as fixest or reghdfe")
      }
      free = counts.rank
    }
    return kept.count + max(free, 1)
  }
}
