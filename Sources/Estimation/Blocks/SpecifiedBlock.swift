extension FitSpecification {
  /// Refuses what cannot be estimated over blocks of a column.
  ///
  /// Blocks share terms of one formula, so that a term must mean the same in each of them: indicators of
  /// levels, lags and several models are refused, as are variances other than `iid`, `hetero` and
  /// `cluster`, combinations, joint tests, bootstraps and corrections. Every fixed effect must be
  /// interacted with the column. Throws `formula.specification` that says which of it is at fault.
  public func requireBlocks(by column: String) throws(FormulaError) {
    func refuse(_ message: String, _ hint: String) -> FormulaError {
      FormulaError(.specification, message, hint: hint, text: formula.text, position: 0)
    }
    guard formula.models.count == 1, let model = formula.models.first else {
      throw refuse(
        "the formula stands for \(formula.models.count) models, and blocks are combined to one",
        "estimate each with a formula of its own")
    }
    if model.terms.isEmpty {
      throw refuse("the formula has no terms", "name what the outcome depends on")
    }
    for term in model.terms {
      for case .indicators in term.components {
        throw refuse(
          "'\(term)' stands for the levels that a block happens to have",
          "add a column for each level to the data, and name those")
      }
    }
    if model.fixedEffects.isEmpty {
      throw refuse(
        "without fixed effects the rows do not fall into blocks",
        "absorb fixed effects that are interacted with \(column), such as | state^\(column)")
    }
    for effect in model.fixedEffects where !effect.columns.contains(column) {
      throw refuse(
        "the fixed effect '\(effect)' is shared by blocks of '\(column)'",
        "write \(effect)^\(column), or estimate in memory with swingport fit")
    }
    for variance in variances where ![.iid, .hetero, .cluster].contains(variance.kind) {
      throw refuse(
        "the variance '\(variance)' cannot be combined from blocks",
        "use iid, hetero or cluster:COLUMNS")
    }
    if panel != nil || model.usesPanel {
      throw refuse(
        "lags are not taken within blocks",
        "add them to the data as columns, as swingport panel does")
    }
    if !combinations.isEmpty || !jointTests.isEmpty || debiasing != nil || !bootstraps.isEmpty {
      throw refuse(
        "combinations, joint tests, corrections and bootstraps are not made over blocks",
        "leave them out, or estimate in memory with swingport fit")
    }
  }

  /// The columns that name blocks and clusters, which are read as text so that a code is called the same
  /// in every block; without those that a term counts with.
  public func labelColumns(block: String) -> Set<String> {
    var names = Set(variances.flatMap(\.columnNames)).union([block])
    for model in formula.models {
      names.subtract(model.outcome.columns.map(\.name))
      names.subtract(model.terms.flatMap(\.columns).map(\.name))
    }
    return names
  }

  /// The columns of one block, whose rows all have the same value of `column`.
  ///
  /// - Parameter missing: The texts that meant missing where the data were read; the statistics carry
  ///   them.
  ///
  /// Throws a `FormulaError` for what `requireBlocks` refuses, for columns that are not there or do not
  /// hold what they are used for, and for rows of two blocks; or an `EstimationError`.
  public func block(
    of data: DataColumns, by column: String, missing: Set<String> = []
  ) throws -> Block {
    let choices = try blockChoices(by: column, missing: missing)
    try check(against: data.names, of: data.name)
    var design = try FormulaDesign(
      data: data, formulaText: formula.text, panel: nil, usesPanel: false,
      restriction: restriction, isPart: true)
    let names = try design.classification(column, at: 0, in: nil)
    guard names.labels.count == 1, !names.codes.contains(-1) else {
      let row = names.codes.firstIndex { $0 != names.codes[0] } ?? 0
      throw FormulaError(
        .data,
        names.codes.contains(-1)
          ? "\(data.name) has rows without a value of '\(column)', which names the block"
          : "\(data.name) has rows of the blocks '\(data.text(of: column, row: 0))' and "
            + "'\(data.text(of: column, row: row))' of '\(column)'",
        hint: "hand over the rows of one block at a time")
    }
    var wanted: [Block.Variance] = []
    for variance in variances {
      switch variance.kind {
      case .iid: wanted.append(.iid)
      case .hetero: wanted.append(.heteroskedastic)
      default:
        var dimensions: [Block.Dimension] = []
        for columns in variance.columns {
          dimensions.append(
            try design.dimension(columns, by: column, in: variance.description))
        }
        wanted.append(.clustered(dimensions))
      }
    }
    let prepared = try design.model(
      formula.models[0], family: family, weights: weights, offset: offset,
      others: variances.flatMap(\.columnNames) + [column])
    return try Block(
      id: names.labels[0], choices: choices, model: prepared.model, variances: wanted,
      excludedRows: design.excludedRows)
  }
}

extension FormulaDesign {
  /// A dimension of clusters with the names that its clusters have in every block.
  fileprivate mutating func dimension(
    _ columns: CombinedColumns, by block: String, in text: String
  ) throws -> Block.Dimension {
    let factor = try factor(columns, in: text)
    var parts: [ColumnFactor] = []
    for (name, position) in zip(columns.columns, columns.positions) {
      parts.append(try classification(name, at: position, in: text))
    }
    var labels = [String](repeating: "", count: factor.levels)
    var isNamed = [Bool](repeating: false, count: factor.levels)
    for (row, code) in factor.codes.enumerated() where !isNamed[Int(code)] {
      let own = parts.map { $0.codes[row] }
      if own.contains(where: { $0 < 0 }) { continue }
      isNamed[Int(code)] = true
      // No text of a table holds the sign that separates units.
      labels[Int(code)] =
        zip(parts, own).map { $0.labels[Int($1)] }.joined(separator: "\u{1F}")
    }
    return try Block.Dimension(
      factor: factor, labels: labels, isWithinBlock: columns.columns.contains(block))
  }
}
