/// Predictions for rows that need not be in the estimation sample.
public struct Prediction: Sendable, Equatable {
  /// What became of a row.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// It has a value.
    case predicted
    /// A term or the offset is missing.
    case missing
    /// It has a level without a row in the estimation sample.
    case unknownLevel = "unknown level"
    /// Its levels are known, but the sample does not determine their combination: such as two levels
    /// from unconnected components.
    case notIdentified = "not identified"
  }

  /// The predicted values; NaN, missing, where a row cannot be predicted.
  public let values: [Double]
  /// What became of each row.
  public let statuses: [Status]
  /// The rows with a missing term or offset.
  public var missing: Int { statuses.count { $0 == .missing } }
  /// The rows with a level that has no row in the estimation sample.
  public var unknownLevel: Int { statuses.count { $0 == .unknownLevel } }
  /// The rows whose levels are known, but whose combination the sample does not determine.
  public var notIdentified: Int { statuses.count { $0 == .notIdentified } }
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
    var statuses = [Prediction.Status](repeating: .predicted, count: count)
    for row in values.indices where !values[row].isFinite {
      values[row] = .nan
      statuses[row] = .missing
    }
    try addEffects(fixedEffects, to: &values, &statuses)
    if scale == .response, model.family == .poisson {
      for row in values.indices { values[row] = exponential(values[row]) }
    }
    // An exponential that is too large is no number either.
    for row in values.indices where statuses[row] == .predicted && !values[row].isFinite {
      throw EstimationError(
        .notFinite, "the prediction of row \(row + 1) is not a finite number",
        hint: "check its terms: they lie far outside those of the estimation")
    }
    return Prediction(values: values, statuses: statuses)
  }

  /// Adds the rows' effects; a row that has none becomes missing.
  private func addEffects(
    _ factors: [Factor], to values: inout [Double], _ statuses: inout [Prediction.Status]
  ) throws(EstimationError) {
    if factors.isEmpty { return }
    let solver = LevelSolver(factors: sample.fixedEffects, rowCount: sample.rows.count)
    let effects = try solver.solve(effectSums)
    let direction = factors.count > 1 ? try solver.unidentifiedDirection() : []
    let known = factors.indices.map { index in
      var table = [Int?](repeating: nil, count: model.fixedEffects[index].levels)
      for (level, code) in originalCodes(of: index).enumerated() { table[code] = level }
      return table
    }
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
        statuses[row] = .unknownLevel
        values[row] = .nan
      } else if abs(drift) > 1e-7 {
        statuses[row] = .notIdentified
        values[row] = .nan
      }
    }
  }
}
