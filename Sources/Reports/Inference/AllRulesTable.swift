import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// The all-rules table for programs and for people: the data of its specification curve.
public enum AllRulesTable {
  /// The identifier of the layout of ``json(_:version:)``.
  public static let schema = "swingport.all-rules/1"

  /// The axes with the name of each specification's choice, in order.
  private static let axes: [(name: String, choice: @Sendable (AllRulesSpecification) -> String)] = [
    ("estimand", { $0.estimand.rawValue }), ("swing_rule", { $0.swingRule }),
    ("ally_rule", { $0.allyRule }), ("window", { $0.windowName }),
    ("estimator", { $0.estimator.rawValue }), ("sample", { $0.sample.rawValue }),
    ("fixed_effects", { $0.effects.rawValue }),
  ]

  private static let figures: [(name: String, type: String, description: String)] = [
    ("estimate", "number", "the estimate in logs"),
    ("std.error", "number", "its standard error, clustered by origin and by destination"),
    ("p.value", "number", "its two-sided p-value by itself"),
    ("conf.low", "number", "the lower end of its 95 % interval"),
    ("conf.high", "number", "the upper end of its 95 % interval"),
    ("nobs", "integer", "the rows used"),
    ("origins", "integer", "the origins, which are clusters"),
    ("destinations", "integer", "the destinations, which are clusters"),
    ("treated_origins", "integer", "the origins that are ever swing states in a window"),
    ("step_estimate", "number", "the estimate after one Newton step, as in the joint test"),
    ("step_p", "number", "its p-value, clustered by origin under the hypothesis"),
  ]

  /// One row a specification as comma-separated text.
  ///
  /// Those with an estimate come first, by estimand and from the smallest estimate to the largest, then
  /// those without, by number. Behind the figures stands the choice matrix, one column of
  /// 0 and 1 for each choice.
  public static func csv(_ result: AllRulesResult) -> [UInt8] {
    let choices = choices(result)
    var writer = DelimitedTextWriter(
      header: ["rank", "number"] + axes.map(\.name) + figures.map(\.name) + ["note", "reason"]
        + choices.map { "\($0.axis)=\($0.choice)" })
    var ranks: [AllRulesAxes.Estimand: Int] = [:]
    for row in result.sorted + result.missing {
      let own = row.specification
      var rank = ""
      if row.estimate != nil {
        ranks[own.estimand, default: 0] += 1
        rank = String(ranks[own.estimand] ?? 0)
      }
      let numbers = [
        row.estimate, row.standardError, row.pValue, row.confidenceLow, row.confidenceHigh,
      ].map { $0?.description ?? "" }
      let counts = [row.observations, row.origins, row.destinations, row.treatedOrigins]
        .map { $0.map(String.init) ?? "" }
      let names = axes.map { $0.choice(own) }
      writer.append(
        [rank, String(own.number)] + names + numbers + counts
          + [
            row.stepEstimate?.description ?? "", row.stepPValue?.description ?? "",
            row.note ?? "", row.reason ?? "",
          ]
          + choices.map { choice in names[choice.position] == choice.choice ? "1" : "0" })
    }
    return writer.bytes
  }

  /// The choices of all axes, in the order in which specifications name them.
  private static func choices(
    _ result: AllRulesResult
  ) -> [(axis: String, position: Int, choice: String)] {
    axes.enumerated().flatMap { position, axis in
      result.rows.map { axis.choice($0.specification) }
        .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        .map { (axis.name, position, $0) }
    }
  }

  /// Everything as a JSON document with sorted keys in snake case; a missing value has no key.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func json(
    _ result: AllRulesResult, version: String, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    struct Document: Encodable {
      let schema: String
      let version: String
      let axes: [String: [String]]
      let sorted: [Int]
      let result: AllRulesResult
    }
    return try EstimatesTable.encode(
      Document(
        schema: schema, version: version,
        axes: Dictionary(grouping: choices(result), by: \.axis).mapValues { $0.map(\.choice) },
        sorted: result.sorted.map(\.specification.number), result: result), run: run)
  }

  /// The descriptor of the table after the Data Package standard.
  ///
  /// - Parameters:
  ///   - result: The table.
  ///   - path: The file's name.
  ///   - bytes: The file.
  ///   - packages: The data that it was made from, for the sources.
  /// - Throws: `DataError` of kind `notPrintable`, which it does for no content of these types.
  public static func descriptor(
    _ result: AllRulesResult, path: String, bytes: [UInt8], packages: [DataPackageDescriptor]
  ) throws -> [UInt8] {
    let resources = packages.flatMap(\.resources)
    let fields =
      [
        DataPackageDescriptor.Field(
          name: "rank", type: "integer",
          description: "the place among the estimates of the estimand, from the smallest"),
        .init(name: "number", type: "integer", description: "the specification's number"),
      ] + axes.map { .init(name: $0.name, type: "string", description: "the choice of \($0.name)") }
      + figures.map { .init(name: $0.name, type: $0.type, description: $0.description) }
      + [
        .init(name: "note", type: "string", description: "what a reader must know"),
        .init(name: "reason", type: "string", description: "why there is no estimate"),
      ]
      + choices(result).map {
        .init(
          name: "\($0.axis)=\($0.choice)", type: "boolean",
          description: "1 where \($0.axis) is \($0.choice)")
      }
    let descriptor = DataPackageDescriptor(
      name: "swingport-all-rules", title: "All specifications of \(result.analysis)",
      description: "Written by swingport analyze --all-rules, seed \(result.options.seed), "
        + "\(result.options.draws) permutations.",
      resources: [
        .init(
          name: "specifications", title: "The specification curve",
          description: "One row a specification, sorted by estimand and estimate.", path: path,
          bytes: bytes.count, hash: DataPackage.hash(of: bytes), rows: result.rows.count,
          sources: unique(resources.flatMap(\.sources)),
          licenses: unique(resources.flatMap(\.licenses)),
          schema: .init(
            fields: fields, primaryKey: ["number"],
            missingMeaning: "no estimate, for the reason in its own column; never zero"))
      ])
    return try descriptor.json()
  }

  private static func unique<Value: Equatable>(_ values: [Value]) -> [Value] {
    values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
