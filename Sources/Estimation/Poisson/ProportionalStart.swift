/// The fit of the fixed effects alone, to start the Poisson regression from.
///
/// Each level in turn is given its observed total (iterative proportional fitting, Deming and Stephan
/// 1940), which needs no exponential and no equations. A few rounds are enough to start from.
enum ProportionalStart {
  /// Whether the layout is one this can start: any but those with several effects in the rest.
  static func applies(to layout: Layout) -> Bool { layout.hasEffects && layout.rest.count <= 1 }

  /// Sets the linear predictor from the outcome, multiplied by the prior weights if there are any.
  static func run(
    _ elimination: Elimination, outcome: Shared<Double>, prior: Shared<Double>?,
    offset: Shared<Double>?, predictor: Storage<Double>
  ) {
    let layout = elimination.layout
    let majors = layout.majorStart.count - 1
    let fit = Fitting(
      elimination: elimination, outcome: outcome,
      majorTotal: Storage(repeating: 0, count: majors),
      minorTotal: Storage(repeating: 0, count: layout.minorSize),
      major: Storage(repeating: 1, count: majors),
      minor: Storage(repeating: 1, count: layout.minorSize),
      rest: Storage(repeating: 1, count: layout.restSize),
      ratio: Storage(repeating: 1, count: layout.restSize),
      sums: Storage(count: layout.runs.count * layout.restSize))
    let means = elimination.weights
    inPieces(layout.rowCount, of: 1 << 15, threads: elimination.threads) { piece in
      for row in piece {
        means.base[row] = (prior?.base[row] ?? 1) * (offset.map { exponential($0.base[row]) } ?? 1)
      }
    }
    let totals = fit.totals()
    for _ in 0..<12 where fit.round(totals) > 0.02 { continue }
    inParallel(layout.runs.count, threads: elimination.threads) { run in
      for index in layout.runs[run] {
        let block = layout.blocks[index]
        for level in block.majors {
          let value = naturalLogarithm(fit.major.base[level])
          let rows = Int(layout.majorStart.base[level])..<Int(layout.majorStart.base[level + 1])
          for row in rows {
            predictor.base[row] = value + (offset?.base[row] ?? 0)
          }
        }
        if block.minors > 0 {
          let minor = fit.minor.base + block.firstMinor
          for k in 0..<block.minors { minor[k] = naturalLogarithm(minor[k]) }
          for row in block.rows {
            predictor.base[row] += minor[Int(layout.minorCodes.base[row])]
          }
        }
      }
    }
    if layout.restSize > 0 {
      for k in 0..<layout.restSize { fit.rest[k] = naturalLogarithm(fit.rest[k] * fit.ratio[k]) }
      inPieces(layout.rowCount, of: 1 << 15, threads: elimination.threads) { piece in
        for row in piece {
          predictor.base[row] += fit.rest.base[Int(layout.restCodes.base[row])]
        }
      }
    }
  }

  /// The effects' multipliers and what they are fitted to.
  private struct Fitting: Sendable {
    let elimination: Elimination
    let outcome: Shared<Double>
    let majorTotal: Storage<Double>
    let minorTotal: Storage<Double>
    let major: Storage<Double>
    let minor: Storage<Double>
    let rest: Storage<Double>
    /// What the rest's levels are still to be multiplied by.
    let ratio: Storage<Double>
    let sums: Storage<Double>

    /// The observed totals of the rest's levels; those of the others are noted.
    func totals() -> Storage<Double> {
      let layout = elimination.layout
      inParallel(layout.runs.count, threads: elimination.threads) { run in
        let sum = sums.base + run * layout.restSize
        for k in 0..<layout.restSize { sum[k] = 0 }
        for index in layout.runs[run] {
          let block = layout.blocks[index]
          for level in block.majors {
            let rows = Int(layout.majorStart.base[level])..<Int(layout.majorStart.base[level + 1])
            for row in rows { majorTotal.base[level] += outcome.base[row] }
          }
          if block.minors > 0 {
            let minor = minorTotal.base + block.firstMinor
            for row in block.rows {
              minor[Int(layout.minorCodes.base[row])] += outcome.base[row]
            }
          }
          if layout.restSize > 0 {
            for row in block.rows {
              sum[Int(layout.restCodes.base[row])] += outcome.base[row]
            }
          }
        }
      }
      return total()
    }

    private func total() -> Storage<Double> {
      let size = elimination.layout.restSize
      let total = Storage<Double>(repeating: 0, count: size)
      for run in 0..<elimination.layout.runs.count {
        for k in 0..<size { total[k] += sums[run * size + k] }
      }
      return total
    }

    /// Fits every effect once; returns the largest change of a multiplier, as a logarithm.
    func round(_ totals: Storage<Double>) -> Double {
      let layout = elimination.layout
      let w = elimination.weights
      let largest = Storage<Double>(repeating: 0, count: layout.runs.count)
      inParallel(layout.runs.count, threads: elimination.threads) { run in
        let sum = sums.base + run * layout.restSize
        for k in 0..<layout.restSize { sum[k] = 0 }
        var change = 0.0
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(layout.widestBlock, 1)) {
          guard let minorSum = $0.baseAddress else { return }
          for index in layout.runs[run] {
            change = max(change, fitBlock(layout.blocks[index], minorSum))
            if layout.restSize > 0 {
              for row in layout.blocks[index].rows {
                sum[Int(layout.restCodes.base[row])] += w.base[row]
              }
            }
          }
        }
        largest.base[run] = change
      }
      if layout.restSize == 0 {
        return layout.minor == nil ? 0 : largest.array.reduce(0) { max($0, $1) }
      }
      let fitted = total()
      var change = 0.0
      for k in 0..<layout.restSize {
        rest[k] *= ratio[k]
        ratio[k] = fitted[k] > 0 ? totals[k] / fitted[k] : 1
        change = max(change, abs(naturalLogarithm(ratio[k])))
      }
      return change
    }

    /// Fits the eliminated effects of a block.
    private func fitBlock(
      _ block: Layout.Block, _ minorSum: UnsafeMutablePointer<Double>
    ) -> Double {
      let layout = elimination.layout
      let w = elimination.weights.base
      let hasRest = layout.restSize > 0
      for k in 0..<block.minors { minorSum[k] = 0 }
      for level in block.majors {
        let rows = Int(layout.majorStart.base[level])..<Int(layout.majorStart.base[level + 1])
        var sum = 0.0
        if hasRest {
          for row in rows {
            let value = w[row] * ratio.base[Int(layout.restCodes.base[row])]
            w[row] = value
            sum += value
          }
        } else {
          for row in rows { sum += w[row] }
        }
        let factor = sum > 0 ? majorTotal.base[level] / sum : 1
        major.base[level] *= factor
        if block.minors > 0 {
          for row in rows {
            let value = w[row] * factor
            w[row] = value
            minorSum[Int(layout.minorCodes.base[row])] += value
          }
        } else {
          for row in rows { w[row] *= factor }
        }
      }
      if block.minors == 0 { return 0 }
      var change = 0.0
      for k in 0..<block.minors {
        let total = minorTotal.base[block.firstMinor + k]
        let factor = minorSum[k] > 0 ? total / minorSum[k] : 1
        minorSum[k] = factor
        minor.base[block.firstMinor + k] *= factor
        change = max(change, abs(naturalLogarithm(factor)))
      }
      for row in block.rows { w[row] *= minorSum[Int(layout.minorCodes.base[row])] }
      return change
    }
  }
}
