import Foundation
import Hypotheses
import Tables

/// The all-rules table as steps of a queue.
struct AllRulesRun {
  private let table: AllRules
  /// The steps.
  let jobs: [StepJob]

  /// Sets up the table's steps.
  init(_ table: AllRules) {
    self.table = table
    let inputs =
      "\(DataPackage.hash(of: table.fingerprint)) \(table.options.seed) \(table.options.draws)"
    jobs = table.steps.map { step in
      StepJob(
        id: step.id, inputs: inputs, cost: Self.cost(step),
        isOwn: { (part: AllRulesPart) in part.step == step.id }, make: { table.run(step) })
    }
  }

  /// Poisson takes about three times as long; `atop-defense` has few years.
  private static func cost(_ step: AllRules.Step) -> Double {
    (step.id.contains("ppml") ? 2.5 : 1.2) * (step.id.hasSuffix("atop-defense") ? 0.2 : 1)
  }

  /// The table, from the results of the steps.
  ///
  /// - Throws: What decoding and assembling throw.
  func result(_ parts: some Sequence<Data>) throws -> AllRulesResult {
    try table.assemble(
      parts.map { try JSONDecoder().decode(AllRulesPart.self, from: $0) })
  }
}
