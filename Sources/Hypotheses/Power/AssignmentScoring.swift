import Estimation

/// The regressions of several assignments of a component, which turn responses into coefficients and
/// scores by cluster.
struct AssignmentScoring: Sendable {
  private let columns: GroupedColumns
  /// For each assignment the squares of its direction and the inverse products of its other terms.
  let curvatures: [Double]
  private let breads: [[[Double]]]
  /// By assignment and cluster: products of its direction with itself and with its other terms.
  private let ownSums: [[Double]]
  private let otherSums: [[[Double]]]
  private let levels: [Int32]
  /// The number of clusters.
  let count: Int

  /// Coefficients by assignment, and scores by assignment and cluster, eight responses at once.
  struct Scores: Sendable {
    var estimates: [SIMD8<Double>]
    var scores: [SIMD8<Double>]
  }

  /// Prepares the scores by a partition.
  init(
    _ regressions: [PowerDesign.Rebuilt], design: PowerDesign, partition: PowerDesign.Partition
  ) {
    var columns = GroupedColumns(starts: design.starts)
    for own in regressions {
      for column in [own.direction] + own.others {
        columns.append(zip(column, design.weights).map { $0 * $1 })
      }
    }
    self.columns = columns
    curvatures = regressions.map(\.curvature)
    breads = regressions.map(\.bread)
    ownSums = regressions.map { design.sums($0.direction, $0.direction, by: partition) }
    otherSums = regressions.map { own in
      own.others.map { design.sums(own.direction, $0, by: partition) }
    }
    (levels, count) = design.levels(partition)
  }

  /// Coefficients and scores of eight responses without fixed effects.
  func scores(_ response: [SIMD8<Float>]) -> Scores {
    let sums = columns.sums(of: response, by: levels, levels: count)
    let assignments = curvatures.count
    let size = assignments == 0 ? 0 : columns.count / assignments
    var estimates = [SIMD8<Double>](repeating: .zero, count: assignments)
    var scores = [SIMD8<Double>](repeating: .zero, count: assignments * count)
    for index in 0..<assignments {
      func total(_ column: Int) -> SIMD8<Double> {
        let first = (index * size + column) * count
        return sums[first..<(first + count)].reduce(.zero, +)
      }
      let estimate = total(0) / curvatures[index]
      estimates[index] = estimate
      let products = (1..<max(size, 1)).map(total)
      let slopes = breads[index].map { row in
        zip(row, products).reduce(SIMD8<Double>.zero) { $0 + $1.0 * $1.1 }
      }
      for cluster in 0..<count {
        var score = sums[index * size * count + cluster] - estimate * ownSums[index][cluster]
        for (slope, own) in zip(slopes, otherSums[index]) { score -= slope * own[cluster] }
        scores[index * count + cluster] = score
      }
    }
    return Scores(estimates: estimates, scores: scores)
  }
}
