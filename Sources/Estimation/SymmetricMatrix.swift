/// A small dense symmetric matrix, as many rows as there are terms; stored whole, row by row.
struct SymmetricMatrix: Sendable, Equatable {
  let size: Int
  var elements: [Double]

  init(size: Int) {
    self.size = size
    elements = [Double](repeating: 0, count: size * size)
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * size + column] }
    set { elements[row * size + column] = newValue }
  }

  var diagonal: [Double] { (0..<size).map { self[$0, $0] } }
  var rows: [[Double]] { (0..<size).map { Array(elements[($0 * size)..<(($0 + 1) * size)]) } }

  mutating func scale(by factor: Double) {
    for index in elements.indices { elements[index] *= factor }
  }

  mutating func add(_ other: SymmetricMatrix, times factor: Double) {
    for index in elements.indices { elements[index] += factor * other.elements[index] }
  }

  /// The inverse by Cholesky's factors of the matrix scaled to a unit diagonal, or nil if the matrix
  /// is not positive definite.
  func inverse() -> SymmetricMatrix? {
    var scales = [Double](repeating: 0, count: size)
    for index in 0..<size {
      if !(self[index, index] > 0) { return nil }
      scales[index] = 1 / self[index, index].squareRoot()
    }
    // Lower factor L of the scaled matrix, then its inverse, then the product of the inverses.
    var lower = SymmetricMatrix(size: size)
    for row in 0..<size {
      for column in 0...row {
        var sum = self[row, column] * scales[row] * scales[column]
        for k in 0..<column { sum -= lower[row, k] * lower[column, k] }
        if row == column {
          if !(sum > 1e-18) { return nil }
          lower[row, row] = sum.squareRoot()
        } else {
          lower[row, column] = sum / lower[column, column]
        }
      }
    }
    var inverted = SymmetricMatrix(size: size)
    for column in 0..<size {
      inverted[column, column] = 1 / lower[column, column]
      for row in (column + 1)..<max(size, column + 1) {
        var sum = 0.0
        for k in column..<row { sum -= lower[row, k] * inverted[k, column] }
        inverted[row, column] = sum / lower[row, row]
      }
    }
    var result = SymmetricMatrix(size: size)
    for row in 0..<size {
      for column in 0...row {
        var sum = 0.0
        for k in row..<size { sum += inverted[k, row] * inverted[k, column] }
        sum *= scales[row] * scales[column]
        result[row, column] = sum
        result[column, row] = sum
      }
    }
    return result
  }

  /// The smallest pivot of the first rows and columns, scaled to a unit diagonal, in their order.
  func smallestPivot(of count: Int) -> Double {
    var lower = SymmetricMatrix(size: count)
    var smallest = Double.infinity
    for row in 0..<count {
      if !(self[row, row] > 0) { return 0 }
      for column in 0...row {
        var sum = self[row, column] / (self[row, row] * self[column, column]).squareRoot()
        for k in 0..<column { sum -= lower[row, k] * lower[column, k] }
        if row > column {
          lower[row, column] = sum / lower[column, column]
        } else {
          smallest = min(smallest, sum)
          if !(sum > 0) { return 0 }
          lower[row, row] = sum.squareRoot()
        }
      }
    }
    return smallest
  }

  func times(_ vector: [Double]) -> [Double] {
    (0..<size).map { row in
      var sum = 0.0
      for column in 0..<size { sum += self[row, column] * vector[column] }
      return sum
    }
  }

  /// This · middle · this, made exactly symmetric.
  func sandwich(_ middle: SymmetricMatrix) -> SymmetricMatrix {
    var half = SymmetricMatrix(size: size)
    for row in 0..<size {
      for column in 0..<size {
        var sum = 0.0
        for k in 0..<size { sum += self[row, k] * middle[k, column] }
        half[row, column] = sum
      }
    }
    var result = SymmetricMatrix(size: size)
    for row in 0..<size {
      for column in 0...row {
        var sum = 0.0
        for k in 0..<size { sum += half[row, k] * self[k, column] }
        result[row, column] = sum
        result[column, row] = sum
      }
    }
    return result
  }

  /// Eigenvalues, ascending, and the eigenvectors in rows, by Jacobi's rotations.
  func eigen() -> (values: [Double], vectors: [[Double]]) {
    var matrix = self
    var vectors = SymmetricMatrix(size: size)
    for index in 0..<size { vectors[index, index] = 1 }
    for _ in 0..<100 {
      var offDiagonal = 0.0
      var total = 0.0
      for row in 0..<size {
        for column in 0..<size {
          let square = matrix[row, column] * matrix[row, column]
          total += square
          if row != column { offDiagonal += square }
        }
      }
      if offDiagonal <= 1e-34 * total { break }
      for p in 0..<size {
        for q in (p + 1)..<max(size, p + 1) where matrix[p, q] != 0 {
          let theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q])
          let tangent =
            (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          let sine = tangent * cosine
          for k in 0..<size {
            let (a, b) = (matrix[k, p], matrix[k, q])
            matrix[k, p] = cosine * a - sine * b
            matrix[k, q] = sine * a + cosine * b
          }
          for k in 0..<size {
            let (a, b) = (matrix[p, k], matrix[q, k])
            matrix[p, k] = cosine * a - sine * b
            matrix[q, k] = sine * a + cosine * b
            let (c, d) = (vectors[p, k], vectors[q, k])
            vectors[p, k] = cosine * c - sine * d
            vectors[q, k] = sine * c + cosine * d
          }
        }
      }
    }
    let order = (0..<size).sorted { matrix[$0, $0] < matrix[$1, $1] }
    return (order.map { matrix[$0, $0] }, order.map { vectors.rows[$0] })
  }
}
