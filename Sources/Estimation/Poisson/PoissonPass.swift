/// What a pass over the rows does with one block, while it is in the cache.
struct PoissonPass: Sendable {
  let elimination: Elimination
  let columns: [Storage<Lanes>]
  let predictor: Storage<Double>
  let previous: Storage<Double>
  let partial: [Storage<Lanes>]
  let solution: [Storage<Lanes>]
  let factorScratch: Storage<Double>
  let count: Int
  let batches: Int
  /// The step of each coefficient, and minus one for the working residual.
  let slopes: [Lanes]
  let wasFirst: Bool
  let isFirst: Bool
  let wasSolved: Bool

  /// Far below the rest of the sample a mean is zero for every purpose but division.
  private static let lowest = -460.0
  private static let highest = 700.0

  private var layout: Layout { elimination.layout }

  /// A block's rows of a batch.
  @inline(__always)
  func rows(_ range: Range<Int>, _ batch: Int) -> UnsafeMutablePointer<Lanes> {
    columns[batch].base + range.lowerBound
  }

  func clear(_ run: Int) {
    let size = layout.restSize
    for sums in partial {
      let base = sums.base + run * size
      for k in 0..<size { base[k] = .zero }
    }
  }

  /// The working residual, from weights and predictor: what is to be regressed.
  @inline(__always)
  private func setResidual(
    _ range: Range<Int>, _ inputs: PoissonState.Inputs, predictor: UnsafePointer<Double>,
    isFirst: Bool
  ) {
    let first = range.lowerBound
    let w = elimination.weights.base + first
    let y = inputs.outcome.base + first
    let target =
      UnsafeMutableRawPointer(rows(range, count / laneCount)).assumingMemoryBound(to: Double.self)
      + count % laneCount
    for i in 0..<range.count { target[i * laneCount] = (y[i] - w[i]) / w[i] }
    if isFirst {
      for i in 0..<range.count {
        target[i * laneCount] += predictor[first + i] - (inputs.offset?.base[first + i] ?? 0)
      }
    }
  }

  /// Takes a block's step: projects the columns under the old weights and changes the predictor.
  func step(
    _ index: Int, _ inputs: PoissonState.Inputs, minor: UnsafeMutablePointer<Lanes>
  ) -> (squares: Double, largest: Double, falling: Int) {
    let range = layout.blocks[index].rows
    let first = range.lowerBound
    setResidual(range, inputs, predictor: previous.base, isFirst: wasFirst)
    let residual =
      UnsafeRawPointer(rows(range, count / laneCount))
      .assumingMemoryBound(to: Double.self) + count % laneCount
    let next = predictor.base + first
    let old = previous.base + first
    // The change is r - r~ + x~'b: begin with r.
    for i in 0..<range.count { next[i] = residual[i * laneCount] }
    for batch in 0..<batches {
      let part = rows(range, batch)
      if layout.restSize > 0 {
        elimination.subtractRest(index, solution[batch].base, from: part)
      }
      elimination.eliminate(index, part, minor: minor)
      let slope = slopes[batch]
      for i in 0..<range.count { next[i] += (part[i] * slope).sum() }
    }
    let w = elimination.weights.base + first
    let y = inputs.outcome.base + first
    var (squares, largest, falling) = (0.0, 0.0, 0)
    if wasFirst {
      for i in 0..<range.count { next[i] += (inputs.offset?.base[first + i] ?? 0) - old[i] }
    }
    for i in 0..<range.count {
      let change = next[i]
      squares += w[i] * change * change
      largest = max(largest, abs(change))
      if change < -0.1 && y[i] == 0 { falling += 1 }
      next[i] = old[i] + change
    }
    return (squares, largest, falling)
  }

  /// Works out a block's weights from the predictor, and what elimination needs of them.
  func weigh(
    _ index: Int, _ inputs: PoissonState.Inputs,
    sums: UnsafeMutablePointer<Double>, worker: Int
  ) -> (total: Double, objective: Double) {
    let range = layout.blocks[index].rows
    let first = range.lowerBound
    let w = elimination.weights.base + first
    let y = inputs.outcome.base + first
    let eta = predictor.base + first
    PoissonPass.means(eta, count: range.count, into: w)
    if let prior = inputs.prior {
      for i in 0..<range.count { w[i] *= prior.base[first + i] }
    }
    var (total, objective) = (0.0, 0.0)
    for i in 0..<range.count {
      total += w[i]
      objective += w[i] - y[i] * eta[i]
    }
    elimination.factorize(
      index,
      scratch: factorScratch.base + worker * Elimination.scratchSize(layout.widestBlock),
      restSums: sums)
    setResidual(range, inputs, predictor: predictor.base, isFirst: isFirst)
    return (total, objective)
  }

  /// The exponentials of linear predictors, kept away from zero and infinity.
  static func means(
    _ predictor: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>
  ) {
    var i = 0
    while i < count {
      let second = min(i + 1, count - 1)
      let x = SIMD2(
        max(min(predictor[i], highest), lowest), max(min(predictor[second], highest), lowest))
      let value = exponential(x)
      target[i] = value[0]
      target[second] = value[1]
      i += 2
    }
  }

  /// The products of a block's columns within the eliminated effects, and its part of the right-hand
  /// side of the rest's equations.
  func measure(
    _ index: Int, gram: UnsafeMutablePointer<Lanes>, original: UnsafeMutablePointer<Lanes>,
    run: Int, minor: UnsafeMutablePointer<Lanes>
  ) {
    let range = layout.blocks[index].rows
    let w = elimination.weights.base + range.lowerBound
    for batch in 0..<batches {
      let part = rows(range, batch)
      if !wasSolved {
        var squares = Lanes.zero
        for i in 0..<range.count { squares += part[i] * part[i] * w[i] }
        original[batch] += squares
      }
      elimination.eliminate(index, part, minor: minor)
      if layout.restSize > 0 {
        elimination.addRest(index, part, to: partial[batch].base + run * layout.restSize)
      }
    }
    multiply(index, gram: gram)
  }

  /// Adds the weighted products of a block's columns as they stand.
  func multiply(_ index: Int, gram: UnsafeMutablePointer<Lanes>) {
    let range = layout.blocks[index].rows
    let w = elimination.weights.base + range.lowerBound
    for a in 0..<batches {
      for b in a..<batches {
        Gram.add(
          rows(range, a), rows(range, b), weights: w, count: range.count, symmetric: a == b,
          to: gram + (a * batches + b) * laneCount)
      }
    }
  }
}
