/// Small systems of linear equations, such as normal equations of a few terms.
enum NormalEquations {
  /// The inverse of a matrix given by rows; nil where it is singular to 1e-12 of its largest element.
  static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
    let size = matrix.count
    var left = matrix
    var right = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
    let largest = matrix.joined().reduce(0) { max($0, abs($1)) }
    for column in 0..<size {
      guard
        let pivot = (column..<size).max(by: { abs(left[$0][column]) < abs(left[$1][column]) }),
        abs(left[pivot][column]) > 1e-12 * largest
      else { return nil }
      left.swapAt(pivot, column)
      right.swapAt(pivot, column)
      let scale = 1 / left[column][column]
      for k in 0..<size {
        left[column][k] *= scale
        right[column][k] *= scale
      }
      for row in 0..<size where row != column && left[row][column] != 0 {
        let factor = left[row][column]
        for k in 0..<size {
          left[row][k] -= factor * left[column][k]
          right[row][k] -= factor * right[column][k]
        }
      }
    }
    return right
  }

  /// The numbers at least zero that come nearest to solving the equations, each row's miss taken
  /// relative to its right side; all subsets of unknowns are tried, so that they must be few.
  static func nonNegative(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    let size = matrix.first?.count ?? 0
    let rows = right.indices.filter { right[$0] > 0 }
    let scaled = rows.map { row in matrix[row].map { $0 / right[row] } }
    var best = [Double](repeating: 0, count: size)
    var bestMiss = Double(rows.count)
    for subset in 1..<(1 << size) {
      let chosen = (0..<size).filter { subset & (1 << $0) != 0 }
      let products = chosen.map { i in
        chosen.map { j in scaled.reduce(0) { $0 + $1[i] * $1[j] } }
      }
      guard let inverse = inverse(products) else { continue }
      let sums = chosen.map { i in scaled.reduce(0) { $0 + $1[i] } }
      let solution = inverse.map { row in zip(row, sums).reduce(0) { $0 + $1.0 * $1.1 } }
      if solution.contains(where: { $0 < 0 }) { continue }
      let miss = scaled.reduce(0) { total, row in
        let fitted = zip(chosen, solution).reduce(0) { $0 + row[$1.0] * $1.1 }
        return total + (1 - fitted) * (1 - fitted)
      }
      if miss < bestMiss - 1e-12 {
        bestMiss = miss
        best = [Double](repeating: 0, count: size)
        for (index, value) in zip(chosen, solution) { best[index] = value }
      }
    }
    return best
  }
}
