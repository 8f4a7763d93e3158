/// How the clusters of one dimension bear on the coefficients.
///
/// Few clusters, or few that carry a coefficient, make clustered standard errors too small; these
/// numbers say when (MacKinnon, Nielsen and Webb 2023, section 7; Carter, Schnepel and Steigerwald
/// 2017). Leverage is that of the terms, given the fixed effects.
public struct ClusterDiagnostics: Sendable, Equatable {
  /// The spread of a number over clusters.
  public struct Spread: Sendable, Equatable {
    /// The smallest.
    public let minimum: Double
    /// The mean.
    public let mean: Double
    /// The largest.
    public let maximum: Double
    /// The standard deviation (divisor G) over the mean; zero if the mean is.
    public let coefficientOfVariation: Double

    init(_ values: [Double]) {
      minimum = values.min() ?? 0
      maximum = values.max() ?? 0
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      coefficientOfVariation =
        mean == 0 ? 0 : (squares / Double(values.count)).squareRoot() / abs(mean)
    }
  }

  /// How the clusters bear on one coefficient.
  public struct Term: Sendable, Equatable {
    /// The name of the term.
    public let term: String
    /// The treated clusters: those with a row in which the term is not zero.
    public let treatedClusters: Int
    /// The clusters in which the term takes more than one value.
    public let varyingClusters: Int
    /// Each cluster's share of the term's variation, given the other terms and the fixed effects;
    /// the shares add up to one.
    public let partialLeverage: Spread
    /// G* of Carter, Schnepel and Steigerwald (2017), equation 9, with independent errors: as many
    /// clusters of equal weight would estimate the coefficient as well.
    public let effectiveClusters: Double
  }

  /// The dimension.
  public let dimension: String
  /// The clusters in the estimation sample.
  public let clusters: Int
  /// The rows of a cluster.
  public let size: Spread
  /// The leverage of a cluster, the trace of its block of the hat matrix of the terms; the mean is
  /// the number of terms over the number of clusters.
  public let leverage: Spread
  /// One entry for each coefficient, in their order.
  public let terms: [Term]
}

extension ClusterDiagnostics {
  /// Describes the clusters of dimensions given on the rows of the sample, which are read once.
  static func describe(
    _ estimated: EstimatedModel, dimensions: [Factor]
  ) -> [ClusterDiagnostics] {
    let solution = estimated.solution
    let products = solution.projected.products(weights: solution.weights, by: dimensions)
    return zip(dimensions, products).map { dimension, products in
      ClusterDiagnostics(estimated, dimension: dimension, products: products)
    }
  }

  /// Takes the weighted products of the terms in each cluster.
  private init(_ estimated: EstimatedModel, dimension: Factor, products: Storage<Double>) {
    let clusters = dimension.levels
    let solution = estimated.solution
    var sizes = [Double](repeating: 0, count: clusters)
    for code in dimension.codes { sizes[Int(code)] += 1 }
    let kept = estimated.collinearity.kept
    let count = kept.count
    // A cluster's weighted products of the terms give its leverage, and that of each term given the
    // others: quadratic forms in the bread.
    var leverage = [Double](repeating: 0, count: clusters)
    var shares = [[Double]](
      repeating: [Double](repeating: 0, count: clusters), count: count)
    let directions = solution.directions
    let curvatures = solution.inTerms(solution.bread).diagonal
    for cluster in 0..<clusters {
      let block = products.base + cluster * count * count
      for i in 0..<count {
        for j in 0..<count {
          leverage[cluster] += block[max(i, j) * count + min(i, j)] * solution.bread[i, j]
        }
      }
      for index in 0..<count {
        var form = 0.0
        for i in 0..<count {
          var product = 0.0
          for j in 0..<count {
            product += block[max(i, j) * count + min(i, j)] * directions[index][j]
          }
          form += product * directions[index][i]
        }
        shares[index][cluster] = form / curvatures[index]
      }
    }
    var entries: [Term] = []
    let counts = ClusterDiagnostics.variation(estimated, dimension: dimension)
    for index in kept.indices {
      let spread = Spread(shares[index])
      let variation = spread.coefficientOfVariation
      entries.append(
        Term(
          term: estimated.names[index], treatedClusters: counts[index].treated,
          varyingClusters: counts[index].varying, partialLeverage: spread,
          effectiveClusters: Double(clusters) / (1 + variation * variation)))
    }
    self.init(
      dimension: dimension.name, clusters: clusters, size: Spread(sizes),
      leverage: Spread(leverage), terms: entries)
  }

  /// For each term the number of clusters in which it is not zero, and in which it varies.
  private static func variation(
    _ estimated: EstimatedModel, dimension: Factor
  ) -> [(treated: Int, varying: Int)] {
    let clusters = dimension.levels
    let kept = estimated.collinearity.kept
    let found = Storage<Int>(repeating: 0, count: 2 * kept.count)
    let rows = estimated.sample.rows
    inParallel(kept.count, threads: estimated.threads) { index in
      var first = [Double](repeating: .nan, count: clusters)
      // What is open in a cluster: 1 whether the term is ever not zero, 2 whether it varies.
      var open = [UInt8](repeating: 3, count: clusters)
      var remaining = 2 * clusters
      estimated.model.terms[kept[index]].values.withUnsafeBufferPointer { values in
        dimension.codes.withUnsafeBufferPointer { codes in
          rows.withUnsafeBufferPointer { rows in
            for row in rows.indices {
              let cluster = Int(codes[row])
              if open[cluster] == 0 { continue }
              let value = values[rows[row]]
              if open[cluster] & 1 != 0 && value != 0 {
                open[cluster] &= 2
                remaining -= 1
              }
              if open[cluster] & 2 != 0 {
                if first[cluster].isNaN {
                  first[cluster] = value
                } else if value != first[cluster] {
                  open[cluster] &= 1
                  remaining -= 1
                }
              }
              if remaining == 0 { break }
            }
          }
        }
      }
      found.base[2 * index] = open.count { $0 & 1 == 0 }
      found.base[2 * index + 1] = open.count { $0 & 2 == 0 }
    }
    return kept.indices.map { (found[2 * $0], found[2 * $0 + 1]) }
  }
}
