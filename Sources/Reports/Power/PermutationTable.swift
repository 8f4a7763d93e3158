import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// Permutation tests for programs and for people.
public enum PermutationTable {
  /// The identifier of the layout of ``json(_:version:)``.
  public static let schema = "swingport.permutation/1"

  /// The columns of ``csv(_:)`` in order: one row for each assignment, for a chart.
  public static let columns = [
    "analysis", "estimator", "swing_rule", "ally_rule", "term", "component", "statistic", "draw",
    "is_observed", "value", "p.value", "smallest_attainable_p", "seed",
  ]

  /// The distribution as comma-separated text, the assignment observed first as draw 0.
  public static func csv(_ result: PermutationResult) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    for (draw, value) in ([result.statistic] + result.distribution).enumerated() {
      writer.append([
        result.analysis, result.estimator.rawValue, result.swingRule ?? "", result.allyRule,
        result.term, result.options.component.rawValue, result.options.statistic.rawValue,
        String(draw), draw == 0 ? "true" : "false", value.description, result.pValue.description,
        result.smallestAttainableP.description, String(result.options.seed),
      ])
    }
    return writer.bytes
  }

  /// The test as a JSON document with sorted keys in snake case.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(
    _ result: PermutationResult, version: String, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    struct Document: Encodable {
      let schema: String
      let version: String
      let permutation: PermutationResult
    }
    return try EstimatesTable.encode(
      Document(schema: schema, version: version, permutation: result), run: run)
  }

  /// The test in lines for a terminal, with quantiles of the distribution.
  public static func text(_ result: PermutationResult) -> String {
    let numbers = NumberText.plain
    var text = "\(result.analysis) \(result.model): \(result.estimator.rawValue), allies "
    text += "\(result.allyRule)" + (result.swingRule.map { ", swing \($0)" } ?? "") + "\n"
    text += "   \(result.term): estimate \(numbers.fixed(result.estimate, 4, signed: true)), "
    text += "statistic \(numbers.fixed(result.statistic, 3, signed: true)) (\(result.note))\n"
    text += "   assigned anew: \(result.options.component.rawValue), by "
    text += "\(result.options.component.unit); "
    text +=
      result.isExact
      ? "all \(numbers.whole(result.distribution.count)) assignments"
      : "\(numbers.whole(result.distribution.count)) drawn, seed \(result.options.seed)"
    text += "\n   p \(numbers.pValue(result.pValue))"
    if result.simulationError > 0 {
      text += " (+- \(numbers.fixed(result.simulationError, 3)) from the draws)"
    }
    text += ", smallest attainable \(numbers.pValue(result.smallestAttainableP))\n"
    let sorted = result.distribution.sorted()
    if !sorted.isEmpty {
      let shares = [0.025, 0.25, 0.5, 0.75, 0.975]
      let values = shares.map { share in
        "\(numbers.fixed(100 * share, 1)) %: "
          + numbers.fixed(
            sorted[Int((share * Double(sorted.count - 1)).rounded())], 3, signed: true)
      }
      text += "   distribution: " + values.joined(separator: ", ") + "\n"
    }
    if result.undefinedDraws > 0 {
      text += "   not defined in \(result.undefinedDraws) draws, which are left out\n"
    }
    return text
  }
}
