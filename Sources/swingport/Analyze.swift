import ArgumentParser
import Codes
import Elections
import Foundation
import Hypotheses
import Maps
import Panels
import Reports
import Tables

/// The main job: panel, estimates, tables, map and report.
struct Analyze: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run registered analyses: panel, estimates, map and report.",
    discussion: """
      EXAMPLES
        swingport analyze                                  all analyses into out/
        swingport analyze swing-states --out headline
        swingport analyze swing-states --swing margin-3 --ally nato
        swingport analyze swing-states --years 2016-2024
        swingport analyze bts-canada-mexico --json > estimates.json
        swingport analyze swing-states --vintage 2026-06-11
        swingport analyze national-concessions --reputation signals-visits

      Analyses: \(Analyses.ids.joined(separator: ", "))
      Swing rules: \(SwingRules.all.map(\.id).joined(separator: ", ")), list:FILE
      (columns year, state, swing)
      Ally rules: treaty, nato, treaty-without-americas, atop-defense, list:FILE
      (columns year, iso3c, ally)
      Measures of reputation: \(BuiltInData.reputationMeasureIDs.joined(separator: ", ")),
      ordinal:SCALE, tariff-tolerance:FILE (a WITS table of applied tariffs), list:FILE
      (columns incumbent, reputation, or year, iso3c, reputation)

      The built-in tables are read from the .resources folders beside the program, or from the folder
      named in SWINGPORT_DATA.
      """)

  @Argument(help: "An analysis, or all.")
  var analysis = "all"

  @Option(name: .shortAndLong, help: "The folder to write into; out unless said.")
  var out: String?

  @Option(help: "A swing rule in place of the analysis' own.")
  var swing: String?

  @Option(help: "An ally rule in place of the analysis' own; may be given again.")
  var ally: [String] = []

  @Option(help: "A measure of reputation in place of the analysis' own.")
  var reputation: String?

  @Option(help: "Years as FIRST-LAST, in place of the analysis' own; needs one analysis.")
  var years: String?

  @Option(help: "The exports of states: builtin, or census for those of the store.")
  var source: SourceChoice = .builtin

  @Option(help: "The vintage of the store to use; the one in use unless said. Implies census.")
  var vintage: String?

  @OptionGroup var store: StoreFolder

  /// Where the exports of states come from.
  enum SourceChoice: String, ExpressibleByArgument, CaseIterable { case builtin, census }

  @Flag(help: "Print estimates.json to standard output and write no files.")
  var json = false

  func run() throws {
    // A list is known by its file's own name from here on, as it is printed.
    let lists = try ally.filter { $0.hasPrefix("list:") }.map(AllyListChoice.rule)
    let distinct = ally.map(UserTable.identifier)
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let choices = AnalysisChoices(
      swingRule: swing.map(UserTable.identifier), allyRules: distinct,
      years: try years.map(YearSpan.read),
      reputation: reputation.map(ReputationChoice.identifier))
    let ids = analysis == "all" ? Analyses.ids : [analysis]
    if choices.years != nil, analysis == "all" {
      throw DataError(
        .wrongUse, "--years was given without an analysis",
        hint: "name one of \(Analyses.ids.joined(separator: ", "))")
    }
    let specifications = try ids.map { try Analyses.named($0, choices: choices) }
    var chosenSwing: (any SwingRule)?
    if let swing {
      chosenSwing = try SwingRuleChoice.rule(swing)
      if let national = specifications.first, specifications.count == 1, national.swingRule == nil {
        throw DataError(
          .wrongUse, "\(national.id) is national, so that --swing \(swing) would change nothing",
          hint: "leave --swing out, or name an analysis of states")
      }
    }
    if out == "" || (json && out != nil) {
      throw DataError(
        .wrongUse,
        out == "" ? "--out is empty" : "--json writes no files, and --out names a folder",
        hint: "name a folder with --out, or use --json alone")
    }
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    var data = try BuiltInData(
      elections: DataFolder.package(folder.elections),
      exports: DataFolder.package(folder.exports))
    if let chosenSwing, chosenSwing.id.hasPrefix("list:") { data.add(chosenSwing) }
    for list in lists { data.add(list) }
    if let reputation, let own = try ReputationChoice.userMeasure(reputation, data: data) {
      data.add(own)
    }
    let usesStore = source == .census || vintage != nil
    if usesStore {
      data.use(
        [try StoredExports.part(store.openIfAny(), label: vintage)],
        for: .censusOriginOfMovement)
    }
    let maps = try DataFolder.package(folder.maps)
    let out = out ?? "out"
    let output = OutputFolder(root: URL(fileURLWithPath: out, isDirectory: true))
    if !json { try output.requireWritable() }
    let results = try specifications.map { try result(of: $0, on: data, alone: ids.count == 1) }
    let packages = data.descriptors + [maps.descriptor]
    let document = try EstimatesTable.json(
      results, packages: packages, version: Swingport.version)
    if json {
      try Terminal.print(bytes: document)
      return
    }
    let map = try AnalysisMap.draw(
      data: data, boundaries: maps,
      swingRule: swing.map(UserTable.identifier) ?? specifications.compactMap(\.swingRule).first
        ?? AnalysisMap.swingRule,
      allyRules: distinct)
    let report = HTMLReport(
      results: results,
      maps: [map.map],
      packages: packages, version: Swingport.version,
      command: commandLine)
    var files: [(path: String, bytes: [UInt8])] = [
      ("estimates.csv", EstimatesTable.csv(results)),
      ("estimates.json", document),
      ("join-report.json", try EstimatesTable.joinReportJSON(results)),
      ("maps/ally-share-2024.svg", Array(map.map.svg.utf8)),
      ("maps/ally-share-2024.csv", Array(map.csv.utf8)),
      ("report.html", Array(report.html().utf8)),
    ]
    files += results.map { ("panel-\($0.specification.id).csv", $0.panel.csv()) }
    try output.write(files)
    for id in Analyses.ids where !ids.contains(id) && output.has("panel-\(id).csv") {
      Terminal.say("note: \(out)/panel-\(id).csv is of an earlier run and not part of this report")
    }
    try Terminal.print(bytes: Array(ResultText.summary(results).utf8))
    try Terminal.print(bytes: Array("report: \(out)/report.html\n".utf8))
  }

  /// Runs an analysis; one of several that cannot take the chosen reputation keeps its own, and says
  /// so in its limits and here.
  private func result(
    of specification: AnalysisSpecification, on data: BuiltInData, alone: Bool
  ) throws -> AnalysisResult {
    do {
      return try specification.run(on: data)
    } catch let error as DataError where error.kind == .reputationNotTaken && !alone {
      Terminal.say("note: \(error.message); it keeps its own")
      return try specification.keepingOwnReputation(because: error).run(on: data)
    }
  }

  /// The command as it can be given again, without the folder, which changes no figure.
  private var commandLine: String {
    var words = ["swingport", "analyze", analysis]
    if let swing { words += ["--swing", swing] }
    for rule in ally { words += ["--ally", rule] }
    if let reputation { words += ["--reputation", reputation] }
    if let years { words += ["--years", years] }
    if let vintage {
      words += ["--vintage", vintage]
    } else if source == .census {
      words += ["--source", "census"]
    }
    return words.joined(separator: " ")
  }
}

extension DataError.Kind {
  /// A combination of arguments that makes no sense.
  static let wrongUse = Self(id: "command.usage", exitCode: .usage)
}
