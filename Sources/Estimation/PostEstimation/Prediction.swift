/// Predictions for rows that need not be in the estimation sample.
public struct Prediction: Sendable, Equatable {
  /// The predicted values; NaN, missing, where a row cannot be predicted.
  public let values: [Double]
  /// The rows with a missing term or offset.
  public let missing: Int
  /// The rows with a level that has no row in the estimation sample.
  public let unknownLevel: Int
  /// The rows whose levels are known, but whose combination the sample does not determine: such as
  /// two levels from unconnected components.
  public let notIdentified: Int
}

extension EstimatedModel {
  /// Predicts new rows.
  ///
  /// `terms` are found by name, and those of the estimated coefficients must be there; others are
  /// ignored. `fixedEffects` are in the order of the model and use the codes of its factors: a code
  /// beyond them is an unknown level. An offset is zero unless given. Throws `estimate.prediction` if
  /// a term or a factor is missing, `estimate.length`, and the errors of `fixedEffects`.
  public func predict(
    terms: [Term], fixedEffects: [Factor], offset: [Double]? = nil, scale: PredictionScale
  ) throws(EstimationError) -> Prediction {
    var columns: [[Double]] = []
    for name in names {
      guard let term = terms.first(where: { $0.name == name }) else {
        throw .missingForPrediction("the term '\(name)'")
      }
      columns.append(term.values)
    }
    if fixedEffects.count != model.fixedEffects.count {
      let list = model.fixedEffects.map { "'\($0.name)'" }.joined(separator: ", ")
      throw .missingForPrediction("one factor for each of the fixed effects \(list)")
    }
    guard let count = fixedEffects.first?.codes.count ?? columns.first?.count ?? offset?.count
    else { throw .missingForPrediction("a term or a factor") }
    for (name, column) in zip(names, columns) where column.count != count {
      throw .length(column: name, rows: column.count, expected: count)
    }
    for factor in fixedEffects where factor.codes.count != count {
      throw .length(column: factor.name, rows: factor.codes.count, expected: count)
    }
    if let offset, offset.count != count {
      throw .length(column: "offset", rows: offset.count, expected: count)
    }
    var values = offset ?? [Double](repeating: 0, count: count)
    for (column, coefficient) in zip(columns, solution.coefficients) {
      for row in values.indices { values[row] += coefficient * column[row] }
    }
    let missing = values.count { !$0.isFinite }
    for row in values.indices where !values[row].isFinite { values[row] = .nan }
    let (unknown, unidentified) = try addEffects(fixedEffects, to: &values)
    if scale == .response, model.family == .poisson {
      for row in values.indices { values[row] = exponential(values[row]) }
    }
    return Prediction(
      values: values, missing: missing, unknownLevel: unknown, notIdentified: unidentified)
  }

  /// Adds the rows' effects; a row that has none becomes missing.
  private func addEffects(
    _ factors: [Factor], to values: inout [Double]
  ) throws(EstimationError) -> (unknown: Int, unidentified: Int) {
    if factors.isEmpty { return (0, 0) }
    let solver = LevelSolver(factors: sample.fixedEffects, rowCount: sample.rows.count)
    let effects = try solver.solve(effectSums)
    let direction = factors.count > 1 ? try solver.unidentifiedDirection() : []
    let known = factors.indices.map { index in
      var table = [Int?](repeating: nil, count: model.fixedEffects[index].levels)
      for (level, code) in originalCodes(of: index).enumerated() { table[code] = level }
      return table
    }
    var unknown = 0
    var unidentified = 0
    for row in values.indices where !values[row].isNaN {
      var drift = 0.0
      var isKnown = true
      for (index, factor) in factors.enumerated() {
        let code = Int(factor.codes[row])
        guard code < known[index].count, let level = known[index][code] else {
          isKnown = false
          break
        }
        values[row] += effects[index][level]
        if !direction.isEmpty { drift += direction[index][level] }
      }
      if !isKnown {
        unknown += 1
        values[row] = .nan
      } else if abs(drift) > 1e-7 {
        unidentified += 1
        values[row] = .nan
      }
    }
    return (unknown, unidentified)
  }
}
