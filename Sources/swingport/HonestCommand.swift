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

  @Option(help: "A monthly panel in place of an analysis: state, iso3c, year, month, value_usd.")
  var months: String?

  @Flag(help: "Let the level of swing × ally differ between cycles.")
  var byCycle = false

  @Option(help: "A swing rule in place of the analysis' own.")
  var swing: String?

  @Option(help: "An ally rule in place of the analysis' own.")
  var ally: String?

  @Option(help: "Years as FIRST-LAST, in place of the analysis' own.")
  var years: String?

  @Option(name: .shortAndLong, help: "A folder to write honest.csv and honest.json into.")
  var out: String?

  @Flag(help: "Print JSON to standard output.")
  var json = false

  @Flag(help: "Print CSV to standard output.")
  var csv = false

  func run() throws {
    try PieceOutput.check(json: json, csv: csv, out: out)
    let options = try HonestOptions(
      target: try effect(),
      smoothness: try smoothness.map { try NumberList.read($0, "--smoothness") },
      magnitudes: try magnitudes.map { try NumberList.read($0, "--magnitudes") }
        ?? HonestOptions.defaultMagnitudes, level: level)
    let data = try PieceChoices.data(swing: swing, ally: ally)
    try PieceChoices.requireUse(ofMonths: months, years: years, reference: reference)
    let studies =
      try months.map { path in
        try PieceChoices.monthly(path, swing: swing, ally: ally, data: data)
          .eventStudy(MonthlyEventStudy(byCycle: byCycle))
      }
      ?? Analyses.named(
        analysis, choices: try PieceChoices.choices(swing: swing, ally: ally, years: years)
      ).eventStudy(
        EventStudySpecification(reference: reference ?? 2, byCycle: byCycle), data: data)
    let results = try studies.map { try $0.honest(options) }
    let document = try HonestTable.json(results, version: Swingport.version)
    if let out {
      try OutputFolder(root: URL(fileURLWithPath: out, isDirectory: true)).write([
        ("honest.csv", HonestTable.csv(results)), ("honest.json", document),
      ])
    }
    try Terminal.print(
      bytes: json
        ? document : csv ? HonestTable.csv(results) : Array(HonestTable.text(results).utf8))
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
