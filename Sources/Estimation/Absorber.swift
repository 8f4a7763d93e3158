/// Projects columns off the space of the fixed effects, under given weights.
///
/// The fixed effect with the most levels is eliminated exactly: rows are sorted by it, and what
/// remains are the normal equations of the other effects' levels (a Schur complement), solved by
/// conjugate gradients with a diagonal preconditioner. A step reads the weights and the levels but
/// no column, and does four columns at once. The projection is then checked against the columns
/// themselves and refined.
struct Absorber {
  /// Four columns, side by side.
  typealias Lanes = SIMD4<Double>

  let rowCount: Int
  /// The first row of each level of the eliminated fixed effect, and the end.
  private let groupStart: [Int32]
  /// The other fixed effects' levels, row by row, each effect's shifted past the one before.
  private let codes: [Int32]
  private let others: Int
  private let size: Int
  private var weights: [Double]
  private var inverseGroupWeight: [Double]
  private var inverseDiagonal: [Double]

  /// Prepares for unit weights; the rows must be sorted by the level of factor `largest`.
  init(fixedEffects: [Factor], largest: Int?, rowCount: Int) {
    self.rowCount = rowCount
    guard let largest else {
      (groupStart, codes, others, size) = ([], [], 0, 0)
      (weights, inverseGroupWeight, inverseDiagonal) = ([], [], [])
      return
    }
    var start = [Int32](repeating: 0, count: fixedEffects[largest].levels + 1)
    for code in fixedEffects[largest].codes { start[Int(code) + 1] += 1 }
    for level in 1..<start.count { start[level] += start[level - 1] }
    groupStart = start
    let rest = fixedEffects.indices.filter { $0 != largest }
    others = rest.count
    var offset: Int32 = 0
    var interleaved = [Int32](repeating: 0, count: rowCount * rest.count)
    for (position, index) in rest.enumerated() {
      let factor = fixedEffects[index]
      for row in 0..<rowCount {
        interleaved[row * rest.count + position] = factor.codes[row] + offset
      }
      offset += Int32(factor.levels)
    }
    codes = interleaved
    size = Int(offset)
    weights = []
    inverseGroupWeight = []
    inverseDiagonal = []
    setWeights([Double](repeating: 1, count: rowCount))
  }

  private var hasEffects: Bool { !groupStart.isEmpty }

  /// Changes the weights, one positive number for each row.
  mutating func setWeights(_ newWeights: [Double]) {
    if !hasEffects { return }
    weights = newWeights
    var diagonal = [Double](repeating: 0, count: size)
    for row in 0..<rowCount {
      for k in (row * others)..<((row + 1) * others) { diagonal[Int(codes[k])] += newWeights[row] }
    }
    inverseDiagonal = diagonal.map { 1 / $0 }
    inverseGroupWeight = (0..<(groupStart.count - 1)).map { group in
      var sum = 0.0
      for row in Int(groupStart[group])..<Int(groupStart[group + 1]) { sum += newWeights[row] }
      return 1 / sum
    }
  }

  /// Replaces each column by its part orthogonal to the fixed effects.
  ///
  /// A column is done when the weighted root mean square of its remaining level means is at most its
  /// tolerance times that of the column (or 1e-15 of the column as passed in, which is rounding).
  /// Returns the largest number of steps; throws `estimate.no_convergence` after 20,000 of them.
  @discardableResult
  func absorb(
    _ columns: inout [[Double]], tolerances: [Double]
  ) throws(EstimationError) -> Int {
    if !hasEffects || rowCount == 0 { return 0 }
    var steps = 0
    for first in stride(from: 0, to: columns.count, by: 4) {
      let chunk = first..<min(first + 4, columns.count)
      var data = [Lanes](repeating: .zero, count: rowCount)
      var tolerance = Lanes(repeating: 1)
      for (lane, index) in chunk.enumerated() {
        tolerance[lane] = tolerances[index]
        let column = columns[index]
        for row in 0..<rowCount { data[row][lane] = column[row] }
      }
      steps = max(steps, try absorb(&data, tolerance: tolerance))
      for (lane, index) in chunk.enumerated() {
        columns[index].withUnsafeMutableBufferPointer { column in
          for row in column.indices { column[row] = data[row][lane] }
        }
      }
    }
    return steps
  }

  private func absorb(_ data: inout [Lanes], tolerance: Lanes) throws(EstimationError) -> Int {
    let original = weightedSquares(data)
    subtractGroupMeans(from: &data)
    if others == 0 {
      subtractGroupMeans(from: &data)
      return 0
    }
    let within = weightedSquares(data)
    let target = (tolerance * tolerance * within).replacing(
      with: original * 1e-30, where: tolerance * tolerance * within .< original * 1e-30)
    var steps = 0
    var previous = Lanes(repeating: .infinity)
    while true {
      var residual = levelSums(of: data)
      let distance = preconditionedSquares(residual)
      // Refinement ends where it no longer helps: at the precision of the sums themselves.
      let open = (distance .> target * 4) .& (distance .< previous * 0.25)
      if !any(open) { return steps }
      previous = distance
      var solution = [Lanes](repeating: .zero, count: size)
      steps += try solve(&residual, into: &solution, target: target)
      subtractLevels(solution, from: &data)
      subtractGroupMeans(from: &data)
    }
  }

  /// Conjugate gradients on the Schur complement, from zero; a lane that is done stands still.
  private func solve(
    _ residual: inout [Lanes], into solution: inout [Lanes], target: Lanes
  ) throws(EstimationError) -> Int {
    let limit = 20_000
    var distance = preconditionedSquares(residual)
    var direction = zip(residual, inverseDiagonal).map { $0 * $1 }
    var image = [Lanes](repeating: .zero, count: size)
    var active = distance .> target
    var step = 0
    while any(active) {
      if step == limit { throw .noConvergence(what: "absorbing fixed effects", iterations: limit) }
      step += 1
      multiply(direction, into: &image)
      var curvature = Lanes.zero
      for k in 0..<size { curvature += direction[k] * image[k] }
      active = active .& (curvature .> 0)
      let length = (distance / curvature).replacing(with: 0, where: .!active)
      var next = Lanes.zero
      for k in 0..<size {
        solution[k] += length * direction[k]
        residual[k] -= length * image[k]
        next += residual[k] * residual[k] * inverseDiagonal[k]
      }
      let momentum = (next / distance).replacing(with: 0, where: .!active)
      for k in 0..<size {
        direction[k] = residual[k] * inverseDiagonal[k] + momentum * direction[k]
      }
      distance = next
      active = active .& (distance .> target)
    }
    return step
  }

  private func weightedSquares(_ data: [Lanes]) -> Lanes {
    var sum = Lanes.zero
    for row in 0..<rowCount { sum += data[row] * data[row] * weights[row] }
    return sum
  }

  private func preconditionedSquares(_ levels: [Lanes]) -> Lanes {
    var sum = Lanes.zero
    for k in 0..<size { sum += levels[k] * levels[k] * inverseDiagonal[k] }
    return sum
  }

  private func subtractGroupMeans(from data: inout [Lanes]) {
    data.withUnsafeMutableBufferPointer { data in
      for group in inverseGroupWeight.indices {
        let rows = Int(groupStart[group])..<Int(groupStart[group + 1])
        var sum = Lanes.zero
        for row in rows { sum += data[row] * weights[row] }
        let mean = sum * inverseGroupWeight[group]
        for row in rows { data[row] -= mean }
      }
    }
  }

  private func subtractLevels(_ levels: [Lanes], from data: inout [Lanes]) {
    for row in 0..<rowCount {
      for k in (row * others)..<((row + 1) * others) { data[row] -= levels[Int(codes[k])] }
    }
  }

  private func levelSums(of data: [Lanes]) -> [Lanes] {
    var sums = [Lanes](repeating: .zero, count: size)
    for row in 0..<rowCount {
      let weighted = data[row] * weights[row]
      for k in (row * others)..<((row + 1) * others) { sums[Int(codes[k])] += weighted }
    }
    return sums
  }

  /// The Schur complement times a vector of levels: one pass over weights and codes.
  private func multiply(_ levels: [Lanes], into image: inout [Lanes]) {
    for k in 0..<size { image[k] = .zero }
    let longest = zip(groupStart, groupStart.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: Int(longest)) { buffer in
      image.withUnsafeMutableBufferPointer { image in
        levels.withUnsafeBufferPointer { levels in
          codes.withUnsafeBufferPointer { codes in
            weights.withUnsafeBufferPointer { weights in
              for group in inverseGroupWeight.indices {
                let first = Int(groupStart[group])
                let count = Int(groupStart[group + 1]) - first
                var sum = Lanes.zero
                if others == 2 {
                  for i in 0..<count {
                    let k = 2 * (first + i)
                    let value = levels[Int(codes[k])] + levels[Int(codes[k + 1])]
                    buffer[i] = value
                    sum += value * weights[first + i]
                  }
                } else {
                  for i in 0..<count {
                    var value = Lanes.zero
                    for k in ((first + i) * others)..<((first + i + 1) * others) {
                      value += levels[Int(codes[k])]
                    }
                    buffer[i] = value
                    sum += value * weights[first + i]
                  }
                }
                let mean = sum * inverseGroupWeight[group]
                for i in 0..<count {
                  let weighted = (buffer[i] - mean) * weights[first + i]
                  for k in ((first + i) * others)..<((first + i + 1) * others) {
                    image[Int(codes[k])] += weighted
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
