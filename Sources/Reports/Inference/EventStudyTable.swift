import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// Event studies for programs and for people.
public enum EventStudyTable {
  /// The identifier of the layout of ``json(_:version:)``.
  public static let schema = "swingport.event-study/1"

  /// The columns of ``csv(_:)`` in order; `estimate` to `conf.high` are those of R's broom.
  public static let columns = [
    "analysis", "model", "estimator", "ally_rule", "swing_rule", "clustering", "unit", "position",
    "reference", "estimate", "std.error", "p.value", "conf.low", "conf.high", "band.low",
    "band.high", "nobs",
  ]

  /// All coefficients as comma-separated text; the reference is a row of its own with the estimate 0.
  public static func csv(_ results: [EventStudyResult]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    for result in results {
      for point in result.points {
        let numbers = [
          point.standardError, point.pValue, point.confidenceLow, point.confidenceHigh,
          point.bandLow, point.bandHigh,
        ].map { $0?.description ?? "" }
        writer.append(
          [
            result.analysis, result.model, result.estimator.rawValue, result.allyRule,
            result.swingRule ?? "", result.clustering, result.unit, String(point.position),
            point.isReference ? "true" : "false",
            point.isReference ? "0" : point.estimate.description,
          ] + numbers + [String(result.observations)])
      }
    }
    return writer.bytes
  }

  /// All results as a JSON document with sorted keys in snake case.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(
    _ results: [EventStudyResult], version: String, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    struct Document: Encodable {
      let schema: String
      let version: String
      let eventStudies: [EventStudyResult]
    }
    return try EstimatesTable.encode(
      Document(schema: schema, version: version, eventStudies: results), run: run)
  }

  /// The results as tables for a terminal.
  public static func text(_ results: [EventStudyResult]) -> String {
    results.map(text).joined(separator: "\n")
      + (results.isEmpty ? "" : "   note: \(ClusteredErrors.caution)\n")
  }

  /// The elections of a study, the last one as `towards 2028` where the data end before it.
  static func elections(_ result: EventStudyResult) -> String {
    var words = result.elections.map(String.init)
    if let last = result.elections.last, let end = result.lastYear, end < last {
      words[words.count - 1] = "towards \(last) (the data end in \(end))"
    }
    return words.joined(separator: ", ")
  }

  private static func text(_ result: EventStudyResult) -> String {
    let numbers = NumberText.plain
    func range(_ low: Double?, _ high: Double?) -> String {
      guard let low, let high else { return "-" }
      return "\(numbers.fixed(Platform.percent(ofLogs: low), 1, signed: true)) to "
        + numbers.fixed(Platform.percent(ofLogs: high), 1, signed: true)
    }
    var lines = [["position", "estimate", "se", "p", "95 % interval, %", "95 % band, %"]]
    lines += result.points.map { point in
      point.isReference
        ? ["\(point.position)", "0 (reference)", "", "", "", ""]
        : [
          "\(point.position)", numbers.fixed(point.estimate, 4, signed: true),
          numbers.fixed(point.standardError ?? 0, 4), numbers.pValue(point.pValue ?? 1),
          range(point.confidenceLow, point.confidenceHigh), range(point.bandLow, point.bandHigh),
        ]
    }
    var text =
      "\(result.analysis) \(result.model): \(result.estimator.rawValue), allies \(result.allyRule)"
      + (result.swingRule.map { ", swing \($0)" } ?? "")
      + ", clustered by \(DimensionWords.plain(result.clustering)), n = \(numbers.whole(result.observations))\n"
      + "   \(result.unit) to the election; elections "
      + elections(result) + "\n"
    text += AlignedText.table(lines, indent: 3)
    if let test = result.preTrend {
      let slope = { (value: Double) in
        numbers.fixed(Platform.percent(ofLogs: value), 1) + " %"
      }
      text +=
        "   before the reference: chi-squared(\(test.degreesOfFreedom)) = "
        + "\(numbers.fixed(test.statistic, 2)), p \(numbers.pValue(test.pValue)); a linear trend of "
        + "\(slope(test.slopeAtHalfPower)) a period would be found half the time, of "
        + "\(slope(test.slopeAtEightyPercentPower)) four times in five (Roth 2022)\n"
    }
    for note in result.notes { text += "   note: \(note)\n" }
    return text
  }
}
