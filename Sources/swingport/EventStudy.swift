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
        swingport event-study --period month               months of the store, to election day
        swingport event-study --months exports.csv         months of a panel of your own
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

  @OptionGroup var months: MonthOptions

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
    try PieceOutput.check(json: json, csv: csv, out: out)
    try months.requireUse(years: years, reference: reference)
    let panel = AnalysisPanel(analysis: analysis, swing: swing, ally: ally, years: years)
    let data = try PieceChoices.data(swing: swing, ally: ally)
    let results =
      try months.panel(of: panel, data: data)?.eventStudy(MonthlyEventStudy(byCycle: byCycle))
      ?? panel.specification().eventStudy(
        EventStudySpecification(reference: reference ?? 2, byCycle: byCycle), data: data)
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
}
