/// The inverse square root of a symmetric matrix with eigenvalues from 0 to 1, times a vector.
///
/// It takes products with the matrix alone (Lanczos 1950, with full orthogonalisation). Eigenvalues
/// of rounding count as zero, and the inverse of zero as zero.
struct Lanczos {
  private let length: Double
  private var basis: [[Double]]
  private var diagonal: [Double] = []
  private var below: [Double] = []
  private(set) var isDone: Bool
  private(set) var result: [Double]

  var direction: [Double] { basis[basis.count - 1] }

  init(_ start: [Double]) {
    length = Collinearity.norm(start)
    result = [Double](repeating: 0, count: start.count)
    isDone = !(length > 0)
    let scale = isDone ? 0 : 1 / length
    basis = [start.map { $0 * scale }]
  }

  mutating func advance(image: [Double]) {
    let current = direction
    diagonal.append(Collinearity.dot(current, image))
    var next = image
    // Twice is enough (Parlett 1998).
    for _ in 0..<2 {
      for vector in basis {
        let product = Collinearity.dot(vector, next)
        for index in next.indices { next[index] -= product * vector[index] }
      }
    }
    let rest = Collinearity.norm(next)
    let updated = combination()
    var change = 0.0
    for index in updated.indices { change = max(change, abs(updated[index] - result[index])) }
    let size = Collinearity.norm(updated)
    result = updated
    let exhausted = rest <= 1e-13 || basis.count == current.count
    if exhausted || (basis.count > 2 && change <= 1e-11 * size) {
      isDone = true
      return
    }
    below.append(rest)
    basis.append(next.map { $0 / rest })
  }

  /// The length times basis · f(T) · first unit vector, T the tridiagonal matrix.
  private func combination() -> [Double] {
    let size = diagonal.count
    var tridiagonal = SymmetricMatrix(size: size)
    for k in 0..<size {
      tridiagonal[k, k] = diagonal[k]
      if k + 1 < size {
        tridiagonal[k, k + 1] = below[k]
        tridiagonal[k + 1, k] = below[k]
      }
    }
    let eigen = tridiagonal.eigen()
    var weights = [Double](repeating: 0, count: size)
    for (value, vector) in zip(eigen.values, eigen.vectors) where value > 1e-10 {
      let factor = length * vector[0] / value.squareRoot()
      for k in 0..<size { weights[k] += factor * vector[k] }
    }
    var result = [Double](repeating: 0, count: basis[0].count)
    for (vector, weight) in zip(basis, weights) {
      for index in result.indices { result[index] += weight * vector[index] }
    }
    return result
  }
}
