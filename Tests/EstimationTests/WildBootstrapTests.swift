import Estimation
import Foundation
import Testing

/// The wild cluster bootstrap against estimating every bootstrap sample with dense dummies.
struct WildBootstrapTests {
  static let plain = SmallSample(
    adjustsForParameters: false, fixedEffectCount: .nested, adjustsForClusters: false,
    clusterRule: .min, degreesOfFreedomRule: .min)

  static func expected(_ key: String) throws -> [String: Any] {
    let url = CommittedReference.root.appendingPathComponent("resampling/expected.json")
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    return try #require(all?[key] as? [String: Any])
  }

  static func weights(_ value: Any?) -> [[Double]] {
    (value as? [[NSNumber]] ?? []).map { $0.map(\.doubleValue) }
  }

  static func estimated(weighted: Bool = false) throws -> EstimatedModel {
    let plain = try SimulatedPanel().model(.gaussian)
    let prior = (0..<plain.outcome.count).map { 0.5 + Double($0 % 7) / 5 }
    return try EstimatedModel(
      Model(
        outcomeName: "y", outcome: plain.outcome, terms: plain.terms,
        fixedEffects: plain.fixedEffects, family: .gaussian, weights: weighted ? prior : nil),
      tolerance: 1e-9)
  }

  /// The draws of a case; those the brute force found without a positive variance are left out.
  func check(
    _ name: String, _ restriction: LinearRestriction, clusters: [Factor], bootstrap: Factor? = nil,
    imposesNull: Bool = true, weighted: Bool = false
  ) throws {
    let expected = try #require(Self.expected("wild")[name] as? [String: Any])
    let result = try Self.estimated(weighted: weighted).wildBootstrap(
      restriction, clusters: clusters, bootstrap: bootstrap,
      options: .init(
        weights: .given(Self.weights(expected["weights"])), seed: 0, imposesNull: imposesNull,
        tolerance: 1e-13),
      smallSample: Self.plain)
    #expect(abs(result.statistic - expected.number("t")) < 1e-9 * abs(expected.number("t")))
    let draws = (expected["draws"] as? [Any] ?? []).compactMap { ($0 as? NSNumber)?.doubleValue }
    #expect(result.statistics.count == draws.count)
    #expect(result.undefinedDraws == 30 - draws.count)
    #expect(
      zip(result.statistics, draws).allSatisfy { abs($0 - $1) < 1e-8 * max(1, abs($1)) },
      "\(name): \(zip(result.statistics, draws).map { $0 - $1 })")
  }

  @Test func `draws with Webb's weights agree with full estimations of each sample`() throws {
    let panel = try SimulatedPanel()
    try check("one_way_webb", LinearRestriction("x2", equals: 0.1), clusters: [panel.states])
  }

  @Test func `draws with two-way errors agree with full estimations of each sample`() throws {
    let panel = try SimulatedPanel()
    try check(
      "two_way", LinearRestriction("x3"), clusters: [panel.states, panel.destinations],
      bootstrap: panel.destinations)
  }

  @Test func `draws of subclusters agree with full estimations of each sample`() throws {
    let panel = try SimulatedPanel()
    try check(
      "subcluster", LinearRestriction("x1"), clusters: [panel.states],
      bootstrap: panel.effects()[0])
  }

  @Test func `draws without the null and of a combination agree with full estimations`() throws {
    try check(
      "unrestricted", LinearRestriction(parsing: "x1 - 2*x3 = 0.3"),
      clusters: [SimulatedPanel().states], imposesNull: false)
  }

  @Test func `weighted draws agree with full estimations of each sample`() throws {
    try check(
      "weighted", LinearRestriction([("x1", 1), ("x3", -2)], equals: 0.3),
      clusters: [SimulatedPanel().states], weighted: true)
  }

  @Test func `an interval ends where the test of its end turns`() throws {
    let (estimated, panel) = (try Self.estimated(), try SimulatedPanel())
    let options = EstimatedModel.WildOptions(draws: 999, weights: .webb, seed: 4)
    func run(_ value: Double) throws -> WildBootstrap {
      try estimated.wildBootstrap(
        LinearRestriction("x3", equals: value), clusters: [panel.states, panel.destinations],
        options: options, smallSample: .fixest)
    }
    for tails in [TestTails.symmetric, .equal] {
      let interval = try run(0).interval(level: 0.9, tails: tails)
      for (end, outwards) in [(try #require(interval.lower), -1.0), (interval.upper!, 1)] {
        #expect(try run(end - outwards * 1e-6).pValue(tails) >= 0.1 - 1e-9)
        #expect(try run(end + outwards * 1e-6).pValue(tails) < 0.1)
      }
    }
  }

  @Test func `with few clusters the interval of the exact test has no ends`() throws {
    let panel = try SimulatedPanel()
    let halves = Factor(name: "half", values: panel.state.map { $0 < "S3" ? 0 : 1 })
    let result = try Self.estimated().wildBootstrap(
      LinearRestriction("x3"), clusters: [halves], options: .init(seed: 1), smallSample: .fixest)
    #expect(result.isEnumerated)
    #expect(result.draws == 4)
    #expect(result.pValue(ties: .included) >= 0.5)
    #expect(try result.interval(ties: .included) == result.interval(ties: .included))
    #expect(try result.interval(ties: .included).lower == nil)
    #expect(try result.interval(ties: .included).upper == nil)
  }

  @Test func `draws are the same on any number of threads and for any order of the rows`() throws {
    let panel = try SimulatedPanel()
    let order = panel.outcome.indices.reversed().map { $0 }
    let other = try panel.permuted(order)
    func run(_ panel: SimulatedPanel, threads: Int) throws -> [Double] {
      try EstimatedModel(panel.model(.gaussian), tolerance: 1e-9).wildBootstrap(
        LinearRestriction("x1"), clusters: [panel.times, panel.destinations],
        options: .init(draws: 1_001, weights: .webb, seed: 7, threads: threads),
        smallSample: .fixest
      ).statistics
    }
    let one = try run(panel, threads: 1)
    #expect(try run(panel, threads: 3) == one)
    #expect(try run(other, threads: 2) == one)
  }

  @Test(arguments: [BootstrapWeights.rademacher, .webb, .mammen])
  func `drawn weights give nearly the enumerated p-value`(weights: BootstrapWeights) throws {
    let panel = try SimulatedPanel()
    let estimated = try Self.estimated()
    let exact = try estimated.wildBootstrap(
      LinearRestriction("x1"), clusters: [panel.destinations],
      options: .init(draws: 2_000_000, weights: .webb, seed: 0), smallSample: .fixest)
    #expect(exact.isEnumerated && exact.draws == 1_679_616)
    let drawn = try estimated.wildBootstrap(
      LinearRestriction("x1"), clusters: [panel.destinations],
      options: .init(draws: weights == .rademacher ? 255 : 20_000, weights: weights, seed: 3),
      smallSample: .fixest)
    #expect(!drawn.isEnumerated)
    #expect(drawn.pValueError() < 0.05)
    // Mammen's and Rademacher's distributions are other ones: only nearness can be asked.
    let bound = weights == .webb ? 4 * drawn.pValueError() : 0.12
    #expect(abs(drawn.pValue() - exact.pValue()) < bound, "\(drawn.pValue()) \(exact.pValue())")
  }

  @Test func `a term that varies in one cluster only has no variance to test it by`() throws {
    let panel = try SimulatedPanel()
    let one = panel.outcome.indices.map {
      panel.state[$0] == "S2" ? panel.terms[2].values[$0] : 0
    }
    let full = try panel.model(.gaussian)
    let estimated = try EstimatedModel(
      Model(
        outcomeName: "y", outcome: full.outcome, terms: [Term(name: "one", values: one)],
        fixedEffects: [panel.states], family: .gaussian), tolerance: 1e-10)
    let error = #expect(throws: EstimationError.self) {
      try estimated.wildBootstrap(
        LinearRestriction("one"), clusters: [panel.states], options: .init(seed: 1),
        smallSample: .fixest)
    }
    #expect(error?.description.contains("no positive variance") == true)
  }

  @Test func `what cannot be bootstrapped is refused with a way out`() throws {
    let (estimated, panel) = (try Self.estimated(), try SimulatedPanel())
    func id(_ body: () throws -> Void) -> String? {
      do {
        try body()
        return nil
      } catch { return (error as? EstimationError)?.id }
    }
    func run(
      _ term: String = "x1", clusters: [Factor], _ options: EstimatedModel.WildOptions
    ) throws {
      _ = try estimated.wildBootstrap(
        LinearRestriction(term), clusters: clusters, options: options, smallSample: .fixest)
    }
    let states = [panel.states]
    #expect(id { try run("x9", clusters: states, .init(seed: 1)) } == "estimate.restriction")
    #expect(
      id { try run(clusters: states, .init(draws: 0, seed: 1)) } == "estimate.resampling")
    #expect(
      id { try run(clusters: states, .init(weights: .given([[1, 2]]), seed: 1)) }
        == "estimate.resampling")
    #expect(id { try run(clusters: [], .init(seed: 1)) } == "estimate.cluster_dimensions")
    let one = Factor(name: "one", values: panel.state.map { _ in 0 })
    #expect(id { try run(clusters: [one], .init(seed: 1)) } == "estimate.few_clusters")
    let poisson = try EstimatedModel(panel.model(.poisson), tolerance: 1e-9)
    #expect(
      id {
        _ = try poisson.wildBootstrap(
          LinearRestriction("x1"), clusters: states, options: .init(seed: 1), smallSample: .fixest)
      } == "estimate.resampling")
  }
}
