/// Splits a column into one number for each level of each fixed effect, by least squares.
///
/// Conjugate gradients on the normal equations from zero, preconditioned by the levels' row counts:
/// among all solutions it finds the one whose sum of squares over rows and effects is least.
struct LevelSolver {
  let factors: [Factor]
  let rowCount: Int
  private let inverseCounts: [[Double]]

  init(factors: [Factor], rowCount: Int) {
    self.factors = factors
    self.rowCount = rowCount
    inverseCounts = factors.map { factor in
      var counts = [Double](repeating: 0, count: factor.levels)
      for code in factor.codes { counts[Int(code)] += 1 }
      return counts.map { 1 / $0 }
    }
  }

  /// The sum of the levels' numbers in each row.
  func rows(_ levels: [[Double]]) -> [Double] {
    var rows = [Double](repeating: 0, count: rowCount)
    for (factor, values) in zip(factors, levels) {
      for row in rows.indices { rows[row] += values[Int(factor.codes[row])] }
    }
    return rows
  }

  /// The sum of the rows' numbers in each level.
  private func levels(_ rows: [Double]) -> [[Double]] {
    factors.map { factor in
      var sums = [Double](repeating: 0, count: factor.levels)
      for row in rows.indices { sums[Int(factor.codes[row])] += rows[row] }
      return sums
    }
  }

  private func product(_ a: [[Double]], _ b: [[Double]]) -> Double {
    zip(a, b).reduce(0) { $0 + Collinearity.dot($1.0, $1.1) }
  }

  private func preconditioned(_ a: [[Double]]) -> [[Double]] {
    zip(a, inverseCounts).map { zip($0, $1).map { $0 * $1 } }
  }

  /// The numbers of the levels, as close to the column as double precision allows; throws
  /// `estimate.no_convergence` after 20,000 steps.
  func solve(_ column: [Double]) throws(EstimationError) -> [[Double]] {
    var solution = factors.map { [Double](repeating: 0, count: $0.levels) }
    var remaining = column
    let limit = 20_000
    var steps = 0
    var before = Double.infinity
    // Each round starts from what the levels so far leave over, computed from the rows.
    for _ in 0..<4 {
      var residual = levels(remaining)
      var scaled = preconditioned(residual)
      var distance = product(residual, scaled)
      if !(distance > 1e-32 * Collinearity.dot(column, column)) || distance > before * 0.1 { break }
      before = distance
      let target = 1e-28 * distance
      var direction = scaled
      while distance > target {
        if steps == limit {
          throw .noConvergence(what: "recovering the fixed effects", iterations: limit)
        }
        steps += 1
        let image = levels(rows(direction))
        let curvature = product(direction, image)
        if !(curvature > 0) { break }
        let length = distance / curvature
        for f in factors.indices {
          for level in solution[f].indices {
            solution[f][level] += length * direction[f][level]
            residual[f][level] -= length * image[f][level]
          }
        }
        scaled = preconditioned(residual)
        let next = product(residual, scaled)
        let momentum = next / distance
        for f in factors.indices {
          for level in direction[f].indices {
            direction[f][level] = scaled[f][level] + momentum * direction[f][level]
          }
        }
        distance = next
      }
      let fitted = rows(solution)
      remaining = zip(column, fitted).map { $0 - $1 }
    }
    return solution
  }

  /// Numbers for the levels that add up to zero in every row and are otherwise at random: a new
  /// combination of levels is determined by the rows if they add up to zero in it as well.
  func unidentifiedDirection() throws(EstimationError) -> [[Double]] {
    let generator = CounterGenerator(seed: 0x5EED)
    var position: UInt64 = 0
    let random = factors.map { factor in
      (0..<factor.levels).map { _ -> Double in
        position += 1
        return 2 * generator.uniform(position) - 1
      }
    }
    let determined = try solve(rows(random))
    return zip(random, determined).map { zip($0, $1).map { $0 - $1 } }
  }
}
