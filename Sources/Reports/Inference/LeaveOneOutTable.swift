import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// Estimates without one state, destination, election or incumbent, for programs and for people.
public enum LeaveOneOutTable {
  /// The identifier of the layout of ``json(_:version:)``.
  public static let schema = "swingport.leave-one-out/1"

  /// The columns of ``csv(_:)`` in order.
  public static let columns = [
    "analysis", "model", "estimator", "ally_rule", "term", "dimension", "code", "name",
    "full_estimate", "full_std.error", "full_p.value", "estimate", "std.error", "p.value", "change",
    "change_in_errors", "flips_sign", "flips_significance", "nobs", "reason",
  ]

  /// One row a deletion and term as comma-separated text.
  public static func csv(_ rows: [LeaveOneOutRow]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    for row in rows {
      writer.append(
        [
          row.analysis, row.model, row.estimator.rawValue, row.allyRule, row.term,
          row.dimension.rawValue, row.code, row.name,
        ]
          + [
            row.fullEstimate, row.fullStandardError, row.fullPValue, row.estimate,
            row.standardError, row.pValue, row.change, row.changeInErrors,
          ].map { $0?.description ?? "" }
          + [
            String(row.flipsSign), String(row.flipsSignificance),
            row.observations.map(String.init) ?? "", row.reason ?? "",
          ])
    }
    return writer.bytes
  }

  /// All rows as a JSON document with sorted keys in snake case; a missing value has no key.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(
    _ rows: [LeaveOneOutRow], version: String, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    struct Document: Encodable {
      let schema: String
      let version: String
      let rows: [LeaveOneOutRow]
    }
    return try EstimatesTable.encode(
      Document(schema: schema, version: version, rows: rows), run: run)
  }

  /// The five deletions that matter most in each dimension, and all that turn the sign.
  public static func text(_ rows: [LeaveOneOutRow]) -> String {
    let numbers = NumberText.plain
    struct Key: Hashable {
      let model: String
      let estimator: Estimator
      let allyRule: String
      let term: String
    }
    func key(_ row: LeaveOneOutRow) -> Key {
      Key(model: row.model, estimator: row.estimator, allyRule: row.allyRule, term: row.term)
    }
    let keys = rows.map(key).reduce(into: [Key]()) { if !$0.contains($1) { $0.append($1) } }
    var text = ""
    for key in keys {
      let own = rows.filter {
        $0.model == key.model && $0.estimator == key.estimator && $0.allyRule == key.allyRule
          && $0.term == key.term
      }
      guard let first = own.first else { continue }
      text +=
        "\(first.analysis) \(key.model) \(key.estimator.rawValue) \(key.allyRule): \(key.term), "
        + "estimate \(numbers.fixed(first.fullEstimate, 4, signed: true)) (se "
        + "\(numbers.fixed(first.fullStandardError, 4)))\n"
      var lines = [["without", "", "estimate", "p", "change", "change / se", ""]]
      for dimension in LeaveOneOut.Dimension.allCases {
        let deletions = own.filter { $0.dimension == dimension && $0.estimate != nil }
          .sorted { (-abs($0.change ?? 0), $0.code) < (-abs($1.change ?? 0), $1.code) }
        for row in deletions.prefix(5) {
          lines.append([
            dimension.rawValue, row.name, numbers.fixed(row.estimate ?? 0, 4, signed: true),
            numbers.pValue(row.pValue ?? 1), numbers.fixed(row.change ?? 0, 4, signed: true),
            numbers.fixed(row.changeInErrors ?? 0, 2, signed: true),
            row.flipsSign ? "turns the sign" : row.flipsSignificance ? "crosses 5 %" : "",
          ])
        }
      }
      text += AlignedText.table(lines, indent: 3)
      let flips = own.filter(\.flipsSign)
      let counted = own.filter { $0.estimate != nil }.count
      text +=
        flips.isEmpty
        ? "   none of \(numbers.whole(counted)) deletions turns the sign\n"
        : "   \(numbers.whole(flips.count)) of \(numbers.whole(counted)) deletions turn the sign: "
          + flips.map(\.name).joined(separator: ", ") + "\n"
      for row in own where row.reason != nil {
        text += "   without \(row.name): no estimate, for \(row.reason ?? "")\n"
      }
      text += "\n"
    }
    return text + (rows.isEmpty ? "" : "note: \(ClusteredErrors.caution)\n")
  }
}
