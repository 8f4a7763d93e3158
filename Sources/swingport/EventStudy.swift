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

  @OptionGroup var options: AnalysisOptions

  @OptionGroup var output: PieceOutput

  func run() throws {
    try output.check()
    try months.requireUse(years: options.years, reference: reference)
    let panel = options.panel(of: analysis)
    let data = try panel.data()
    let results = try months.eventStudy(
      of: panel, reference: reference, byCycle: byCycle, data: data)
    let notes = [ClusteredErrors.caution]
    try output.deliver(
      "event-study", text: EventStudyTable.text(results), csv: EventStudyTable.csv(results),
      json: EventStudyTable.json(
        results, version: Swingport.version,
        run: panel.record(data, months: months, notes: notes)),
      notes: results.flatMap(\.notes) + notes)
  }
}
