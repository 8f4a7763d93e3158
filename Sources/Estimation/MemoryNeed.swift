extension EstimatedModel {
  /// About how many bytes an estimation needs beside the caller's columns, at its peak.
  ///
  /// - Parameters:
  ///   - rows: The rows that are complete.
  ///   - terms: The number of terms.
  ///   - fixedEffects: The levels of each fixed effect, or an upper bound of them.
  ///   - family: Poisson keeps the terms twice while it runs.
  /// - Returns: Bytes, from the columns that are kept (for each row its position, outcome, residual,
  ///   weight and two working numbers, a code for each fixed effect twice, and the terms without
  ///   their fixed effects) and from the equations of the levels; 10 % are added for the rest.
  public static func memoryNeeded(
    rows: Int, terms: Int, fixedEffects: [Int], family: Model.Family
  ) -> Int {
    var perRow = 8 * 6 + 8 * fixedEffects.count + 8 * terms + 1
    let batches = (terms + laneCount) / laneCount
    if family == .poisson { perRow += 64 * batches + 16 }
    let levels = fixedEffects.reduce(0, +)
    let largest = fixedEffects.max() ?? 0
    // Sums of eight columns for up to sixteen runs of blocks, but no more than 32 MB of them beyond
    // four, and the vectors of the solver.
    let rest = levels - largest
    let runs = max(4, min(16, (32 << 20) / (64 * max(rest, 1))))
    let equations = batches * 64 * rest * (runs + 4) + 32 * levels
    return Int(1.1 * Double(rows * perRow + equations))
  }
}
