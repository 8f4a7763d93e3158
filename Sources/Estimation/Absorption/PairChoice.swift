/// The pair of fixed effects that is eliminated exactly, and the blocks it falls into.
struct PairChoice {
  let major: Int
  let minor: Int
  /// The block of each level.
  let majorBlock: [Int32]
  let minorBlock: [Int32]
  let blocks: Int
  /// The cells of all blocks, and the levels of the minor effect in the widest.
  let cells: Int
  let width: Int

  /// True if the effect that is named first is one of the two.
  private var holdsFirst: Bool { major == 0 || minor == 0 }

  /// The widest minor side of a block: its factor grows with the square, the work with the cube.
  private static let widest = 160

  /// Picks among the pairs that fall into at least four small and well filled blocks; nil if there
  /// is none.
  ///
  /// The fewer levels are left, the more rows each has and the faster conjugate gradients end: of the
  /// pairs that leave at most twice as many as the best one, that with the fewest blocks is taken,
  /// which are the longest. The choice depends on levels and rows, not on their order.
  ///
  /// Without weights, blocks that are complete need no equations: then the fewest blocks are best
  /// whatever is left, among the pairs with the effect that is named first. That is mostly the unit, so
  /// that panels sorted by unit and period keep their order, of which one reading costs a third.
  static func best(
    _ factors: [Factor], rowCount: Int, isUniform: Bool, threads: Int
  ) -> PairChoice? {
    if factors.count < 2 { return nil }
    var pairs: [(Int, Int)] = []
    for first in factors.indices {
      for second in factors.indices where second > first {
        let isFirstMajor = factors[first].levels >= factors[second].levels
        pairs.append(isFirstMajor ? (first, second) : (second, first))
      }
    }
    let total = factors.reduce(0) { $0 + $1.levels }
    func left(_ pair: (Int, Int)) -> Int {
      total - factors[pair.0].levels - factors[pair.1].levels
    }
    pairs.sort { left($0) < left($1) }
    var best: PairChoice?
    var limit = Int.max
    for pair in pairs where left(pair) <= limit {
      let width = isUniform && factors.count == 3 ? Int.max : widest
      guard let choice = PairChoice(factors, pair, rowCount: rowCount, widest: width) else {
        continue
      }
      if best == nil {
        let isComplete = isUniform && factors.count == 3 && choice.cells == rowCount
        if !isComplete && choice.width > widest { continue }
        limit = isComplete ? Int.max : 2 * left(pair)
      } else if choice.width > widest && choice.cells > rowCount {
        continue
      }
      if let found = best, limit == Int.max {
        let (isNamed, wasNamed) = (choice.holdsFirst, found.holdsFirst)
        if isNamed != wasNamed ? isNamed : choice.blocks < found.blocks { best = choice }
      } else if choice.blocks < best?.blocks ?? Int.max {
        best = choice
      }
    }
    // Rows of a complete panel then stand in the order in which its effects are named.
    if let found = best, isUniform, factors.count == 3, found.cells == rowCount,
      found.major > found.minor
    {
      let pair = (found.minor, found.major)
      return PairChoice(factors, pair, rowCount: rowCount, widest: Int.max) ?? found
    }
    return best
  }

  private init?(_ factors: [Factor], _ pair: (Int, Int), rowCount: Int, widest: Int) {
    let (a, b) = (factors[pair.0], factors[pair.1])
    let components = Components(a, b)
    if components.count < 4 { return nil }
    var majors = [Int](repeating: 0, count: components.count)
    var minors = majors
    for block in components.first { majors[Int(block)] += 1 }
    for block in components.second { minors[Int(block)] += 1 }
    var cells = 0
    for block in majors.indices {
      if minors[block] > widest { return nil }
      cells += majors[block] * minors[block]
    }
    if cells > 6 * rowCount { return nil }
    self.cells = cells
    width = minors.max() ?? 0
    major = pair.0
    minor = pair.1
    majorBlock = components.first
    minorBlock = components.second
    blocks = components.count
  }
}

/// The connected components of the graph whose nodes are the levels of two factors and whose edges
/// are rows, numbered by the first factor's levels.
struct Components {
  /// The component of each level of the first factor.
  private(set) var first: [Int32]
  /// The component of each level of the second factor.
  private(set) var second: [Int32]
  private(set) var count = 0

  /// Every level must have a row.
  init(_ a: Factor, _ b: Factor) {
    first = [Int32](repeating: -1, count: a.levels)
    second = [Int32](repeating: -1, count: b.levels)
    var parent: [Int32] = []
    func root(_ node: Int32) -> Int32 {
      var node = node
      while parent[Int(node)] != node { node = parent[Int(node)] }
      return node
    }
    first.withUnsafeMutableBufferPointer { first in
      second.withUnsafeMutableBufferPointer { second in
        a.codes.withUnsafeBufferPointer { left in
          b.codes.withUnsafeBufferPointer { right in
            for row in left.indices {
              let (i, j) = (Int(left[row]), Int(right[row]))
              let (p, q) = (first[i], second[j])
              if p == q && p >= 0 { continue }
              if p < 0 && q < 0 {
                let label = Int32(parent.count)
                parent.append(label)
                first[i] = label
                second[j] = label
              } else if p < 0 {
                first[i] = q
              } else if q < 0 {
                second[j] = p
              } else {
                let (s, t) = (root(p), root(q))
                parent[Int(max(s, t))] = min(s, t)
                // Later rows of these levels are then found equal at once.
                first[i] = min(s, t)
                second[j] = min(s, t)
              }
            }
          }
        }
      }
    }
    var label = [Int32](repeating: -1, count: parent.count)
    for level in first.indices where first[level] >= 0 {
      let top = Int(root(first[level]))
      if label[top] < 0 {
        label[top] = Int32(count)
        count += 1
      }
      first[level] = label[top]
    }
    for level in second.indices where second[level] >= 0 {
      second[level] = label[Int(root(second[level]))]
    }
  }
}
