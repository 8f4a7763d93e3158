/// The rows of a Poisson regression while it runs, and the passes over them.
///
/// The terms stand side by side, eight to a row, less what fixed effects have been found in them so
/// far; one further column, the working residual, is made up as the rows go by.
final class PoissonState {
  let sample: Sample
  let elimination: Elimination
  let layout: Layout
  let threads: Int
  /// The number of terms.
  let count: Int
  /// Batches of eight columns: the terms and the working residual.
  let batches: Int
  private let columns: [Storage<Lanes>]
  private(set) var predictor: Storage<Double>
  /// The linear predictor before the last step.
  private(set) var previous: Storage<Double>
  private let outcome: [Double]
  let solvers: [ConjugateGradients]
  private let scratch: Storage<Lanes>
  private let scratchSize: Int
  private let factorScratch: Storage<Double>
  private let restSums: Storage<Double>

  /// What a pass over the weights found.
  struct Moments {
    /// The weighted products of the columns within the eliminated effects, the residual last.
    var gram: SymmetricMatrix
    /// The weighted squares of the columns as they came.
    var original: [Double]
    /// The sum of the weights.
    var total: Double
    /// Half the deviance, but for a constant.
    var objective: Double
  }

  /// What a step did to the rows.
  struct Step {
    /// The root mean square of the change of the predictor, weighted by the fitted means.
    var length: Double
    /// The largest change of any row.
    var largest: Double
    /// Zero outcomes whose predictor fell by more than 0.1.
    var falling: Int
  }

  /// The terms are columns in the order of the sample, or of the caller with the sample's rows.
  init(sample: Sample, terms: [[Double]], inCallersOrder: Bool, threads: Int) {
    self.sample = sample
    self.threads = threads
    layout = sample.layout
    count = terms.count
    batches = (count + 1 + laneCount - 1) / laneCount
    let rows = sample.rows.count
    elimination = Elimination(
      layout, weights: Storage(count: rows), isUniform: false, threads: threads)
    predictor = Storage(count: rows)
    previous = Storage(count: rows)
    if let prior = sample.weights {
      outcome = zip(sample.outcome, prior).map { $0 * $1 }
    } else {
      outcome = sample.outcome
    }
    var columns: [Storage<Lanes>] = []
    for batch in 0..<batches {
      let part = terms[min(batch * laneCount, count)..<min((batch + 1) * laneCount, count)]
      let target = Storage<Lanes>(count: rows)
      if part.isEmpty {
        for row in 0..<rows { target[row] = .zero }
      } else {
        withColumns(Array(part)) { pointers in
          sample.rows.withUnsafeBufferPointer { index in
            guard let base = index.baseAddress else { return }
            let source = ColumnBatch(pointers, index: inCallersOrder ? Shared(reading: base) : nil)
            inPieces(rows, of: 1 << 12, threads: threads) { piece in
              source.load(piece, into: target.base + piece.lowerBound)
            }
          }
        }
      }
      columns.append(target)
    }
    self.columns = columns
    let elimination = self.elimination
    solvers = (0..<batches).map { _ in ConjugateGradients(elimination) }
    scratchSize = max(layout.widestBlock, 1)
    scratch = Storage(count: threads * scratchSize)
    factorScratch = Storage(count: threads * Elimination.scratchSize(layout.widestBlock))
    restSums = Storage(count: layout.runs.count * layout.restSize)
  }

  /// Starts from a linear predictor of the rows, which lies in the space of the model.
  func start(from predictor: [Double]) {
    predictor.withUnsafeBufferPointer { source in
      if let base = source.baseAddress {
        self.predictor.base.update(from: base, count: predictor.count)
      }
    }
  }

  /// Sets the first linear predictor; returns whether it lies in the space of the model.
  func start() -> Bool {
    let rows = sample.rows.count
    let predictor = self.predictor
    if ProportionalStart.applies(to: layout) {
      withInputs { outcome, prior, offset in
        ProportionalStart.run(
          elimination, outcome: outcome, prior: prior, offset: offset, predictor: predictor)
      }
      return true
    }
    let average = sample.outcome.reduce(0, +) / Double(rows)
    for row in 0..<rows {
      predictor[row] = naturalLogarithm((sample.outcome[row] + average) / 2)
    }
    return false
  }

  private func withInputs<Result>(
    _ body: (Shared<Double>, Shared<Double>?, Shared<Double>?) -> Result
  ) -> Result {
    withColumns([outcome]) { outcome in
      withColumns(sample.weights.map { [$0] } ?? []) { prior in
        withColumns(sample.offset.map { [$0] } ?? []) { offset in
          body(outcome[0], prior.first, offset.first)
        }
      }
    }
  }

  /// What one run of blocks found.
  private struct Part: BitwiseCopyable {
    var total = 0.0
    var objective = 0.0
    var squares = 0.0
    var largest = 0.0
    var falling = 0
  }

  /// Takes the step found by `solve`, if there is one, and works out the next weights.
  ///
  /// - Parameters:
  ///   - slopes: The step of each coefficient, or nil to leave the predictor as it is.
  ///   - isFirst: Whether the predictor is not yet in the space of the model.
  func advance(slopes: [Double]?, wasFirst: Bool, isFirst: Bool) -> (Step?, Moments) {
    let runs = layout.runs.count
    let parts = Storage<Part>(repeating: Part(), count: runs)
    let square = laneCount * batches * batches
    let grams = Storage<Lanes>(repeating: .zero, count: runs * square)
    let originals = Storage<Lanes>(repeating: .zero, count: runs * batches)
    if slopes != nil { swap(&predictor, &previous) }
    let work = pass(slopes: slopes, wasFirst: wasFirst, isFirst: isFirst)
    withInputs { outcome, prior, offset in
      let inputs = Inputs(outcome: outcome, prior: prior, offset: offset)
      let (layout, restSums) = (self.layout, self.restSums)
      let (scratch, scratchSize) = (self.scratch, self.scratchSize)
      inParallel(runs, threads: threads) { run, worker in
        let sums = restSums.base + run * layout.restSize
        for k in 0..<layout.restSize { sums[k] = 0 }
        work.clear(run)
        var part = Part()
        for index in layout.runs[run] {
          let minor = scratch.base + worker * scratchSize
          if slopes != nil {
            let step = work.step(index, inputs, minor: minor)
            part.squares += step.squares
            part.largest = max(part.largest, step.largest)
            part.falling += step.falling
          }
          let (total, objective) = work.weigh(index, inputs, sums: sums, worker: worker)
          part.total += total
          part.objective += objective
          work.measure(
            index, gram: grams.base + run * square,
            original: originals.base + run * work.batches, run: run, minor: minor)
        }
        parts.base[run] = part
      }
    }
    elimination.finishRest(restSums)
    for solver in solvers { solver.gather() }
    var sum = Part()
    for run in 0..<runs {
      sum.total += parts[run].total
      sum.objective += parts[run].objective
      sum.squares += parts[run].squares
      sum.largest = max(sum.largest, parts[run].largest)
      sum.falling += parts[run].falling
    }
    for run in 1..<max(runs, 1) {
      for k in 0..<square { grams[k] += grams[run * square + k] }
      for k in 0..<batches { originals[k] += originals[run * batches + k] }
    }
    if original.isEmpty {
      original = (0...count).map { originals[$0 / laneCount][$0 % laneCount] }
    }
    let moments = Moments(
      gram: ProjectedTerms.matrix(grams.base, count: count + 1, batches: batches),
      original: original,
      total: sum.total, objective: sum.objective)
    let step =
      slopes == nil
      ? nil
      : Step(
        length: (sum.squares / lastTotal).squareRoot(), largest: sum.largest, falling: sum.falling)
    lastTotal = sum.total
    return (step, moments)
  }

  /// The weighted squares of the columns as they came, under the first weights.
  private var original: [Double] = []
  /// The sum of the weights of the last pass.
  private var lastTotal = 1.0

  /// Takes the last step, and leaves the projected terms in the rows.
  ///
  /// Returns them with their weighted products; they hold until the state goes on.
  func finish(
    slopes: [Double]
  ) -> (terms: ProjectedTerms, gram: SymmetricMatrix, step: Step) {
    swap(&predictor, &previous)
    let work = pass(slopes: slopes, wasFirst: false, isFirst: false)
    let layout = self.layout
    let parts = Storage<Part>(repeating: Part(), count: layout.runs.count)
    let square = laneCount * batches * batches
    let grams = Storage<Lanes>(repeating: .zero, count: max(layout.runs.count, 1) * square)
    let (scratch, scratchSize) = (self.scratch, self.scratchSize)
    withInputs { outcome, prior, offset in
      let inputs = Inputs(outcome: outcome, prior: prior, offset: offset)
      inParallel(layout.runs.count, threads: threads) { run, worker in
        var part = Part()
        for index in layout.runs[run] {
          let step = work.step(index, inputs, minor: scratch.base + worker * scratchSize)
          part.squares += step.squares
          part.largest = max(part.largest, step.largest)
          part.falling += step.falling
          work.multiply(index, gram: grams.base + run * square)
        }
        parts.base[run] = part
      }
    }
    var sum = Part()
    for run in 0..<layout.runs.count {
      sum.squares += parts[run].squares
      sum.largest = max(sum.largest, parts[run].largest)
      sum.falling += parts[run].falling
      if run == 0 { continue }
      for k in 0..<square { grams[k] += grams[run * square + k] }
    }
    return (
      ProjectedTerms(.rows(columns), count: count, layout: layout, threads: threads),
      ProjectedTerms.matrix(grams.base, count: count, batches: batches),
      Step(
        length: (sum.squares / lastTotal).squareRoot(), largest: sum.largest, falling: sum.falling)
    )
  }

  /// Goes back a share of the last step.
  func retreat(keeping share: Double) {
    for row in 0..<predictor.count {
      predictor[row] = previous[row] + share * (predictor[row] - previous[row])
    }
  }

  /// The outcome times the prior weights.
  struct Inputs: Sendable {
    let outcome: Shared<Double>
    let prior: Shared<Double>?
    let offset: Shared<Double>?
  }

  private func pass(slopes: [Double]?, wasFirst: Bool, isFirst: Bool) -> PoissonPass {
    var weights = [Lanes](repeating: .zero, count: batches)
    for (index, slope) in (slopes ?? []).enumerated() {
      weights[index / laneCount][index % laneCount] = slope
    }
    weights[count / laneCount][count % laneCount] = -1
    return PoissonPass(
      elimination: elimination, columns: columns, predictor: predictor, previous: previous,
      partial: solvers.map(\.partial), solution: solvers.map(\.solution),
      factorScratch: factorScratch, count: count, batches: batches,
      slopes: weights, wasFirst: wasFirst, isFirst: isFirst, wasSolved: slopes != nil)
  }
}
