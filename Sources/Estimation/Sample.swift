/// The rows an estimation uses, compact and in an order of its own.
///
/// Rows are sorted by the level of the fixed effect with the most levels (which `Absorber` needs),
/// then by the other fixed effects, then by outcome and terms. The order, and every sum taken in it,
/// therefore does not depend on the order in which the caller's rows came.
struct Sample {
  /// For each row of the sample, its position in the caller's columns.
  let rows: [Int]
  let outcome: [Double]
  let terms: [[Double]]
  /// The prior weights, or nil if all rows count once.
  let weights: [Double]?
  let offset: [Double]?
  /// The fixed effects in the order of the model, recoded to the levels that remain.
  let fixedEffects: [Factor]
  /// The index of the fixed effect with the most levels, or nil without fixed effects.
  let largest: Int?

  init(model: Model, keeping kept: [Int]) {
    let factors = model.fixedEffects.map { $0.keeping(kept) }
    var largest: Int?
    for (index, factor) in factors.enumerated()
    where factor.levels > (largest.map { factors[$0].levels } ?? -1) {
      largest = index
    }
    var priority = Array(factors.indices)
    if let largest {
      priority.remove(at: largest)
      priority.insert(largest, at: 0)
    }
    var order = Array(0..<kept.count)
    for index in priority.reversed() { order = Sample.stableOrder(order, by: factors[index]) }
    Sample.sortTies(&order, factors: priority.map { factors[$0] }) { position in
      let row = kept[position]
      return [model.outcome[row]] + model.terms.map { $0.values[row] }
        + [model.weights?[row] ?? 1, model.offset?[row] ?? 0]
    }
    let rows = order.map { kept[$0] }
    self.rows = rows
    self.largest = largest
    outcome = rows.map { model.outcome[$0] }
    terms = model.terms.map { term in rows.map { term.values[$0] } }
    weights = model.weights.map { weights in rows.map { weights[$0] } }
    offset = model.offset.map { offset in rows.map { offset[$0] } }
    fixedEffects = factors.map { factor in
      Factor(
        trusted: factor.name, codes: order.map { factor.codes[$0] }, levels: factor.levels)
    }
  }

  /// A counting sort that keeps the order of rows of the same level.
  private static func stableOrder(_ order: [Int], by factor: Factor) -> [Int] {
    var start = [Int](repeating: 0, count: factor.levels + 1)
    for code in factor.codes { start[Int(code) + 1] += 1 }
    for level in 0..<factor.levels { start[level + 1] += start[level] }
    var sorted = order
    for position in order {
      let level = Int(factor.codes[position])
      sorted[start[level]] = position
      start[level] += 1
    }
    return sorted
  }

  /// Sorts each run of rows that agree in all fixed effects by their numbers.
  private static func sortTies(
    _ order: inout [Int], factors: [Factor], numbers: (Int) -> [Double]
  ) {
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count,
        factors.allSatisfy({ $0.codes[order[first]] == $0.codes[order[end]] })
      {
        end += 1
      }
      if end - first > 1 {
        let keyed = order[first..<end].map { ($0, numbers($0)) }
        let sorted = keyed.sorted { $0.1.lexicographicallyPrecedes($1.1) }
        for (offset, entry) in sorted.enumerated() { order[first + offset] = entry.0 }
      }
      first = end
    }
  }
}
