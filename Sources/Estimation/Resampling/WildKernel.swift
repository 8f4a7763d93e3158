/// What a wild bootstrap draw of one restriction is computed from, without going back to the rows.
///
/// With W the weights, X the terms orthogonal to the fixed effects, A = (X'WX)^-1, R the restriction,
/// q = X A R' and M the projection off the fixed effects under W, a draw multiplies the residuals u
/// of each bootstrap cluster g by a factor v_g. The restriction's estimate then misses its value by
/// the sum of v_g n_g, n_g = (q o 1_g)'W u, and the draw's residuals are M(u o v) - X A X'W(u o v).
/// Their score in error cluster h is the h-th element of (K - C A S) v, where
///
///     K[h,g] = (q o 1_h)' W M (u o 1_g),  C[h,.] = (q o 1_h)' W X,  S[.,g] = X' W (u o 1_g).
///
/// M is applied to each cluster's part anew because a fixed effect that is not nested in the clusters
/// mixes them; leaving it out would be the bootstrap of another model. The restricted residuals are
/// u = e + d q with d = (R b - r) / (R A R'), so everything is affine in d, and with it in the value r
/// of the null hypothesis: index 0 below belongs to e and index 1 to q.
struct WildKernel {
  /// One way to cluster the errors, with the factor of its part in the variance: positive for an odd
  /// number of crossed dimensions and negative for an even one.
  struct Clustering {
    let clusters: Factor
    let factor: Double
  }

  /// n, for e and for q.
  var numerators: [[Double]]
  /// K - C A S by clustering, row by row, for e and for q.
  var images: [[[Double]]]
  let clusterings: [Clustering]
  let bootstrapClusters: Int

  /// The most elements an image may have: beyond it, memory rather than time is what runs out.
  private static let largestImage = 40_000_000

  private static func checkSize(
    _ clusterings: [Clustering], _ bootstrap: Factor
  ) throws(EstimationError) {
    for clustering in clusterings {
      let (product, overflow) = clustering.clusters.levels.multipliedReportingOverflow(
        by: bootstrap.levels)
      if overflow || product > largestImage {
        throw .tooManyClusters(
          errors: clustering.clusters.levels, bootstrap: bootstrap.levels,
          dimension: clustering.clusters.name)
      }
    }
  }

  /// Builds the kernel; `rows` and factors are in the order of the sample.
  ///
  /// The projections, which dominate the cost, are those of q's parts by error cluster (one for each)
  /// or of the residuals' by bootstrap cluster (two for each), whichever are fewer.
  init(
    rows: WildRows, clusterings: [Clustering], bootstrap: Factor, affine: Bool,
    project: (inout [[Double]]) throws(EstimationError) -> Void
  ) throws(EstimationError) {
    self.clusterings = clusterings
    bootstrapClusters = bootstrap.levels
    try WildKernel.checkSize(clusterings, bootstrap)
    let vectors = affine ? [rows.residuals, rows.direction] : [rows.residuals]
    let errorSide = clusterings.reduce(0) { $0 + $1.clusters.levels }
    images = vectors.map { _ in
      clusterings.map {
        [Double](repeating: 0, count: $0.clusters.levels * bootstrap.levels)
      }
    }
    numerators = vectors.map { vector in
      WildRows.sums(rows.weights, rows.direction, vector, by: bootstrap)
    }
    if errorSide <= vectors.count * bootstrap.levels {
      for index in clusterings.indices {
        try projectErrorSide(
          index, rows: rows, vectors: vectors, bootstrap: bootstrap, project: project)
      }
    } else {
      try projectBootstrapSide(
        rows: rows, vectors: vectors, bootstrap: bootstrap, project: project)
    }
    subtractSlopes(rows: rows, vectors: vectors, bootstrap: bootstrap)
  }

  /// A kernel without the draws' own re-estimation: the images are the sums of the scores by error and
  /// bootstrap cluster, about their mean over the error clusters.
  init(scoresOf rows: WildRows, clusterings: [Clustering], bootstrap: Factor)
    throws(EstimationError)
  {
    self.clusterings = clusterings
    bootstrapClusters = bootstrap.levels
    try WildKernel.checkSize(clusterings, bootstrap)
    numerators = [WildRows.sums(rows.weights, rows.direction, rows.residuals, by: bootstrap)]
    images = [[]]
    for clustering in clusterings {
      let clusters = clustering.clusters
      var image = [Double](repeating: 0, count: clusters.levels * bootstrap.levels)
      for row in rows.weights.indices {
        image[Int(clusters.codes[row]) * bootstrap.levels + Int(bootstrap.codes[row])] +=
          rows.weights[row] * rows.direction[row] * rows.residuals[row]
      }
      for h in 0..<clusters.levels {
        for g in 0..<bootstrap.levels {
          image[h * bootstrap.levels + g] -= numerators[0][g] / Double(clusters.levels)
        }
      }
      images[0].append(image)
    }
  }

  /// Columns projected at a time: enough to fill the engine's lanes, few enough for the cache.
  private static let batch = 16

  private mutating func projectErrorSide(
    _ index: Int, rows: WildRows, vectors: [[Double]], bootstrap: Factor,
    project: (inout [[Double]]) throws(EstimationError) -> Void
  ) throws(EstimationError) {
    let clusters = clusterings[index].clusters
    let weighted = vectors.map { vector in zip(vector, rows.weights).map { $0 * $1 } }
    for first in stride(from: 0, to: clusters.levels, by: WildKernel.batch) {
      let levels = first..<min(first + WildKernel.batch, clusters.levels)
      var columns = WildRows.parts(of: rows.direction, by: clusters, levels: levels)
      try project(&columns)
      for (column, level) in zip(columns, levels) {
        for part in weighted.indices {
          images[part][index].withUnsafeMutableBufferPointer { image in
            let offset = level * bootstrap.levels
            for row in column.indices {
              image[offset + Int(bootstrap.codes[row])] += column[row] * weighted[part][row]
            }
          }
        }
      }
    }
  }

  private mutating func projectBootstrapSide(
    rows: WildRows, vectors: [[Double]], bootstrap: Factor,
    project: (inout [[Double]]) throws(EstimationError) -> Void
  ) throws(EstimationError) {
    let weighted = zip(rows.direction, rows.weights).map { $0 * $1 }
    for part in vectors.indices {
      for first in stride(from: 0, to: bootstrap.levels, by: WildKernel.batch) {
        let levels = first..<min(first + WildKernel.batch, bootstrap.levels)
        var columns = WildRows.parts(of: vectors[part], by: bootstrap, levels: levels)
        try project(&columns)
        for (column, level) in zip(columns, levels) {
          for (index, clustering) in clusterings.enumerated() {
            images[part][index].withUnsafeMutableBufferPointer { image in
              for row in column.indices {
                let cluster = Int(clustering.clusters.codes[row])
                image[cluster * bootstrap.levels + level] += column[row] * weighted[row]
              }
            }
          }
        }
      }
    }
  }

  /// K - C A S from K.
  private mutating func subtractSlopes(
    rows: WildRows, vectors: [[Double]], bootstrap: Factor
  ) {
    let size = rows.terms.count
    for part in vectors.indices {
      let sums = rows.terms.map { WildRows.sums(rows.weights, $0, vectors[part], by: bootstrap) }
      var slopes = [[Double]](
        repeating: [Double](repeating: 0, count: bootstrap.levels), count: size)
      for i in 0..<size {
        for j in 0..<size {
          let factor = rows.bread[i, j]
          for g in 0..<bootstrap.levels { slopes[i][g] += factor * sums[j][g] }
        }
      }
      for (index, clustering) in clusterings.enumerated() {
        for i in 0..<size {
          let crossed = WildRows.sums(
            rows.weights, rows.direction, rows.terms[i], by: clustering.clusters)
          images[part][index].withUnsafeMutableBufferPointer { image in
            for h in crossed.indices {
              for g in 0..<bootstrap.levels {
                image[h * bootstrap.levels + g] -= crossed[h] * slopes[i][g]
              }
            }
          }
        }
      }
    }
  }
}

/// The columns a wild bootstrap works on, in the order of the sample.
struct WildRows {
  /// W.
  let weights: [Double]
  /// e: what, times W, is the residual's part of a row's score.
  let residuals: [Double]
  /// X.
  let terms: [[Double]]
  /// A.
  let bread: SymmetricMatrix
  /// q = X A R'.
  let direction: [Double]
  /// R A R' = q'Wq.
  let curvature: Double

  init(
    weights: [Double], residuals: [Double], terms: [[Double]], bread: SymmetricMatrix,
    restriction: [Double]
  ) {
    self.weights = weights
    self.residuals = residuals
    self.terms = terms
    self.bread = bread
    let combination = bread.times(restriction)
    var direction = [Double](repeating: 0, count: weights.count)
    for (term, factor) in zip(terms, combination) where factor != 0 {
      for row in direction.indices { direction[row] += factor * term[row] }
    }
    self.direction = direction
    curvature = zip(restriction, combination).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The sums by level of the products of three columns.
  static func sums(
    _ a: [Double], _ b: [Double], _ c: [Double], by factor: Factor
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: factor.levels)
    sums.withUnsafeMutableBufferPointer { sums in
      for row in a.indices { sums[Int(factor.codes[row])] += a[row] * b[row] * c[row] }
    }
    return sums
  }

  /// For each level, the column with zeros outside that level.
  static func parts(of column: [Double], by factor: Factor, levels: Range<Int>) -> [[Double]] {
    var parts = [[Double]](
      repeating: [Double](repeating: 0, count: column.count), count: levels.count)
    for row in column.indices where levels.contains(Int(factor.codes[row])) {
      parts[Int(factor.codes[row]) - levels.lowerBound][row] = column[row]
    }
    return parts
  }
}
