/// Decides which rows can be used: complete ones, in levels with at least two rows and, for Poisson,
/// with a positive outcome.
struct Pruning {
  private(set) var dropped = DroppedRows()
  private(set) var kept: [Int]
  private(set) var separated: [Int] = []

  /// Keeps the complete rows; infinite values and negative Poisson outcomes are refused by row.
  init(model: Model) throws(EstimationError) {
    let count = model.outcome.count
    if count == 0 { throw .noRows(outcome: model.outcomeName) }
    var names = Set<String>()
    for name in model.terms.map(\.name) where !names.insert(name).inserted {
      throw .duplicateName(name)
    }
    names.removeAll()
    for name in model.fixedEffects.map(\.name) where !names.insert(name).inserted {
      throw .duplicateName(name)
    }
    var isMissing = [Bool](repeating: false, count: count)
    let columns =
      [(model.outcomeName, model.outcome)] + model.terms.map { ($0.name, $0.values) }
      + (model.weights.map { [("weights", $0)] } ?? [])
      + (model.offset.map { [("offset", $0)] } ?? [])
    for (name, values) in columns {
      if values.count != count { throw .length(column: name, rows: values.count, expected: count) }
      for row in values.indices where !values[row].isFinite {
        if values[row].isInfinite { throw .infinite(column: name, row: row) }
        isMissing[row] = true
      }
    }
    for factor in model.fixedEffects where factor.codes.count != count {
      throw .length(column: factor.name, rows: factor.codes.count, expected: count)
    }
    if model.family == .poisson {
      for row in model.outcome.indices where model.outcome[row] < 0 {
        throw .negative(column: model.outcomeName, row: row, value: model.outcome[row])
      }
    }
    kept = (0..<count).filter { !isMissing[$0] }
    dropped.missing = count - kept.count
    if let weights = model.weights {
      for row in kept where weights[row] < 0 { throw .weight(row: row, value: weights[row]) }
      kept.removeAll { weights[$0] == 0 }
      dropped.zeroWeight = count - dropped.missing - kept.count
    }
    prune(model: model)
  }

  /// Drops rows separated by regressors, and what their leaving makes useless.
  mutating func drop(separated rows: Set<Int>, model: Model) {
    kept.removeAll { rows.contains($0) }
    dropped.separatedByRegressors += rows.count
    separated.append(contentsOf: rows)
    prune(model: model)
  }

  /// Repeats both tests for every fixed effect until nothing more is dropped.
  private mutating func prune(model: Model) {
    if model.family == .poisson, kept.allSatisfy({ model.outcome[$0] == 0 }) {
      // Without a positive outcome the constant alone is separated.
      dropped.separatedByFixedEffects += kept.count
      separated.append(contentsOf: kept)
      kept = []
    }
    var remaining = -1
    while remaining != kept.count {
      remaining = kept.count
      for factor in model.fixedEffects {
        if model.family == .poisson { dropZeroLevels(of: factor, outcome: model.outcome) }
        dropSingletons(of: factor)
      }
    }
  }

  private mutating func dropZeroLevels(of factor: Factor, outcome: [Double]) {
    var hasPositive = [Bool](repeating: false, count: factor.levels)
    for row in kept where outcome[row] > 0 { hasPositive[Int(factor.codes[row])] = true }
    let leaving = kept.filter { !hasPositive[Int(factor.codes[$0])] }
    if leaving.isEmpty { return }
    kept.removeAll { !hasPositive[Int(factor.codes[$0])] }
    dropped.separatedByFixedEffects += leaving.count
    separated.append(contentsOf: leaving)
  }

  private mutating func dropSingletons(of factor: Factor) {
    var count = [Int32](repeating: 0, count: factor.levels)
    for row in kept { count[Int(factor.codes[row])] += 1 }
    let before = kept.count
    kept.removeAll { count[Int(factor.codes[$0])] == 1 }
    dropped.singleton += before - kept.count
  }
}
