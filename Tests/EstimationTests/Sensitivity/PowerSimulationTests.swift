import Estimation
import Foundation
import Testing

struct PowerSimulationTests {
  static func simulation(
    _ family: Model.Family, seed: UInt64 = 1
  ) throws -> (PowerSimulation, EstimatedModel, SimulatedPanel) {
    let panel = try SimulatedPanel()
    let estimated = try EstimatedModel(
      Model(
        outcomeName: "y",
        outcome: family == .gaussian
          ? panel.outcome.map { $0 > 0 ? log($0) : .nan } : panel.outcome,
        terms: panel.terms, fixedEffects: [panel.states, panel.destinations], family: family),
      tolerance: 1e-10)
    return (
      try PowerSimulation(estimated, term: "x3", clusters: panel.destinations, seed: seed),
      estimated, panel
    )
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `draws have the mean and variance of the data without the effect`(
    family: Model.Family
  ) throws {
    let (simulation, estimated, panel) = try Self.simulation(family)
    let restricted = try EstimatedModel(
      Model(
        outcomeName: "y", outcome: estimated.model.outcome, terms: Array(panel.terms.prefix(2)),
        fixedEffects: estimated.model.fixedEffects, family: family), tolerance: 1e-10)
    let means = restricted.fittedValues(.response)
    let residuals = restricted.residuals(.response)
    let number = 4_000
    var sums = [Double](repeating: 0, count: means.count)
    var squares = sums
    for draw in 0..<number {
      for (row, value) in simulation.outcome(effect: 0, draw: draw).enumerated() {
        sums[row] += value
        squares[row] += (value - means[row]) * (value - means[row])
      }
    }
    for row in means.indices where !means[row].isNaN {
      let spread = abs(residuals[row])
      let ratio = family == .poisson ? max(1, residuals[row] / means[row]) : 1
      #expect(abs(sums[row] / Double(number) - means[row]) <= 5 * spread / 63 + 1e-9)
      // The square of a skewed row is large and rare.
      #expect(
        abs(squares[row] / Double(number) - spread * spread)
          <= (0.001 + 6 * ratio / 63) * spread * spread + 1e-9)
    }
    #expect(family == .poisson ? simulation.shareOfSkewedRows > 0 : true)
  }

  @Test func `an effect moves the mean by what it says, and draws share their errors`() throws {
    let (poisson, _, panel) = try Self.simulation(.poisson)
    let (gaussian, _, _) = try Self.simulation(.gaussian)
    let x = panel.terms[2].values
    for (none, some, family) in [
      (poisson.outcome(effect: 0, draw: 7), poisson.outcome(effect: 0.4, draw: 7), "poisson"),
      (gaussian.outcome(effect: 0, draw: 7), gaussian.outcome(effect: 0.4, draw: 7), "gaussian"),
    ] {
      for row in x.indices where !none[row].isNaN && none[row] != 0 {
        let moved = family == "poisson" ? log(some[row] / none[row]) : some[row] - none[row]
        #expect(abs(moved - 0.4 * x[row]) < 1e-9)
      }
    }
  }

  @Test func `size is near nominal and power rises to one`() throws {
    let (simulation, _, panel) = try Self.simulation(.gaussian)
    let tests: [PowerProcedure] = [
      .variance("robust", term: "x3", .heteroskedastic),
      .variance("clustered", term: "x3", .clustered([panel.destinations])),
      .bootstrap("bootstrap", term: "x3", clusters: [panel.destinations], draws: 199),
    ]
    let rates = try simulation.run(
      effects: [0, 0.1, 0.6], draws: 200, procedures: tests, threads: 2)
    #expect(rates.count == 9)
    #expect(rates.map(\.procedure).prefix(3) == ["robust", "clustered", "bootstrap"])
    #expect(rates.allSatisfy { $0.failures == 0 && $0.draws == 200 })
    let size = try #require(rates[2].rate)
    #expect(size < 0.15)
    #expect(rates[6...].allSatisfy { ($0.rate ?? 0) > 0.9 })
    let detectable = try #require(rates.minimumDetectableEffect(of: "robust"))
    #expect(detectable > 0 && detectable < 0.6)
    #expect(rates.minimumDetectableEffect(of: "unknown") == nil)
    // The same numbers on one thread.
    #expect(
      try simulation.run(effects: [0, 0.1, 0.6], draws: 200, procedures: tests, threads: 1)
        == rates)
  }

  @Test func `Poisson models are drawn and tested as well`() throws {
    let (simulation, _, panel) = try Self.simulation(.poisson)
    let rates = try simulation.run(
      effects: [0, 1], draws: 60,
      procedures: [
        .variance("clustered", term: "x3", .clustered([panel.destinations])),
        .bootstrap("score", term: "x3", clusters: [panel.destinations], draws: 99),
        PowerProcedure("never") { _, _ in nil },
      ])
    #expect(try #require(rates[3].rate) > #require(rates[0].rate))
    #expect(rates[2].rate == nil && rates[2].failures == 60)
  }

  @Test func `interpolation finds the effect between those simulated`() throws {
    let (simulation, _, _) = try Self.simulation(.gaussian)
    let tests = [PowerProcedure("stepwise") { _, draw in draw < 5 ? 0.01 : 0.5 }]
    let rates = try simulation.run(effects: [0.1], draws: 10, procedures: tests)
    #expect(rates[0].rate == 0.5)
    #expect(rates.minimumDetectableEffect(of: "stepwise", power: 0.5) == 0.1)
    #expect(rates.minimumDetectableEffect(of: "stepwise", power: 0.6) == nil)
    #expect(throws: EstimationError.self) {
      try simulation.run(effects: [0], draws: 0, procedures: tests)
    }
  }
}
