/// Numbers for each level of the fixed effects, four columns side by side.
struct LevelColumns {
  typealias Lanes = SIMD4<Double>

  /// Those of the eliminated fixed effect.
  var groups: [Lanes]
  /// Those of the others.
  var levels: [Lanes]

  /// The products, lane by lane, with one lane of the other.
  func product(_ other: LevelColumns, lane: Int) -> Lanes {
    var sum = Lanes.zero
    for k in groups.indices { sum += groups[k] * other.groups[k][lane] }
    for k in levels.indices { sum += levels[k] * other.levels[k][lane] }
    return sum
  }
}

extension LeaveClusterOut {
  /// The normal equations of the fixed effects without the rows of a cluster, one eliminated.
  struct ReducedSystem {
    /// The rows, in the order of the eliminated fixed effect, and where its levels start.
    private let rows: [Int32]
    private let start: [Int]
    private let codes: [Int32]
    private let weights: [Double]
    private let inverseGroupWeight: [Double]
    private let inverseDiagonal: [Double]
    private let others: Int
    private let size: Int

    /// Copies the rows that stay.
    init(_ parent: LeaveClusterOut, groups: Int, without cluster: Int) {
      others = parent.others
      size = parent.size
      var rows: [Int32] = []
      var start = [0]
      var codes: [Int32] = []
      var weights: [Double] = []
      rows.reserveCapacity(parent.order.count)
      codes.reserveCapacity(parent.codes.count)
      weights.reserveCapacity(parent.order.count)
      var inverse = [Double](repeating: 0, count: groups)
      var diagonal = [Double](repeating: 0, count: parent.size)
      for group in 0..<groups {
        var sum = 0.0
        for place in parent.groupStart[group]..<parent.groupStart[group + 1] {
          let row = Int(parent.order[place])
          if Int(parent.clusters.codes[row]) == cluster { continue }
          let weight = parent.weights[row]
          rows.append(Int32(row))
          weights.append(weight)
          sum += weight
          for k in (place * others)..<((place + 1) * others) {
            codes.append(parent.codes[k])
            diagonal[Int(parent.codes[k])] += weight
          }
        }
        inverse[group] = sum > 0 ? 1 / sum : 0
        start.append(weights.count)
      }
      self.rows = rows
      self.start = start
      self.codes = codes
      self.weights = weights
      inverseGroupWeight = inverse
      inverseDiagonal = diagonal.map { $0 > 0 ? 1 / $0 : 0 }
    }

    /// The sums in each level of up to four columns, weighted if weights are given.
    func sums(of columns: [[Double]], weights: [Double]?) -> LevelColumns {
      var sums = LevelColumns(
        groups: [Lanes](repeating: .zero, count: inverseGroupWeight.count),
        levels: [Lanes](repeating: .zero, count: size))
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
    func solve(_ right: LevelColumns) throws(EstimationError) -> LevelColumns {
      // The right-hand side less what the eliminated fixed effect takes over.
      var residual = right.levels
      for group in inverseGroupWeight.indices {
        let mean = right.groups[group] * inverseGroupWeight[group]
        for place in start[group]..<start[group + 1] {
          for k in (place * others)..<((place + 1) * others) {
            residual[Int(codes[k])] -= mean * weights[place]
          }
        }
      }
      var solution = LevelColumns(groups: right.groups, levels: [])
      solution.levels = try conjugateGradients(&residual)
      for group in inverseGroupWeight.indices {
        for place in start[group]..<start[group + 1] {
          for k in (place * others)..<((place + 1) * others) {
            solution.groups[group] -= solution.levels[Int(codes[k])] * weights[place]
          }
        }
        solution.groups[group] *= inverseGroupWeight[group]
      }
      return solution
    }

    private func conjugateGradients(
      _ residual: inout [Lanes]
    ) throws(EstimationError) -> [Lanes] {
      var solution = [Lanes](repeating: .zero, count: size)
      if others == 0 { return solution }
      var distance = Lanes.zero
      for k in 0..<size { distance += residual[k] * residual[k] * inverseDiagonal[k] }
      // Below this, rounding would take over and undo what was gained.
      let target = distance * 1e-25
      var direction = zip(residual, inverseDiagonal).map { $0 * $1 }
      var image = [Lanes](repeating: .zero, count: size)
      var active = distance .> target
      let limit = 20_000
      var step = 0
      while any(active) {
        if step == limit {
          throw .noConvergence(what: "absorbing fixed effects", iterations: limit)
        }
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
      // A step without progress is allowed where only rounding is left.
      if any(distance .> target * 1e6) {
        throw .noConvergence(what: "absorbing fixed effects without a cluster", iterations: step)
      }
      return solution
    }

    private func multiply(_ levels: [Lanes], into image: inout [Lanes]) {
      for k in 0..<size { image[k] = .zero }
      image.withUnsafeMutableBufferPointer { image in
        levels.withUnsafeBufferPointer { levels in
          codes.withUnsafeBufferPointer { codes in
            weights.withUnsafeBufferPointer { weights in
              for group in inverseGroupWeight.indices {
                let rows = start[group]..<start[group + 1]
                var sum = Lanes.zero
                for row in rows {
                  var value = Lanes.zero
                  for k in (row * others)..<((row + 1) * others) {
                    value += levels[Int(codes[k])]
                  }
                  sum += value * weights[row]
                }
                let mean = sum * inverseGroupWeight[group]
                for row in rows {
                  var value = Lanes.zero
                  for k in (row * others)..<((row + 1) * others) {
                    value += levels[Int(codes[k])]
                  }
                  let weighted = (value - mean) * weights[row]
                  for k in (row * others)..<((row + 1) * others) {
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
