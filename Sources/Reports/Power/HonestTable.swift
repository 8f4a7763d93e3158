import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// Robust intervals of event studies for programs and for people.
public enum HonestTable {
  /// The identifier of the layout of ``json(_:version:)``.
  public static let schema = "swingport.honest/1"

  /// The columns of ``csv(_:)`` in order; a breakdown value is a row with the restriction's name and no
  /// interval.
  public static let columns = [
    "analysis", "model", "estimator", "swing_rule", "ally_rule", "clustering", "reference",
    "target",
    "restriction", "quantity", "bound", "conf.low", "conf.high", "excludes_zero", "estimate",
    "std.error", "level",
  ]

  /// All intervals and breakdown values as comma-separated text; an end beyond what was searched is
  /// empty.
  public static func csv(_ results: [HonestResult]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    for result in results {
      let first = [
        result.analysis, result.model, result.estimator.rawValue, result.swingRule ?? "",
        result.allyRule, result.clustering, String(result.reference), target(result),
      ]
      let last = [
        result.estimate.description, result.standardError.description, result.level.description,
      ]
      for row in result.rows {
        writer.append(
          first + [
            row.restriction.rawValue, row.isEmpty ? "empty" : "interval",
            row.bound?.description ?? "", row.low?.description ?? "", row.high?.description ?? "",
            row.excludesZero ? "true" : "false",
          ] + last)
      }
      for value in result.breakdowns {
        writer.append(
          first + [
            value.restriction.rawValue, value.isBeyond ? "breakdown-beyond" : "breakdown",
            value.largest?.description ?? "", "", "", "",
          ] + last)
      }
    }
    return writer.bytes
  }

  private static func target(_ result: HonestResult) -> String {
    result.target.filter { $0.weight != 0 }.map { String($0.position) }.joined(separator: "+")
  }

  /// All results as a JSON document with sorted keys in snake case.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(
    _ results: [HonestResult], version: String, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    struct Document: Encodable {
      let schema: String
      let version: String
      let honest: [HonestResult]
    }
    return try EstimatesTable.encode(
      Document(schema: schema, version: version, honest: results), run: run)
  }

  /// The results as tables for a terminal.
  public static func text(_ results: [HonestResult]) -> String {
    results.map(text).joined(separator: "\n")
  }

  private static func text(_ result: HonestResult) -> String {
    let numbers = NumberText.plain
    func percent(_ logs: Double) -> String {
      numbers.fixed(Platform.percent(ofLogs: logs), 1, signed: true)
    }
    var text = "\(result.analysis) \(result.model): \(result.estimator.rawValue), allies "
    text += "\(result.allyRule)"
    text += result.swingRule.map { ", swing \($0)" } ?? ""
    text += ", clustered by \(result.clustering)\n"
    text += "   effect: position \(target(result).replacing("+", with: " and ")) against "
    text += "\(result.reference), \(numbers.fixed(result.estimate, 4, signed: true)) (se "
    text += "\(numbers.fixed(result.standardError, 4)))\n"
    if !result.rows.isEmpty {
      let share = numbers.fixed(100 * result.level, 0)
      var lines = [["trends may", "bound", "\(share) % interval, %", "zero"]]
      for row in result.rows {
        let what =
          switch row.restriction {
          case .none: "not differ"
          case .smoothness: "bend by M a period"
          case .relativeMagnitudes: "move M times the largest move before"
          }
        let bound = row.bound.map { numbers.fixed($0, row.restriction == .smoothness ? 4 : 2) }
        let interval =
          row.isEmpty
          ? "none: the restriction does not fit"
          : "\(row.low.map(percent) ?? "below the search") to "
            + "\(row.high.map(percent) ?? "above the search")"
        lines.append([what, bound ?? "", interval, row.excludesZero ? "outside" : "inside"])
      }
      text += AlignedText.table(lines, indent: 3)
    }
    for value in result.breakdowns {
      let name = value.restriction == .smoothness ? "M" : "M-bar"
      let digits = value.restriction == .smoothness ? 4 : 2
      let bound = value.largest.map { numbers.fixed($0, digits) }
      text += "   breakdown value of \(name): "
      text +=
        bound.map { value.isBeyond ? "above \($0)" : $0 }
        ?? "none, for zero is inside though trends do not differ"
      text += "\n"
    }
    for note in result.notes { text += "   note: \(note)\n" }
    return text
  }
}
