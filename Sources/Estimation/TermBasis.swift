/// Terms that differ little, as differences that can be told apart.
///
/// Two regressors that agree to seven digits, or one whose mean is a million times its spread beside
/// a constant, leave their cross products no digits. The estimation then works on other terms that
/// span the same space: each term less the earlier ones in the proportions that make it almost
/// orthogonal to them (the triangular factor of Gram and Schmidt). They are formed from the columns
/// themselves in doubled precision, so that nothing is lost on the way, and coefficients and variances
/// are taken back at the end. The proportions need not be exact: they only have to be used both ways.
struct TermBasis: Sendable, Equatable {
  /// For each term of the basis, its part in each of the model's terms: a unit upper triangle.
  private let parts: [[Double]]

  /// `shares` are the multiples of the earlier terms that each term is relieved of.
  init(taking shares: [[Double]]) {
    parts = shares.map { $0.map { -$0 } + [1] }
  }

  var count: Int { parts.count }

  /// The coefficients of the terms, from those of the basis.
  func coefficients(_ own: [Double]) -> [Double] {
    var result = own
    for (index, part) in parts.enumerated() {
      for row in 0..<index { result[row] += part[row] * own[index] }
    }
    return result
  }

  /// The combination of the basis' coefficients that is this combination of the terms' ones.
  func combination(_ vector: [Double]) -> [Double] {
    parts.map { part in zip(part, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// A matrix of the basis' coefficients as one of the terms' coefficients: T M T'.
  func matrix(_ own: SymmetricMatrix) -> SymmetricMatrix {
    let size = parts.count
    let rows = (0..<size).map { index in
      combination((0..<size).map { $0 == index ? 1 : 0 })
    }
    var result = SymmetricMatrix(size: size)
    for i in 0..<size {
      let image = own.times(rows[i])
      for j in 0...i {
        let value = zip(image, rows[j]).reduce(0) { $0 + $1.0 * $1.1 }
        result[i, j] = value
        result[j, i] = value
      }
    }
    return result
  }

  /// The basis' columns from those of the terms, rounded once.
  func columns(_ terms: [[Double]]) -> [[Double]] {
    parts.enumerated().map { index, part in
      var column = terms[index]
      var lost = [Double](repeating: 0, count: column.count)
      for (other, factor) in part.dropLast().enumerated() where factor != 0 {
        let term = terms[other]
        for row in column.indices {
          // The product and the sum, each with what its rounding lost (Dekker 1971; Knuth).
          let product = factor * term[row]
          let low = (-product).addingProduct(factor, term[row])
          let sum = column[row] + product
          let back = sum - column[row]
          lost[row] += low + ((column[row] - (sum - back)) + (product - back))
          column[row] = sum
        }
      }
      for row in column.indices { column[row] += lost[row] }
      return column
    }
  }

  /// The terms' columns from those of the basis.
  func terms(_ columns: [[Double]]) -> [[Double]] {
    var terms: [[Double]] = []
    for (index, part) in parts.enumerated() {
      var term = columns[index]
      for (other, factor) in part.dropLast().enumerated() where factor != 0 {
        for row in term.indices { term[row] -= factor * terms[other][row] }
      }
      terms.append(term)
    }
    return terms
  }
}

extension Solution {
  /// The combination of the coefficients of `terms` that is this one of the model's coefficients.
  func combination(_ vector: [Double]) -> [Double] { basis?.combination(vector) ?? vector }

  /// A matrix of the coefficients of `terms` as one of the model's coefficients.
  func inTerms(_ matrix: SymmetricMatrix) -> SymmetricMatrix { basis?.matrix(matrix) ?? matrix }

  /// Changes of the coefficients of `terms` as changes of the model's coefficients.
  func inTerms(_ changes: [Double]) -> [Double] { basis?.coefficients(changes) ?? changes }

  /// The model's own terms without their fixed effects.
  var ownTerms: [[Double]] { basis?.terms(terms) ?? terms }

  /// For each of the model's coefficients, what the bread makes of it: the rows of T A.
  var directions: [[Double]] {
    (0..<coefficients.count).map { index in
      bread.times(combination((0..<coefficients.count).map { $0 == index ? 1 : 0 }))
    }
  }
}
