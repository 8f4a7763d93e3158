import Hypotheses

/// The all-rules table in words: for a terminal and as Markdown.
public enum AllRulesText {
  private static let numbers = NumberText.plain

  /// The joint tests in a few lines.
  public static func text(_ result: AllRulesResult) -> String {
    var text =
      "all rules of \(result.analysis): \(numbers.whole(result.rows.count)) specifications, "
      + "\(numbers.whole(result.sorted.count)) estimated; seed \(result.options.seed)\n"
    for curve in result.curves {
      text +=
        "\n   \(title(curve.estimand)), \(numbers.whole(curve.specifications)) specifications\n"
      for line in sentences(curve) { text += "     \(line)\n" }
    }
    let missing = reasons(result)
    if !missing.isEmpty {
      text += "\n   without an estimate: \(numbers.whole(result.missing.count))\n"
      for line in missing { text += "     \(numbers.whole(line.count)): \(line.reason)\n" }
    }
    return text
  }

  /// The summary as Markdown.
  public static func markdown(_ result: AllRulesResult) -> String {
    var text = "# All rules of \(result.analysis)\n\n"
    text +=
      "\(numbers.whole(result.rows.count)) specifications, of which "
      + "\(numbers.whole(result.sorted.count)) have an estimate. Each row of `specifications.csv` names "
      + "its choices; errors are clustered by origin and by destination.\n\n"
    for curve in result.curves {
      text += "## \(capitalized(title(curve.estimand)))\n\n"
      for line in sentences(curve) { text += "- \(line)\n" }
      text +=
        "\n| choice | specifications | median | above zero | significant, + | significant, - |\n"
      text += "|---|---:|---:|---:|---:|---:|\n"
      for line in breakdown(result, curve.estimand) { text += line + "\n" }
      text += "\n"
    }
    let missing = reasons(result)
    if !missing.isEmpty {
      text += "## Without an estimate\n\n| specifications | reason |\n|---:|---|\n"
      for line in missing { text += "| \(numbers.whole(line.count)) | \(line.reason) |\n" }
      text += "\n"
    }
    text += "## How the joint test is made\n\n"
    text +=
      "Swing status is exchanged among the states of a Census region, anew in each election cycle and "
      + "for all rules together (seed \(result.options.seed)); the whole curve is worked out again for "
      + "each of \(numbers.whole(result.options.draws)) such draws (Simonsohn, Simmons & Nelson 2020). "
      + "In the draws, and in the observed curve that they are compared with, an estimate is the first "
      + "Newton step from the fit of the fixed effects alone, exact for least squares but for the "
      + "tolerance, and its p-value that of its scores clustered by origin. P-values are one-sided, for "
      + "estimates above zero, as the hypothesis predicts.\n"
    return text
  }

  private static func title(_ estimand: AllRulesAxes.Estimand) -> String {
    switch estimand {
    case .pooled: "the pooled bump (swing × ally × window)"
    case .reputation:
      "the slope of incumbents' bumps on reputation (from the weakest, 0, to the strongest, 1, ranked)"
    }
  }

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  private static func percent(_ share: Double) -> String { numbers.fixed(100 * share, 1) + " %" }

  private static func sentences(_ curve: AllRulesResult.Curve) -> [String] {
    func p(_ value: Double) -> String {
      value < 0.0005 ? "p < 0.001" : "p \(numbers.fixed(value, 3))"
    }
    let estimate = { (value: Double) in numbers.fixed(value, 4, signed: true) }
    return [
      "median \(estimate(curve.median)), from \(estimate(curve.smallest)) to "
        + "\(estimate(curve.largest)); \(percent(curve.positiveShare)) above zero",
      "significant at 5 % by themselves (in full, errors clustered by origin and by destination): "
        + "\(percent(curve.significantShare)) above zero, "
        + "\(percent(curve.negativeSignificantShare)) below",
      "jointly, by \(numbers.whole(curve.draws)) permutations of swing status (smallest p "
        + "\(numbers.fixed(curve.smallestAttainableP, 3))): median "
        + "\(estimate(curve.jointMedian.value)), \(p(curve.jointMedian.pValue)); share above zero and "
        + "significant (in one step, scores clustered by origin alone, hence another share) "
        + "\(percent(curve.jointShare.value)), \(p(curve.jointShare.pValue)); Stouffer's Z "
        + "\(numbers.fixed(curve.jointStouffer.value, 2, signed: true)), "
        + "\(p(curve.jointStouffer.pValue))",
      "the joint test's one-step estimates are at most \(numbers.fixed(curve.largestStepDistance, 3)) "
        + "standard errors from those in full"
        + (curve.undefinedDraws > 0
          ? "; \(numbers.whole(curve.undefinedDraws)) draws of single specifications have no estimate "
            + "and count as 0 with a p of 1, which makes the joint p smaller" : ""),
      "on simulated panels of the headline assigning swing status anew finds a bump that is not there "
        + "\(percent(AllRules.sizeOfPermutation)) of the time at 5 % (docs/monte-carlo.md): a joint p near "
        + "5 % is no evidence",
    ] + limit(curve)
  }

  /// What few incumbents allow, which exchanging states does not see.
  private static func limit(_ curve: AllRulesResult.Curve) -> [String] {
    guard let incumbents = curve.incumbents, incumbents > 1 else { return [] }
    let orders = (1...min(incumbents, 10)).reduce(1, *)
    return [
      "the slope is that of \(NumberText.word(incumbents)) incumbents: exchanging their places instead, "
        + "no one-sided p can be below 1/\(orders) (\(numbers.pValue(1 / Double(orders)))), whatever the "
        + "joint p above"
    ]
  }

  /// Reasons with how many specifications have them, most first.
  private static func reasons(_ result: AllRulesResult) -> [(reason: String, count: Int)] {
    Dictionary(grouping: result.missing) { $0.reason ?? "" }
      .map { (reason: $0.key, count: $0.value.count) }
      .sorted { (-$0.count, $0.reason) < (-$1.count, $1.reason) }
  }

  /// A row of the Markdown table for each choice of each axis that has more than one.
  private static func breakdown(
    _ result: AllRulesResult, _ estimand: AllRulesAxes.Estimand
  ) -> [String] {
    let rows = result.sorted.filter { $0.specification.estimand == estimand }
    let axes: [(AllRulesSpecification) -> String] = [
      { "swing \($0.swingRule)" }, { "allies \($0.allyRule)" }, { "window \($0.windowName)" },
      { "estimator \($0.estimator.rawValue)" }, { "sample \($0.sample.rawValue)" },
      { "fixed effects \($0.effects.rawValue)" },
    ]
    return axes.flatMap { axis -> [String] in
      let choices = rows.sorted { $0.specification.number < $1.specification.number }
        .map { axis($0.specification) }
        .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      return choices.map { choice in
        let own = rows.filter { axis($0.specification) == choice }
        let estimates = own.compactMap(\.estimate)
        let median = (estimates[(estimates.count - 1) / 2] + estimates[estimates.count / 2]) / 2
        func share(_ holds: (AllRulesRow) -> Bool) -> String {
          percent(Double(own.count(where: holds)) / Double(own.count))
        }
        return "| \(choice) | \(numbers.whole(own.count)) | "
          + "\(numbers.fixed(median, 4, signed: true)) | \(share { ($0.estimate ?? 0) > 0 }) | "
          + "\(share { ($0.estimate ?? 0) > 0 && ($0.pValue ?? 1) < 0.05 }) | "
          + "\(share { ($0.estimate ?? 0) < 0 && ($0.pValue ?? 1) < 0.05 }) |"
      }
    }
  }
}
