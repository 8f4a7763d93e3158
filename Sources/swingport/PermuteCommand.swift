import ArgumentParser
import Codes
import Foundation
import Hypotheses
import Panels
import Reports
import Tables

/// A permutation test of one component.
struct Permute: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Test the bump by assigning one of its components anew.",
    discussion: """
      EXAMPLES
        swingport permute                                  swing status within region and cycle
        swingport permute --component allies --draws 4999
        swingport permute bts-canada-mexico --component incumbents
        swingport permute --component calendar --estimator log-ols --json
        swingport permute --component swing --csv > distribution.csv

      Components: swing (states within a cycle), swing-by-region, allies, calendar
      (phase of the cycle), incumbents (ranks of reputation). The component is
      assigned and all its products are built again; where there are few
      assignments all are gone through, and the smallest p that could come out is
      printed beside p.

      Analyses: \(Analyses.ids.joined(separator: ", "))
      """)

  @Argument(help: "An analysis.")
  var analysis = "swing-states"

  @Option(help: "What is assigned anew: swing, swing-by-region, allies, calendar or incumbents.")
  var component = "swing-by-region"

  @Option(help: "What is compared: studentized or coefficient.")
  var statistic = "studentized"

  @Option(help: "The estimator: ppml, log-ols or ols; that of the analysis unless said.")
  var estimator: String?

  @Option(
    parsing: .unconditional, help: "The assignments drawn where there are more.")
  var draws = 999

  @Option(
    parsing: .unconditional, help: "The seed of the random numbers. (default: 1)",
    transform: Seed.read)
  var seed: UInt64 = 1

  @OptionGroup var options: AnalysisOptions

  @OptionGroup var output: PieceOutput

  func run() throws {
    try output.check()
    guard let part = PermutedComponent(rawValue: component) else {
      throw DataError(
        .wrongUse, "'\(component)' is no component",
        hint: "give one of "
          + PermutedComponent.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let compared = PermutationOptions.Statistic(rawValue: statistic) else {
      throw DataError(
        .wrongUse, "'\(statistic)' is no statistic", hint: "give studentized or coefficient")
    }
    let method = try estimator.map { name -> Estimator in
      guard let found = Estimator(rawValue: name) else {
        throw DataError(.wrongUse, "'\(name)' is no estimator", hint: "give ppml, log-ols or ols")
      }
      return found
    }
    let choices = try PermutationOptions(
      component: part, statistic: compared, draws: draws, seed: seed)
    let panel = options.panel(of: analysis)
    let data = try panel.data()
    let result = try panel.specification().permutation(
      choices, estimator: method, data: data)
    try output.deliver(
      "permutation", text: PermutationTable.text(result), csv: PermutationTable.csv(result),
      json: PermutationTable.json(
        result, version: Swingport.version, run: panel.record(data)))
  }
}
