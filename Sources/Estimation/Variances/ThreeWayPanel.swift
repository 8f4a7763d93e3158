/// The rows of a three-way Poisson estimate by pair, for its incidental-parameter correction.
struct ThreeWayPanel {
  /// One pair's rows, ascending by period.
  struct Pair {
    let origin: Int
    let destination: Int
    let rows: [Int]
    /// The periods of the rows.
    let times: [Int]
    let means: [Double]
    /// Outcome less mean: the score of the pair's linear predictors.
    let scores: [Double]

    /// H times a vector, H = total (diag(θ) - θθ'), θ the shares of the means: minus the second
    /// derivative of the pair's log likelihood with the pair effect concentrated out.
    func curvature(_ vector: [Double]) -> [Double] {
      let total = means.reduce(0, +)
      let average = zip(means, vector).reduce(0) { $0 + $1.0 * $1.1 } / total
      return zip(means, vector).map { $0 * ($1 - average) }
    }
  }

  let estimated: EstimatedModel
  let origins: Factor
  let destinations: Factor
  let times: Factor
  let pairs: [Pair]

  init(
    _ estimated: EstimatedModel, origin: Factor, destination: Factor, time: Factor
  ) throws(EstimationError) {
    self.estimated = estimated
    let covariance = Covariance(estimated, smallSample: .fixest)
    origins = try covariance.inSample(origin)
    destinations = try covariance.inSample(destination)
    times = try covariance.inSample(time)
    let sample = estimated.sample
    let hint =
      "use it after Poisson with origin-time, destination-time and origin-destination "
      + "effects, without weights"
    if estimated.model.family != .poisson || sample.weights != nil {
      throw .threeWay(
        "the incidental-parameter correction is for unweighted Poisson estimates", hint: hint)
    }
    let wanted = [
      origins.crossed(with: times), destinations.crossed(with: times),
      origins.crossed(with: destinations),
    ]
    var open = sample.fixedEffects
    for factor in wanted {
      guard
        let index = open.firstIndex(where: {
          $0.levels == factor.levels && $0.isNested(in: factor)
        })
      else {
        throw .threeWay(
          "the fixed effects are not the three interactions of '\(origin.name)', "
            + "'\(destination.name)' and '\(time.name)'", hint: hint)
      }
      open.remove(at: index)
    }
    if let extra = open.first {
      throw .threeWay(
        "the model absorbs '\(extra.name)' besides the three interactions of '\(origin.name)', "
          + "'\(destination.name)' and '\(time.name)'", hint: hint)
    }
    var members = [[Int]](repeating: [], count: wanted[2].levels)
    for (row, code) in wanted[2].codes.enumerated() { members[Int(code)].append(row) }
    let periodCodes = times.codes
    let (weights, residuals) = (estimated.solution.weights, estimated.solution.residuals)
    var pairs: [Pair] = []
    for rows in members {
      let sorted = rows.sorted { periodCodes[$0] < periodCodes[$1] }
      let periods = sorted.map { Int(periodCodes[$0]) }
      if let twice = periods.indices.dropLast().first(where: { periods[$0] == periods[$0 + 1] }) {
        throw .threeWay(
          "rows \(sample.rows[sorted[twice]] + 1) and \(sample.rows[sorted[twice + 1]] + 1) are of the same "
            + "pair and period", hint: "add them up first", isAboutChoices: false)
      }
      let means = sorted.map { weights[$0] }
      pairs.append(
        Pair(
          origin: Int(origins.codes[sorted[0]]), destination: Int(destinations.codes[sorted[0]]),
          rows: sorted, times: periods, means: means,
          scores: sorted.map { residuals[$0] }))
    }
    self.pairs = pairs
  }

  /// The bias of the coefficients.
  func bias() -> [Double] {
    var total = [Double](repeating: 0, count: estimated.names.count)
    let sides: [(nodes: Int, of: (Pair) -> Int)] = [
      (origins.levels, { $0.origin }), (destinations.levels, { $0.destination }),
    ]
    for side in sides {
      var own = [[Int]](repeating: [], count: side.nodes)
      for (index, pair) in pairs.enumerated() { own[side.of(pair)].append(index) }
      let factor = Double(side.nodes) / Double(side.nodes - 1)
      for group in own {
        let terms = biasTerms(of: group.map { pairs[$0] })
        for k in total.indices { total[k] += factor * terms[k] }
      }
    }
    return estimated.solution.inTerms(estimated.solution.bread.times(total))
  }

  /// What one origin or destination adds to the bias, before the bread, for each coefficient:
  /// -tr(Σ H x S' · (ΣH)⁺) + ½ tr(Σ G x · (ΣH)⁺ · Σ S S' · (ΣH)⁺), sums over its pairs.
  private func biasTerms(of pairs: [Pair]) -> [Double] {
    let size = times.levels
    var inverse = [Double](repeating: 0, count: size * size)
    var squares = inverse
    for pair in pairs {
      let total = pair.means.reduce(0, +)
      for (a, s) in pair.times.enumerated() {
        inverse[s * size + s] += pair.means[a]
        for (b, t) in pair.times.enumerated() {
          inverse[s * size + t] -= pair.means[a] * pair.means[b] / total
          squares[s * size + t] += pair.scores[a] * pair.scores[b]
        }
      }
    }
    let reference = (0..<size).map { index in
      pairs.reduce(0.0) { sum, pair in
        zip(pair.times, pair.means).reduce(sum) { $0 + ($1.0 == index ? $1.1 : 0) }
      }
    }
    invertGeneralized(&inverse, size: size, reference: reference)
    let between = ThreeWayPanel.product(
      ThreeWayPanel.product(inverse, squares, size: size), inverse, size: size)
    return estimated.solution.terms.map { term in
      var value = 0.0
      for pair in pairs {
        let total = pair.means.reduce(0, +)
        let column = pair.rows.map { term[$0] }
        let curved = pair.curvature(column)
        let average = zip(pair.means, column).reduce(0) { $0 + $1.0 * $1.1 } / total
        for (a, s) in pair.times.enumerated() {
          let deviation = column[a] - average
          // The third derivative in the term's direction, minus the third cumulant of the shares.
          value -= 0.5 * between[s * size + s] * pair.means[a] * deviation
          for (b, t) in pair.times.enumerated() {
            value -= pair.scores[a] * inverse[s * size + t] * curved[b]
            let both = deviation + column[b] - average
            value += 0.5 * between[s * size + t] * pair.means[a] * pair.means[b] / total * both
          }
        }
      }
      return value
    }
  }

  /// The sandwich by pair, with one of the two scores of each pair replaced, made symmetric, times
  /// pairs / (pairs - 1).
  func covariance(replacing scores: (Pair) -> [Double]) -> SymmetricMatrix {
    let terms = estimated.solution.terms
    var meat = SymmetricMatrix(size: terms.count)
    for pair in pairs {
      let replaced = scores(pair)
      let own = terms.map { term in
        zip(pair.rows, pair.scores).reduce(0) { $0 + term[$1.0] * $1.1 }
      }
      let other = terms.map { term in
        zip(pair.rows, replaced).reduce(0) { $0 + term[$1.0] * $1.1 }
      }
      for i in terms.indices {
        for j in terms.indices { meat[i, j] += 0.5 * (other[i] * own[j] + own[i] * other[j]) }
      }
    }
    var result = estimated.solution.inTerms(estimated.solution.bread.sandwich(meat))
    result.scale(by: Double(pairs.count) / Double(pairs.count - 1))
    return result
  }

  /// The sandwich with the noise that the slopes and the origin-time and destination-time effects
  /// bring into each pair's scores taken off: (I - H (x A x' + d V d'))⁻¹ S in place of S.
  func correctedCovariance() throws(EstimationError) -> SymmetricMatrix {
    let originTimes = origins.crossed(with: times)
    let destinationTimes = destinations.crossed(with: times)
    let inverse = try LevelInverse(
      fixedEffects: [origins.crossed(with: destinations), originTimes, destinationTimes],
      eliminating: 0, weights: estimated.solution.weights, what: "the corrected variance")
    let terms = estimated.solution.terms
    let bread = estimated.solution.bread
    return covariance { pair in
      let count = pair.rows.count
      var noise = [[Double]](
        repeating: [Double](repeating: 0, count: count), count: count)
      let positions = pair.rows.map { inverse.positions(of: $0) }
      let images = pair.rows.map { row in bread.times(terms.map { $0[row] }) }
      for a in 0..<count {
        for b in 0..<count {
          var sum = 0.0
          for k in terms.indices { sum += images[a][k] * terms[k][pair.rows[b]] }
          for i in positions[a] {
            for j in positions[b] { sum += inverse[i, j] }
          }
          noise[b][a] = sum
        }
      }
      // Columns of I - H · noise; noise is symmetric.
      var system = [[Double]](
        repeating: [Double](repeating: 0, count: count), count: count)
      for b in 0..<count {
        let column = pair.curvature(noise[b])
        for a in 0..<count { system[a][b] = (a == b ? 1 : 0) - column[a] }
      }
      return ThreeWayPanel.solve(&system, pair.scores)
    }
  }

  /// Gauss's elimination with the largest pivot of each column; a column without one is left out.
  private static func solve(_ system: inout [[Double]], _ right: [Double]) -> [Double] {
    var right = right
    let count = right.count
    for column in 0..<count {
      var pivot = column
      for row in column..<count where abs(system[row][column]) > abs(system[pivot][column]) {
        pivot = row
      }
      system.swapAt(column, pivot)
      right.swapAt(column, pivot)
      if abs(system[column][column]) < 1e-10 { continue }
      for row in 0..<count where row != column {
        let factor = system[row][column] / system[column][column]
        if factor == 0 { continue }
        for k in column..<count { system[row][k] -= factor * system[column][k] }
        right[row] -= factor * right[column]
      }
    }
    return (0..<count).map {
      abs(system[$0][$0]) < 1e-10 ? 0 : right[$0] / system[$0][$0]
    }
  }

  private static func product(_ a: [Double], _ b: [Double], size: Int) -> [Double] {
    var result = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for k in 0..<size where a[i * size + k] != 0 {
        for j in 0..<size { result[i * size + j] += a[i * size + k] * b[k * size + j] }
      }
    }
    return result
  }
}
