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

  /// Sets up the suites of analyses that have been run, and of users' tables.
  ///
  /// - Parameter facts: A hash of the built-in tables, on which further models rest beside the panel.
  init(
    _ results: [AnalysisResult], tables: [TableStudy], facts: String, options: InferenceOptions
  ) {
    self.options = options
    let suites =
      results.map {
        (
          suite: InferenceSuite($0, options: options), data: DataPackage.hash(of: $0.panel.csv()),
          reputations: $0.reputations
        )
      }
      + tables.map {
        (
          suite: $0.inference(options),
          data: DataPackage.hash(of: Array($0.fingerprint.utf8)), reputations: []
        )
      }
    self.suites = suites.map { ($0.suite, $0.reputations) }
    jobs = suites.flatMap { suite, data, _ in
      suite.steps.map { step in
        StepJob(
          id: step.id,
          inputs: "\(data) \(facts) \(options.seed) \(options.bootstrapDraws) "
            + "\(options.assignments) \(suite.inputs(of: step))",
          cost: Self.cost(step.work),
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
