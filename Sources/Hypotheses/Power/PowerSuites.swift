import Codes
import Estimation
import Panels

extension PowerStudy {
  /// The rows of the inference suite itself on one simulated panel, estimated exactly.
  package func suiteRows(draw: Int, effect: Double) throws -> [InferenceRow] {
    try suiteRows(try setup { _, _ in }, draw: draw, effect: effect)
  }

  /// What the study's own tests make of the same panel: by method, its unit and the verdict.
  package func verdicts(
    draw: Int, effect: Double, level: Double
  ) throws -> [(method: InferenceRow.Method, unit: String, rejects: Bool?)] {
    let setup = try setup { _, _ in }
    let own = try PowerDraws(
      [setup.shocks.draw(setup.draws.stream(draw))], design: setup.design)
    return try setup.tests.flatMap { test in
      try zip(
        test.methods, test.verdicts(on: own, effects: [effect], level: level)
      ).map { method, found in
        (method.method, method.unit, found[0][0] == .undefined ? nil : found[0][0] == .rejects)
      }
    }
  }

  private func suiteRows(
    _ setup: Setup, draw: Int, effect: Double
  ) throws -> [InferenceRow] {
    let outcome = setup.design.outcome(
      errors: setup.shocks.draw(setup.draws.stream(draw)), effect: effect)
    var values: [SampleRow: Double] = [:]
    for (row, value) in zip(setup.design.rows, outcome) where !value.isNaN {
      values[row] =
        model.estimator == .logLeastSquares ? 1 + Platform.exponentialMinusOne(value) : value
    }
    guard let (specification, panel) = annual else { return [] }
    let data = SimulatedCells(base: PanelComponents(panel: panel, tables: nil), outcomes: values)
    let suite = InferenceSuite(
      specification, panel: panel,
      options: InferenceOptions(
        seed: options.seed, bootstrapDraws: options.bootstrapDraws,
        assignments: options.assignments))
    let simulated = try PreparedModel(model, on: data, analysis: id)
    return try VarianceMethods(prepared: simulated, suite: suite).part("").rows
      + ElectionMethods(model: model, data: data, suite: suite).part("").rows
      + AssignmentMethods(prepared: simulated, panel: panel).part("", of: suite).rows
  }

  /// The suite's own rejections on the first panels at no effect, beside those of the study's tests.
  func suiteRates(
    _ setup: Setup, _ drawn: [Batch], progress: (Double) -> Void
  ) throws -> [PowerResult.SuiteRate] {
    guard let zero = options.effects.firstIndex(of: 0) else { return [] }
    var found: [[InferenceRow]] = []
    for first in stride(from: 0, to: options.suites, by: threads) {
      let part = first..<min(first + threads, options.suites)
      found += mapInParallel(part.count, threads: threads) { index in
        (try? suiteRows(setup, draw: part.lowerBound + index, effect: 0)) ?? []
      }
      progress(Double(part.upperBound) / Double(options.suites))
    }
    return setup.tests.indices.flatMap { test in
      setup.tests[test].methods.indices.compactMap { index -> PowerResult.SuiteRate? in
        let method = setup.tests[test].methods[index]
        var (count, exact, oneStep, differ) = (0, 0, 0, 0)
        for (draw, rows) in found.enumerated() {
          let verdicts = drawn[draw / 8].verdicts[test][index]
          guard !verdicts.isEmpty, verdicts[zero][draw % 8] != .undefined,
            let p = rows.first(where: {
              $0.method == method.method && $0.unit == method.unit
            })?.pValue
          else { continue }
          count += 1
          let own = verdicts[zero][draw % 8] == .rejects
          if p <= options.level { exact += 1 }
          if own { oneStep += 1 }
          if own != (p <= options.level) { differ += 1 }
        }
        return count == 0
          ? nil
          : PowerResult.SuiteRate(
            method: method.method, unit: method.unit, draws: count, exactRejections: exact,
            oneStepRejections: oneStep, disagreements: differ)
      }
    }
  }
}
