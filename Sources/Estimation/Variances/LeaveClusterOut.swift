/// Weighted least squares without each cluster in turn, the fixed effects absorbed anew.
///
/// From terms X and residuals r that are already orthogonal to the fixed effects D under weights W
/// in the whole sample, what changes without the rows of cluster g is small and known: the normal
/// equations D'W D a = D'W X over the other rows have the right-hand side -D'W X over the rows of g,
/// which touches few levels. They are solved by conjugate gradients with one fixed effect eliminated
/// and the rows of g left out. With Q = X'W X - X_g'W X_g - a'D'W X over the others,
/// the coefficients change by Q^-1 (a'D_g'W r_g - X_g'W r_g). No pass over columns is needed, and no
/// fixed effect need be nested in the clusters.
struct LeaveClusterOut {
  typealias Lanes = SIMD4<Double>

  private let terms: [[Double]]
  private let bread: SymmetricMatrix
  private let weightedResiduals: [Double]
  private let weights: [Double]
  private let clusters: Factor
  private let effects: [Factor]
  private let eliminated: Int?
  /// The rows in the order of the eliminated fixed effect, and where its levels start.
  private let order: [Int32]
  private let groupStart: [Int]
  /// The other fixed effects' levels by row of that order, side by side.
  private let codes: [Int32]
  private let others: Int
  private let size: Int
  /// The rows of each cluster.
  private let members: [[Int]]

  init(_ estimated: EstimatedModel, weightedResiduals: [Double], clusters: Factor) {
    terms = estimated.solution.terms
    bread = estimated.solution.bread
    weights = estimated.solution.weights
    self.weightedResiduals = weightedResiduals
    self.clusters = clusters
    effects = estimated.sample.fixedEffects
    var members = [[Int]](repeating: [], count: clusters.levels)
    for (row, code) in clusters.codes.enumerated() { members[Int(code)].append(row) }
    self.members = members
    let effects = self.effects
    guard let largest = effects.indices.max(by: { effects[$0].levels < effects[$1].levels }) else {
      (eliminated, order, groupStart, codes, others, size) = (nil, [], [], [], 0, 0)
      return
    }
    eliminated = largest
    var start = [Int](repeating: 0, count: effects[largest].levels + 1)
    for code in effects[largest].codes { start[Int(code) + 1] += 1 }
    for level in 1..<start.count { start[level] += start[level - 1] }
    groupStart = start
    var order = [Int32](repeating: 0, count: weights.count)
    for (row, code) in effects[largest].codes.enumerated() {
      order[start[Int(code)]] = Int32(row)
      start[Int(code)] += 1
    }
    self.order = order
    let rest = effects.indices.filter { $0 != largest }
    others = rest.count
    var offset: Int32 = 0
    var codes = [Int32](repeating: 0, count: order.count * rest.count)
    for (position, index) in rest.enumerated() {
      for (place, row) in order.enumerated() {
        codes[place * rest.count + position] = effects[index].codes[Int(row)] + offset
      }
      offset += Int32(effects[index].levels)
    }
    self.codes = codes
    size = Int(offset)
  }

  /// How the coefficients change without the cluster, or the index of a term that then cannot be
  /// estimated.
  func change(without cluster: Int) throws(EstimationError) -> Result<[Double], Unidentified> {
    let count = terms.count
    let rows = members[cluster]
    var product = [Double](repeating: 0, count: count)
    var gram = SymmetricMatrix(size: count)
    for i in 0..<count {
      for row in rows { product[i] -= terms[i][row] * weightedResiduals[row] }
      for j in 0...i {
        var sum = 0.0
        for row in rows { sum += weights[row] * terms[i][row] * terms[j][row] }
        gram[i, j] = -sum
        gram[j, i] = -sum
      }
    }
    guard let whole = bread.inverse() else {
      throw .noConvergence(what: "the normal equations", iterations: 1)
    }
    gram.add(whole, times: 1)
    if let eliminated {
      let system = ReducedSystem(self, eliminated: effects[eliminated], without: cluster)
      let touched = touchedLevels(rows)
      for first in stride(from: 0, to: count, by: 4) {
        let chunk = first..<min(first + 4, count)
        let solved = try system.solve(touched, columns: chunk)
        for (lane, i) in chunk.enumerated() {
          for j in 0..<count { gram[i, j] -= solved.withTerms[j][lane] }
          product[i] += solved.withResiduals[lane]
        }
      }
      // Rounding alone tells the two triangles apart.
      for i in 0..<count {
        for j in 0..<i {
          let mean = 0.5 * (gram[i, j] + gram[j, i])
          gram[i, j] = mean
          gram[j, i] = mean
        }
      }
    }
    for i in 0..<count where !(gram[i, i] > 1e-9 * whole[i, i]) { return .failure(.init(term: i)) }
    guard let inverse = gram.inverse(), inverse.diagonal.allSatisfy({ $0.isFinite }),
      let worst = (0..<count).max(by: {
        inverse[$0, $0] / bread[$0, $0] < inverse[$1, $1] / bread[$1, $1]
      })
    else { return count == 0 ? .success([]) : .failure(.init(term: 0)) }
    if inverse[worst, worst] > 1e9 * bread[worst, worst] { return .failure(.init(term: worst)) }
    return .success(inverse.times(product))
  }

  /// A term that only the cluster left out identifies.
  struct Unidentified: Error { let term: Int }

  /// The levels that a cluster's rows are in, with the sums of weights times terms and of weighted
  /// residuals over those rows: those of the eliminated fixed effect, and of the others.
  struct Touched {
    var groups: [Int: [Double]] = [:]
    var levels: [Int: [Double]] = [:]
  }

  private func touchedLevels(_ rows: [Int]) -> Touched {
    var touched = Touched()
    guard let eliminated else { return touched }
    let width = terms.count + 1
    var offset = 0
    for (index, effect) in effects.enumerated() {
      var sums: [Int: [Double]] = [:]
      for row in rows {
        let level = Int(effect.codes[row]) + (index == eliminated ? 0 : offset)
        var sum = sums[level] ?? [Double](repeating: 0, count: width)
        for k in terms.indices { sum[k] += weights[row] * terms[k][row] }
        sum[width - 1] += weightedResiduals[row]
        sums[level] = sum
      }
      if index == eliminated {
        touched.groups = sums
      } else {
        touched.levels.merge(sums) { first, _ in first }
        offset += effect.levels
      }
    }
    return touched
  }
}

extension LeaveClusterOut {
  /// The normal equations of the fixed effects without the rows of a cluster, one eliminated.
  struct ReducedSystem {
    private let start: [Int]
    private let codes: [Int32]
    private let weights: [Double]
    private let inverseGroupWeight: [Double]
    private let inverseDiagonal: [Double]
    private let others: Int
    private let size: Int
    private let termCount: Int

    init(_ parent: LeaveClusterOut, eliminated: Factor, without cluster: Int) {
      others = parent.others
      size = parent.size
      termCount = parent.terms.count
      var start = [0]
      var codes: [Int32] = []
      var weights: [Double] = []
      codes.reserveCapacity(parent.codes.count)
      weights.reserveCapacity(parent.order.count)
      var inverse = [Double](repeating: 0, count: eliminated.levels)
      var diagonal = [Double](repeating: 0, count: parent.size)
      for group in 0..<eliminated.levels {
        var sum = 0.0
        for place in parent.groupStart[group]..<parent.groupStart[group + 1] {
          let row = Int(parent.order[place])
          if Int(parent.clusters.codes[row]) == cluster { continue }
          let weight = parent.weights[row]
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
      self.start = start
      self.codes = codes
      self.weights = weights
      inverseGroupWeight = inverse
      inverseDiagonal = diagonal.map { $0 > 0 ? 1 / $0 : 0 }
    }

    /// Solves for a chunk of terms; returns a'D'W X of the other rows with each term and
    /// a'D_g'W r_g, by lane.
    func solve(
      _ touched: Touched, columns: Range<Int>
    ) throws(EstimationError) -> (withTerms: [Lanes], withResiduals: Lanes) {
      func lanes(_ sums: [Double]) -> Lanes {
        var result = Lanes.zero
        for (lane, column) in columns.enumerated() { result[lane] = -sums[column] }
        return result
      }
      // The right-hand side, less what the eliminated fixed effect takes over.
      var residual = [Lanes](repeating: .zero, count: size)
      for (level, sums) in touched.levels where inverseDiagonal[level] > 0 {
        residual[level] = lanes(sums)
      }
      for (group, sums) in touched.groups where inverseGroupWeight[group] > 0 {
        let mean = lanes(sums) * inverseGroupWeight[group]
        for row in start[group]..<start[group + 1] {
          for k in (row * others)..<((row + 1) * others) {
            residual[Int(codes[k])] -= mean * weights[row]
          }
        }
      }
      let solution = try conjugateGradients(&residual)
      var withTerms = [Lanes](repeating: .zero, count: termCount)
      var withResiduals = Lanes.zero
      func add(_ coefficient: Lanes, _ sums: [Double]) {
        for k in 0..<termCount { withTerms[k] -= coefficient * sums[k] }
        withResiduals += coefficient * sums[termCount]
      }
      for (level, sums) in touched.levels.sorted(by: { $0.key < $1.key }) {
        add(solution[level], sums)
      }
      for (group, sums) in touched.groups.sorted(by: { $0.key < $1.key })
      where inverseGroupWeight[group] > 0 {
        var value = lanes(sums)
        for row in start[group]..<start[group + 1] {
          for k in (row * others)..<((row + 1) * others) {
            value -= solution[Int(codes[k])] * weights[row]
          }
        }
        add(value * inverseGroupWeight[group], sums)
      }
      return (withTerms, withResiduals)
    }

    private func conjugateGradients(
      _ residual: inout [Lanes]
    ) throws(EstimationError) -> [Lanes] {
      var solution = [Lanes](repeating: .zero, count: size)
      if others == 0 { return solution }
      var distance = Lanes.zero
      for k in 0..<size { distance += residual[k] * residual[k] * inverseDiagonal[k] }
      let target = distance * 1e-28
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
