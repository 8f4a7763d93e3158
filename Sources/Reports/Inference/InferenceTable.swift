import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// The inference suite's rows for programs and for people.
public enum InferenceTable {
  /// The identifier of the layout of ``json(_:options:version:)``.
  public static let schema = "swingport.inference/1"

  /// The columns of ``csv(_:)`` in order.
  public static let columns = [
    "analysis", "model", "estimator", "ally_rule", "term", "method", "unit", "units",
    "treated_units", "estimate", "std.error", "p.value", "conf.low", "conf.high",
    "smallest_attainable_p", "simulation_error", "draws", "family_p", "pivotal_cluster",
    "estimate_without", "note", "caution", "scale",
  ]

  /// All rows as comma-separated text; a number that a method does not give is an empty field.
  ///
  /// `scale` is `log` for differences of logarithms, and `outcome` for those in the outcome's own unit.
  public static func csv(_ rows: [InferenceRow]) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    for row in rows {
      let numbers = [
        row.estimate, row.standardError, row.pValue, row.confidenceLow, row.confidenceHigh,
        row.smallestAttainableP, row.simulationError,
      ].map { $0.flatMap { $0.isFinite ? $0.description : nil } ?? "" }
      writer.append(
        [
          row.analysis, row.model, row.estimator.rawValue, row.allyRule, row.term,
          row.method.rawValue, row.unit, counts(row.units), counts(row.treated),
        ] + numbers + [
          row.draws.map(String.init) ?? "", row.familyP?.description ?? "",
          row.pivotalCluster ?? "", row.estimateWithout?.description ?? "", row.note ?? "",
          row.caution ?? "", row.estimator.isInLogs ? "log" : "outcome",
        ])
    }
    return writer.bytes
  }

  private static func counts(_ counts: [ModelResult.ClusterCount]) -> String {
    counts.map { "\($0.dimension)=\($0.count)" }.joined(separator: ";")
  }

  /// All rows as a JSON document with sorted keys in snake case; a missing value has no key.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(
    _ rows: [InferenceRow], options: InferenceOptions, version: String, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    struct Document: Encodable {
      let schema: String
      let version: String
      let options: InferenceOptions
      let rows: [InferenceRow]
    }
    return try EstimatesTable.encode(
      Document(schema: schema, version: version, options: options, rows: rows), run: run)
  }

  /// The rows as an aligned table for a terminal, model by model, with what speaks against them.
  public static func text(_ rows: [InferenceRow], options: InferenceOptions) -> String {
    let numbers = NumberText.plain
    var text =
      "inference: seed \(options.seed), \(numbers.whole(options.bootstrapDraws)) bootstrap draws, "
      + "\(numbers.whole(options.assignments)) assignments\n"
      + "   smallest p: no smaller one can come out; family p: adjusted for all bumps of the analysis "
      + "(Romano & Wolf 2005),\n   which goes by the size of t and not by p, so that of two bumps the "
      + "one with the smaller p may have the larger family p.\n   Swing status, alliances and the "
      + "calendar are assigned anew for the registered pooled models of the first\n   ally rule; the "
      + "jackknife is of the registered models and of those that vary with a moderator.\n"
    var shown = Set<String>()
    for row in rows {
      let key = Self.key(row)
      guard shown.insert(key).inserted else { continue }
      let own = rows.filter { Self.key($0) == key }
      text += "\n   \(key)\n"
      var lines = [
        [
          "method", "by", "estimate", "se",
          "95 % interval, \(own.allSatisfy(\.estimator.isInLogs) ? "%" : "points")", "p",
          "smallest p", "family p", "units",
        ]
      ]
      lines += own.map { line in
        let interval = line.confidenceLow.flatMap { low in
          line.confidenceHigh.map { high in
            line.estimator.isInLogs
              ? "\(numbers.fixed(Platform.percent(ofLogs: low), 1, signed: true)) to "
                + numbers.fixed(Platform.percent(ofLogs: high), 1, signed: true)
              : "\(numbers.fixed(low, 2, signed: true)) to \(numbers.fixed(high, 2, signed: true))"
          }
        }
        let units = line.units.map {
          "\(DimensionWords.plain($0.dimension)) \(numbers.whole($0.count))"
        }
        return [
          line.method.rawValue, DimensionWords.plain(line.unit),
          line.estimate.map { numbers.fixed($0, 4, signed: true) } ?? "-",
          line.standardError.map { numbers.fixed($0, 4) } ?? "-",
          interval ?? "-", line.pValue.map(numbers.pValue) ?? "-",
          line.smallestAttainableP.map(numbers.pValue) ?? "-",
          line.familyP.map(numbers.pValue) ?? "-", units.joined(separator: ", "),
        ]
      }
      text += AlignedText.table(lines, indent: 5)
      for line in own where line.pValue == nil {
        text += "     \(line.method.rawValue): \(line.note ?? "no number")\n"
      }
      text += cautions(own)
    }
    return text
  }

  /// What speaks against rows, each once with the methods that it is about.
  private static func cautions(_ rows: [InferenceRow]) -> String {
    let texts = rows.compactMap(\.caution)
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return texts.map { text in
      let own = rows.filter { $0.caution == text }.map(\.method.rawValue)
        .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      return "     caution (\(own.joined(separator: ", "))): \(text)\n"
    }.joined()
  }

  private static func key(_ row: InferenceRow) -> String {
    "\(row.analysis) \(row.model) \(row.estimator.rawValue) \(row.allyRule): \(row.term)"
  }
}
