/// The normal equations of the fixed effects' levels under given weights, one effect eliminated.
///
/// Conjugate gradients with the diagonal as preconditioner, as many columns at once as there are lanes; a
/// step reads the weights and levels of the rows. Rows of a cluster may be left out, levels without rows
/// then have no coefficient. A column's numbers do not depend on how many others go with it.
struct LevelEquations<Lanes: SIMD> where Lanes.Scalar == Double {
  private let layout: LevelLayout
  /// The rows in use, in the order of the eliminated fixed effect, and where its levels start.
  private let rows: [Int32]
  private let start: [Int]
  private let codes: [Int32]
  private let weights: [Double]
  private let inverseGroupWeight: [Double]
  private let inverseDiagonal: [Double]
  private let longest: Int

  /// Takes all rows, or those that are not in one cluster of a dimension.
  init(_ layout: LevelLayout, weights all: [Double], without left: (cluster: Int, of: Factor)?) {
    self.layout = layout
    let others = layout.others
    var rows: [Int32] = []
    var start = [0]
    var codes: [Int32] = []
    var weights: [Double] = []
    rows.reserveCapacity(layout.order.count)
    codes.reserveCapacity(layout.codes.count)
    weights.reserveCapacity(layout.order.count)
    let groups = layout.groupStart.count - 1
    var inverse = [Double](repeating: 0, count: groups)
    var diagonal = [Double](repeating: 0, count: layout.size)
    var longest = 0
    for group in 0..<groups {
      var sum = 0.0
      for place in layout.groupStart[group]..<layout.groupStart[group + 1] {
        let row = Int(layout.order[place])
        if let left, Int(left.of.codes[row]) == left.cluster { continue }
        let weight = all[row]
        rows.append(Int32(row))
        weights.append(weight)
        sum += weight
        for k in (place * others)..<((place + 1) * others) {
          codes.append(layout.codes[k])
          diagonal[Int(layout.codes[k])] += weight
        }
      }
      inverse[group] = sum > 0 ? 1 / sum : 0
      longest = max(longest, weights.count - start[group])
      start.append(weights.count)
    }
    self.rows = rows
    self.start = start
    self.codes = codes
    self.weights = weights
    self.longest = longest
    inverseGroupWeight = inverse
    inverseDiagonal = diagonal.map { $0 > 0 ? 1 / $0 : 0 }
  }

  /// The sums in each level of as many columns as there are lanes, weighted if weights are given.
  func sums(of columns: [[Double]], weights: [Double]?) -> LevelColumns<Lanes> {
    var sums = LevelColumns<Lanes>(layout)
    let others = layout.others
    for group in inverseGroupWeight.indices {
      for place in start[group]..<start[group + 1] {
        let row = Int(rows[place])
        var value = Lanes.zero
        for (lane, column) in columns.enumerated() { value[lane] = column[row] }
        if let weights { value *= weights[row] }
        sums.groups[group] += value
        for k in (place * others)..<((place + 1) * others) {
          sums.levels[Int(codes[k])] += value
        }
      }
    }
    return sums
  }

  /// The levels' coefficients for a right-hand side.
  ///
  /// `squares` are the weighted sums of squares of the columns behind it: what is nothing beside
  /// them is rounding. Throws `estimate.no_convergence` if eight digits cannot be had.
  func solve(
    _ right: LevelColumns<Lanes>, squares: Lanes
  ) throws(EstimationError) -> LevelColumns<Lanes> {
    // The right-hand side less what the eliminated fixed effect takes over.
    let others = layout.others
    var residual = right.levels
    for group in inverseGroupWeight.indices {
      let mean = right.groups[group] * inverseGroupWeight[group]
      if all(mean .== 0) { continue }
      for place in start[group]..<start[group + 1] {
        for k in (place * others)..<((place + 1) * others) {
          residual[Int(codes[k])] -= mean * weights[place]
        }
      }
    }
    var solution = right
    solution.levels = try conjugateGradients(&residual, squares: squares)
    for group in inverseGroupWeight.indices {
      var value = solution.groups[group]
      for place in start[group]..<start[group + 1] {
        for k in (place * others)..<((place + 1) * others) {
          value -= solution.levels[Int(codes[k])] * weights[place]
        }
      }
      solution.groups[group] = value * inverseGroupWeight[group]
    }
    return solution
  }

  private func conjugateGradients(
    _ residual: inout [Lanes], squares: Lanes
  ) throws(EstimationError) -> [Lanes] {
    let size = layout.size
    var solution = [Lanes](repeating: .zero, count: size)
    if size == 0 { return solution }
    var distance = Lanes.zero
    for k in 0..<size { distance += residual[k] * residual[k] * inverseDiagonal[k] }
    // Below this, rounding would take over and undo what was gained.
    let first = distance
    let target = (first * 1e-24).replacing(
      with: squares * 1e-29, where: first * 1e-24 .< squares * 1e-29)
    var direction = zip(residual, inverseDiagonal).map { $0 * $1 }
    var image = [Lanes](repeating: .zero, count: size)
    var active = distance .> target
    let limit = 20_000
    var step = 0
    while any(active) {
      if step == limit { break }
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
      // A lane that rises again after it had come far has reached the rounding of its sums.
      let rising = (next .> distance) .& (distance .< target * 1e6)
      distance = next
      active = active .& (distance .> target) .& .!rising
    }
    if any(distance .> target * 1e8) {
      throw .noConvergence(what: "absorbing fixed effects", iterations: step)
    }
    return solution
  }

  private func multiply(_ levels: [Lanes], into image: inout [Lanes]) {
    let others = layout.others
    for k in image.indices { image[k] = .zero }
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: max(longest, 1)) { buffer in
      image.withUnsafeMutableBufferPointer { image in
        levels.withUnsafeBufferPointer { levels in
          codes.withUnsafeBufferPointer { codes in
            weights.withUnsafeBufferPointer { weights in
              for group in inverseGroupWeight.indices {
                let first = start[group]
                let count = start[group + 1] - first
                var sum = Lanes.zero
                for i in 0..<count {
                  var value = Lanes.zero
                  for k in ((first + i) * others)..<((first + i + 1) * others) {
                    value += levels[Int(codes[k])]
                  }
                  buffer[i] = value
                  sum += value * weights[first + i]
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
