extension Covariance {
  /// The sandwich robust to dependence between rows that share a node.
  ///
  /// Summed over nodes, the outer products of the scores' sums count every pair of rows once for
  /// each node that they share; those of the same pair of nodes share two, and are taken off once
  /// (the multiway decomposition of Aronow, Samii and Assenova 2015, section 3). Rows of a node with
  /// itself share one only. For nodes of two kinds this is clustering by both.
  func dyadicDraft(_ dyads: Dyads) throws(EstimationError) -> Draft {
    if !dyads.sharesNodes {
      return clusteredDraft([try inSample(dyads.first), try inSample(dyads.second)])
    }
    // Both ends keep their common numbers here, so that they can be compared.
    for end in [dyads.first, dyads.second] { _ = try onSampleRows(end) }
    let levels = dyads.first.levels
    var isPresent = [Bool](repeating: false, count: levels)
    let first = sample.rows.map { dyads.first.codes[$0] }
    let second = sample.rows.map { dyads.second.codes[$0] }
    for row in first.indices {
      isPresent[Int(first[row])] = true
      isPresent[Int(second[row])] = true
    }
    let nodes = isPresent.count { $0 }
    let name = "\(dyads.first.name) or \(dyads.second.name)"
    if nodes < 3 {
      throw .dyads(
        "the variance between dyads of '\(name)' has \(nodes) nodes in the estimation sample, and at "
          + "least 3 are needed",
        hint: "ask for another variance")
    }
    // The unordered pair of each row.
    let low = Factor(trusted: name, codes: zip(first, second).map { min($0, $1) }, levels: levels)
    let high = Factor(trusted: name, codes: zip(first, second).map { max($0, $1) }, levels: levels)
    let pair = low.crossed(with: high)
    var ends = [(Int, Int)](repeating: (0, 0), count: pair.levels)
    for row in first.indices {
      ends[Int(pair.codes[row])] = (Int(low.codes[row]), Int(high.codes[row]))
    }
    let byPair = scoreSums(by: pair)
    let byNode = byPair.map { column in
      var sums = [Double](repeating: 0, count: levels)
      for (index, end) in ends.enumerated() {
        sums[end.0] += column[index]
        if end.1 != end.0 { sums[end.1] += column[index] }
      }
      return sums
    }
    let distinct = ends.indices.filter { ends[$0].0 != ends[$0].1 }
    var meat = Covariance.meat(byNode)
    meat.add(Covariance.meat(byPair.map { column in distinct.map { column[$0] } }), times: -1)
    var matrix = solution.bread.sandwich(meat)
    if smallSample.adjustsForClusters { matrix.scale(by: Double(nodes) / Double(nodes - 1)) }
    // Neither end alone is a cluster, so that no fixed effect counts as nested but those of pairs.
    let inPair = Factor(trusted: "pair of \(name)", codes: pair.codes, levels: pair.levels)
    return Draft(
      matrix: matrix, dimensions: [inPair],
      counts: [
        .init(dimension: name, clusters: nodes),
        .init(dimension: inPair.name, clusters: pair.levels),
      ], units: nodes)
  }
}
