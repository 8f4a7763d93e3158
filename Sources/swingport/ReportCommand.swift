import ArgumentParser
import Charts
import Codes
import Elections
import Foundation
import Hypotheses
import Panels
import Reports
import Tables

/// The report alone: one page with its Markdown and LaTeX.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the report: report.html, report.md and report.tex.",
    discussion: """
      EXAMPLES
        swingport report                                    the headline into report/
        swingport report bts-canada-mexico --out bts
        swingport report --from out --from power            with what other commands saved there
        swingport report --all-rules out/all-rules/specifications.json --power power/power.json
        swingport report --swing margin-3 --ally nato

      The page is one file that asks for nothing from a network and says everything without scripts.
      Parts that take long are read from folders that other commands wrote, or from single files. A
      part that is not given is named in the report with the command that makes it.

      Analyses: \(Analyses.ids.joined(separator: ", "))
      """)

  @Argument(help: "An analysis, or all.")
  var analysis = "swing-states"

  @Option(name: .shortAndLong, help: "The folder to write into; report unless said.")
  var out = "report"

  @Option(help: "A swing rule in place of the analysis' own.")
  var swing: String?

  @Option(help: "An ally rule in place of the analysis' own; may be given again.")
  var ally: [String] = []

  @Option(help: "Years as FIRST-LAST, in place of the analysis' own.")
  var years: String?

  @Option(
    help: ArgumentHelp(
      "A folder that --out of another command wrote; may be given again.",
      discussion: "Taken from it: inference, all rules, users' tables, power, permutation, honest, "
        + "placebo, leave-one-out."))
  var from: [String] = []

  @Option(help: "All specifications: the all-rules/specifications.json or .csv of analyze.")
  var allRules: String?

  @Option(help: "Power curves: the power.json or power.csv of swingport power.")
  var power: String?

  @Option(help: "A moderator of the bump: legislative-constraint.")
  var moderator: Analyze.ModeratorChoice?

  @Option(help: "Draws: the permutation.json or .csv of permute, or a CSV with kind, value.")
  var permutation: [String] = []

  func run() throws {
    if out.isEmpty {
      throw DataError(
        .wrongUse, "--out is empty", hint: "name a folder with --out, or leave --out away")
    }
    let ids = analysis == "all" ? Analyses.ids : [analysis]
    if years != nil, ids.count > 1 {
      throw DataError(
        .wrongUse, "--years was given without an analysis",
        hint: "name one of \(Analyses.ids.joined(separator: ", "))")
    }
    let rules = ally.map(UserTable.identifier)
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let choices = AnalysisChoices(
      swingRule: swing.map(UserTable.identifier), allyRules: rules,
      years: try years.map(YearSpan.read))
    let specifications = try ids.map { try Analyses.named($0, choices: choices) }
    let output = OutputFolder(root: URL(fileURLWithPath: out, isDirectory: true))
    try output.requireWritable()
    var pieces = ReportPieces(analysis: specifications.first?.id ?? "")
    for folder in from { try pieces.add(folder: folder) }
    if let allRules { try pieces.add(.specifications, file: allRules) }
    if let power { try pieces.add(.power, file: power) }
    for file in permutation { try pieces.add(.permutation, file: file) }
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    var data = try BuiltInData(
      elections: DataFolder.package(folder.elections), exports: DataFolder.package(folder.exports))
    if let swing, swing.hasPrefix("list:") { data.add(try SwingRuleChoice.rule(swing)) }
    for list in ally where list.hasPrefix("list:") {
      data.add(try AllyListChoice.rule(list, codes: data.crosswalk))
    }
    let results = try specifications.map {
      try $0.run(on: data, further: true, moderator: moderator?.moderator ?? pieces.moderator)
    }
    let maps = try DataFolder.package(folder.maps)
    var map: AnalysisMap.Drawn?
    if let first = specifications.first {
      map = try AnalysisMap.draw(
        data: data, boundaries: maps, specification: first, allyRules: rules)
      try pieces.addOwn(first, data: data, allyRules: rules)
    }
    let report = HTMLReport(
      results: results, maps: map.map { [$0.map] } ?? [],
      packages: data.descriptors + [maps.descriptor],
      version: Swingport.version, command: commandLine, parts: pieces.parts)
    try output.write([
      ("report.html", Array(report.html().utf8)),
      ("report.md", Array(PlainPage.markdown(report).utf8)),
      ("report.tex", Array(PlainPage.latex(report).utf8)),
    ])
    try Terminal.print(bytes: Array("report: \(out)/report.html\n".utf8))
  }

  /// The command as it can be given again, without the folder, which changes no figure.
  private var commandLine: String {
    var words = ["swingport", "report", analysis]
    if let swing { words += ["--swing", Invocation.quoted(swing)] }
    for rule in ally { words += ["--ally", Invocation.quoted(rule)] }
    if let years { words += ["--years", years] }
    if let moderator { words += ["--moderator", moderator.rawValue] }
    for path in from { words += ["--from", Invocation.path(path)] }
    for (name, path) in [("--all-rules", allRules), ("--power", power)] {
      if let path { words += [name, Invocation.path(path)] }
    }
    for path in permutation { words += ["--permutation", Invocation.path(path)] }
    return words.joined(separator: " ")
  }
}
