/// The minimizers of ½ u'Q u + q'u + λ Σ|u| for every penalty λ ≥ 0, found exactly.
///
/// The minimizer is continuous and linear between finitely many penalties (Osborne, Presnell and
/// Turlach 2000; Efron, Hastie, Johnstone and Tibshirani 2004): starting from the penalty above
/// which all elements are zero, elements enter when their gradient reaches the penalty and leave
/// when they reach zero. Q must be positive definite. Each piece costs the cube of its elements.
package struct AbsolutePenaltyPath: Sendable {
  /// A piece between two penalties: u = level + slope λ.
  private struct Piece {
    let lower: Double
    let upper: Double
    let level: [Double]
    let slope: [Double]
  }

  private let size: Int
  private let pieces: [Piece]
  /// The penalty from which on all elements are zero.
  package let largestPenalty: Double

  /// Follows the path down to a penalty of zero; nil if Q is not positive definite.
  package init?(quadratic: [[Double]], linear: [Double]) {
    size = linear.count
    var penalty = linear.reduce(0) { max($0, abs($1)) }
    largestPenalty = penalty
    var pieces: [Piece] = []
    var active: [Int] = []
    var signs: [Double] = []
    // The element that has just changed sides, which may not change back at the same penalty.
    var entered: Int?
    var left: Int?
    if penalty > 0, let first = linear.indices.first(where: { abs(linear[$0]) == penalty }) {
      active = [first]
      signs = [linear[first] > 0 ? -1 : 1]
      entered = first
    }
    // A path of n elements has at most 3^n pieces, in practice a few times n.
    for _ in 0..<10_000 {
      if penalty <= 0 { break }
      guard
        let (level, slope) = AbsolutePenaltyPath.line(
          quadratic, linear, active: active, signs: signs)
      else { return nil }
      var next = 0.0
      var change: (element: Int, sign: Double?)?
      for (position, element) in active.enumerated() where element != entered {
        let zero = -level[element] / slope[element]
        if zero > next, zero < penalty, signs[position] * slope[element] > 0 {
          next = zero
          change = (element, nil)
        }
      }
      for element in 0..<size where !active.contains(element) {
        var gradient = linear[element]
        var gradientSlope = 0.0
        for other in active {
          gradient += quadratic[element][other] * level[other]
          gradientSlope += quadratic[element][other] * slope[other]
        }
        // The gradient g + h λ reaches λ at g / (1 - h) and -λ at -g / (1 + h).
        for (side, at) in [
          (-1.0, gradient / (1 - gradientSlope)), (1.0, -gradient / (1 + gradientSlope)),
        ] {
          if element == left, abs(at - penalty) <= 1e-9 * penalty { continue }
          if at > next, at.isFinite, at <= penalty * (1 + 1e-12) {
            next = min(at, penalty)
            change = (element, side)
          }
        }
      }
      pieces.append(Piece(lower: next, upper: penalty, level: level, slope: slope))
      entered = nil
      left = nil
      penalty = next
      guard let change else { break }
      if let sign = change.sign {
        active.append(change.element)
        signs.append(sign)
        entered = change.element
      } else if let position = active.firstIndex(of: change.element) {
        active.remove(at: position)
        signs.remove(at: position)
        left = change.element
      }
    }
    self.pieces = pieces
  }

  /// The minimizer at a penalty.
  package func minimizer(at penalty: Double) -> [Double] {
    if penalty >= largestPenalty { return [Double](repeating: 0, count: size) }
    let piece = pieces.first { $0.lower <= penalty } ?? pieces[pieces.count - 1]
    return zip(piece.level, piece.slope).map { $0 + $1 * penalty }
  }

  /// Solves the active elements' equations Q u = -(q + λ s) for both parts of u.
  private static func line(
    _ quadratic: [[Double]], _ linear: [Double], active: [Int], signs: [Double]
  ) -> (level: [Double], slope: [Double])? {
    var matrix = SymmetricMatrix(size: active.count)
    for (i, row) in active.enumerated() {
      for (j, column) in active.enumerated() { matrix[i, j] = quadratic[row][column] }
    }
    guard let inverse = matrix.inverse() else { return nil }
    let levels = inverse.times(active.map { -linear[$0] })
    let slopes = inverse.times(signs.map { -$0 })
    var level = [Double](repeating: 0, count: linear.count)
    var slope = level
    for (position, element) in active.enumerated() {
      level[element] = levels[position]
      slope[element] = slopes[position]
    }
    return (level, slope)
  }
}
