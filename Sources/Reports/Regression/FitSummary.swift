/// One model after the other in plain text: what `swingport fit` prints unless told otherwise.
public enum FitSummary {
  /// The summary of all models, lines ended by LF.
  public static func text(_ results: [RegressionResult], decimals: Int = 4) -> String {
    results.enumerated().map { index, result in
      model(result, number: results.count > 1 ? index + 1 : nil, decimals: decimals)
    }.joined(separator: "\n")
  }

  private static let numbers = NumberText.plain

  private static func model(_ result: RegressionResult, number: Int?, decimals: Int) -> String {
    var facts: [(String, String)] = [
      ("family", result.family == "poisson" ? "poisson (PPML)" : "gaussian (least squares)"),
      ("data", result.data),
    ]
    if let restriction = result.restriction { facts.append(("sample", restriction)) }
    if let weights = result.weights { facts.append(("weights", weights)) }
    if let offset = result.offset { facts.append(("offset", offset)) }
    facts.append(
      (
        "observations",
        "\(numbers.whole(result.observations)) of \(numbers.whole(result.rows)) rows"
      ))
    let dropped = RegressionTable.reasons(result.dropped).filter { $0.rows > 0 }
    if !dropped.isEmpty {
      facts.append(
        (
          "dropped",
          dropped.map { "\(numbers.whole($0.rows)) \($0.name)" }.joined(separator: ", ")
        ))
    }
    if !result.fixedEffects.isEmpty {
      let effects = result.fixedEffects.map { "\($0.name) \(numbers.whole($0.levels))" }
      let rank =
        (result.fixedEffectRankIsExact ? "rank " : "rank at most ")
        + numbers.whole(result.fixedEffectRank)
      facts.append(("fixed effects", effects.joined(separator: ", ") + " (\(rank))"))
    }
    facts.append(
      (
        "converged",
        "\(result.iterations) \(result.iterations == 1 ? "step" : "steps"); tolerance "
          + "\(numbers.scientific(result.tolerance)), reached "
          + numbers.reached(result.toleranceReached)
      ))
    facts.append(("log likelihood", numbers.fixed(result.logLikelihood, 4)))
    facts.append(("deviance", numbers.fixed(result.deviance, 4)))
    if let goodness = result.goodness { facts += measures(goodness) }
    for note in result.omitted { facts.append(("omitted", "\(note.term): \(note.text)")) }
    for note in result.references {
      facts.append(("reference", "\(note.term): \(note.text), the first level"))
    }
    var lines = [(number.map { "(\($0)) " } ?? "") + result.formula]
    lines += facts.map { "  " + padded($0.0, 16) + $0.1 }
    for variance in result.variances { lines += table(variance, result, decimals) }
    if let corrected = result.corrected { lines += table(corrected, result.correction, decimals) }
    for bootstrap in result.bootstraps { lines += table(bootstrap, decimals) }
    return lines.map { RegressionTable.printable($0) + "\n" }.joined()
  }

  /// The measures of fit that are defined.
  private static func measures(_ goodness: RegressionResult.Goodness) -> [(String, String)] {
    func joined(_ parts: [(String, Double?)]) -> String {
      parts.compactMap { name, value in value.map { "\(name)\(numbers.fixed($0, 4))" } }
        .joined(separator: ", ")
    }
    var lines: [(String, String)] = []
    if goodness.rSquared != nil {
      lines.append(
        (
          "R2",
          joined([
            ("", goodness.rSquared), ("adjusted ", goodness.adjustedRSquared),
            ("within ", goodness.withinRSquared),
            ("adjusted within ", goodness.adjustedWithinRSquared),
          ])
        ))
    }
    if goodness.rSquared == nil, goodness.pseudoRSquared != nil {
      lines.append(
        (
          "pseudo-R2",
          joined([
            ("", goodness.pseudoRSquared), ("adjusted ", goodness.adjustedPseudoRSquared),
            ("squared correlation ", goodness.squaredCorrelation),
          ])
        ))
    }
    lines.append(
      (
        "AIC, BIC",
        "\(numbers.fixed(goodness.akaike, 2)), \(numbers.fixed(goodness.bayesian, 2)) "
          + "(\(numbers.whole(goodness.parameters)) "
          + (goodness.parameters == 1 ? "parameter)" : "parameters)")
      ))
    return lines
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func table(
    _ variance: RegressionResult.Variance, _ result: RegressionResult, _ decimals: Int
  ) -> [String] {
    let clusters = variance.clusters.map { "\($0.name) \(numbers.whole($0.levels))" }
    var lines = [
      "",
      "  variance \(variance.type)"
        + (clusters.isEmpty ? "" : "; clusters \(clusters.joined(separator: ", "))")
        + "; small sample \(variance.smallSample); \(variance.distribution) statistics",
    ]
    if variance.coefficients.isEmpty {
      return lines + ["  no term is estimated: the fixed effects are all there is"]
    }
    lines += variance.cautions.map { "  caution: \($0)" }
    lines += variance.diagnostics.map { dimension in
      "  leverage of a cluster by \(dimension.dimension): at most "
        + RegressionTable.figure(dimension.largestLeverage, 3) + ", mean "
        + RegressionTable.figure(dimension.meanLeverage, 3)
    }
    let level = RegressionTable.figure(result.level, 2).replacing(".00", with: "")
    var rows = [
      ["term", "estimate", "std.error", "statistic", "p.value", "\(level) % low", "high"]
    ]
    let hasFreedom = Set(variance.coefficients.map(\.degreesOfFreedom)).count > 1
    if hasFreedom { rows[0].append("df") }
    for dimension in variance.diagnostics {
      rows[0] += ["\(dimension.dimension) treated", "effective"]
    }
    for row in variance.coefficients + variance.combinations {
      var cells = [
        row.term, RegressionTable.figure(row.estimate, decimals),
        RegressionTable.figure(row.standardError, decimals),
        RegressionTable.figure(row.statistic, 2),
        pValue(row.pValue),
        RegressionTable.figure(row.confidenceLow, decimals),
        RegressionTable.figure(row.confidenceHigh, decimals),
      ]
      if hasFreedom { cells.append(row.degreesOfFreedom.map { numbers.fixed($0, 2) } ?? "") }
      for dimension in variance.diagnostics {
        let term = dimension.terms.first { $0.term == row.term }
        cells += [
          term.map { numbers.whole($0.treated) } ?? "",
          term.map { numbers.fixed($0.effective, 1) } ?? "",
        ]
      }
      rows.append(cells)
    }
    lines += aligned(rows)
    for test in variance.jointTests {
      let name =
        test.denominator.map { "F(\(test.degreesOfFreedom), \($0))" }
        ?? "chi-squared(\(test.degreesOfFreedom))"
      lines.append(
        "  joint test of \(test.restrictions): \(name) = \(numbers.fixed(test.statistic, 4)), p "
          + pValue(test.pValue))
    }
    return lines
  }

  private static func pValue(_ value: Double) -> String {
    value < 1e-4 ? numbers.scientific(value) : numbers.fixed(value, 4)
  }

  private static func table(
    _ corrected: [RegressionResult.Corrected], _ correction: RegressionResult.Correction?,
    _ decimals: Int
  ) -> [String] {
    let rows = corrected.map { entry in
      [entry.row.term]
        + [
          entry.bias, entry.row.estimate, entry.row.standardError,
        ].map { RegressionTable.figure($0, decimals) }
        + [
          RegressionTable.figure(entry.row.statistic, 2), pValue(entry.row.pValue),
          RegressionTable.figure(entry.row.confidenceLow, decimals),
          RegressionTable.figure(entry.row.confidenceHigh, decimals),
        ]
    }
    let head = [
      "term", "bias", "corrected", "std.error", "statistic", "p.value", "low", "high",
    ]
    return [
      "",
      "  incidental-parameter bias taken out (Weidner and Zylkin 2021), coefficients and variance",
    ]
      + (correction.map {
        [
          "  origin \($0.origin), destination \($0.destination), time \($0.time)",
          "  errors \($0.errors)",
        ]
      } ?? []) + aligned([head] + rows)
  }

  private static func table(
    _ bootstrap: RegressionResult.Bootstrap, _ decimals: Int
  ) -> [String] {
    let draws =
      numbers.whole(bootstrap.draws)
      + (bootstrap.isEnumerated ? " draws, all there are" : " draws")
    var rows = [["term", "p.value", "low", "high"]]
    for row in bootstrap.rows {
      rows.append(
        [
          row.term,
          row.pValue == 0
            ? "< \(numbers.scientific(1 / Double(bootstrap.draws)))" : pValue(row.pValue),
        ]
          + [row.confidenceLow, row.confidenceHigh].map {
            $0.map { RegressionTable.figure($0, decimals) } ?? ""
          })
    }
    if bootstrap.rows.allSatisfy({ $0.confidenceLow == nil && $0.confidenceHigh == nil }) {
      rows = rows.map { Array($0.prefix(2)) }
    }
    var lines = ["", "  bootstrap \(bootstrap.type); \(draws)"]
    for row in bootstrap.rows {
      guard let count = row.undefinedDraws, count > 0 else { continue }
      lines.append(
        "  caution: \(numbers.whole(count)) draws for \(row.term) have no statistic and are left out"
      )
    }
    return lines + aligned(rows)
  }

  private static func aligned(_ rows: [[String]]) -> [String] {
    var lines: [String] = []
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for cells in rows {
      var line = "  "
      for (column, cell) in cells.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += column == 0 ? cell + space : "  " + space + cell
      }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    return lines
  }
}
