extension VarianceEstimate {
  /// The coefficients of an event study with their covariance matrix, by the names of their terms.
  ///
  /// Both lists are in the order of time; the reference period has no term. Throws `estimate.restriction`
  /// for a name that is not among the estimated terms, and what `EventStudyEstimates` throws.
  public func eventStudy(
    before: [String], after: [String]
  ) throws(EstimationError) -> EventStudyEstimates {
    let positions = try self.positions(before + after)
    return try EventStudyEstimates(
      estimates: positions.map { table[$0].estimate },
      covariance: positions.map { row in positions.map { covariance[row][$0] } },
      prePeriods: before.count)
  }

  /// Intervals that cover the coefficients of all these terms at once; errors as above, and what
  /// `SimultaneousBand` throws.
  public func simultaneousBand(
    of terms: [String], level: Double = 0.95
  ) throws(EstimationError) -> SimultaneousBand {
    let positions = try self.positions(terms)
    return try SimultaneousBand(
      estimates: positions.map { table[$0].estimate },
      covariance: positions.map { row in positions.map { covariance[row][$0] } }, level: level)
  }

  private func positions(_ terms: [String]) throws(EstimationError) -> [Int] {
    var positions: [Int] = []
    for term in terms {
      guard let position = table.firstIndex(where: { $0.term == term }) else {
        throw .unknownTerm(term, known: table.map(\.term))
      }
      positions.append(position)
    }
    return positions
  }
}
