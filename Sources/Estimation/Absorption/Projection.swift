/// Projects batches of columns off the fixed effects.
///
/// The columns are read twice: once for the right-hand side of the equations of the rest's levels,
/// once to take out what was found. In between only weights and codes are read.
struct Projection {
  let elimination: Elimination
  private let solver: ConjugateGradients
  private let scratch: Storage<Lanes>
  private let scratchSize: Int
  private let lattice: LatticeMeans?

  init(_ elimination: Elimination) {
    self.elimination = elimination
    lattice = LatticeMeans(elimination)
    solver = ConjugateGradients(elimination)
    scratchSize = elimination.layout.longestBlock + elimination.layout.widestBlock
    scratch = Storage(count: elimination.threads * scratchSize)
  }

  /// What became of a batch.
  struct Report {
    var steps = 0
    /// The weighted squares of the columns as passed in.
    var original = Lanes.zero
    /// The squared distance to the solution that was asked for.
    var target = Lanes.zero
    /// Whether the columns themselves should be looked at.
    var isLong = false
    /// How far, at most, a product of two projected columns may be from that of the exact ones.
    var converged = true
    /// The weighted products of the differences that the last, tightest part of the solution made.
    var late = [Double](repeating: 0, count: laneCount * laneCount)
  }

  /// Projects the batch to `tolerance` and writes the first columns of it to the targets.
  ///
  /// A column is done when the weighted root mean square of its remaining level means is at most its
  /// tolerance times that of the column within the eliminated effects (or 1e-15 of the column as
  /// passed in, which is rounding). With `snapshot`, which is looser, the report says what going on
  /// from there changed. The targets may be the columns themselves.
  func project(
    _ batch: ColumnBatch, tolerance: Lanes, snapshot: Lanes? = nil, into targets: [Shared<Double>]
  ) -> Report {
    var report = solve(batch, tolerance: tolerance, snapshot: snapshot)
    if report.converged { finish(batch, report: &report, into: targets) }
    return report
  }

  /// Finds the rest's levels in the batch, as `project` does, and leaves the columns as they are.
  func solve(_ batch: ColumnBatch, tolerance: Lanes, snapshot: Lanes? = nil) -> Report {
    var report = Report()
    let (original, within) = start(batch)
    report.original = original
    if elimination.layout.rest.isEmpty { return report }
    func limit(_ tolerance: Lanes) -> Lanes {
      let target = tolerance * tolerance * within
      return target.replacing(with: original * 1e-30, where: target .< original * 1e-30)
    }
    let target = limit(tolerance)
    report.target = target
    if let snapshot {
      guard let first = solver.solve(target: limit(snapshot)) else { return failed(report) }
      report.steps = first
      guard let more = solveFurther(target: target, report: &report) else { return failed(report) }
      report.steps += more
    } else {
      guard let steps = solver.solve(target: target) else { return failed(report) }
      report.steps = steps
    }
    // The recurrence is trusted for a while; after that the columns themselves are looked at.
    report.isLong = report.steps > 20 || any(tolerance .< 1e-11)
    return report
  }

  /// Takes what was solved for, and the blocks' effects, out of the columns.
  func finish(_ batch: ColumnBatch, report: inout Report, into targets: [Shared<Double>]) {
    var check = report.isLong
    finish(batch, into: targets, check: check)
    var previous = Lanes(repeating: .infinity)
    while check {
      solver.gather()
      let distance = solver.distance()
      // Refinement ends where it no longer helps: at the precision of the sums themselves.
      check = any((distance .> report.target * 4) .& (distance .< previous * 0.25))
      if !check { break }
      previous = distance
      guard let steps = solver.solve(target: report.target) else {
        report.converged = false
        return
      }
      report.steps += steps
      finish(ColumnBatch(targets, index: nil), into: targets, check: true)
    }
  }

  /// What is to be taken out of the columns, with the weighted products of what is left of them.
  ///
  /// For a solution that needs no check. The products are on and above the diagonal.
  func levels(_ batch: ColumnBatch) -> (levels: FixedEffectLevels, products: [Lanes]) {
    let (elimination, layout) = (self.elimination, self.elimination.layout)
    let (scratch, scratchSize, lattice) = (self.scratch, self.scratchSize, self.lattice)
    let rest = Storage<Lanes>(count: layout.restSize)
    for k in 0..<layout.restSize { rest[k] = solver.solution[k] }
    let levels = FixedEffectLevels(
      major: Storage(count: layout.majorStart.count - 1), minor: Storage(count: layout.minorSize),
      rest: rest)
    let runs = layout.runs.count
    let products = Storage<Lanes>(repeating: .zero, count: max(runs, 1) * laneCount)
    inParallel(runs, threads: elimination.threads) { run, worker in
      let rows = scratch.base + worker * scratchSize
      if let lattice {
        lattice.setLevels(levels, elimination, run: run)
        for index in layout.runs[run] {
          layout.forEachPiece(of: index, atMost: 256) { range, majors in
            batch.load(range, into: rows)
            levels.subtract(from: rows, range, majors, layout.blocks[index], layout)
            Gram.add(
              rows, rows, weights: elimination.weights.base + range.lowerBound,
              count: range.count, symmetric: true, to: products.base + run * laneCount)
          }
        }
        return
      }
      for index in layout.runs[run] {
        let block = layout.blocks[index]
        batch.load(block.rows, into: rows)
        if !layout.rest.isEmpty { elimination.subtractRest(index, rest.base, from: rows) }
        elimination.eliminate(
          index, rows, minor: levels.minor.base + block.firstMinor, majors: levels.major.base)
        Gram.add(
          rows, rows, weights: elimination.weights.base + block.rows.lowerBound,
          count: block.rows.count, symmetric: true, to: products.base + run * laneCount)
      }
    }
    for run in 1..<max(runs, 1) {
      for k in 0..<laneCount { products[k] += products[run * laneCount + k] }
    }
    return (levels, Array(products.array.prefix(laneCount)))
  }

  private func failed(_ report: Report) -> Report {
    var report = report
    report.converged = false
    return report
  }

  /// Goes on from a solution, and notes what that adds to the products of the columns.
  private func solveFurther(target: Lanes, report: inout Report) -> Int? {
    let size = solver.solution.count
    let before = Storage<Lanes>(count: size)
    let left = Storage<Lanes>(count: size)
    for k in 0..<size {
      before[k] = solver.solution[k]
      left[k] = solver.residual[k]
    }
    guard let steps = solver.solve(target: target) else { return nil }
    for k in 0..<size {
      let change = solver.solution[k]
      let image = left[k] - solver.residual[k]
      for i in 0..<laneCount {
        for j in 0..<laneCount { report.late[i * laneCount + j] += change[i] * image[j] }
      }
      solver.solution[k] = before[k] + change
    }
    return steps
  }

  /// The right-hand side, with the squares of the columns before and after the blocks' elimination.
  private func start(_ batch: ColumnBatch) -> (original: Lanes, within: Lanes) {
    if let lattice {
      let squares = lattice.take(batch, elimination, sums: solver.partial)
      solver.gather()
      return squares
    }
    let (elimination, layout) = (self.elimination, self.elimination.layout)
    let squares = Storage<Lanes>(repeating: .zero, count: 2 * layout.runs.count)
    let (scratch, scratchSize, partial) = (self.scratch, self.scratchSize, solver.partial)
    inParallel(layout.runs.count, threads: elimination.threads) { run, worker in
      let sums = partial.base + run * layout.restSize
      for k in 0..<layout.restSize { sums[k] = .zero }
      let rows = scratch.base + worker * scratchSize
      let minor = rows + layout.longestBlock
      var (original, within) = (Lanes.zero, Lanes.zero)
      for index in layout.runs[run] {
        let range = layout.blocks[index].rows
        batch.load(range, into: rows)
        let w = elimination.weights.base + range.lowerBound
        for i in 0..<range.count { original += rows[i] * rows[i] * w[i] }
        elimination.eliminate(index, rows, minor: minor)
        for i in 0..<range.count { within += rows[i] * rows[i] * w[i] }
        elimination.addRest(index, rows, to: sums)
      }
      squares.base[2 * run] = original
      squares.base[2 * run + 1] = within
    }
    var (original, within) = (Lanes.zero, Lanes.zero)
    for run in 0..<layout.runs.count {
      original += squares[2 * run]
      within += squares[2 * run + 1]
    }
    solver.gather()
    return (original, within)
  }

  /// Takes the rest's levels and the blocks' effects out of the columns.
  private func finish(_ batch: ColumnBatch, into targets: [Shared<Double>], check: Bool) {
    let (elimination, layout) = (self.elimination, self.elimination.layout)
    let (scratch, scratchSize, partial) = (self.scratch, self.scratchSize, solver.partial)
    let solution = solver.solution
    inParallel(layout.runs.count, threads: elimination.threads) { run, worker in
      let sums = partial.base + run * layout.restSize
      if check { for k in 0..<layout.restSize { sums[k] = .zero } }
      let rows = scratch.base + worker * scratchSize
      let minor = rows + layout.longestBlock
      for index in layout.runs[run] {
        let range = layout.blocks[index].rows
        batch.load(range, into: rows)
        if !layout.rest.isEmpty { elimination.subtractRest(index, solution.base, from: rows) }
        elimination.eliminate(index, rows, minor: minor)
        if check { elimination.addRest(index, rows, to: sums) }
        Projection.store(rows, range, into: targets)
      }
    }
  }

  @inline(__always)
  static func store(
    _ rows: UnsafePointer<Lanes>, _ range: Range<Int>, into targets: [Shared<Double>]
  ) {
    let first = range.lowerBound
    for (lane, target) in targets.enumerated() {
      let base = target.base + first
      let source = UnsafeRawPointer(rows).assumingMemoryBound(to: Double.self) + lane
      for i in 0..<range.count { base[i] = source[i * laneCount] }
    }
  }
}
