/// The rows an estimation uses, in an order of its own.
///
/// Rows are sorted by block, by the levels of the eliminated fixed effects, by the other fixed
/// effects, then by outcome and terms (see `Layout`). The order, and every sum taken in it, therefore
/// does not depend on the order in which the caller's rows came.
struct Sample: Sendable {
  /// For each row of the sample, its position in the caller's columns.
  let rows: [Int]
  /// Whether these are all of the caller's rows, in the caller's order.
  let isCallersOrder: Bool
  let outcome: [Double]
  /// The prior weights, or nil if all rows count once.
  let weights: [Double]?
  let offset: [Double]?
  /// The fixed effects in the order of the model, recoded to the levels that remain.
  let fixedEffects: [Factor]
  /// How the rows are arranged.
  let layout: Layout
  /// The terms in the order of the sample: each access to one makes a copy.
  let terms: SampleTerms

  /// Arranges the rows kept, which are ascending positions in the columns of the model.
  init(model: Model, keeping kept: [Int], threads: Int) {
    let isWhole = kept.count == model.outcome.count
    let factors = model.fixedEffects.map { isWhole ? $0.dense() : $0.keeping(kept) }
    let isUniform = model.family == .gaussian && model.weights == nil
    let order = SampleOrder(
      factors: factors, rowCount: kept.count, isUniform: isUniform, threads: threads
    ) { position in
      let row = kept[position]
      return [model.outcome[row]] + model.terms.map { $0.values[row] }
        + [model.weights?[row] ?? 1, model.offset?[row] ?? 0]
    }
    if order.isIdentity {
      rows = kept
      fixedEffects = factors
    } else {
      let positions = order.positions
      rows = kept.elements(at: positions, threads: threads)
      fixedEffects = factors.map { factor in
        Factor(
          trusted: factor.name, codes: factor.codes.elements(at: positions, threads: threads),
          levels: factor.levels)
      }
    }
    isCallersOrder = order.isIdentity && isWhole
    if isCallersOrder {
      outcome = model.outcome
      weights = model.weights
      offset = model.offset
    } else {
      let rows = self.rows
      outcome = model.outcome.elements(at: rows, threads: threads)
      weights = model.weights?.elements(at: rows, threads: threads)
      offset = model.offset?.elements(at: rows, threads: threads)
    }
    terms = SampleTerms(columns: model.terms, rows: rows, threads: threads)
    layout = order.layout(fixedEffects, rowCount: kept.count, threads: threads)
  }
}

/// The terms of a model at the rows of a sample, gathered when asked for.
struct SampleTerms: RandomAccessCollection, Sendable {
  let columns: [Term]
  let rows: [Int]
  let threads: Int

  var startIndex: Int { 0 }
  var endIndex: Int { columns.count }
  subscript(index: Int) -> [Double] { columns[index].values.elements(at: rows, threads: threads) }

  /// The terms as they stand in the caller's columns.
  func callers(_ kept: [Int]) -> [[Double]] { kept.map { columns[$0].values } }
}

extension Array where Element: BitwiseCopyable {
  /// The elements at the positions, which must be inside the array.
  func elements<Position: FixedWidthInteger & BitwiseCopyable & Sendable>(
    at positions: [Position], threads: Int
  ) -> [Element] {
    [Element](count: positions.count) { target in
      withUnsafeBufferPointer { source in
        positions.withUnsafeBufferPointer { positions in
          guard let source = source.baseAddress, let index = positions.baseAddress else { return }
          let (from, at) = (Shared(reading: source), Shared(reading: index))
          inPieces(positions.count, of: 1 << 15, threads: threads) { piece in
            for row in piece { target[row] = from[Int(at[row])] }
          }
        }
      }
    }
  }
}
