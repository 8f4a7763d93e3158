/// Decides which rows can be used: complete ones, in levels with at least two rows and, for Poisson,
/// with a positive outcome.
struct Pruning {
  private(set) var dropped = DroppedRows()
  private(set) var separated: [Int] = []
  /// For each row 1 if it is in use, and 0 if not.
  private let mask: Storage<UInt8>
  private let threads: Int
  /// The rows in use, ascending; listed anew at each call.
  var kept: [Int] {
    let length = 1 << 16
    let pieces = (mask.count + length - 1) / length
    let starts = Storage<Int>(repeating: 0, count: pieces + 1)
    let mask = self.mask
    inPieces(mask.count, of: length, threads: threads) { piece in
      var count = 0
      for row in piece { count += Int(mask.base[row]) }
      starts.base[piece.lowerBound / length + 1] = count
    }
    for piece in 0..<pieces { starts[piece + 1] += starts[piece] }
    return [Int](count: starts[pieces]) { target in
      inPieces(mask.count, of: length, threads: threads) { piece in
        var next = starts.base[piece.lowerBound / length]
        let end = starts.base[piece.lowerBound / length + 1]
        for row in piece where next < end {
          target.base[next] = row
          next += Int(mask.base[row])
        }
      }
    }
  }

  /// Keeps the complete rows; infinite values and negative Poisson outcomes are refused by row.
  init(model: Model, threads: Int) throws(EstimationError) {
    let count = model.outcome.count
    if count == 0 { throw .noRows(outcome: model.outcomeName) }
    self.threads = threads
    mask = Storage(repeating: 1, count: count)
    var names = Set<String>()
    for name in model.terms.map(\.name) where !names.insert(name).inserted {
      throw .duplicateName(name)
    }
    names.removeAll()
    for name in model.fixedEffects.map(\.name) where !names.insert(name).inserted {
      throw .duplicateName(name)
    }
    let columns =
      [(model.outcomeName, model.outcome)] + model.terms.map { ($0.name, $0.values) }
      + (model.weights.map { [("weights", $0)] } ?? [])
      + (model.offset.map { [("offset", $0)] } ?? [])
    var missing = 0
    for (name, values) in columns {
      if values.count != count { throw .length(column: name, rows: values.count, expected: count) }
      missing += try drop(missing: values, name: name)
    }
    for factor in model.fixedEffects where factor.codes.count != count {
      throw .length(column: factor.name, rows: factor.codes.count, expected: count)
    }
    dropped.missing = missing
    if model.family == .poisson {
      if let row = model.outcome.firstIndex(where: { $0 < 0 }) {
        throw .negative(column: model.outcomeName, row: row, value: model.outcome[row])
      }
    }
    if let weights = model.weights {
      for row in weights.indices where mask[row] == 1 && weights[row] <= 0 {
        if weights[row] < 0 { throw .weight(row: row, value: weights[row]) }
        mask[row] = 0
        dropped.zeroWeight += 1
      }
    }
    prune(model: model)
  }

  /// Drops rows that a combination of terms and fixed effects separates, some of them without the
  /// terms, and what their leaving makes useless.
  mutating func drop(separated rows: Set<Int>, byEffects: Set<Int>, model: Model) {
    for row in rows { mask[row] = 0 }
    let alone = byEffects.intersection(rows).count
    dropped.separatedByFixedEffects += alone
    dropped.separatedByRegressors += rows.count - alone
    separated.append(contentsOf: rows)
    prune(model: model)
  }

  /// Drops the rows in which a column is missing; returns how many of them were in use.
  private func drop(missing values: [Double], name: String) throws(EstimationError) -> Int {
    let length = 1 << 14
    let pieces = (values.count + length - 1) / length
    let counts = Storage<Int>(repeating: 0, count: pieces)
    let infinite = Storage<Int>(repeating: -1, count: pieces)
    let mask = self.mask
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let source = Shared(reading: base)
      inPieces(values.count, of: length, threads: threads) { piece in
        // Zero times a number is zero, unless the number is not finite.
        var sum = SIMD4<Double>.zero
        var row = piece.lowerBound
        while row + 4 <= piece.upperBound {
          let four = SIMD4(
            source.base[row], source.base[row + 1], source.base[row + 2], source.base[row + 3])
          sum += four * 0
          row += 4
        }
        while row < piece.upperBound {
          sum[0] += source.base[row] * 0
          row += 1
        }
        if sum == .zero { return }
        let number = piece.lowerBound / length
        for row in piece where !source.base[row].isFinite {
          if source.base[row].isInfinite {
            infinite.base[number] = row
            return
          }
          counts.base[number] += Int(mask.base[row])
          mask.base[row] = 0
        }
      }
    }
    if let row = infinite.array.first(where: { $0 >= 0 }) {
      throw .infinite(column: name, row: row)
    }
    return counts.array.reduce(0, +)
  }

  /// How many rows of each level of a fixed effect are in use, and how many have a positive outcome.
  private struct Count: Sendable {
    let rows: Storage<Int32>
    let positive: Storage<Int32>
  }

  /// Repeats both tests for every fixed effect until nothing more is dropped.
  private mutating func prune(model: Model) {
    let isPoisson = model.family == .poisson
    let mask = self.mask
    let outcome = model.outcome
    if isPoisson, !outcome.indices.contains(where: { mask[$0] == 1 && outcome[$0] > 0 }) {
      // Without a positive outcome the constant alone is separated.
      for row in outcome.indices where mask[row] == 1 {
        mask[row] = 0
        dropped.separatedByFixedEffects += 1
        separated.append(row)
      }
    }
    let effects = model.fixedEffects
    let counts = effects.map {
      Count(
        rows: Storage(repeating: 0, count: $0.levels),
        positive: Storage(repeating: 0, count: isPoisson ? $0.levels : 0))
    }
    inParallel(effects.count, threads: threads) { index in
      let count = counts[index]
      effects[index].codes.withUnsafeBufferPointer { codes in
        outcome.withUnsafeBufferPointer { outcome in
          for row in codes.indices where mask.base[row] == 1 {
            count.rows.base[Int(codes[row])] += 1
            if isPoisson && outcome[row] > 0 { count.positive.base[Int(codes[row])] += 1 }
          }
        }
      }
    }
    var changed = true
    while changed {
      changed = false
      for (factor, count) in zip(effects, counts) {
        if isPoisson {
          let leaving = dropRows(factor, effects, counts, outcome) {
            count.rows.base[$0] > 0 && count.positive.base[$0] == 0
          }
          dropped.separatedByFixedEffects += leaving.count
          separated.append(contentsOf: leaving)
          if !leaving.isEmpty { changed = true }
        }
        let single = dropRows(factor, effects, counts, outcome) { count.rows.base[$0] == 1 }
        dropped.singleton += single.count
        if !single.isEmpty { changed = true }
      }
    }
  }

  /// Drops the rows in the levels that leave, as they stand now; the counts of all effects follow.
  private func dropRows(
    _ factor: Factor, _ effects: [Factor], _ counts: [Count], _ outcome: [Double],
    _ leaves: (Int) -> Bool
  ) -> [Int] {
    var isLeaving = [Bool](repeating: false, count: factor.levels)
    var any = false
    for level in 0..<factor.levels where leaves(level) {
      isLeaving[level] = true
      any = true
    }
    if !any { return [] }
    var rows: [Int] = []
    for row in factor.codes.indices where mask.base[row] == 1 && isLeaving[Int(factor.codes[row])] {
      rows.append(row)
      mask.base[row] = 0
      for (effect, count) in zip(effects, counts) {
        let level = Int(effect.codes[row])
        count.rows.base[level] -= 1
        if count.positive.count > 0 && outcome[row] > 0 { count.positive.base[level] -= 1 }
      }
    }
    return rows
  }
}
