/// A last step by orthogonal triangularization for models without fixed effects.
///
/// Cross products square the condition of the columns: a regressor whose mean is ten thousand times
/// its spread would lose eight digits. Where fixed effects are absorbed, means are gone before any
/// product is taken; here the columns are made orthogonal one after the other, twice (Daniel, Gragg,
/// Kaufman and Stewart 1976), which loses only as many digits as the columns themselves.
struct OrthogonalRefinement {
  /// The columns times the roots of the weights, orthonormal.
  private var basis: [[Double]] = []
  /// Column j of the triangle: the products of column j with the basis, and its remaining length.
  private var triangle: [[Double]] = []
  private let roots: [Double]

  /// Triangularizes columns under weights; nil where a column is nothing beside the ones before it.
  init?(columns: [[Double]], weights: [Double]) {
    roots = weights.map { $0.squareRoot() }
    for column in columns {
      var rest = zip(column, roots).map { $0 * $1 }
      let size = Collinearity.norm(rest)
      var products = [Double](repeating: 0, count: basis.count)
      for _ in 0..<2 {
        for (index, direction) in basis.enumerated() {
          let product = Collinearity.dot(direction, rest)
          products[index] += product
          for row in rest.indices { rest[row] -= product * direction[row] }
        }
      }
      let length = Collinearity.norm(rest)
      if !(length > 1e-13 * size) { return nil }
      basis.append(rest.map { $0 / length })
      triangle.append(products + [length])
    }
  }

  /// The coefficients of the weighted regression of a column on the columns.
  func coefficients(of column: [Double]) -> [Double] {
    let scaled = zip(column, roots).map { $0 * $1 }
    return solved(basis.map { Collinearity.dot($0, scaled) })
  }

  /// The inverse of the columns' weighted cross product.
  var bread: SymmetricMatrix {
    let size = triangle.count
    let inverse = (0..<size).map { index in
      solved((0..<size).map { $0 == index ? 1 : 0 })
    }
    var bread = SymmetricMatrix(size: size)
    for i in 0..<size {
      for j in 0..<size {
        bread[i, j] = (0..<size).reduce(0) { $0 + inverse[$1][i] * inverse[$1][j] }
      }
    }
    return bread
  }

  /// Solves the triangular system from below.
  private func solved(_ right: [Double]) -> [Double] {
    var solution = right
    for index in solution.indices.reversed() {
      solution[index] /= triangle[index][index]
      for row in 0..<index { solution[row] -= solution[index] * triangle[index][row] }
    }
    return solution
  }
}

extension Solution {
  /// Replaces what came of cross products by what comes of the columns themselves.
  ///
  /// Least squares is solved anew; Poisson takes one more Newton step, which is small at a solution,
  /// and keeps its fitted means. Nothing changes where a column is lost in rounding.
  mutating func refine(
    family: Model.Family, sample: Sample, columns: [[Double]]
  ) {
    if columns.isEmpty { return }
    guard let refinement = OrthogonalRefinement(columns: columns, weights: weights) else { return }
    switch family {
    case .gaussian:
      let outcome = sample.offset.map { offset in
        zip(sample.outcome, offset).map { $0 - $1 }
      }
      let target = outcome ?? sample.outcome
      coefficients = refinement.coefficients(of: target)
      // What rounding left in the residuals is taken out once more.
      var rest = target
      for (column, coefficient) in zip(columns, coefficients) {
        for row in rest.indices { rest[row] -= coefficient * column[row] }
      }
      for (index, change) in refinement.coefficients(of: rest).enumerated() {
        coefficients[index] += change
        for row in rest.indices { rest[row] -= change * columns[index][row] }
      }
      residuals = rest
      let count = Double(rest.count)
      deviance = zip(rest, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      logLikelihood =
        -0.5 * count * (naturalLogarithm(2 * Double.pi * deviance / count) + 1)
        + 0.5 * (sample.weights?.reduce(0) { $0 + naturalLogarithm($1) } ?? 0)
    case .poisson:
      let working = zip(residuals, weights).enumerated().map { row, pair in
        pair.1 > 0 ? pair.0 * (sample.weights?[row] ?? 1) / pair.1 : 0
      }
      for (index, change) in refinement.coefficients(of: working).enumerated() {
        coefficients[index] += change
      }
    }
    bread = refinement.bread
  }
}
