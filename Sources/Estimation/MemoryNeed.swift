extension EstimatedModel {
  /// About how many bytes an estimation needs at least beside the caller's columns.
  ///
  /// - Parameters:
  ///   - rows: The rows that are complete.
  ///   - terms: The number of terms.
  ///   - fixedEffects: The levels of each fixed effect, or a lower bound of them.
  ///   - family: Poisson works on a copy of the terms.
  /// - Returns: Bytes, from what is kept for every row: outcome, residual and weight, two codes for
  ///   each fixed effect and a mark whether it is in use; for Poisson two linear predictors and
  ///   batches of eight columns besides. Rows that have to be sorted and the levels' equations come
  ///   on top of the former and are in the figure as far as `fixedEffects` says. Measured peaks are 10
  ///   to 30 % higher (docs/decisions/0010).
  public static func memoryNeeded(
    rows: Int, terms: Int, fixedEffects: [Int], family: Model.Family
  ) -> Int {
    var perRow = 8 * 3 + 8 * fixedEffects.count + 1
    let batches = (terms + laneCount) / laneCount
    if family == .poisson { perRow += 64 * batches + 16 }
    let levels = fixedEffects.reduce(0, +)
    let rest = levels - (fixedEffects.max() ?? 0)
    let equations = batches * 64 * rest * 8 + 32 * levels
    let (bytes, overflow) = rows.multipliedReportingOverflow(by: perRow)
    return overflow ? Int.max : bytes.addingReportingOverflow(equations).partialValue
  }
}
