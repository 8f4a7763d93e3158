extension PoissonState {
  /// Solves for the rest's levels in every column, and corrects the products of the columns.
  ///
  /// `tolerances` are relative to the columns within the eliminated effects.
  func solve(_ moments: inout Moments, tolerances: [Double]) throws(EstimationError) -> Int {
    if layout.restSize == 0 { return 0 }
    var rights: [Storage<Lanes>] = []
    var steps = 0
    for (batch, solver) in solvers.enumerated() {
      let right = Storage<Lanes>(count: layout.restSize)
      for k in 0..<layout.restSize { right[k] = solver.residual[k] }
      rights.append(right)
      var target = Lanes(repeating: .infinity)
      for lane in 0..<laneCount where batch * laneCount + lane <= count {
        let column = batch * laneCount + lane
        target[lane] = max(
          tolerances[column] * tolerances[column] * moments.gram[column, column],
          1e-30 * moments.original[column])
      }
      guard let taken = solver.solve(target: target) else {
        throw .noConvergence(
          what: "absorbing fixed effects", iterations: ConjugateGradients.limit)
      }
      steps = max(steps, taken)
    }
    // v - Dg has products v'v - r'g - g'r + g'Sg, where r is the right-hand side and Sg is what
    // has been taken from it.
    var change = Storage<Lanes>(repeating: .zero, count: laneCount * batches * batches)
    for a in 0..<batches {
      for b in 0..<batches {
        let base = change.base + (a * batches + b) * laneCount
        let (found, right) = (solvers[a].solution, rights[b])
        let (other, left) = (solvers[b].solution, solvers[a].residual)
        for k in 0..<layout.restSize {
          let (g, r) = (found[k], right[k])
          let (h, l) = (other[k], left[k])
          for lane in 0..<laneCount { base[lane] += r * g[lane] + h * l[lane] }
        }
      }
    }
    let correction = ProjectedTerms.matrix(
      change.base, count: count + 1, batches: batches)
    moments.gram.add(correction, times: -1)
    change = Storage(count: 0)
    return steps
  }
}
