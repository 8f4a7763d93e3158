import Estimation
import Testing

/// The score bootstrap of Poisson models against dense dummies.
struct ScoreBootstrapTests {
  static func estimated(weighted: Bool = false) throws -> EstimatedModel {
    let plain = try SimulatedPanel().model(.poisson)
    let prior = (0..<plain.outcome.count).map { 0.5 + Double($0 % 7) / 5 }
    return try EstimatedModel(
      Model(
        outcomeName: "y", outcome: plain.outcome, terms: plain.terms,
        fixedEffects: plain.fixedEffects, family: .poisson, weights: weighted ? prior : nil),
      tolerance: 1e-10)
  }

  @Test(arguments: ["plain", "weighted"], ScoreBootstrap.Studentization.allCases)
  func `draws agree with dense dummies at the restricted estimate`(
    name: String, studentization: ScoreBootstrap.Studentization
  ) throws {
    let expected = try WildBootstrapTests.expected("score")[name] as! [String: Any]
    let isPlain = name == "plain"
    let result = try Self.estimated(weighted: !isPlain).scoreBootstrap(
      LinearRestriction(isPlain ? "x3" : "x1", equals: isPlain ? 0.1 : 0.3),
      clusters: [SimulatedPanel().states], studentization: studentization,
      options: .init(
        weights: .given(WildBootstrapTests.weights(expected["weights"])), seed: 0,
        tolerance: 1e-13),
      smallSample: WildBootstrapTests.plain)
    let prefix = studentization == .scores ? "" : "one_step_"
    #expect(relativeDifference([result.statistic], expected.numbers(prefix + "t")) < 1e-7)
    let draws = expected.numbers(studentization == .scores ? "draws" : "one_step")
    #expect(result.statistics.count == draws.count)
    #expect(zip(result.statistics, draws).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test func `the restricted estimate of a combination holds it at its value`() throws {
    let panel = try SimulatedPanel()
    let estimated = try Self.estimated()
    let combination = try LinearRestriction(parsing: "2*x1 + x3 = 0.5")
    let run = try estimated.scoreBootstrap(
      combination, clusters: [panel.states], options: .init(seed: 1), smallSample: .fixest)
    // Where the value is the estimate's own, the score is zero.
    let own = LinearRestriction(
      combination.parts.map { ($0.term, $0.factor) }, equals: run.estimate)
    let zero = try estimated.scoreBootstrap(
      own, clusters: [panel.states], options: .init(seed: 1), smallSample: .fixest)
    #expect(abs(zero.statistic) < 1e-6)
    #expect(zero.pValue() > 0.95)
    #expect(run.isEnumerated && run.draws == 128)
  }

  @Test(arguments: [true, false], [TestTails.symmetric, .equal])
  func `an interval ends where the test of its end turns`(
    imposesNull: Bool, tails: TestTails
  ) throws {
    let panel = try SimulatedPanel()
    let estimated = try Self.estimated()
    let options = EstimatedModel.WildOptions(
      draws: 199, weights: .webb, seed: 4, imposesNull: imposesNull)
    func run(_ value: Double, interval: Double? = nil) throws -> ScoreBootstrap {
      try estimated.scoreBootstrap(
        LinearRestriction("x3", equals: value), clusters: [panel.destinations],
        studentization: .newtonStep, interval: interval, tails: tails, options: options,
        smallSample: .fixest)
    }
    let result = try run(0, interval: 0.8)
    let interval = try #require(result.interval)
    let slack = 1e-3 * result.standardError
    for (end, outwards) in [
      (try #require(interval.lower), -1.0), (try #require(interval.upper), 1),
    ] {
      #expect(try run(end - outwards * slack).pValue(tails) >= 0.2 - 1e-9)
      #expect(try run(end + outwards * slack).pValue(tails) < 0.2)
    }
  }

  @Test func `least squares is refused and sent to the wild bootstrap`() throws {
    let panel = try SimulatedPanel()
    let estimated = try EstimatedModel(panel.model(.gaussian), tolerance: 1e-9)
    let error = #expect(throws: EstimationError.self) {
      try estimated.scoreBootstrap(
        LinearRestriction("x1"), clusters: [panel.states], options: .init(seed: 1),
        smallSample: .fixest)
    }
    #expect(error?.description.contains("use the wild cluster bootstrap") == true)
  }
}
