import ArgumentParser
import Codes
import Foundation
import Hypotheses
import Reports
import Tables

/// The bump without each state, destination, election and incumbent.
struct LeaveOneOutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leave-one-out",
    abstract: "Estimate the bump without each state, destination, election and incumbent.",
    discussion: """
      EXAMPLES
        swingport leave-one-out                        the headline's panel
        swingport leave-one-out bts-canada-mexico --csv
        swingport leave-one-out --ally nato --out left-out

      Every deletion is estimated anew. The change is also given in standard errors of the estimate
      with all rows; deletions that turn the sign are named.

      Analyses: \(Analyses.ids.joined(separator: ", "))
      """)

  @Argument(help: "An analysis.")
  var analysis = "swing-states"

  @Option(help: "A swing rule in place of the analysis' own.")
  var swing: String?

  @Option(help: "An ally rule in place of the analysis' own.")
  var ally: String?

  @Option(help: "Years as FIRST-LAST, in place of the analysis' own.")
  var years: String?

  @Option(
    name: .shortAndLong, help: "A folder to write leave-one-out.csv and leave-one-out.json into.")
  var out: String?

  @Flag(help: "Print JSON to standard output.")
  var json = false

  @Flag(help: "Print CSV to standard output.")
  var csv = false

  func run() throws {
    let panel = AnalysisPanel(analysis: analysis, swing: swing, ally: ally, years: years)
    try panel.requireOneStream(json: json, csv: csv)
    let output = out.map { OutputFolder(root: URL(fileURLWithPath: $0, isDirectory: true)) }
    try output?.requireWritable()
    let work = try LeaveOneOut(panel.specification(), data: panel.data())
    let inputs = DataPackage.hash(of: work.fingerprint)
    let jobs = work.steps.map { step in
      StepJob(
        id: step.id, inputs: inputs, cost: Double(step.deletions),
        isOwn: { (part: LeaveOneOutPart) in part.step == step.id }, make: { work.run(step) })
    }
    let parts = try StepQueue(
      folder: output?.root.appendingPathComponent("parts", isDirectory: true)
    ).run(jobs)
    let rows = try parts.flatMap { try JSONDecoder().decode(LeaveOneOutPart.self, from: $0).rows }
    let document = try LeaveOneOutTable.json(rows, version: Swingport.version)
    try output?.write([
      ("leave-one-out.csv", LeaveOneOutTable.csv(rows)), ("leave-one-out.json", document),
    ])
    try Terminal.print(
      bytes: json
        ? document : csv ? LeaveOneOutTable.csv(rows) : Array(LeaveOneOutTable.text(rows).utf8))
  }
}
