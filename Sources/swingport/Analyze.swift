import ArgumentParser
import Codes
import Foundation
import Hypotheses
import Panels
import Tables

/// The main job: panel, estimates, tables, maps and report.
struct Analyze: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run the registered analyses.")

  @Argument(help: "An analysis, or all.")
  var analysis = "all"

  func run() throws {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: program)
    let data = try BuiltInData(
      elections: DataFolder.package(folder.elections), exports: DataFolder.package(folder.exports))
    for id in analysis == "all" ? Analyses.ids : [analysis] {
      let result = try Analyses.named(id).run(on: data)
      for model in result.models {
        Terminal.print(
          "\(id) \(model.model) \(model.estimator) \(model.allyRule) n=\(model.observations) rank=\(model.fixedEffectRank) \(model.fixedEffectRankIsExact) it=\(model.iterations) tol=\(model.achievedTolerance) \(model.dropped) \(model.omitted) absorbed \(model.absorbed)\n"
        )
        for variance in model.variances {
          for c in variance.coefficients {
            Terminal.print(
              "  \(variance.clustering) \(variance.clusters.map { $0.count }) \(c.term) \(c.estimate) \(c.standardError) p=\(c.pValue)\n"
            )
          }
        }
      }
      Terminal.print(
        "\(result.reputations.map { "\($0.model) \($0.estimator) \($0.allyRule) \($0.slope) p=\($0.oneSidedP) min \($0.smallestAttainableP)" })\n\(result.notIdentified)\n"
      )
    }
  }
}
