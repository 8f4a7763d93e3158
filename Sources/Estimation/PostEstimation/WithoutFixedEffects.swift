extension EstimatedModel {
  /// Columns less what the fixed effects explain of them under the final weights, which for Poisson
  /// are the fitted means.
  ///
  /// Columns are given for all of the caller's rows and come back so, with zero in rows outside the
  /// estimation sample. Eight columns at once cost about as much as one. Throws
  /// `estimate.no_convergence` where the tolerance cannot be reached.
  package func withoutFixedEffects(
    _ columns: [[Double]], tolerance: Double
  ) throws(EstimationError) -> [[Double]] {
    var parts = columns.map { column in sample.rows.map { column[$0] } }
    try project(&parts, tolerance: tolerance)
    return parts.map { part in
      var column = [Double](repeating: 0, count: model.outcome.count)
      for (position, row) in sample.rows.enumerated() { column[row] = part[position] }
      return column
    }
  }
}
