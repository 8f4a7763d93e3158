import ArgumentParser
import Codes
import Foundation
import Hypotheses
import Panels
import Reports
import Tables

/// An event study whose trends need not be parallel.
struct Honest: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how much trends may differ before an event study's effect is gone.",
    discussion: """
      EXAMPLES
        swingport honest                                   the headline's event study
        swingport honest bts-canada-mexico --target -1
        swingport honest --magnitudes 0.5,1,2 --smoothness 0,0.01
        swingport honest --months exports.csv --out honest
        swingport honest --csv > honest.csv

      Intervals by Rambachan and Roth (2023): under smoothness the slope of the
      difference in trends bends by at most M a period, under relative magnitudes
      it moves at most M-bar times as much as it did before the reference. The
      breakdown value is the largest bound at which zero is outside.

      Analyses: \(Analyses.ids.joined(separator: ", "))
      """)

  @Argument(help: "An analysis.")
  var analysis = "swing-states"

  @Option(
    parsing: .unconditional,
    help: "The effect: average, or a position after the reference such as -1 or 0.")
  var target = "average"

  @Option(
    parsing: .unconditional,
    help: "The values of M in logs a period; multiples of the standard error unless said.")
  var smoothness: String?

  @Option(parsing: .unconditional, help: "The values of M-bar; 0 to 2 unless said.")
  var magnitudes: String?

  @Option(
    parsing: .unconditional, help: "The probability that intervals cover the effect.")
  var level = 0.95

  @Option(
    parsing: .unconditional, help: "The reference, in years before the election: 2 unless said.")
  var reference: Int?

  @OptionGroup var months: MonthOptions

  @Flag(help: "Let the level of swing × ally differ between cycles.")
  var byCycle = false

  @OptionGroup var options: AnalysisOptions

  @OptionGroup var output: PieceOutput

  func run() throws {
    try output.check()
    try months.requireUse(years: options.years, reference: reference)
    let bounds = try HonestOptions(
      target: try effect(),
      smoothness: try smoothness.map { try NumberList.read($0, "--smoothness") },
      magnitudes: try magnitudes.map { try NumberList.read($0, "--magnitudes") }
        ?? HonestOptions.defaultMagnitudes, level: level)
    let panel = options.panel(of: analysis)
    let data = try panel.data()
    let results = try months.eventStudy(
      of: panel, reference: reference, byCycle: byCycle, data: data
    ).map { try $0.honest(bounds) }
    try output.deliver(
      "honest", text: HonestTable.text(results), csv: HonestTable.csv(results),
      json: HonestTable.json(
        results, version: Swingport.version, run: panel.record(data, months: months)),
      notes: results.flatMap(\.notes))
  }

  private func effect() throws -> HonestOptions.Target {
    if target == "average" { return .average }
    guard let position = Int(target) else {
      throw DataError(
        .wrongUse, "'\(target)' is no effect", hint: "give average, or a position such as -1 or 0")
    }
    return .position(position)
  }
}
