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

  @OptionGroup var options: AnalysisOptions

  @OptionGroup var output: PieceOutput

  func run() throws {
    try output.check()
    let panel = options.panel(of: analysis)
    let folder = output.folder
    try folder?.requireWritable()
    let data = try panel.data()
    let work = try LeaveOneOut(panel.specification(), data: data)
    let inputs = DataPackage.hash(of: work.fingerprint)
    let jobs = work.steps.map { step in
      StepJob(
        id: step.id, inputs: inputs, cost: Double(step.deletions),
        isOwn: { (part: LeaveOneOutPart) in part.step == step.id }, make: { work.run(step) })
    }
    let parts = try StepQueue(
      folder: folder?.root.appendingPathComponent("parts", isDirectory: true)
    ).run(jobs)
    let rows = try parts.flatMap { try JSONDecoder().decode(LeaveOneOutPart.self, from: $0).rows }
    let notes = [ClusteredErrors.caution]
    try output.deliver(
      "leave-one-out", text: LeaveOneOutTable.text(rows), csv: LeaveOneOutTable.csv(rows),
      json: LeaveOneOutTable.json(
        rows, version: Swingport.version, run: panel.record(data, notes: notes)),
      notes: notes)
  }
}
