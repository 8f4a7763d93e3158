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
  /// Describes the clusters of a dimension given on the rows of the sample.
  init(_ estimated: EstimatedModel, dimension: Factor) {
    let clusters = dimension.levels
    let sample = estimated.sample
    let solution = estimated.solution
    var sizes = [Double](repeating: 0, count: clusters)
    for code in dimension.codes { sizes[Int(code)] += 1 }
    var leverage = [Double](repeating: 0, count: clusters)
    var entries: [Term] = []
    let kept = estimated.collinearity.kept
    for (index, position) in kept.enumerated() {
      // The term given the others, up to the scale that the bread has on its diagonal.
      var partial = [Double](repeating: 0, count: sample.rows.count)
      for (other, term) in solution.terms.enumerated() {
        let factor = solution.bread[index, other]
        partial.withUnsafeMutableBufferPointer { partial in
          term.withUnsafeBufferPointer { term in
            for row in partial.indices { partial[row] += factor * term[row] }
          }
        }
      }
      var shares = [Double](repeating: 0, count: clusters)
      let term = solution.terms[index]
      let scale = 1 / solution.bread[index, index]
      for row in partial.indices {
        let weighted = solution.weights[row] * partial[row]
        shares[Int(dimension.codes[row])] += weighted * partial[row] * scale
        leverage[Int(dimension.codes[row])] += weighted * term[row]
      }
      let values = estimated.model.terms[position].values
      var first = [Double](repeating: .nan, count: clusters)
      var varies = [Bool](repeating: false, count: clusters)
      var treated = [Bool](repeating: false, count: clusters)
      for (row, position) in sample.rows.enumerated() {
        let cluster = Int(dimension.codes[row])
        let value = values[position]
        if first[cluster].isNaN { first[cluster] = value }
        if value != first[cluster] { varies[cluster] = true }
        if value != 0 { treated[cluster] = true }
      }
      let spread = Spread(shares)
      let variation = spread.coefficientOfVariation
      entries.append(
        Term(
          term: estimated.names[index], treatedClusters: treated.count { $0 },
          varyingClusters: varies.count { $0 }, partialLeverage: spread,
          effectiveClusters: Double(clusters) / (1 + variation * variation)))
    }
    self.init(
      dimension: dimension.name, clusters: clusters, size: Spread(sizes),
      leverage: Spread(leverage), terms: entries)
  }
}
