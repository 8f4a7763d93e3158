/// One model of a specification, estimated.
public struct SpecifiedFit: Sendable {
  /// The model.
  public let formula: ModelFormula
  /// What was estimated; its variances are in the order of the specification.
  public let fit: Fit
  /// The rows left out by the restriction of the sample.
  public let excludedRows: Int
  /// The rows left out because a value is missing, without those that the restriction leaves out.
  public let missingRows: Int
  /// Reference levels that the formula did not name, by the term that they belong to.
  public let references: [(term: String, level: String)]
  /// For each variance, the combinations of the specification in their order.
  public let combinations: [[LinearCombination]]
  /// For each variance, the joint tests of the specification in their order.
  public let jointTests: [[WaldTest]]
  /// The bootstraps in the order of the specification.
  public let bootstraps: [BootstrapResult]
  /// The estimates without their incidental-parameter bias, if that was asked for.
  public let correction: IncidentalParameterCorrection?
  /// How well the model fits.
  public let goodness: GoodnessOfFit
  /// The model as it was estimated, for predictions.
  public let estimated: EstimatedModel
}

extension FitSpecification {
  /// Estimates every model of the specification, in the order of the formula.
  ///
  /// All models of one formula use their own complete rows. A row without a value in a fixed effect
  /// or in a column of a variance is left out like one without an outcome.
  ///
  /// `threads` is the number of threads, or nil for as many as there are processors; it changes no bit
  /// of a result. Throws a `FormulaError` or an `EstimationError`; the first model that fails ends the
  /// run.
  public func fits(of data: DataColumns, threads: Int? = nil) throws -> [SpecifiedFit] {
    try check(against: data.names, of: data.name)
    let restrictionUsesPanel =
      try restriction.map { text throws(FormulaError) in
        try ColumnExpression(parsing: text).usesPanel
      } ?? false
    if restrictionUsesPanel, panel == nil {
      throw FormulaError(
        .specification, "the restriction has lags or differences, and no panel is named",
        hint: "name the columns of unit and period, such as --panel pair,year")
    }
    var design = try FormulaDesign(
      data: data, formulaText: formula.text, panel: panel,
      usesPanel: restrictionUsesPanel || formula.models.contains(where: \.usesPanel),
      restriction: restriction)
    let columns = try variances.map { try $0.variance(&design) }
    var clusterings: [[Factor]] = []
    for bootstrap in bootstraps {
      clusterings.append(
        try bootstrap.clusters.columns.map { column throws(FormulaError) in
          try design.factor(column, in: bootstrap.description)
        })
    }
    let subclusters = try bootstraps.map { bootstrap throws(FormulaError) in
      try bootstrap.subclusters.map { column throws(FormulaError) in
        try design.factor(column, in: bootstrap.description)
      }
    }
    let panel = try debiasing?.map { column throws(FormulaError) in
      try design.factor(column, in: column.description)
    }
    let others =
      (debiasing ?? []).flatMap(\.columns) + variances.flatMap(\.columnNames)
      + bootstraps.flatMap(\.columnNames)
    var fits: [SpecifiedFit] = []
    for model in formula.models {
      let prepared = try design.model(
        model, family: family, weights: weights, offset: offset, others: others)
      let estimated = try EstimatedModel(
        prepared.model, tolerance: tolerance, threads: threads)
      let fit = try estimated.fit(variances: columns, smallSample: smallSample.convention)
      let combined = try fit.variances.map { variance in
        try combinations.map { try variance.combination($0, level: level / 100) }
      }
      let tested = try fit.variances.map { variance in
        try jointTests.map { try variance.waldTest($0) }
      }
      let correction = try panel.map {
        try estimated.correctingIncidentalParameters(
          origin: $0[0], destination: $0[1], time: $0[2])
      }
      let drawn = try bootstraps.indices.map { index in
        try bootstraps[index].run(
          estimated, clusters: clusterings[index], subclusters: subclusters[index],
          level: level / 100, smallSample: smallSample.convention)
      }
      fits.append(
        SpecifiedFit(
          formula: model, fit: fit, excludedRows: design.excludedRows,
          missingRows: fit.dropped.missing - design.excludedRows, references: prepared.references,
          combinations: combined, jointTests: tested, bootstraps: drawn, correction: correction,
          goodness: try estimated.goodnessOfFit(), estimated: estimated))
    }
    return fits
  }
}
