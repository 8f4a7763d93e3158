extension Covariance {
  /// Driscoll and Kraay (1998): the scores' sums by period, with Bartlett weights over lags.
  func driscollKraayDraft(time: Factor, lags: Int?) throws(EstimationError) -> Draft {
    let lags = try Covariance.lags(lags, periods: time.levels)
    let sums = scoreSums(by: time)
    var meat = Covariance.meat(sums)
    for lag in 1..<max(min(lags + 1, time.levels), 1) {
      meat.add(
        Covariance.symmetricProduct(
          sums.map { Array($0[lag...]) }, sums.map { Array($0[..<(time.levels - lag)]) }),
        times: 1 - Double(lag) / Double(lags + 1))
    }
    return serialDraft(meat, dimensions: [time], periods: time.levels)
  }

  /// Newey and West (1987) by unit: the products of the scores of a unit up to some periods apart.
  func neweyWestDraft(unit: Factor, time: Factor, lags: Int?) throws(EstimationError) -> Draft {
    let lags = try Covariance.lags(lags, periods: time.levels)
    // Cells are numbered by unit and then by period.
    let cell = unit.crossed(with: time)
    let sums = scoreSums(by: cell)
    var units = [Int32](repeating: 0, count: cell.levels)
    var periods = [Int32](repeating: 0, count: cell.levels)
    for row in cell.codes.indices {
      units[Int(cell.codes[row])] = unit.codes[row]
      periods[Int(cell.codes[row])] = time.codes[row]
    }
    var meat = Covariance.meat(sums)
    for lag in 1..<max(min(lags + 1, time.levels), 1) {
      var pairs: [(Int, Int)] = []
      var earlier = 0
      for later in 0..<cell.levels {
        while units[earlier] < units[later]
          || (units[earlier] == units[later] && Int(periods[earlier]) + lag < Int(periods[later]))
        {
          earlier += 1
        }
        if units[earlier] == units[later], Int(periods[earlier]) + lag == Int(periods[later]) {
          pairs.append((earlier, later))
        }
      }
      meat.add(
        Covariance.symmetricProduct(
          sums.map { column in pairs.map { column[$0.1] } },
          sums.map { column in pairs.map { column[$0.0] } }),
        times: 1 - Double(lag) / Double(lags + 1))
    }
    return serialDraft(meat, dimensions: [unit, time], periods: time.levels)
  }

  private func serialDraft(_ meat: SymmetricMatrix, dimensions: [Factor], periods: Int) -> Draft {
    var matrix = solution.bread.sandwich(meat)
    if smallSample.adjustsForClusters {
      matrix.scale(by: Double(periods) / Double(periods - 1))
    }
    return Draft(matrix: matrix, dimensions: dimensions, units: periods)
  }

  /// The lags asked for, or the fourth root of the number of periods, rounded down.
  private static func lags(_ lags: Int?, periods: Int) throws(EstimationError) -> Int {
    if let lags {
      if lags < 0 { throw .lags(lags) }
      return lags
    }
    var root = 0
    while (root + 1) * (root + 1) * (root + 1) * (root + 1) <= periods { root += 1 }
    return root
  }

  /// The sum of the products of the rows of two sets of columns, plus its transpose.
  private static func symmetricProduct(_ a: [[Double]], _ b: [[Double]]) -> SymmetricMatrix {
    var result = SymmetricMatrix(size: a.count)
    for i in a.indices {
      for j in b.indices {
        let value = Collinearity.dot(a[i], b[j])
        result[i, j] += value
        result[j, i] += value
      }
    }
    return result
  }
}
