/// The fixed effects of an estimated model, recovered from its fitted values.
///
/// Fixed effects are determined up to what can be moved between them without changing any fitted
/// value; a normalization says which of the equally good sets is stated. Sums over a row's levels do
/// not depend on it.
public struct FixedEffectEstimates: Sendable, Equatable {
  /// Which of the equally good sets of effects is stated.
  public enum Normalization: String, Sendable, Hashable {
    /// For one or two fixed effects: in each connected component of the graph of their levels, the
    /// second effect of the lowest level is zero (Abowd, Creecy and Kramarz 2002). One alone is
    /// determined.
    case firstLevels
    /// For any number: the sum of the squared effects over rows and fixed effects is least. No level
    /// is singled out; with two effects of one component their means over the rows are equal.
    case leastSquares
  }

  /// The effects of one factor.
  public struct Effect: Sendable, Equatable {
    /// The factor's name.
    public let name: String
    /// The effect of each level by the caller's code, on the scale of the linear predictor; NaN,
    /// missing, for a level without a row in the estimation sample.
    public let values: [Double]
    /// The codes set to zero by the normalization.
    public let references: [Int]
  }

  /// The effects in the order of the model.
  public let effects: [Effect]
  /// How they were normalized.
  public let normalization: Normalization
  /// The connected components of the first two factors' levels; 1 for one factor, and nil for more
  /// than two, where components do not settle what is determined.
  public let components: Int?
  /// The largest difference between a row's linear predictor and the sum of its terms' part, its
  /// offset and its effects.
  public let largestMiss: Double
}

extension EstimatedModel {
  /// Recovers the fixed effects; unless stated, the first levels are zero with one or two effects and
  /// squares are least with more.
  ///
  /// Costs some tens of passes over the rows. Throws `estimate.prediction` without fixed effects or
  /// if `firstLevels` is asked for with more than two, and `estimate.no_convergence`.
  public func fixedEffects(
    _ normalization: FixedEffectEstimates.Normalization? = nil
  ) throws(EstimationError) -> FixedEffectEstimates {
    let factors = sample.fixedEffects
    if factors.isEmpty { throw .noFixedEffects }
    let chosen = normalization ?? (factors.count <= 2 ? .firstLevels : .leastSquares)
    if chosen == .firstLevels, factors.count > 2 { throw .normalization(effects: factors.count) }
    let target = effectSums
    let solver = LevelSolver(factors: factors, rowCount: sample.rows.count)
    var values = try solver.solve(target)
    var references = [[Int]](repeating: [], count: factors.count)
    var components: Int? = factors.count == 1 ? 1 : nil
    if factors.count == 2 {
      let component = EstimatedModel.components(factors[0], factors[1])
      var seen: [Int: Double] = [:]
      for level in 0..<factors[1].levels {
        let part = component[factors[0].levels + level]
        if seen[part] == nil {
          seen[part] = values[1][level]
          references[1].append(level)
        }
      }
      components = seen.count
      if chosen == .firstLevels {
        for level in values[0].indices { values[0][level] += seen[component[level]] ?? 0 }
        for level in values[1].indices {
          values[1][level] -= seen[component[factors[0].levels + level]] ?? 0
        }
      } else {
        references[1] = []
      }
    }
    let sums = solver.rows(values)
    let miss = zip(sums, target).reduce(0) { max($0, abs($1.0 - $1.1)) }
    var effects: [FixedEffectEstimates.Effect] = []
    for index in factors.indices {
      let original = originalCodes(of: index)
      var column = [Double](repeating: .nan, count: model.fixedEffects[index].levels)
      for (level, code) in original.enumerated() { column[code] = values[index][level] }
      effects.append(
        .init(
          name: factors[index].name, values: column,
          references: references[index].map { original[$0] }))
    }
    return FixedEffectEstimates(
      effects: effects, normalization: chosen, components: components, largestMiss: miss)
  }

  /// What the fixed effects add up to in each row of the sample.
  var effectSums: [Double] {
    var sums = sampleMeans
    if model.family == .poisson {
      for row in sums.indices { sums[row] = naturalLogarithm(sums[row]) }
    }
    if let offset = sample.offset { for row in sums.indices { sums[row] -= offset[row] } }
    for (index, coefficient) in zip(collinearity.kept, solution.coefficients) {
      let term = sample.terms[index]
      for row in sums.indices { sums[row] -= coefficient * term[row] }
    }
    return sums
  }

  /// The caller's code of each level in the sample.
  func originalCodes(of index: Int) -> [Int] {
    var codes = [Int](repeating: 0, count: sample.fixedEffects[index].levels)
    for (position, row) in sample.rows.enumerated() {
      codes[Int(sample.fixedEffects[index].codes[position])] =
        Int(model.fixedEffects[index].codes[row])
    }
    return codes
  }

  /// The connected component of each level, of the first factor and then of the second.
  private static func components(_ first: Factor, _ second: Factor) -> [Int] {
    var parent = Array(0..<(first.levels + second.levels))
    func root(_ node: Int) -> Int {
      var node = node
      while parent[node] != node {
        parent[node] = parent[parent[node]]
        node = parent[node]
      }
      return node
    }
    for row in first.codes.indices {
      let (a, b) = (root(Int(first.codes[row])), root(first.levels + Int(second.codes[row])))
      parent[max(a, b)] = min(a, b)
    }
    return parent.indices.map { root($0) }
  }
}
