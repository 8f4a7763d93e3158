import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// Placebos for programs and for people.
public enum PlaceboTable {
  /// The identifier of the layout of ``json(_:version:)``.
  public static let schema = "swingport.placebo/1"

  /// The columns of ``csv(_:)`` in order.
  public static let columns = [
    "analysis", "placebo", "subject", "calendar", "outside", "estimator", "ally_rule",
    "swing_rule", "term", "fixed_effects", "window_years", "other_years", "clustering", "clusters",
    "treated_clusters", "estimate", "std.error", "p.value", "conf.low", "conf.high", "nobs",
    "note", "reason",
  ]

  /// One row a placebo, estimator and clustering as comma-separated text.
  public static func csv(_ rows: [PlaceboRow]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    func counts(_ counts: [ModelResult.ClusterCount]) -> String {
      counts.map { "\($0.dimension)=\($0.count)" }.joined(separator: ";")
    }
    func years(_ years: [Int]) -> String { years.map(String.init).joined(separator: ";") }
    for row in rows {
      writer.append(
        [
          row.analysis, row.id, row.placebo.subject.rawValue, row.placebo.calendar.name,
          row.placebo.isOutside ? "true" : "false", row.estimator.rawValue, row.allyRule,
          row.swingRule ?? "", row.term, row.fixedEffects, years(row.windowYears),
          years(row.otherYears), row.clustering ?? "", counts(row.clusters),
          counts(row.treatedClusters),
        ]
          + [
            row.estimate, row.standardError, row.pValue, row.confidenceLow, row.confidenceHigh,
          ].map { $0?.description ?? "" }
          + [row.observations.map(String.init) ?? "", row.note ?? "", row.reason ?? ""])
    }
    return writer.bytes
  }

  /// All rows as a JSON document with sorted keys in snake case; a missing value has no key.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(
    _ rows: [PlaceboRow], version: String, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    struct Document: Encodable {
      let schema: String
      let version: String
      let rows: [PlaceboRow]
    }
    return try EstimatesTable.encode(
      Document(schema: schema, version: version, rows: rows), run: run)
  }

  /// The rows as a table for a terminal, then what they say together.
  public static func text(_ rows: [PlaceboRow]) -> String {
    let numbers = NumberText.plain
    var text = ""
    for estimator in [Estimator.ppml, .logLeastSquares] {
      let own = rows.filter { $0.estimator == estimator }
      guard let first = own.first else { continue }
      text +=
        "placebos of \(first.analysis): \(estimator.rawValue), allies \(first.allyRule)"
        + (first.swingRule.map { ", swing \($0)" } ?? "") + "\n"
      var lines = [
        ["", "by", "estimate", "se", "95 % interval, %", "p", "n", "treated"]
      ]
      // What the hypothesis does predict stands apart from the placebos.
      for row in own.filter(\.placebo.isComparison) + own.filter({ !$0.placebo.isComparison }) {
        guard let estimate = row.estimate, let low = row.confidenceLow,
          let high = row.confidenceHigh
        else { continue }
        lines.append([
          (row.placebo.isComparison ? "comparison: " : "placebo: ") + row.placebo.words,
          DimensionWords.plain(row.clustering ?? ""), numbers.fixed(estimate, 4, signed: true),
          numbers.fixed(row.standardError ?? 0, 4),
          "\(numbers.fixed(Platform.percent(ofLogs: low), 1, signed: true)) to "
            + numbers.fixed(Platform.percent(ofLogs: high), 1, signed: true),
          numbers.pValue(row.pValue ?? 1), numbers.whole(row.observations ?? 0),
          row.treatedClusters.map { "\(DimensionWords.plain($0.dimension)) \($0.count)" }.joined(
            separator: ", "),
        ])
      }
      text += AlignedText.table(lines, indent: 3)
      for row in own where row.reason != nil {
        text += "   \(row.placebo.words): no estimate, for \(row.reason ?? "")\n"
      }
      let notes = own.filter { $0.note != nil }
        .reduce(into: [PlaceboRow]()) { list, row in
          if !list.contains(where: { $0.id == row.id }) { list.append(row) }
        }
      for row in notes { text += "   \(row.placebo.words): \(row.note ?? "")\n" }
      text += "\n"
    }
    return text + summary(rows) + "\n" + (rows.isEmpty ? "" : "note: \(ClusteredErrors.caution)\n")
  }

  /// How many placebos would be taken for a bump.
  ///
  /// The bump itself, its comparisons among fewer rows, and calendars that repeat it with its sign
  /// reversed are no placebos; what compares the same years counts once.
  private static func summary(_ rows: [PlaceboRow]) -> String {
    let tested = PlaceboRow.distinct(rows)
    let significant = tested.filter { ($0.pValue ?? 1) < 0.05 }
    return
      "of \(tested.count) distinct placebo estimates (with every estimator and clustering; the bump, its "
      + "comparisons and what repeats it with the sign reversed left out), "
      + "\(significant.count) are significant at 5 %; by chance about "
      + "\(NumberText.plain.fixed(0.05 * Double(tested.count), 1)) would be, were they independent "
      + "and their errors right"
  }
}
