import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// Tests of the models' form and robustness values, for programs and for people.
public enum DiagnosticsTable {
  /// The identifier of the layout of ``json(_:version:)``.
  public static let schema = "swingport.diagnostics/1"

  /// The columns of ``csv(_:)`` in order.
  public static let columns = [
    "analysis", "model", "estimator", "ally_rule", "term", "test", "value", "std.error", "p.value",
    "note",
  ]

  /// All rows as comma-separated text; a figure that there is not is an empty field.
  public static func csv(_ rows: [ModelDiagnostics.Row]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    for row in rows {
      writer.append(
        [
          row.analysis, row.model, row.estimator.rawValue, row.allyRule, row.term ?? "",
          row.test.rawValue,
        ] + [row.value, row.standardError, row.pValue].map { $0?.description ?? "" } + [row.note])
    }
    return writer.bytes
  }

  /// All rows as a JSON document with sorted keys in snake case; a missing value has no key.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(
    _ rows: [ModelDiagnostics.Row], version: String, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    struct Document: Encodable {
      let schema: String
      let version: String
      let rows: [ModelDiagnostics.Row]
    }
    return try EstimatesTable.encode(
      Document(schema: schema, version: version, rows: rows), run: run)
  }

  /// The rows as a table for a terminal.
  public static func text(_ rows: [ModelDiagnostics.Row]) -> String {
    let numbers = NumberText.plain
    var lines = [["analysis", "model", "estimator", "test", "value", "se", "p", ""]]
    lines += rows.map { row in
      [
        row.analysis, row.model, row.estimator.rawValue, row.test.rawValue,
        row.value.map { numbers.fixed($0, 4) } ?? "-",
        row.standardError.map { numbers.fixed($0, 4) } ?? "",
        row.pValue.map(numbers.pValue) ?? "", row.note,
      ]
    }
    return "logs or Poisson, and omitted confounders\n" + AlignedText.table(lines, indent: 3)
  }
}
