extension FixedEffectRank {
  /// The rank on a sample, whose arrangement decides the three-way panel by counting.
  init(sample: Sample) {
    let layout = sample.layout
    if let major = layout.major, let minor = layout.minor,
      let rest = CycleRank(layout, effects: sample.fixedEffects)
    {
      let pair = sample.fixedEffects[major].levels + sample.fixedEffects[minor].levels
      self.init(value: pair - layout.blocks.count + rest.value, method: .components)
      return
    }
    self.init(fixedEffects: sample.fixedEffects)
  }

  /// The dummies' rank: by components for two fixed effects, by factorization while that is cheap.
  ///
  /// With more than two fixed effects the largest is eliminated and the cross product of the others,
  /// if they have at most 600 levels, is factored densely; beyond that an upper bound is returned.
  init(fixedEffects: [Factor]) {
    let sorted = fixedEffects.sorted { $0.levels > $1.levels }
    let levels = sorted.reduce(0) { $0 + $1.levels }
    if sorted.count <= 2 {
      let shared = sorted.count == 2 ? Components(sorted[0], sorted[1]).count : 0
      self.init(value: levels - shared, method: .components)
      return
    }
    if levels - sorted[0].levels <= 600 {
      let rest = FixedEffectRank.eliminatedRank(sorted)
      self.init(value: sorted[0].levels + rest, method: .factorization)
      return
    }
    // A fixed effect repeats at least one direction of an earlier one per component with it.
    var bound = levels
    for later in 1..<sorted.count {
      bound -= (0..<later).map { Components(sorted[$0], sorted[later]).count }.max() ?? 0
    }
    self.init(value: bound, method: .upperBound)
  }

  /// The rank of the other fixed effects' dummies once the first one's are projected out.
  private static func eliminatedRank(_ factors: [Factor]) -> Int {
    var offset = 0
    let offsets = factors.dropFirst().map { factor in
      defer { offset += factor.levels }
      return offset
    }
    let size = offset
    var matrix = [Double](repeating: 0, count: size * size)
    // Rows of each level of the first factor, with their levels of the others.
    var members = [[Int]](repeating: [], count: factors[0].levels)
    for row in factors[0].codes.indices {
      for (index, factor) in factors.dropFirst().enumerated() {
        members[Int(factors[0].codes[row])].append(offsets[index] + Int(factor.codes[row]))
      }
    }
    let perRow = factors.count - 1
    var counts = [Double](repeating: 0, count: size)
    for group in members where !group.isEmpty {
      for level in group { counts[level] += 1 }
      let present = Set(group).sorted()
      let share = Double(perRow) / Double(group.count)
      for a in present {
        for b in present { matrix[a * size + b] -= share * counts[a] * counts[b] }
      }
      for first in stride(from: 0, to: group.count, by: perRow) {
        for a in group[first..<(first + perRow)] {
          for b in group[first..<(first + perRow)] { matrix[a * size + b] += 1 }
        }
      }
      for level in present { counts[level] = 0 }
    }
    return pivotedRank(&matrix, size: size)
  }

  /// Counts the pivots of Cholesky's factorization with the largest remaining one taken first.
  private static func pivotedRank(_ matrix: inout [Double], size: Int) -> Int {
    let largest = (0..<size).map { matrix[$0 * size + $0] }.max() ?? 0
    var open = Array(0..<size)
    var rank = 0
    while let best = open.indices.max(by: {
      matrix[open[$0] * size + open[$0]] < matrix[open[$1] * size + open[$1]]
    }) {
      let pivot = open.remove(at: best)
      let value = matrix[pivot * size + pivot]
      if value <= 1e-9 * largest { return rank }
      rank += 1
      for a in open {
        let factor = matrix[a * size + pivot] / value
        if factor == 0 { continue }
        for b in open { matrix[a * size + b] -= factor * matrix[pivot * size + b] }
      }
    }
    return rank
  }
}
