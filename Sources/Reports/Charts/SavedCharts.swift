import Charts
import Codes
import FoundationEssentials
import Hypotheses
import Tables

/// A chart made from a file that a command saved.
public enum SavedChart: String, CaseIterable, Sendable {
  /// An event study, from `event-study.json` or `.csv`.
  case eventStudy = "event-study"
  /// Estimates, from `estimates.json`, or any CSV in broom's names.
  case coefficients
  /// Bumps by incumbent against reputation, from `estimates.json`.
  case reputation
  /// A specification curve, from `all-rules/specifications.json` or `.csv`.
  case specifications
  /// What chance gives, from `permutation.json` or `.csv`, `estimates.json` or a CSV of draws.
  case permutation
  /// Power curves, from `power.json` or `power.csv`.
  case power
  /// Effects by dose, from a CSV.
  case doseResponse = "dose-response"
  /// Time series, from a panel's CSV.
  case series

  /// A line for help: what is shown and from which file.
  public var summary: String {
    switch self {
    case .eventStudy: "bumps by position in the cycle, from event-study.json or event-study.csv"
    case .coefficients:
      "estimates with intervals, from estimates.json or a CSV with term, estimate, conf.low, conf.high"
    case .reputation: "bumps by incumbent against reputation, from estimates.json"
    case .specifications:
      "all specifications over their choices, from all-rules/specifications.json or .csv"
    case .permutation:
      "what chance gives, from permutation.json or .csv, estimates.json (all orders of incumbents) or "
        + "a CSV with kind, value"
    case .power: "how often tests find effects of each size, from power.json or power.csv"
    case .doseResponse: "effects by dose, from a CSV with dose, estimate, low, high"
    case .series:
      "exports of swing and other states over time, from panel-ANALYSIS.csv or the built-in data"
    }
  }

  /// Which of several results in a file is drawn.
  public struct Choice: Sendable {
    /// The analysis; the first unless said.
    public var analysis: String?
    /// The model; the first unless said.
    public var model: String?
    /// The estimator, such as `ppml`; the first unless said.
    public var estimator: String?
    /// The ally rule; the first unless said.
    public var allyRule: String?
    /// The term or estimand; all, or the first, unless said.
    public var term: String?

    /// Makes a choice of the first of everything.
    public init() {}
  }

  /// Makes the chart of a saved file.
  ///
  /// - Parameters:
  ///   - bytes: The file: JSON where it begins with `{`, else CSV.
  ///   - name: The file's name, for errors.
  ///   - choice: Which of several results is drawn.
  /// - Throws: `DataError` of kind `notOfThisChart` that says what the file lacks, or of the reader of tables.
  public func chart(from bytes: [UInt8], name: String, choice: Choice) throws -> any Chart {
    let isJSON = bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
    let file = SavedFile(name: name, chart: self, choice: choice)
    switch (self, isJSON) {
    case (.eventStudy, true): return try file.eventStudy(json: bytes)
    case (.coefficients, true): return try file.coefficients(json: bytes)
    case (.reputation, true): return try file.reputation(json: bytes)
    case (.permutation, true):
      return file.schema(bytes) == PermutationTable.schema
        ? try file.permutation(json: bytes) : try file.orders(json: bytes)
    case (.specifications, true): return try file.specifications(json: bytes)
    case (.power, true): return try file.power(json: bytes)
    case (_, true):
      throw file.refusal(
        "is JSON, and \(rawValue) is drawn from CSV", hint: "give \(summary)")
    case (.reputation, false):
      throw file.refusal(
        "is no JSON", hint: "give the estimates.json that swingport analyze writes")
    default: break
    }
    let table = try DelimitedText(name: name).table(from: bytes)
    switch self {
    case .eventStudy: return try file.eventStudy(table)
    case .coefficients: return try file.coefficients(table)
    case .specifications: return try file.specifications(table)
    case .permutation: return try file.permutation(table)
    case .power: return try file.power(table)
    case .doseResponse: return try file.doseResponse(table)
    case .series: return try file.series(table)
    case .reputation: throw file.refusal("is no JSON", hint: "give estimates.json")
    }
  }
}

extension DataError.Kind {
  /// A saved file that a chart cannot be drawn from.
  public static let notOfThisChart = Self(id: "plot.file", exitCode: .dataRejected)
  /// Values that no chart can show.
  public static let chartRefused = Self(id: "plot.refused", exitCode: .dataRejected)
}

/// A saved file on its way to a chart.
struct SavedFile {
  let name: String
  let chart: SavedChart
  var choice: SavedChart.Choice

  /// The source line of a result: publisher, series and vintage as the document has them.
  ///
  /// A table has no place for a vintage, and the line then says so.
  func source(of analysis: String, in document: [UInt8]? = nil) -> String {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    if let document,
      let run = try? decoder.decode(RunRecord.self, from: Data(document)),
      let citation = run.sourceCitation
    {
      return citation + "."
    }
    guard let known = try? Analyses.named(analysis, choices: AnalysisChoices()) else {
      return "\(name)."
    }
    return "\(known.source.series); vintage not stated in \(name)."
  }

  /// A refusal that names the file.
  func refusal(_ message: String, hint: String) -> DataError {
    DataError(.notOfThisChart, "\(name) \(message)", hint: hint)
  }

  /// The part of an `estimates.json` that charts are made of.
  struct Estimates: Decodable {
    struct Analysis: Decodable {
      let id: String
      let sourceCitation: String
      let models: [ModelResult]
      let reputations: [ReputationRelation]
      let incumbents: [String: String]?
      let incumbentWindows: [String: String]?

      /// The names of incumbents as the run printed them.
      var names: IncumbentNames { IncumbentNames(names: incumbents, windows: incumbentWindows) }
    }
    let analyses: [Analysis]
  }

  /// The part of an `event-study.json` that charts are made of.
  struct Studies: Decodable {
    let eventStudies: [EventStudyResult]
  }

  func decoded<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8], form: String) throws -> Value
  {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: Data(bytes))
    } catch {
      throw refusal(
        "is no \(form), or one of another version of this program",
        hint: "write it anew with this version; \(chart.rawValue) shows \(chart.summary)")
    }
  }

  /// The first value that the choice allows.
  ///
  /// - Throws: A refusal that lists what there is.
  func chosen<Value>(
    _ values: [Value], _ what: String, by name: (Value) -> String, is wanted: [(Value) -> Bool]
  ) throws -> Value {
    if let value = values.first(where: { value in wanted.allSatisfy { $0(value) } }) {
      return value
    }
    let known = values.map(name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    throw refusal(
      "has no such \(what)",
      hint: known.isEmpty
        ? "check that it is the right file" : "it has \(known.joined(separator: "; "))")
  }

  func analysis(_ bytes: [UInt8]) throws -> Estimates.Analysis {
    let document = try decoded(Estimates.self, bytes, form: "estimates.json")
    return try chosen(
      document.analyses, "analysis", by: \.id,
      is: [{ choice.analysis == nil || choice.analysis == $0.id }])
  }

  func eventStudy(json bytes: [UInt8]) throws -> any Chart {
    let document = try decoded(Studies.self, bytes, form: "event-study.json")
    let study = try chosen(
      document.eventStudies, "event study",
      by: { "\($0.analysis) \($0.model) \($0.estimator.rawValue) \($0.allyRule)" },
      is: [
        { choice.analysis == nil || choice.analysis == $0.analysis },
        { choice.model == nil || choice.model == $0.model },
        { choice.estimator == nil || choice.estimator == $0.estimator.rawValue },
        { choice.allyRule == nil || choice.allyRule == $0.allyRule },
      ])
    return ResultCharts.eventStudy(study, source: source(of: study.analysis, in: bytes))
  }

  func coefficients(json bytes: [UInt8]) throws -> any Chart {
    let analysis = try analysis(bytes)
    let models = analysis.models.filter {
      (choice.model == nil || choice.model == $0.model)
        && (choice.estimator == nil || choice.estimator == $0.estimator.rawValue)
        && (choice.allyRule == nil || choice.allyRule == $0.allyRule)
    }
    guard
      let chart = ResultCharts.coefficients(
        models, names: analysis.names, analysis: analysis.id,
        source: analysis.sourceCitation + ".")
    else {
      throw refusal(
        "has no bump under that choice",
        hint: "leave out --model, --estimator and --ally to see all models")
    }
    return chart
  }

  func reputation(json bytes: [UInt8]) throws -> any Chart {
    let analysis = try analysis(bytes)
    let rules = analysis.reputations.map(\.allyRule)
    guard let rule = choice.allyRule ?? rules.first,
      let chart = ResultCharts.reputation(
        analysis.reputations, models: analysis.models, allyRule: rule, names: analysis.names,
        analysis: analysis.id, source: analysis.sourceCitation + ".")
    else {
      throw refusal(
        "relates no bumps of \(analysis.id) to reputation"
          + (choice.allyRule.map { " under the rule \($0)" } ?? ""),
        hint: rules.isEmpty
          ? "choose another analysis with --analysis"
          : "use --ally \(Set(rules).sorted().joined(separator: " or "))")
    }
    return chart
  }

  func orders(json bytes: [UInt8]) throws -> any Chart {
    let analysis = try analysis(bytes)
    let relation = try chosen(
      analysis.reputations, "relation to reputation",
      by: { "\($0.estimator.rawValue) \($0.allyRule)" },
      is: [
        { choice.estimator == nil || choice.estimator == $0.estimator.rawValue },
        { choice.allyRule == nil || choice.allyRule == $0.allyRule },
      ])
    return ResultCharts.orders(
      relation, analysis: analysis.id, source: analysis.sourceCitation + ".")
  }
}
