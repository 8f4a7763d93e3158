/// The exact rank of three fixed effects that meet in pairs, by counting.
///
/// Let the blocks be the components of the eliminated pair, such as destinations, and read each level
/// of the third effect as an edge between the state and the period it belongs to. The coefficients of
/// the third effect that the pair can imitate are those whose alternating sum along every cycle of
/// every block's graph is zero, so the rank of the third effect beyond the pair is the dimension of
/// the sum of the blocks' cycle spaces. Two graphs whose sum of cycle spaces is known to be that of
/// their union stay so joined with a further one if the sequence of Mayer and Vietoris says that no
/// new cycle arises: if the components of what they share form no cycle of their own.
struct CycleRank {
  /// The rank of the third effect's dummies beyond those of the pair.
  let value: Int

  /// Nil if the levels do not meet in that way, or counting does not decide.
  init?(_ layout: Layout, effects: [Factor]) {
    guard let major = layout.major, let minor = layout.minor, layout.rest.count == 1 else {
      return nil
    }
    let third = effects[layout.rest[0]]
    if let block = layout.blocks.first, block.isComplete,
      !layout.alike.contains(where: { $0 != 0 }),
      block.rows.count == third.levels
    {
      // Every block is the same complete graph: its cycles are all there are.
      value = (block.majors.count - 1) * (block.minors - 1)
      return
    }
    // The nodes: components of the third effect with each one of the pair.
    let (left, right) = (
      Components(effects[major], third), Components(effects[minor], third)
    )
    let nodes = left.count + right.count
    let ends = (0..<third.levels).map { (left.second[$0], right.second[$0] + Int32(left.count)) }
    var union = Forest(nodes)
    var isEdge = [Bool](repeating: false, count: third.levels)
    var edges = 0
    var cycles = 0
    var open = Array(layout.blocks.indices)
    // The largest block first: it often holds every edge there is.
    open.sort {
      (layout.blocks[$1].rows.count, $0) < (layout.blocks[$0].rows.count, $1)
    }
    var own = Forest(nodes)
    var shared = Forest(nodes)
    var stamp = [Int](repeating: -1, count: third.levels)
    while !open.isEmpty {
      var left: [Int] = []
      for block in open {
        if edges == third.levels { break }
        let codes = layout.blocks[block].rows.map { Int(layout.restCodes[$0]) }
        if codes.allSatisfy({ isEdge[$0] }) { continue }
        own.reset()
        shared.reset()
        var count = 0
        for code in codes where stamp[code] != block {
          stamp[code] = block
          own.join(ends[code].0, ends[code].1)
          if isEdge[code] { shared.join(ends[code].0, ends[code].1) }
          count += 1
        }
        // A level of the pair must be one node: else the block's graph is finer than this one.
        let levels = layout.blocks[block].majors.count + layout.blocks[block].minors
        if own.touched.count != levels { return nil }
        // What is shared: nodes of both, with the edges of both. Its components must not close a
        // cycle in the graph between the components of the union and those of the block.
        var between = Forest(2 * nodes)
        var closes = false
        for node in own.touched where union.isTouched(node) && shared.root(node) == node {
          if !between.join(union.root(node), Int32(nodes) + own.root(node)) { closes = true }
        }
        if closes {
          left.append(block)
          continue
        }
        for code in codes where !isEdge[code] {
          isEdge[code] = true
          edges += 1
          if !union.join(ends[code].0, ends[code].1) { cycles += 1 }
        }
      }
      if edges == third.levels { break }
      if left.count == open.count { return nil }
      open = left
    }
    value = cycles
  }
}

/// Disjoint sets of nodes that are joined by edges; a node counts as touched once it has an edge.
private struct Forest {
  private var parent: [Int32]
  private var isSeen: [Bool]
  private(set) var touched: [Int32] = []

  init(_ count: Int) {
    parent = Array(0..<Int32(count))
    isSeen = [Bool](repeating: false, count: count)
  }

  mutating func reset() {
    for node in touched {
      parent[Int(node)] = node
      isSeen[Int(node)] = false
    }
    touched.removeAll(keepingCapacity: true)
  }

  func isTouched(_ node: Int32) -> Bool { isSeen[Int(node)] }

  func root(_ node: Int32) -> Int32 {
    var node = node
    while parent[Int(node)] != node { node = parent[Int(node)] }
    return node
  }

  /// Returns whether the two were apart.
  @discardableResult
  mutating func join(_ a: Int32, _ b: Int32) -> Bool {
    for node in [a, b] where !isSeen[Int(node)] {
      isSeen[Int(node)] = true
      touched.append(node)
    }
    let (p, q) = (root(a), root(b))
    if p == q { return false }
    parent[Int(max(p, q))] = min(p, q)
    return true
  }
}
