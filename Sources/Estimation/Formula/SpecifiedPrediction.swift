extension FitSpecification {
  /// Predicts the outcome's mean in rows of other data, from models of this specification.
  ///
  /// - Parameters:
  ///   - fits: The models that `fits(of:)` estimated.
  ///   - data: The data they were estimated from.
  ///   - others: The new rows; they need the columns of the terms, the fixed effects and the offset,
  ///     and no outcome. Lags are taken from the new rows alone.
  ///
  /// Levels are those of the first data: a new row with another level of a fixed effect, or of an
  /// `i()`, has no prediction and is counted. A term that was omitted counts nothing, as in R. Throws
  /// a `FormulaError` if a column is not there or does not hold what it is used for, or an
  /// `EstimationError`.
  public func predictions(
    of fits: [SpecifiedFit], estimatedFrom data: DataColumns, for others: DataColumns
  ) throws -> [Prediction] {
    var first = try FormulaDesign(
      data: data, formulaText: formula.text, panel: nil, usesPanel: false, restriction: nil)
    var design = try FormulaDesign(
      data: others, formulaText: formula.text, panel: panel,
      usesPanel: fits.contains { $0.formula.terms.contains(where: \.usesPanel) },
      restriction: nil)
    return try fits.map { fit in
      let formula = fit.formula
      for (name, position) in formula.terms.flatMap(\.classified)
        + formula.fixedEffects.flatMap({ Array(zip($0.columns, $0.positions)) })
      {
        try design.adopt(first.classification(name, at: position, in: self.formula.text))
      }
      let effects = try formula.fixedEffects.enumerated().map { index, effect in
        try design.factor(
          effect, like: fit.estimated.model.fixedEffects[index], from: &first)
      }
      let terms = try design.terms(of: formula)
      let shift = try offset.map { try design.named($0, what: "the offset") }
      let prediction = try fit.estimated.predict(
        terms: terms, fixedEffects: effects, offset: shift, scale: .response)
      return prediction.marking(
        unknown: design.unknownLevels(in: formula.terms.flatMap(\.classified).map(\.0)))
    }
  }

  /// The columns that new rows need for a prediction, sorted.
  public var predictionColumnNames: [String] {
    var names = Set(
      formula.models.flatMap { model in
        model.terms.flatMap(\.columns).map(\.name) + model.fixedEffects.flatMap(\.columns)
      })
    names.formUnion([offset].compactMap { $0 })
    if let panel, formula.models.contains(where: { $0.terms.contains(where: \.usesPanel) }) {
      names.formUnion([panel.unit, panel.time])
    }
    return names.sorted()
  }

  /// Refuses new rows without a column that a prediction needs; `columns` are those there are.
  ///
  /// Throws `formula.unknown_name` with the nearest name.
  public func check(
    forPrediction columns: [String], of data: String
  ) throws(FormulaError) {
    for name in predictionColumnNames where !columns.contains(name) {
      throw FormulaError(
        .unknownName, "\(data) has no column '\(name)', which a prediction needs",
        hint: NearestName.hint(name, among: columns, what: "columns"))
    }
  }
}

extension FormulaTerm {
  /// The columns that are read as classifications, with their places.
  var classified: [(String, Int)] {
    components.flatMap { component -> [(String, Int)] in
      guard case .indicators(let indicators) = component else { return [] }
      let own = [(indicators.levels.column, indicators.levels.position)]
      switch indicators.partner {
      case .levels(let second): return own + [(second.column, second.position)]
      default: return own
      }
    }
  }
}

extension ColumnFactor {
  /// Another column with the levels of this one; a value that is none of them has code -1.
  func matched(to column: DataColumns.Column) throws(FormulaError) -> ColumnFactor {
    let other = try ColumnFactor(column)
    var known: [String: Int32] = [:]
    for (code, label) in labels.enumerated() { known[label] = Int32(code) }
    let table = other.labels.map { known[$0] ?? -1 }
    return ColumnFactor(
      name: name, codes: other.codes.map { $0 < 0 ? -1 : table[Int($0)] }, labels: labels,
      numbers: numbers)
  }
}

extension Prediction {
  /// Counts rows whose term is missing because of a level that was not there.
  func marking(unknown rows: Set<Int>) -> Prediction {
    var statuses = self.statuses
    for row in rows where statuses[row] == .missing { statuses[row] = .unknownLevel }
    return Prediction(values: values, statuses: statuses)
  }
}
