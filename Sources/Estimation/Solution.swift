/// What both families hand to the variances: all columns in the order of the sample.
struct Solution {
  /// The coefficients of the model's terms.
  var coefficients: [Double]
  /// The kept terms orthogonal to the fixed effects under the final weights; with a `basis`, its
  /// terms in place of them.
  var projected: ProjectedTerms
  /// Outcome less fitted mean.
  var residuals: [Double]
  /// The final weights: the prior weights, for Poisson times the fitted mean.
  var weights: [Double]
  /// The inverse of the weighted products of the projected terms.
  var bread: SymmetricMatrix
  /// What `projected` and `bread` are in terms of the model's terms, or nil if they are theirs.
  var basis: TermBasis?
  var iterations: Int
  var achievedTolerance: Double
  var deviance: Double
  var logLikelihood: Double

  /// The same as columns, which are made when they are first asked for.
  var terms: [[Double]] { projected.columns }
}

extension Solution {
  /// Sets deviance and log likelihood of least squares from the residuals.
  mutating func setLikelihood(priorWeights: [Double]?) {
    let squares = zip(residuals, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    setLikelihood(squares: squares, priorWeights: priorWeights)
  }

  /// Sets deviance and log likelihood of least squares, the variance at its maximum.
  mutating func setLikelihood(squares: Double, priorWeights: [Double]?) {
    let rows = Double(residuals.count)
    deviance = squares
    logLikelihood =
      -0.5 * rows * (naturalLogarithm(2 * Double.pi * squares / rows) + 1)
      + 0.5 * (priorWeights?.reduce(0) { $0 + naturalLogarithm($1) } ?? 0)
  }

  /// Turns coefficients of a basis into those of the model's terms.
  mutating func take(_ basis: TermBasis?) {
    guard let basis else { return }
    coefficients = basis.coefficients(coefficients)
    self.basis = basis
  }
}

/// The weighted regression of a column on terms, both orthogonal to the fixed effects.
struct Regression {
  let coefficients: [Double]
  let bread: SymmetricMatrix

  /// Solves the normal equations, or is nil where they are singular.
  init?(_ column: [Double], on terms: [[Double]], weights: [Double]) {
    let size = terms.count
    var gram = SymmetricMatrix(size: size)
    var products = [Double](repeating: 0, count: size)
    var weighted = [Double](repeating: 0, count: column.count)
    for i in 0..<size {
      for row in weighted.indices { weighted[row] = weights[row] * terms[i][row] }
      for j in 0...i {
        let value = Collinearity.dot(weighted, terms[j])
        gram[i, j] = value
        gram[j, i] = value
      }
      products[i] = Collinearity.dot(weighted, column)
    }
    guard let inverse = gram.inverse() else { return nil }
    bread = inverse
    coefficients = inverse.times(products)
  }

  /// Solves the equations of all columns but the last, which is the one regressed, from the products
  /// of them all.
  init?(_ products: SymmetricMatrix) {
    let size = products.size - 1
    var gram = SymmetricMatrix(size: size)
    for i in 0..<size {
      for j in 0..<size { gram[i, j] = products[i, j] }
    }
    guard let inverse = gram.inverse() else { return nil }
    bread = inverse
    coefficients = inverse.times((0..<size).map { products[$0, size] })
  }

  /// The largest change, relative to the coefficient or to `scale` if that is larger.
  static func largestChange(_ changes: [Double], _ values: [Double], scales: [Double]) -> Double {
    changes.indices.reduce(0.0) {
      let scale = max(abs(values[$1]), scales[$1])
      return max($0, scale > 0 ? abs(changes[$1]) / scale : 0)
    }
  }
}
