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
}
