import Codes
import FoundationEssentials
import Hypotheses
import Panels
import Tables

/// Estimates for programs: CSV in broom's names and one JSON document, both in full precision.
public enum EstimatesTable {
  /// The columns of ``csv(_:)`` in order; `term` to `conf.high` are those of R's broom.
  public static let columns = [
    "analysis", "model", "estimator", "ally_rule", "swing_rule", "outcome", "term", "estimate",
    "std.error", "statistic", "p.value", "conf.low", "conf.high", "vcov", "distribution", "nobs",
    "clusters", "treated_clusters", "fixed_effects", "dropped", "absorbed", "scale",
    "smallest_exact_p", "cautions",
  ]

  /// The identifier of the layout of ``json(_:packages:version:)``.
  public static let schema = "swingport.analyze/1"

  /// All estimates as comma-separated text: one row a term and variance.
  ///
  /// Numbers are the shortest decimals that read back as the same binary number, as R, Stata and
  /// Python read them (`0.0133`, `1.2e-05`); a number that is not finite is an empty field.
  /// `swing_rule` is empty in a national panel; `clusters` and `treated_clusters` look like
  /// `origin=51;destination=234`, `dropped` like `10009 separated: …`, `absorbed` like
  /// `swing absorbed by origin^year; …`. `scale` is `log` where a coefficient is a difference of
  /// logarithms and `outcome` where it is in the outcome's own unit, such as points of a tariff.
  /// `smallest_exact_p` is, for a slope over few incumbents or elections, the smallest p that exchanging
  /// their values can give; `cautions` says what speaks against the model's errors.
  ///
  /// The registered models come first, then the further ones, then those of users' tables.
  public static func csv(
    _ results: [AnalysisResult], tables: [TableResult] = []
  ) -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    let models =
      results.flatMap(\.models) + results.flatMap(\.further) + tables.flatMap(\.models)
    for model in models {
      let fixedEffects = model.fixedEffects.map { "\($0.name)=\($0.levels)" }
      let dropped = model.dropped.map { "\($0.rows) \($0.reason)" }
      let absorbed = model.absorbed.map { "\($0.term) \($0.reason)" }
      for variance in model.variances {
        let clusters = variance.clusters.map { "\($0.dimension)=\($0.count)" }
        for row in variance.coefficients {
          let treated = (model.support.first { $0.term == row.term }?.treatedClusters ?? [])
            .map { "\($0.dimension)=\($0.count)" }
          writer.append(
            [
              model.analysis, model.model, model.estimator.rawValue, model.allyRule,
              model.swingRule ?? "", model.outcome, row.term,
            ]
              + [
                row.estimate, row.standardError, row.statistic, row.pValue, row.confidenceLow,
                row.confidenceHigh,
              ].map { $0.isFinite ? $0.description : "" }
              + [
                variance.clustering, variance.distribution, String(model.observations),
                clusters.joined(separator: ";"), treated.joined(separator: ";"),
                fixedEffects.joined(separator: ";"), dropped.joined(separator: "; "),
                absorbed.joined(separator: "; "), model.estimator.isInLogs ? "log" : "outcome",
                (model.moderations ?? []).first { $0.term == row.term }
                  .map { $0.smallestAttainableP.description } ?? "",
                model.cautions.joined(separator: "; "),
              ])
        }
      }
    }
    return writer.bytes
  }

  /// Everything about the analyses as one JSON document with sorted keys and a line feed at its end.
  ///
  /// Keys are in snake case. A value that is missing has no key.
  ///
  /// - Parameters:
  ///   - results: The analyses.
  ///   - packages: The data that they were run on, for the sources.
  ///   - version: The program's version.
  ///   - tables: What users' tables say.
  ///   - untested: What the data at hand cannot test.
  ///   - run: What the document says of its run.
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite, which JSON cannot say.
  public static func json(
    _ results: [AnalysisResult], packages: [DataPackageDescriptor], version: String,
    tables: [TableResult] = [], untested: [Untested] = [], run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    try encode(
      Document(
        schema: schema, version: version, analyses: results.map(Analysis.init),
        tables: tables.isEmpty ? nil : tables, untested: untested.isEmpty ? nil : untested,
        sources: packages.flatMap { package in
          package.resources.map { Source(package: package.name, resource: $0) }
        }), run: run)
  }

  /// The join reports as a JSON array in the order of the analyses, with sorted keys.
  ///
  /// - Throws: `DataError` of kind `notPrintable` when a number is not finite.
  public static func joinReportJSON(_ results: [AnalysisResult]) throws -> [UInt8] {
    try encode(results.map(\.join))
  }

  static func encode(
    _ value: some Encodable, run: RunRecord = RunRecord()
  ) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      let bytes =
        run == RunRecord()
        ? try encoder.encode(value) : try encoder.encode(Recorded(document: value, run: run))
      return Array(bytes) + [UInt8(ascii: "\n")]
    } catch {
      throw DataError(
        .notPrintable, "a result holds a number that is not finite, which JSON cannot say",
        hint: "look for it in estimates.csv, where its field is empty, and report it as a bug")
    }
  }

  private struct Document: Encodable {
    let schema: String
    let version: String
    let analyses: [Analysis]
    let tables: [TableResult]?
    let untested: [Untested]?
    let sources: [Source]
  }

  private struct Analysis: Encodable {
    let id: String
    let letter: String
    let title: String
    let question: String
    let source: ExportSource
    let sourceCitation: String
    let vintages: [String: String]
    let firstYear: Int
    let lastYear: Int
    let swingRule: String?
    let allyRules: [String]
    let rules: [RuleStatement]
    let models: [ModelResult]
    let reputations: [ReputationRelation]
    let notIdentified: [NotIdentified]
    let limits: [String]
    let incumbents: [String: String]
    let incumbentWindows: [String: String]
    let furtherModels: [ModelResult]?
    let furtherNotIdentified: [NotIdentified]?
    let cellMeans: CellMeanTable?

    init(_ result: AnalysisResult) {
      let specification = result.specification
      id = specification.id
      letter = specification.letter
      title = specification.title
      question = specification.question
      source = specification.source
      sourceCitation = specification.source.citation(vintages: result.panel.vintages)
      vintages = result.join.vintages
      firstYear = specification.years.lowerBound.number
      lastYear = specification.years.upperBound.number
      swingRule = specification.swingRule
      allyRules = specification.allyRules
      rules = result.rules
      models = result.models
      reputations = result.reputations
      notIdentified = result.notIdentified
      limits = specification.limits
      let names = IncumbentNames(panel: result.panel)
      incumbents = names.names
      incumbentWindows = names.windows
      // What was not run has no key.
      furtherModels = result.further.isEmpty ? nil : result.further
      furtherNotIdentified =
        result.furtherNotIdentified.isEmpty ? nil : result.furtherNotIdentified
      cellMeans = result.cellMeans
    }
  }

  private struct Source: Encodable {
    let package: String
    let table: String
    let bytes: Int
    let hash: String
    let sources: [DataPackageDescriptor.Source]
    let licenses: [DataPackageDescriptor.License]

    init(package: String, resource: DataPackageDescriptor.Resource) {
      self.package = package
      table = resource.name
      bytes = resource.bytes
      hash = resource.hash
      sources = resource.sources
      licenses = resource.licenses
    }
  }
}

extension DataError.Kind {
  /// A result that an output cannot express.
  public static let notPrintable = Self(id: "report.not_printable", exitCode: .bug)
}
