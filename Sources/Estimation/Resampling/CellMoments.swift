/// What every regression on products of one assignment has in common, worked out once.
///
/// A regressor that is the product of something assigned to cells (swing status of a state in a year) and
/// of a column that stays (allies) is a sum of columns, one for each cell, with the assigned values as
/// weights. Their cross products and their scores less the fixed effects, under the weights of a model
/// that holds the hypothesis, give the regression on any such sum by adding up: for each rule and each
/// permutation without another pass over the rows.
///
/// The regression is the first Newton step from that model (as in the score bootstrap of Kline & Santos
/// 2012), exact for least squares. Scores are those under the hypothesis, so that the standard error is
/// that of a score test with clusters.
public struct CellMoments: Sendable {
  /// The number of units, such as states.
  public let units: Int
  /// The number of periods; cell k is unit k / periods in period k % periods.
  public let periods: Int
  /// The rows in use.
  public let observations: Int
  /// The clusters with a row in use.
  public let clusters: Int
  /// x'Mx of cells, all less fixed effects, under the model's weights.
  private let products: [Double]
  /// The squares of the cells' columns as they are.
  private let squares: [Double]
  /// Sums of scores by cell and cluster.
  private let scores: [Double]
  private let clusterLevels: Int

  /// Projects one column for each cell that has a row with a multiplier.
  ///
  /// - Parameters:
  ///   - restricted: The model under the hypothesis: fixed effects and what else stays.
  ///   - cells: The cell of each of the caller's rows, unit by unit and in it period by period.
  ///   - periods: The number of periods.
  ///   - multiplier: What the assigned value is multiplied by in each row.
  ///   - clusters: The clusters of the standard error, for each of the caller's rows.
  ///   - tolerance: To which columns are made orthogonal to the fixed effects, relative to their size.
  /// - Throws: `estimate.length` for columns of another length, and `estimate.no_convergence`. The cost is
  ///   that of projecting as many columns as there are cells.
  public init(
    of restricted: EstimatedModel, cells: Factor, periods: Int, multiplier: [Double],
    clusters: Factor, tolerance: Double = 1e-5
  ) throws(EstimationError) {
    let rows = restricted.model.outcome.count
    for (name, count) in [
      (cells.name, cells.codes.count), ("multiplier", multiplier.count),
      (clusters.name, clusters.codes.count),
    ] where count != rows {
      throw .length(column: name, rows: count, expected: rows)
    }
    let kept = restricted.sample.rows
    let solution = restricted.solution
    let weights = solution.weights
    // The score of a row is its column times this, for Poisson and for least squares.
    let residuals =
      restricted.model.family == .poisson
      ? solution.residuals : zip(solution.residuals, weights).map { $0 * $1 }
    let count = cells.levels
    let (own, group) = (kept.map { Int(cells.codes[$0]) }, kept.map { Int(clusters.codes[$0]) })
    let factor = kept.map { multiplier[$0] }
    // Only rows with a multiplier stand in a cell's column.
    let active = own.indices.filter { factor[$0] != 0 && weights[$0] != 0 }
    let shares = active.map { weights[$0] * factor[$0] }
    let places = active.map { own[$0] }
    var squares = [Double](repeating: 0, count: count)
    for (position, row) in active.enumerated() {
      squares[places[position]] += shares[position] * factor[row]
    }
    var products = [Double](repeating: 0, count: count * count)
    var scores = [Double](repeating: 0, count: clusters.levels * count)
    let used = squares.indices.filter { squares[$0] > 0 }
    for first in stride(from: 0, to: used.count, by: laneCount) {
      let batch = used[first..<min(first + laneCount, used.count)]
      var columns = batch.map { _ in [Double](repeating: 0, count: own.count) }
      var position = [Int](repeating: -1, count: count)
      for (index, cell) in batch.enumerated() { position[cell] = index }
      for row in active where position[own[row]] >= 0 {
        columns[position[own[row]]][row] = factor[row]
      }
      try restricted.project(&columns, tolerance: tolerance)
      for (cell, column) in zip(batch, columns) {
        var sums = [Double](repeating: 0, count: count)
        for index in active.indices { sums[places[index]] += shares[index] * column[active[index]] }
        products.replaceSubrange((cell * count)..<((cell + 1) * count), with: sums)
        var byCluster = [Double](repeating: 0, count: clusters.levels)
        for row in column.indices { byCluster[group[row]] += residuals[row] * column[row] }
        for level in byCluster.indices { scores[cell * clusters.levels + level] = byCluster[level] }
      }
    }
    // Both halves are the same but for the tolerance of the projection: their mean is symmetric.
    for cell in 0..<count {
      for other in 0..<cell {
        let mean = (products[cell * count + other] + products[other * count + cell]) / 2
        products[cell * count + other] = mean
        products[other * count + cell] = mean
      }
    }
    units = count / max(periods, 1)
    self.periods = periods
    observations = kept.count
    clusterLevels = clusters.levels
    self.clusters = Set(group).count
    self.products = products
    self.squares = squares
    self.scores = scores
  }

  /// The moments of the sums under an assignment, period by period.
  ///
  /// `values` has one number for each cell. The cost is the square of the cells whose value is not zero.
  public func assigned(_ values: [Double]) -> PeriodMoments {
    let (count, periods, levels) = (units * periods, self.periods, clusterLevels)
    let isUsed = (0..<count).map { $0 < values.count && values[$0] != 0 && squares[$0] > 0 }
    // Units with a value in some period, whose periods lie side by side.
    let chosen = (0..<units).filter { unit in
      isUsed[(unit * periods)..<((unit + 1) * periods)].contains(true)
    }
    let weights = (0..<count).map { isUsed[$0] ? values[$0] : 0 }
    var byPeriod = SymmetricMatrix(size: periods)
    var own = [Double](repeating: 0, count: periods)
    var sums = [Double](repeating: 0, count: levels * periods)
    var line = own
    for unit in chosen {
      for period in 0..<periods where isUsed[unit * periods + period] {
        let cell = unit * periods + period
        let value = weights[cell]
        for index in 0..<periods { line[index] = 0 }
        for other in chosen {
          let first = other * periods
          for index in 0..<periods {
            line[index] += weights[first + index] * products[cell * count + first + index]
          }
        }
        for index in 0..<periods { byPeriod[period, index] += value * line[index] }
        own[period] += value * value * squares[cell]
        for level in 0..<levels {
          sums[period * levels + level] += value * scores[cell * levels + level]
        }
      }
    }
    return PeriodMoments(
      products: byPeriod, squares: own, scores: sums, clusters: clusters,
      clusterLevels: clusterLevels, periods: periods)
  }
}

/// The moments of one assignment by period, from which terms that weigh the periods are regressed.
public struct PeriodMoments: Sendable {
  let products: SymmetricMatrix
  let squares: [Double]
  let scores: [Double]
  let clusters: Int
  let clusterLevels: Int
  let periods: Int

  /// A combination of coefficients after one Newton step, with its error by clusters.
  public struct Step: Sendable, Equatable {
    /// The combination.
    public let estimate: Double
    /// Its standard error by the scores under the hypothesis, times √(G / (G − 1)).
    public let standardError: Double
    /// The two-sided p-value by the normal distribution.
    public let pValue: Double
  }

  /// The share of itself that a term must keep beside fixed effects and earlier terms.
  private static let leastShare = 1e-6

  /// Regresses on terms, each the assignment weighted by period.
  ///
  /// - Parameters:
  ///   - terms: One weight for each period and term; earlier ones are kept before later ones.
  ///   - combination: What each coefficient counts in the estimate.
  /// - Returns: nil where a coefficient that counts is not identified.
  public func step(terms: [[Double]], combination: [Double]) -> Step? {
    var weighted: [[Double]] = []
    var norms: [Double] = []
    for term in terms {
      weighted.append(
        (0..<periods).map { row in
          var sum = 0.0
          for column in 0..<periods { sum += products[row, column] * term[column] }
          return sum
        })
      norms.append((0..<periods).reduce(0) { $0 + term[$1] * term[$1] * squares[$1] })
    }
    // Terms are taken in one after another; what is left of each decides whether it stays.
    var kept: [Int] = []
    var lower: [[Double]] = []
    for index in terms.indices {
      var row: [Double] = []
      for (position, earlier) in kept.enumerated() {
        var value = dot(terms[index], weighted[earlier])
        for k in 0..<position { value -= row[k] * lower[position][k] }
        row.append(value / lower[position][position])
      }
      let rest = dot(terms[index], weighted[index]) - row.reduce(0) { $0 + $1 * $1 }
      if !(rest > PeriodMoments.leastShare * norms[index]) {
        if combination[index] != 0 { return nil }
        continue
      }
      lower.append(row + [rest.squareRoot()])
      kept.append(index)
    }
    // The combination's row of the inverse, by solving L L' a = c.
    var solved = kept.map { combination[$0] }
    for row in solved.indices {
      for column in 0..<row { solved[row] -= lower[row][column] * solved[column] }
      solved[row] /= lower[row][row]
    }
    for row in solved.indices.reversed() {
      for later in (row + 1)..<max(solved.count, row + 1) {
        solved[row] -= lower[later][row] * solved[later]
      }
      solved[row] /= lower[row][row]
    }
    var weights = [Double](repeating: 0, count: periods)
    for (index, share) in zip(kept, solved) {
      for period in 0..<periods { weights[period] += share * terms[index][period] }
    }
    var (estimate, variance) = (0.0, 0.0)
    var sums = [Double](repeating: 0, count: clusterLevels)
    for period in 0..<periods where weights[period] != 0 {
      for cluster in 0..<clusterLevels {
        sums[cluster] += weights[period] * scores[period * clusterLevels + cluster]
      }
    }
    for sum in sums {
      estimate += sum
      variance += sum * sum
    }
    guard clusters > 1, variance > 0 else { return nil }
    let error = (variance * Double(clusters) / Double(clusters - 1)).squareRoot()
    return Step(
      estimate: estimate, standardError: error,
      pValue: NormalDistribution.twoSided(estimate / error))
  }

  private func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
  }
}
