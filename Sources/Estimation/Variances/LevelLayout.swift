/// Where the rows' levels are: the rows in the order of one fixed effect, which is eliminated, with
/// the levels of the others side by side.
struct LevelLayout {
  let effects: [Factor]
  /// The fixed effect with the most levels.
  let eliminated: Int
  /// The rows in the order of the eliminated fixed effect, and where its levels start.
  let order: [Int32]
  let groupStart: [Int]
  /// The other fixed effects' levels by row of that order, each effect's shifted past the one before.
  let codes: [Int32]
  let others: Int
  let size: Int
  /// The other fixed effects with their shifts.
  let shifted: [(codes: [Int32], offset: Int)]

  /// Lays out the fixed effects of a sample, or is nil if there are none.
  init?(_ effects: [Factor]) {
    guard let largest = effects.indices.max(by: { effects[$0].levels < effects[$1].levels }) else {
      return nil
    }
    self.effects = effects
    eliminated = largest
    let groups = effects[largest]
    var start = [Int](repeating: 0, count: groups.levels + 1)
    for code in groups.codes { start[Int(code) + 1] += 1 }
    for level in 1..<start.count { start[level] += start[level - 1] }
    groupStart = start
    var order = [Int32](repeating: 0, count: groups.codes.count)
    for (row, code) in groups.codes.enumerated() {
      order[start[Int(code)]] = Int32(row)
      start[Int(code)] += 1
    }
    self.order = order
    let rest = effects.indices.filter { $0 != largest }
    others = rest.count
    var offset = 0
    var shifted: [(codes: [Int32], offset: Int)] = []
    var codes = [Int32](repeating: 0, count: order.count * rest.count)
    for (position, index) in rest.enumerated() {
      shifted.append((effects[index].codes, offset))
      for (place, row) in order.enumerated() {
        codes[place * rest.count + position] = effects[index].codes[Int(row)] + Int32(offset)
      }
      offset += effects[index].levels
    }
    self.codes = codes
    self.shifted = shifted
    size = offset
  }
}

/// Numbers for each level of the fixed effects, the columns of all lanes side by side.
struct LevelColumns<Lanes: SIMD> where Lanes.Scalar == Double {
  /// Those of the eliminated fixed effect.
  var groups: [Lanes]
  /// Those of the others.
  var levels: [Lanes]

  /// Zero everywhere.
  init(_ layout: LevelLayout) {
    groups = [Lanes](repeating: .zero, count: layout.groupStart.count - 1)
    levels = [Lanes](repeating: .zero, count: layout.size)
  }

  /// Adds numbers to the levels that a row is in.
  mutating func add(_ value: Lanes, row: Int, of layout: LevelLayout) {
    groups[Int(layout.effects[layout.eliminated].codes[row])] += value
    for (codes, offset) in layout.shifted { levels[offset + Int(codes[row])] += value }
  }

  /// The sum over the levels that a row is in.
  func sum(row: Int, of layout: LevelLayout) -> Lanes {
    var value = groups[Int(layout.effects[layout.eliminated].codes[row])]
    for (codes, offset) in layout.shifted { value += levels[offset + Int(codes[row])] }
    return value
  }

  /// The products, lane by lane, with one lane of the other.
  func product(_ other: LevelColumns<Lanes>, lane: Int) -> Lanes {
    var sum = Lanes.zero
    for k in groups.indices { sum += groups[k] * other.groups[k][lane] }
    for k in levels.indices { sum += levels[k] * other.levels[k][lane] }
    return sum
  }
}
