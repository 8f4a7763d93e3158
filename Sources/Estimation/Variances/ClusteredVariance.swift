extension Covariance {
  /// The clustered sandwich of one to four dimensions.
  func clusteredDraft(_ dimensions: [Factor]) -> Draft {
    let finest = dimensions.dropFirst().reduce(dimensions[0]) { $0.crossed(with: $1) }
    let sums = solution.sums(
      ClusterReading(finest: finest, described: describesClusters ? dimensions : []))
    let meat = multiwayMeat(
      dimensions, finest: finest, sums: sums?.scores ?? scoreSums(by: finest))
    return Draft(
      matrix: solution.bread.sandwich(meat), dimensions: dimensions,
      units: dimensions.map(\.levels).min(),
      products: describesClusters ? sums?.products : nil)
  }

  /// Sums over every nonempty set of dimensions, odd sets added and even ones subtracted.
  ///
  /// The rows are read once, for the finest clusters, which are those of all dimensions together;
  /// coarser clusters are sums of them.
  private func multiwayMeat(
    _ dimensions: [Factor], finest: Factor, sums: [[Double]]
  ) -> SymmetricMatrix {
    // Where each of the finest clusters belongs, in each dimension.
    var places = [[Int32]](
      repeating: [Int32](repeating: 0, count: finest.levels), count: dimensions.count)
    for (index, dimension) in dimensions.enumerated() {
      places[index].withUnsafeMutableBufferPointer { places in
        finest.codes.withUnsafeBufferPointer { finest in
          dimension.codes.withUnsafeBufferPointer { codes in
            var last: Int32 = -1
            for row in finest.indices where finest[row] != last {
              last = finest[row]
              places[Int(last)] = codes[row]
            }
          }
        }
      }
    }
    let coded = zip(dimensions, places).map { dimension, codes in
      Factor(trusted: dimension.name, codes: codes, levels: dimension.levels)
    }
    return Covariance.meat(of: sums, by: coded, smallSample: smallSample)
  }

  /// As above, from the dimensions that each of the finest clusters belongs to.
  static func meat(
    of sums: [[Double]], by dimensions: [Factor], smallSample: SmallSample
  ) -> SymmetricMatrix {
    let fewest = dimensions.map(\.levels).min() ?? 0
    var total = SymmetricMatrix(size: sums.count)
    for set in 1..<(1 << dimensions.count) {
      let members = dimensions.indices.filter { set & (1 << $0) != 0 }.map { dimensions[$0] }
      let clusters = members.dropFirst().reduce(members[0]) { $0.crossed(with: $1) }
      var factor = members.count % 2 == 1 ? 1.0 : -1.0
      if smallSample.adjustsForClusters {
        let number = Double(smallSample.clusterRule == .min ? fewest : clusters.levels)
        factor *= number / (number - 1)
      }
      total.add(Covariance.meat(sums.map { Covariance.sums(of: $0, by: clusters) }), times: factor)
    }
    return total
  }

  /// For each term, the sum of its scores in each level.
  func scoreSums(by factor: Factor) -> [[Double]] {
    solution.projected.sums(times: weightedResiduals, by: factor)
  }

  /// The sums of a column in each level.
  static func sums(of column: [Double], by factor: Factor) -> [Double] {
    var sums = [Double](repeating: 0, count: factor.levels)
    for row in column.indices { sums[Int(factor.codes[row])] += column[row] }
    return sums
  }

  /// The sum of the outer products of the rows of columns.
  static func meat(_ columns: [[Double]]) -> SymmetricMatrix {
    var result = SymmetricMatrix(size: columns.count)
    for i in columns.indices {
      for j in 0...i {
        let value = Collinearity.dot(columns[i], columns[j])
        result[i, j] = value
        result[j, i] = value
      }
    }
    return result
  }

  /// The sum of the outer products of the rows' scores, each scaled by a factor.
  func rowMeat(_ factor: (Int) -> Double) -> SymmetricMatrix {
    let residuals = weightedResiduals
    let scaled = residuals.indices.map { residuals[$0] * factor($0) }
    return Covariance.meat(terms.map { term in zip(term, scaled).map { $0 * $1 } })
  }
}
