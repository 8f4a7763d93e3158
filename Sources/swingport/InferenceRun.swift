import Foundation
import Hypotheses
import Panels
import Tables

/// The inference suites of a run as steps of a queue.
struct InferenceRun {
  let options: InferenceOptions
  private let suites: [(suite: InferenceSuite, reputations: [ReputationRelation])]
  /// The steps, suite by suite.
  let jobs: [StepJob]

  /// Sets up the suites of analyses that have been run.
  init(_ results: [AnalysisResult], options: InferenceOptions) {
    self.options = options
    let suites = results.map { InferenceSuite($0, options: options) }
    self.suites = zip(suites, results).map { ($0, $1.reputations) }
    jobs = zip(suites, results).flatMap { suite, result in
      let panel = DataPackage.hash(of: result.panel.csv())
      let inputs = "\(panel) \(options.seed) \(options.bootstrapDraws) \(options.assignments)"
      return suite.steps.map { step in
        StepJob(
          id: step.id, inputs: inputs, cost: Self.cost(step.work),
          isOwn: { (part: InferencePart) in part.step == step.id }, make: { try suite.run(step) })
      }
    }
  }

  private static func cost(_ work: InferenceSuite.Step.Work) -> Double {
    switch work {
    case .variances: 3
    case .elections: 0.3
    case .assignments: 6
    }
  }

  /// All rows, from the results of the steps in their order.
  ///
  /// - Throws: What decoding and assembling throw.
  func rows(_ parts: some Sequence<Data>) throws -> [InferenceRow] {
    var rest = try parts.map { try JSONDecoder().decode(InferencePart.self, from: $0) }[...]
    return try suites.flatMap { suite, reputations in
      let count = suite.steps.count
      defer { rest = rest.dropFirst(count) }
      return try suite.assemble(Array(rest.prefix(count)), reputations: reputations)
    }
  }
}

/// The diagnostics of a run's analyses as steps of a queue.
struct DiagnosticsRun {
  /// The steps, one an analysis.
  let jobs: [StepJob]

  /// Sets up the diagnostics of analyses that have been run.
  init(_ results: [AnalysisResult]) {
    jobs = results.map { result in
      let diagnostics = ModelDiagnostics(result)
      return StepJob(
        id: diagnostics.step, inputs: DataPackage.hash(of: result.panel.csv()), cost: 0.5,
        isOwn: { (part: ModelDiagnostics.Part) in part.step == diagnostics.step },
        make: { try diagnostics.run() })
    }
  }

  /// All rows, from the results of the steps.
  ///
  /// - Throws: What decoding throws.
  func rows(_ parts: some Sequence<Data>) throws -> [ModelDiagnostics.Row] {
    try parts.flatMap { try JSONDecoder().decode(ModelDiagnostics.Part.self, from: $0).rows }
  }
}
