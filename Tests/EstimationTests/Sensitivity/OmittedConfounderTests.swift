import Estimation
import Foundation
import Testing

struct OmittedConfounderTests {
  /// The coefficient that the tests of the R package sensemakr state for Darfur.
  static func darfur() throws -> OmittedConfounder {
    try OmittedConfounder(
      estimate: 0.09731582, standardError: 0.02325654, degreesOfFreedom: 783)
  }

  @Test func `robustness values have the published digits`() throws {
    let result = try Self.darfur()
    #expect(abs(result.partialRSquared - 0.02187309) < 5e-9)
    #expect(abs(result.robustnessValue() - 0.138776) < 5e-7)
    #expect(abs(try result.robustnessValue(insignificantAt: 0.05) - 0.07625797) < 5e-8)
  }

  @Test func `corrections for multiples of a benchmark have the published digits`() throws {
    let result = try Self.darfur()
    // The benchmark's own shares, from the published strength of a confounder as strong as it.
    let (single, outcome) = (0.00916428667504862, 0.12464092303637)
    let regressor = single / (1 + single)
    let shared = regressor * regressor / ((1 - regressor) * (1 - regressor))
    let factor = (1 + shared.squareRoot()) / (1 - shared).squareRoot()
    let odds = outcome / (factor * factor)
    let published: [(Double, Double, Double, Double, Double, Double, Double)] = [
      (
        1, 0.00916428667504862, 0.12464092303637, 0.0752202698486415, 0.0218733298036818,
        0.0322829603180086, 0.118157579379274
      ),
      (
        2, 0.0183285733500972, 0.249324064199975, 0.0529151689180575, 0.0203500639944344,
        0.0129680276030601, 0.092862310233055
      ),
      (
        3, 0.0274928600251459, 0.374050471038094, 0.0303960178770157, 0.0186700665753491,
        -0.00625329133645187, 0.0670453270904833
      ),
    ]
    for (multiple, withRegressor, withOutcome, estimate, error, lower, upper) in published {
      let adjusted = try result.benchmark(
        multiple: multiple, regressor: regressor, outcome: odds / (1 + odds))
      #expect(abs(adjusted.regressorRSquared - withRegressor) < 1e-12)
      #expect(abs(adjusted.outcomeRSquared - withOutcome) < 1e-10)
      #expect(abs(adjusted.estimate - estimate) < 1e-10)
      #expect(abs(adjusted.standardError - error) < 1e-10)
      // The package forms intervals with a degree of freedom more than the confounder leaves.
      let published = StudentDistribution.quantile(upperTail: 0.025, degreesOfFreedom: 783)
      #expect(abs(adjusted.estimate - published * adjusted.standardError - lower) < 1e-10)
      #expect(abs(adjusted.estimate + published * adjusted.standardError - upper) < 1e-10)
      #expect(adjusted.lower < lower && adjusted.upper > upper)
    }
  }

  @Test func `a confounder as strong as the robustness value does what it says`() throws {
    for sign in [1.0, -1] {
      let result = try OmittedConfounder(
        estimate: sign * 0.5, standardError: 0.1, degreesOfFreedom: 60)
      let value = result.robustnessValue()
      let zero = try result.adjusted(regressorRSquared: value, outcomeRSquared: value)
      #expect(abs(zero.estimate) < 1e-12)
      let half = result.robustnessValue(reducingBy: 0.5)
      #expect(
        abs(
          try result.adjusted(regressorRSquared: half, outcomeRSquared: half).estimate - sign * 0.25
        ) < 1e-12)
      let weak = try result.robustnessValue(insignificantAt: 0.05)
      let edge = try result.adjusted(regressorRSquared: weak, outcomeRSquared: weak)
      let critical = StudentDistribution.quantile(upperTail: 0.025, degreesOfFreedom: 59)
      #expect(abs(abs(edge.statistic) - critical) < 1e-9)
      let share = try result.adjusted(
        regressorRSquared: result.partialRSquared, outcomeRSquared: 1)
      #expect(abs(share.estimate) < 1e-12)
    }
    let weak = try OmittedConfounder(estimate: 0.1, standardError: 0.1, degreesOfFreedom: 60)
    #expect(try weak.robustnessValue(insignificantAt: 0.05) == 0)
  }

  @Test func `the algebra reproduces a model with the confounder in it`() throws {
    let expected = try SensitivityReference.table("confounder")
    let panel = try SimulatedPanel()
    let model = Model(
      outcomeName: "y", outcome: panel.outcome.map { $0 > 0 ? log($0) : .nan },
      terms: Array(panel.terms.prefix(2)), fixedEffects: [panel.states, panel.destinations],
      family: .gaussian)
    let estimated = try EstimatedModel(model, tolerance: 1e-11)
    let result = try estimated.omittedConfounder(of: "x1")
    #expect(result.degreesOfFreedom == expected.number("df"))
    #expect(abs(result.estimate / expected.number("estimate") - 1) < 1e-9)
    #expect(abs(result.standardError / expected.number("error") - 1) < 1e-9)
    let adjusted = try result.adjusted(
      regressorRSquared: expected.number("regressor_r2"),
      outcomeRSquared: expected.number("outcome_r2"))
    #expect(abs(adjusted.estimate / expected.number("long_estimate") - 1) < 1e-9)
    #expect(abs(adjusted.standardError / expected.number("long_error") - 1) < 1e-9)
    let benchmark = try estimated.confounderBenchmark("x2", of: "x1")
    #expect(abs(benchmark.regressor / expected.number("benchmark_regressor") - 1) < 1e-8)
    #expect(abs(benchmark.outcome / expected.number("benchmark_outcome") - 1) < 1e-6)
  }

  @Test func `what the algebra does not cover is refused`() throws {
    let panel = try SimulatedPanel()
    let poisson = try EstimatedModel(panel.model(.poisson), tolerance: 1e-8)
    #expect(throws: EstimationError.self) { try poisson.omittedConfounder(of: "x1") }
    let gaussian = try EstimatedModel(panel.model(.gaussian), tolerance: 1e-8)
    #expect(throws: EstimationError.self) { try gaussian.omittedConfounder(of: "x9") }
    #expect(throws: EstimationError.self) {
      try gaussian.confounderBenchmark("x1", of: "x1")
    }
    let result = try Self.darfur()
    #expect(throws: EstimationError.self) {
      try result.adjusted(regressorRSquared: 1, outcomeRSquared: 0.1)
    }
    #expect(throws: EstimationError.self) {
      try result.benchmark(multiple: 9, regressor: 0.2, outcome: 0.1)
    }
  }
}
