import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// Power studies for programs and for people.
public enum PowerTable {
  /// The identifier of the layout of ``json(_:version:)``.
  public static let schema = "swingport.power/1"

  /// The columns of ``csv(_:)`` in order: one row for each method and effect.
  public static let columns = [
    "analysis", "model", "estimator", "swing_rule", "ally_rule", "term", "method", "unit", "effect",
    "level", "rate", "simulation_error", "draws", "undefined", "verdict", "smallest_attainable_p",
    "minimum_detectable_effect", "shock_state", "shock_destination", "pair_scale", "shock_year",
    "shock_election", "shock_cycle", "persistence", "election_correlation", "seed", "note",
  ]

  /// All rates as comma-separated text; a method that cannot be applied has one row without numbers.
  public static func csv(_ result: PowerResult) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    for method in result.methods {
      let rates: [PowerResult.Rate?] = method.rates.isEmpty ? [nil] : method.rates.map { $0 }
      for rate in rates {
        let first = [
          result.analysis, result.model, result.estimator.rawValue, result.swingRule ?? "",
          result.allyRule, result.term, method.method.rawValue, method.unit,
        ]
        let numbers = [
          rate?.effect.description ?? "", result.options.level.description,
          rate?.rate.description ?? "", rate?.simulationError.description ?? "",
          String(method.draws), String(method.undefined), method.verdict?.rawValue ?? "",
          method.smallestAttainableP?.description ?? "",
          method.minimumDetectableEffect?.description ?? "",
        ]
        let shocks = [
          result.shocks.state, result.shocks.destination, result.shocks.pairScale,
          result.shocks.year, result.shocks.election, result.shocks.cycle,
          result.shocks.persistence, result.shocks.electionCorrelation,
        ].map(\.description)
        writer.append(
          first + numbers + shocks + [String(result.options.seed), method.note ?? ""])
      }
    }
    return writer.bytes
  }

  /// The columns of ``refitsCSV(_:)``.
  public static let refitColumns = [
    "analysis", "estimator", "effect", "draws", "bias", "bias_error", "deviation",
    "mean_difference", "largest_difference", "clustering", "coverage", "simulation_error",
  ]

  /// The exact estimates as comma-separated text, one row for each effect and clustering.
  public static func refitsCSV(_ result: PowerResult) -> [UInt8] {
    var writer = DelimitedTextWriter(header: refitColumns)
    for row in result.refits?.rows ?? [] {
      for coverage in row.coverage {
        let numbers = [
          row.bias, row.biasError, row.deviation, row.meanDifference, row.largestDifference,
        ].map(\.description)
        writer.append(
          [
            result.analysis, result.estimator.rawValue, row.effect.description, String(row.draws),
          ] + numbers + [
            coverage.clustering, coverage.share.description, coverage.simulationError.description,
          ])
      }
    }
    return writer.bytes
  }

  /// The columns of ``suitesCSV(_:)``.
  public static let suiteColumns = [
    "analysis", "estimator", "method", "unit", "draws", "exact_rejections", "one_step_rejections",
    "disagreements", "level",
  ]

  /// The suite itself beside its one-step versions, as comma-separated text.
  public static func suitesCSV(_ result: PowerResult) -> [UInt8] {
    var writer = DelimitedTextWriter(header: suiteColumns)
    for row in result.suites ?? [] {
      writer.append([
        result.analysis, result.estimator.rawValue, row.method.rawValue, row.unit,
        String(row.draws), String(row.exactRejections), String(row.oneStepRejections),
        String(row.disagreements), result.options.level.description,
      ])
    }
    return writer.bytes
  }

  /// The study as a JSON document with sorted keys in snake case; a missing value has no key.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(
    _ result: PowerResult, version: String, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    struct Document: Encodable {
      let schema: String
      let version: String
      let power: PowerResult
    }
    return try EstimatesTable.encode(
      Document(schema: schema, version: version, power: result), run: run)
  }

  /// The study as a table for a terminal, with the method to quote.
  public static func text(_ result: PowerResult) -> String {
    let numbers = NumberText.plain
    func share(_ value: Double) -> String { numbers.fixed(100 * value, 1) }
    let shocks = result.shocks
    let spell = result.unit == "months" ? "three months" : "year"
    var text = "\(result.analysis) \(result.model): \(result.estimator.rawValue), swing "
    text += "\(result.swingRule ?? "-"), allies \(result.allyRule), "
    text += "n = \(numbers.whole(result.observations)), elections "
    text += result.elections.map(String.init).joined(separator: ", ") + "\n"
    if result.term.hasSuffix("incumbent-reputation") {
      text += "   term \(result.term): effects are differences between the bumps of the incumbents "
      text += "with the weakest and the strongest reputation\n"
    }
    text += "   simulated panels \(numbers.whole(result.options.draws)), seed "
    text += "\(result.options.seed); standard deviation of the estimate "
    text += "\(numbers.fixed(result.deviation, 4)), mean without an effect "
    text += "\(numbers.fixed(result.meanEstimate, 4, signed: true))\n"
    text += "   shocks (standard deviations in logs): state \(numbers.fixed(shocks.state, 4)), "
    text += "destination \(numbers.fixed(shocks.destination, 4)), \(spell) "
    text +=
      "\(numbers.fixed(shocks.year, 4)), election \(numbers.fixed(shocks.election, 4)), cycle "
    text +=
      "\(numbers.fixed(shocks.cycle, 4)); residuals of pairs times \(numbers.fixed(shocks.pairScale, 2))\n\n"
    let shown = shownEffects(result)
    let headings = shown.map { "at \(numbers.fixed(100 * $0, 0)) log points" }
    var lines: [[String]] = [
      ["method", "by", "size, %", "+-"] + headings + ["detects 80 %", "smallest p", "size is"]
    ]
    for method in result.methods { lines.append(line(method, shown: shown)) }
    text += AlignedText.table(lines, indent: 3)
    for method in result.methods {
      if let note = method.note { text += "   \(method.method.rawValue): \(note)\n" }
      if method.undefined > 0 {
        text +=
          "   \(method.method.rawValue) by \(method.unit): no p-value in \(method.undefined) draws\n"
      }
    }
    text +=
      result.recommended.map {
        "   quote: \($0.method.rawValue) by \($0.unit), the smallest detectable effect "
          + "(\(numbers.change(Platform.percent(ofLogs: $0.minimumDetectableEffect ?? 0)))) of the "
          + "methods whose size is not too large\n"
      }
      ?? (result.methods.contains { $0.verdict == .uncertain }
        ? "   quote: none; more --draws would tell which sizes are right\n"
        : "   quote: none; no method whose size is right finds an effect of the grid so often\n")
    for row in result.refits?.rows ?? [] {
      let coverage = row.coverage.map {
        "\(share($0.share)) % (+- \(share($0.simulationError)); \($0.clustering))"
      }
      text += "   exact estimates, effect \(numbers.fixed(row.effect, 2)), \(row.draws) panels: "
      text += "bias \(numbers.fixed(row.bias, 4, signed: true)) "
      text += "(+- \(numbers.fixed(row.biasError, 4))); one step differs by "
      text += "\(numbers.fixed(row.meanDifference, 3)) standard deviations on average, "
      text += "\(numbers.fixed(row.largestDifference, 3)) at most; 95 % intervals cover it in "
      text += coverage.joined(separator: ", ") + "\n"
    }
    for row in result.suites ?? [] {
      text +=
        "   the suite itself, \(row.method.rawValue) by \(row.unit): \(row.exactRejections) of "
      text += "\(row.draws) rejected, by one step \(row.oneStepRejections), different on "
      text += "\(row.disagreements)\n"
    }
    return text
  }

  /// A method's line of the table.
  private static func line(_ method: PowerResult.Method, shown: [Double]) -> [String] {
    let numbers = NumberText.plain
    func share(_ value: Double?) -> String { value.map { numbers.fixed(100 * $0, 1) } ?? "-" }
    var cells = [method.method.rawValue, method.unit]
    cells += [share(method.size?.rate), share(method.size?.simulationError)]
    for effect in shown { cells.append(share(method.rates.first { $0.effect == effect }?.rate)) }
    cells.append(
      method.minimumDetectableEffect.map { numbers.change(Platform.percent(ofLogs: $0)) } ?? "-")
    cells.append(method.smallestAttainableP.map(numbers.pValue) ?? "-")
    cells.append(method.verdict.map(word) ?? "-")
    return cells
  }

  /// At most four effects above zero, spread over the grid.
  private static func shownEffects(_ result: PowerResult) -> [Double] {
    let all = result.options.effects.filter { $0 > 0 }
    guard all.count > 4 else { return all }
    return (1...4).map { all[$0 * (all.count - 1) / 4] }
  }

  private static func word(_ verdict: PowerResult.Verdict) -> String {
    switch verdict {
    case .right: "right"
    case .cautious: "below the level"
    case .tooLarge: "too large"
    case .uncertain: "too few panels to tell"
    case .cannotReject: "zero: cannot reject"
    }
  }
}
