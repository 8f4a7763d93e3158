/// The weighted regression that each draw of a randomization test computes anew: an outcome, terms
/// that stay and terms that are rebuilt, all without their fixed effects.
///
/// Coefficient and residuals are affine in the value v under the hypothesis, because the outcome is
/// y - v x with x the tested term as observed.
struct RandomizationRegression {
  let weights: [Double]
  /// y and x without fixed effects.
  let outcome: [Double]
  let shift: [Double]
  /// The terms that stay, without fixed effects.
  let staying: [[Double]]
  /// The position of the tested term among the rebuilt ones.
  let tested: Int
  /// The clusters of the variance with their signs; nil for the coefficient alone.
  let clusterings: [WildKernel.Clustering]?
  /// The variance is without clusters: of the single rows.
  let isHeteroskedastic: Bool
  private let stayingGram: SymmetricMatrix
  private let stayingProducts: [[Double]]

  init(
    weights: [Double], outcome: [Double], shift: [Double], staying: [[Double]], tested: Int,
    clusterings: [WildKernel.Clustering]?, isHeteroskedastic: Bool
  ) {
    self.weights = weights
    self.outcome = outcome
    self.shift = shift
    self.staying = staying
    self.tested = tested
    self.clusterings = clusterings
    self.isHeteroskedastic = isHeteroskedastic
    var gram = SymmetricMatrix(size: staying.count)
    var products: [[Double]] = []
    for i in staying.indices {
      let weighted = zip(weights, staying[i]).map { $0 * $1 }
      for j in 0...i {
        gram[i, j] = Collinearity.dot(weighted, staying[j])
        gram[j, i] = gram[i, j]
      }
      products.append([Collinearity.dot(weighted, outcome), Collinearity.dot(weighted, shift)])
    }
    stayingGram = gram
    stayingProducts = products
  }

  /// n0, n1, s0, s1, s2 of a draw as in `WildDraws` with d = -v; nil if it cannot be estimated.
  ///
  /// `norms` are the rebuilt terms' before their fixed effects were taken out: a part below 1e-9 of
  /// it is rounding, and the term absorbed.
  func evaluate(_ rebuilt: [[Double]], norms: [Double]) -> [Double]? {
    let (moving, still) = (rebuilt.count, staying.count)
    var gram = SymmetricMatrix(size: moving + still)
    var products = [[Double]](repeating: [0, 0], count: moving + still)
    var weighted = [Double](repeating: 0, count: weights.count)
    for i in 0..<moving {
      let term = rebuilt[i]
      for row in weighted.indices { weighted[row] = weights[row] * term[row] }
      for j in 0...i {
        gram[i, j] = Collinearity.dot(weighted, rebuilt[j])
        gram[j, i] = gram[i, j]
      }
      for j in 0..<still {
        gram[i, moving + j] = Collinearity.dot(weighted, staying[j])
        gram[moving + j, i] = gram[i, moving + j]
      }
      if gram[i, i].squareRoot() <= 1e-9 * norms[i] { return nil }
      products[i] = [
        Collinearity.dot(weighted, outcome), Collinearity.dot(weighted, shift),
      ]
    }
    for i in 0..<still {
      for j in 0..<still { gram[moving + i, moving + j] = stayingGram[i, j] }
      products[moving + i] = stayingProducts[i]
    }
    guard let bread = gram.inverse() else { return nil }
    let onOutcome = bread.times(products.map { $0[0] })
    let onShift = bread.times(products.map { $0[1] })
    if clusterings == nil && !isHeteroskedastic {
      return [onOutcome[tested], onShift[tested], 1, 0, 0]
    }
    let row = (0..<(moving + still)).map { bread[tested, $0] }
    var direction = [Double](repeating: 0, count: weights.count)
    var (first, second) = (outcome, shift)
    for (index, term) in (rebuilt + staying).enumerated() {
      let (a, b, c) = (row[index], onOutcome[index], onShift[index])
      for i in direction.indices {
        direction[i] += a * term[i]
        first[i] -= b * term[i]
        second[i] -= c * term[i]
      }
    }
    for i in direction.indices {
      direction[i] *= weights[i]
      first[i] *= direction[i]
      second[i] *= direction[i]
    }
    var five = [onOutcome[tested], onShift[tested], 0, 0, 0]
    func add(_ a: [Double], _ b: [Double], _ factor: Double) {
      five[2] += factor * Collinearity.dot(a, a)
      five[3] += factor * Collinearity.dot(a, b)
      five[4] += factor * Collinearity.dot(b, b)
    }
    for clustering in clusterings ?? [] {
      let clusters = clustering.clusters
      var sums = [Double](repeating: 0, count: clusters.levels)
      var others = sums
      for i in first.indices {
        sums[Int(clusters.codes[i])] += first[i]
        others[Int(clusters.codes[i])] += second[i]
      }
      add(sums, others, clustering.factor)
    }
    if isHeteroskedastic { add(first, second, 1) }
    return five
  }
}
