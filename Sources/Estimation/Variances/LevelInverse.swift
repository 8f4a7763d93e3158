/// A generalised inverse of the fixed effects' normal equations, for exact leverage.
///
/// One fixed effect is eliminated, which leaves the Schur complement of the others' levels. It is
/// singular, since fixed effects repeat each other; a largest set of independent levels is inverted
/// and the rest is zero. What is estimable does not depend on that choice.
struct LevelInverse {
  /// More levels than this are refused: cost grows with their cube.
  static let limit = 2000

  let eliminated: Int
  /// The first position of each other fixed effect's levels, in the order of the fixed effects
  /// without the eliminated one.
  let others: [(factor: Factor, offset: Int)]
  let size: Int
  /// The sum of weights in each level of the eliminated fixed effect.
  let groupWeights: [Double]
  private var elements: [Double]

  init(
    fixedEffects: [Factor], eliminating eliminated: Int, weights: [Double], what: String
  ) throws(EstimationError) {
    self.eliminated = eliminated
    var offset = 0
    var others: [(factor: Factor, offset: Int)] = []
    for (index, factor) in fixedEffects.enumerated() where index != eliminated {
      others.append((factor, offset))
      offset += factor.levels
    }
    self.others = others
    size = offset
    if size > LevelInverse.limit {
      throw .leverage(levels: size, limit: LevelInverse.limit, what: what)
    }
    let groups = fixedEffects[eliminated]
    var groupWeights = [Double](repeating: 0, count: groups.levels)
    for row in weights.indices { groupWeights[Int(groups.codes[row])] += weights[row] }
    self.groupWeights = groupWeights
    elements = [Double](repeating: 0, count: size * size)
    for (a, first) in others.enumerated() {
      for second in others[a...] {
        for row in weights.indices {
          let i = first.offset + Int(first.factor.codes[row])
          let j = second.offset + Int(second.factor.codes[row])
          elements[i * size + j] += weights[row]
          if first.offset != second.offset { elements[j * size + i] += weights[row] }
        }
      }
    }
    let diagonal = (0..<size).map { elements[$0 * size + $0] }
    for composition in compositions(of: groups, weights: weights) {
      for (i, a) in composition.levels {
        for (j, b) in composition.levels {
          elements[i * size + j] -= a * b / composition.weight
        }
      }
    }
    // Rounding is judged against the sums before the elimination of the first fixed effect.
    invertGeneralized(&elements, size: size, reference: diagonal)
  }

  subscript(a: Int, b: Int) -> Double { elements[a * size + b] }

  /// The positions of a row's levels.
  func positions(of row: Int) -> [Int] { others.map { $0.offset + Int($0.factor.codes[row]) } }

  /// For each level of the eliminated fixed effect, the weights of the other levels within it.
  func compositions(
    of groups: Factor, weights: [Double]
  ) -> [(weight: Double, levels: [(Int, Double)])] {
    var sums = [[Int: Double]](repeating: [:], count: groups.levels)
    for row in weights.indices {
      for position in positions(of: row) {
        sums[Int(groups.codes[row])][position, default: 0] += weights[row]
      }
    }
    return sums.indices.map { group in
      (groupWeights[group], sums[group].sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
  }
}
