import ArgumentParser
import Codes
import Foundation
import Hypotheses
import Panels
import Reports
import Tables

/// The bump year by year of the election cycle.
struct EventStudy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "event-study",
    abstract: "Estimate the bump year by year of the election cycle.",
    discussion: """
      EXAMPLES
        swingport event-study                              the headline's panel
        swingport event-study bts-canada-mexico --by-cycle
        swingport event-study --reference 3 --out study
        swingport event-study --months exports.csv         by months to election day
        swingport event-study --json > study.json

      Each year's coefficient is the difference from the reference, with a pointwise 95 % interval, a
      band that covers all years at once, and the joint test of the years before the reference with
      the linear trend that it could have found.

      Analyses: \(Analyses.ids.joined(separator: ", "))
      """)

  @Argument(help: "An analysis.")
  var analysis = "swing-states"

  @Option(help: "The reference, in years before the election: 0 to 3; 2 unless said.")
  var reference: Int?

  @Option(
    help: "A monthly panel in place of an analysis: state, iso3c, year, month, value_usd.")
  var months: String?

  @Flag(help: "Let the level of swing × ally differ between cycles.")
  var byCycle = false

  @Option(help: "A swing rule in place of the analysis' own.")
  var swing: String?

  @Option(help: "An ally rule in place of the analysis' own.")
  var ally: String?

  @Option(help: "Years as FIRST-LAST, in place of the analysis' own.")
  var years: String?

  @Option(name: .shortAndLong, help: "A folder to write event-study.csv and event-study.json into.")
  var out: String?

  @Flag(help: "Print JSON to standard output.")
  var json = false

  @Flag(help: "Print CSV to standard output.")
  var csv = false

  func run() throws {
    if json && csv {
      throw DataError(
        .wrongUse, "--json and --csv both go to standard output", hint: "give one of them")
    }
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    var data = try BuiltInData(
      elections: DataFolder.package(folder.elections),
      exports: DataFolder.package(folder.exports))
    if let swing, swing.hasPrefix("list:") { data.add(try SwingRuleChoice.rule(swing)) }
    if let ally, ally.hasPrefix("list:") {
      data.add(try AllyListChoice.rule(ally, codes: data.crosswalk))
    }
    let results = try months.map { try monthly($0, data: data) } ?? annual(data)
    let document = try EventStudyTable.json(results, version: Swingport.version)
    if let out {
      try OutputFolder(root: URL(fileURLWithPath: out, isDirectory: true)).write([
        ("event-study.csv", EventStudyTable.csv(results)), ("event-study.json", document),
      ])
    }
    try Terminal.print(
      bytes: json
        ? document
        : csv ? EventStudyTable.csv(results) : Array(EventStudyTable.text(results).utf8))
  }

  /// The study of an analysis' panel.
  private func annual(_ data: BuiltInData) throws -> [EventStudyResult] {
    let study = try EventStudySpecification(reference: reference ?? 2, byCycle: byCycle)
    let specification = try Analyses.named(
      analysis,
      choices: AnalysisChoices(
        swingRule: swing.map(UserTable.identifier),
        allyRules: ally.map { [UserTable.identifier($0)] } ?? [],
        years: try years.map(YearSpan.read)))
    return try specification.eventStudy(study, data: data)
  }

  /// The study of a user's monthly panel.
  private func monthly(_ path: String, data: BuiltInData) throws -> [EventStudyResult] {
    if years != nil || reference != nil {
      throw DataError(
        .wrongUse, "--years and --reference are for analyses, and --months names a panel",
        hint: "leave them out; the reference of months is 13 to 15 months before the election")
    }
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw DataError(
        .missingTable, "the monthly panel '\(path)' cannot be read",
        hint: "check the name after --months and the file's permissions")
    }
    let file = URL(fileURLWithPath: path).lastPathComponent
    let panel = try MonthlyPanel(
      table: DelimitedText(name: file).table(from: bytes), file: file,
      swing: data.swingRule(swing.map(UserTable.identifier) ?? "margin-5"),
      ally: data.allyRule(ally.map(UserTable.identifier) ?? "treaty"), context: data.context)
    return try panel.eventStudy(MonthlyEventStudy(byCycle: byCycle))
  }
}
