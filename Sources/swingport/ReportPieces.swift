import Charts
import Codes
import Elections
import Foundation
import Hypotheses
import Panels
import Reports
import Tables

/// The parts of a report beside its analyses: what is worked out at once, and what other commands saved.
struct ReportPieces {
  /// The analysis that the report leads with.
  let analysis: String
  private(set) var parts = ReportParts()
  /// The moderator of a saved run; nil where none was.
  private(set) var moderator: Moderator?
  /// What the years at hand do not allow, in words.
  private(set) var impossible: [String] = []

  init(analysis: String) { self.analysis = analysis }

  /// Works out what takes no longer than a model: the event study, and the values to look up.
  mutating func addOwn(
    _ specification: AnalysisSpecification, data: BuiltInData, allyRules: [String]
  ) throws {
    do {
      parts.eventStudies = try specification.eventStudy(EventStudySpecification(), data: data)
    } catch let error as DataError where error.kind == .notCovered || error.kind == .notEstimable {
      // The rest does not need the years that it lacks.
      impossible.append("the event study: \(error.message)")
    }
    parts.explorer = try AnalysisMap.explorer(
      data: data, specification: specification, allyRules: allyRules)
    parts.mapAbsence = AnalysisMap.absence(specification)
    add(tables: parts.tables)
  }

  /// Takes what a run found beside its analyses.
  mutating func add(inference: [InferenceRow], allRules: AllRulesResult?) throws {
    parts.inference = inference
    if let allRules { try add(allRules, name: "specifications.json", document: nil) }
  }

  /// Takes what users' tables say; what they leave untested of any hypothesis is said.
  mutating func add(tables: [TableResult]) {
    parts.tables = tables
    let given = Set(tables.map(\.kind))
    parts.untested = RegisteredHypotheses.all.flatMap { $0.untested(given: given) }
  }

  /// Takes the command that wrote a document, once; one that the document does not name is said.
  private mutating func add(command bytes: [UInt8], folder: String) {
    let command =
      SavedResults.run(bytes).command.map { "\($0) --out \(Invocation.path(folder))" }
      ?? "# \(Invocation.path(folder)): written by a version that recorded no commands; write it anew"
    if !parts.commands.contains(command) { parts.commands.append(command) }
  }

  /// Takes everything that it knows from a folder that a command wrote into.
  ///
  /// What belongs to another analysis is left out, and said.
  ///
  /// - Throws: `DataError` where nothing in the folder is known, or a file is damaged.
  mutating func add(folder: String) throws {
    let root = URL(fileURLWithPath: folder, isDirectory: true)
    var found = 0
    for name in Self.names {
      let path = root.appendingPathComponent(name)
      guard let data = try? Data(contentsOf: path) else { continue }
      found += 1
      let bytes = Array(data)
      add(command: bytes, folder: folder)
      switch name {
      case "estimates.json":
        add(tables: try SavedResults.tables(bytes, name: name))
        moderator =
          Moderator.allCases.first {
            SavedResults.run(bytes).command?.contains("--moderator \($0.rawValue)") == true
          } ?? moderator
      case "inference.json":
        let rows = try SavedResults.inference(bytes, name: name)
        if isOwn(rows.first?.analysis, name) { parts.inference = rows }
      case "power.json":
        let study = try SavedResults.power(bytes, name: name)
        if isOwn(study.analysis, name) {
          parts.powerStudy = study
          parts.power = try chart(.power, bytes, name) as? PowerChart
        }
      case "permutation.json":
        let test = try SavedResults.permutation(bytes, name: name)
        if isOwn(test.analysis, name) { try addPermutation(bytes, name) }
      case "honest.json":
        let results = try SavedResults.honest(bytes, name: name)
        if isOwn(results.first?.analysis, name) { parts.honest = results }
      case "placebo.json":
        let rows = try SavedResults.placebos(bytes, name: name)
        if isOwn(rows.first?.analysis, name) { parts.placebos = rows }
      case "leave-one-out.json":
        let rows = try SavedResults.leftOut(bytes, name: name)
        if isOwn(rows.first?.analysis, name) { parts.leftOut = rows }
      default:
        try add(SavedResults.allRules(bytes, name: name), name: name, document: bytes)
      }
    }
    guard found > 0 else {
      throw DataError(
        .missingTable, "the folder '\(folder)' holds nothing that a report shows",
        hint: "name a folder that --out of another command wrote, with one of "
          + Self.names.joined(separator: ", "))
    }
  }

  /// Takes a single file.
  ///
  /// - Throws: `DataError` where the file cannot be read, or is of another analysis.
  mutating func add(_ kind: SavedChart, file: String) throws {
    let name = URL(fileURLWithPath: file).lastPathComponent
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw DataError(
        .missingTable, "the file '\(file)' cannot be read",
        hint: "check its name and permissions; it must show \(kind.summary)")
    }
    if bytes.first == UInt8(ascii: "{") {
      // The folder that the command wrote into; that of all rules is one below it.
      let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      let root = folder.last == "all-rules" ? folder.dropLast() : folder
      add(command: bytes, folder: root.isEmpty ? "." : root.joined(separator: "/"))
    } else {
      parts.commands.append("# \(name): a table, which names no command")
    }
    switch kind {
    case .specifications where bytes.first == UInt8(ascii: "{"):
      try add(SavedResults.allRules(bytes, name: name), name: name, document: bytes)
    case .specifications:
      if let curve = try chart(kind, bytes, name) as? SpecificationCurveChart {
        parts.specifications.append(curve)
      }
    case .power:
      if bytes.first == UInt8(ascii: "{") {
        parts.powerStudy = try SavedResults.power(bytes, name: name)
      }
      parts.power = try chart(kind, bytes, name) as? PowerChart
    default: try addPermutation(bytes, name)
    }
  }

  private static let names = [
    "estimates.json", "inference.json", "all-rules/specifications.json", "specifications.json",
    "power.json",
    "permutation.json", "honest.json", "placebo.json", "leave-one-out.json",
  ]

  private func isOwn(_ found: String?, _ name: String) -> Bool {
    guard let found, found != analysis else { return true }
    Terminal.say("note: \(name) is of \(found) and not part of a report on \(analysis)")
    return false
  }

  private func chart(_ kind: SavedChart, _ bytes: [UInt8], _ name: String) throws -> any Chart {
    var choice = SavedChart.Choice()
    // A table of made-up values names no analysis of ours, and a curve has one panel.
    if kind != .specifications { choice.analysis = analysis }
    return try kind.chart(from: bytes, name: name, choice: choice)
  }

  private mutating func addPermutation(_ bytes: [UInt8], _ name: String) throws {
    if var chart = try chart(.permutation, bytes, name) as? PermutationChart {
      chart.frame.figureID = "assignments-\(parts.permutations.count + 1)"
      parts.permutations.append(chart)
    }
  }

  private mutating func add(_ result: AllRulesResult, name: String, document: [UInt8]?) throws {
    guard isOwn(result.analysis, name) else { return }
    parts.allRules = result
    parts.specifications = try result.curves.map {
      try SavedChart.curve(of: result, estimand: $0.estimand, name: name, document: document)
    }
  }
}
