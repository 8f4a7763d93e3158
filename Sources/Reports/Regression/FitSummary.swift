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
          + numbers.scientific(result.toleranceReached)
      ))
    facts.append(("log likelihood", numbers.fixed(result.logLikelihood, 4)))
    facts.append(("deviance", numbers.fixed(result.deviance, 4)))
    for note in result.omitted { facts.append(("omitted", "\(note.term): \(note.text)")) }
    for note in result.references {
      facts.append(("reference", "\(note.term): \(note.text), the first level"))
    }
    var lines = [(number.map { "(\($0)) " } ?? "") + result.formula]
    lines += facts.map { "  " + padded($0.0, 16) + $0.1 }
    for variance in result.variances { lines += table(variance, result, decimals) }
    return lines.map { RegressionTable.printable($0) + "\n" }.joined()
  }

  /// How many clusters carry each coefficient.
  private static func clustering(_ dimension: RegressionResult.Diagnostics) -> String {
    let terms = dimension.terms.prefix(12).map {
      "\($0.term) \(numbers.whole($0.treated)) treated, \(numbers.fixed($0.effective, 1)) effective"
    }
    let more = dimension.terms.count > 12 ? "; and \(dimension.terms.count - 12) more" : ""
    return "  \(dimension.dimension): " + terms.joined(separator: "; ") + more
      + "; leverage at most \(RegressionTable.figure(dimension.largestLeverage, 3)), mean "
      + RegressionTable.figure(dimension.meanLeverage, 3)
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
    lines += variance.cautions.map { "  caution: \($0)" }
    lines += variance.diagnostics.map(clustering)
    let level = RegressionTable.figure(result.level, 2).replacing(".00", with: "")
    var rows = [
      ["term", "estimate", "std.error", "statistic", "p.value", "\(level) % low", "high"]
    ]
    let hasFreedom = Set(variance.coefficients.map(\.degreesOfFreedom)).count > 1
    if hasFreedom { rows[0].append("df") }
    for row in variance.coefficients {
      var cells = [
        row.term, RegressionTable.figure(row.estimate, decimals),
        RegressionTable.figure(row.standardError, decimals), numbers.fixed(row.statistic, 2),
        row.pValue < 1e-4 ? numbers.scientific(row.pValue) : numbers.fixed(row.pValue, 4),
        RegressionTable.figure(row.confidenceLow, decimals),
        RegressionTable.figure(row.confidenceHigh, decimals),
      ]
      if hasFreedom { cells.append(row.degreesOfFreedom.map { numbers.fixed($0, 2) } ?? "") }
      rows.append(cells)
    }
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
