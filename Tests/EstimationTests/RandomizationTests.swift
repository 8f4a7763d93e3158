import Estimation
import Foundation
import Testing

/// Randomization tests against dense dummies and against enumeration.
struct RandomizationTests {
  /// The simulated panel with terms made of a swing pattern over states and two-period cycles.
  struct Design {
    let panel: SimulatedPanel
    let ally: [Double]
    let window: [Double]
    let state: [Int]

    init() throws {
      panel = try SimulatedPanel()
      state = panel.state.compactMap { Int($0.dropFirst()) }
      ally = zip(panel.dest, panel.time).map {
        Double(((Int($0.dropFirst()) ?? 0) * 7 + $1 * 3) % 11) / 10
      }
      window = panel.time.map { $0 % 3 == 0 ? 1 : 0 }
    }

    static func swing(_ state: Int, _ cycle: Int) -> Double {
      (state * 5 + cycle * 3) % 7 < 3 ? 1 : 0
    }

    func model(_ family: Model.Family, offset: [Double]? = nil) throws -> Model {
      let full = try panel.model(family)
      let product = panel.time.indices.map {
        Design.swing(state[$0], panel.time[$0] / 2) * ally[$0]
      }
      return Model(
        outcomeName: "y", outcome: full.outcome,
        terms: [
          Term(name: "sa", values: product),
          Term(name: "saw", values: zip(product, window).map { $0 * $1 }), panel.terms[2],
        ], fixedEffects: full.fixedEffects, family: family, offset: offset)
    }

    var rebuilt: [RebuiltTerm] {
      [
        RebuiltTerm("sa", components: ["swing"], multiplier: ally),
        RebuiltTerm("saw", components: ["swing"], multiplier: zip(ally, window).map { $0 * $1 }),
      ]
    }

    /// Swing status over states and cycles; whole states are exchanged.
    func byState(strata: [Int]? = nil) throws -> RandomizedComponent {
      RandomizedComponent(
        name: "swing", values: (0..<21).map { Design.swing($0 / 3, $0 % 3) },
        units: try Factor(
          name: "state and cycle",
          codes: zip(state, panel.time).map { Int32($0 * 3 + $1 / 2) }, levels: 21),
        assignment: .permutation(strata: strata, blocks: (0..<21).map { $0 / 3 }))
    }

    /// Swing status over states and periods; all states' calendars are turned by the same number.
    func byShift() throws -> RandomizedComponent {
      RandomizedComponent(
        name: "swing", values: (0..<42).map { Design.swing($0 / 6, $0 % 6 / 2) },
        units: try Factor(
          name: "state and period", codes: zip(state, panel.time).map { Int32($0 * 6 + $1) },
          levels: 42),
        assignment: .circularShift(groups: (0..<42).map { $0 / 6 }))
    }
  }

  static func expected() throws -> [String: Any] {
    try WildBootstrapTests.expected("randomization")
  }

  @Test(arguments: [0.0, 0.2], [true, false])
  func `all assignments of whole states agree with dense dummies`(
    value: Double, studentized: Bool
  ) throws {
    let design = try Design()
    let estimated = try EstimatedModel(design.model(.gaussian), tolerance: 1e-10)
    let result = try estimated.randomizationTest(
      of: "sa", equals: value, components: [design.byState()], rebuilt: design.rebuilt,
      options: .init(
        draws: 1_000, seed: 1,
        statistic: studentized ? .studentized(clusters: [design.panel.states]) : .coefficient,
        tolerance: 1e-11),
      smallSample: WildBootstrapTests.plain)
    let numbers = try Self.expected()["gaussian_\(value)"] as! [String: Any]
    let observed = numbers.numbers("observed")[studentized ? 1 : 0]
    let all = numbers.numbers(studentized ? "t" : "coefficient")
    #expect(result.isExact && result.draws == all.count && result.distinctAssignments == 420)
    #expect(abs(result.statistic - observed) < 1e-8)
    #expect(zip(result.statistics.sorted(), all).allSatisfy { abs($0 - $1) < 1e-7 })
    let share = Double(all.count { abs($0) >= abs(observed) - 1e-7 }) / Double(all.count)
    #expect(result.pValue() == share)
    #expect(result.pValueError() == 0 && result.smallestAttainable == 1.0 / 420)
  }

  @Test(arguments: RandomizationTest.PoissonMethod.allCases, [true, false])
  func `turning the calendar agrees with dense dummies for Poisson`(
    method: RandomizationTest.PoissonMethod, studentized: Bool
  ) throws {
    let design = try Design()
    let estimated = try EstimatedModel(design.model(.poisson), tolerance: 1e-10)
    let result = try estimated.randomizationTest(
      of: "saw", components: [design.byShift()], rebuilt: design.rebuilt,
      options: .init(
        seed: 1,
        statistic: studentized ? .studentized(clusters: [design.panel.states]) : .coefficient,
        poisson: method, tolerance: 1e-10), smallSample: WildBootstrapTests.plain)
    let all = try Self.expected().matrix(method.rawValue).map { $0[studentized ? 1 : 0] }
    #expect(result.isExact && result.draws == 6)
    #expect(abs(result.statistic - all[0]) < 1e-6)
    #expect(zip(result.statistics, all).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `drawn assignments give nearly the enumerated p-value`() throws {
    let design = try Design()
    let estimated = try EstimatedModel(design.model(.gaussian), tolerance: 1e-10)
    func run(draws: Int, seed: UInt64, threads: Int = 2) throws -> RandomizationTest {
      try estimated.randomizationTest(
        of: "sa", components: [design.byState()], rebuilt: design.rebuilt,
        options: .init(
          draws: draws, seed: seed, statistic: .studentized(clusters: []), threads: threads),
        smallSample: .fixest)
    }
    let exact = try run(draws: 420, seed: 0)
    let drawn = try run(draws: 419, seed: 5)
    #expect(exact.isExact && !drawn.isExact)
    #expect(abs(drawn.pValue() - exact.pValue()) < 4 * drawn.pValueError())
    #expect(drawn.pValueError() > 0 && drawn.smallestAttainable == 1.0 / 420)
    #expect(try run(draws: 419, seed: 5, threads: 1) == drawn)
    #expect(try run(draws: 419, seed: 6) != drawn)
  }

  @Test func `an interval ends where the test of its end turns`() throws {
    let design = try Design()
    let estimated = try EstimatedModel(design.model(.gaussian), tolerance: 1e-10)
    func run(_ value: Double, _ others: RandomizationTest.Others) throws -> RandomizationTest {
      try estimated.randomizationTest(
        of: "sa", equals: value, components: [design.byState()], rebuilt: design.rebuilt,
        options: .init(
          draws: 500, seed: 1, statistic: .studentized(clusters: [design.panel.states]),
          others: others), smallSample: .fixest)
    }
    for others in RandomizationTest.Others.allCases {
      let interval = try run(0, others).interval(level: 0.9)
      for (end, outwards) in [
        (try #require(interval.lower), -1.0), (try #require(interval.upper), 1),
      ] {
        // A value whose p is the level itself is rejected, as tests reject at it.
        #expect(try run(end - outwards * 1e-4, others).pValue() > 0.1 + 1e-9)
        #expect(try run(end + outwards * 1e-4, others).pValue() <= 0.1 + 1e-9)
      }
    }
  }

  @Test func `a Poisson interval holds the values its test does not reject`() throws {
    let design = try Design()
    let estimated = try EstimatedModel(design.model(.poisson), tolerance: 1e-9)
    var options = RandomizationTest.Options(draws: 60, seed: 1, statistic: .coefficient)
    func run(_ value: Double) throws -> RandomizationTest {
      try estimated.randomizationTest(
        of: "sa", equals: value, components: [design.byState()], rebuilt: design.rebuilt,
        options: options, smallSample: .fixest)
    }
    #expect(PostEstimationTests.refusal { _ = try run(0).interval() }.contains("together with"))
    options.poissonInterval = 0.8
    let interval = try run(0).interval(level: 0.8)
    options.poissonInterval = nil
    let (lower, upper) = (try #require(interval.lower), try #require(interval.upper))
    let width = upper - lower
    #expect(lower < upper)
    #expect(try run(lower - 0.05 * width).pValue() <= 0.2 + 1e-9)
    #expect(try run(lower + 0.05 * width).pValue() > 0.2)
  }

  @Test func `assignments keep strata, blocks and the number of swing states`() throws {
    // One row a unit, so that the coefficient on the component itself shows what was assigned.
    let count = 24
    let strata = (0..<count).map { $0 % 3 }
    let values = (0..<count).map { Double(($0 * 7 + $0 / 5) % 2) }
    var sequence = FixedSequence(seed: 3)
    let outcome = (0..<count).map { _ in sequence.uniform() }
    let units = try Factor(name: "unit", codes: (0..<Int32(24)).map { $0 }, levels: count)
    let estimated = try EstimatedModel(
      Model(
        outcomeName: "y", outcome: outcome,
        terms: [Term(name: "c", values: values), Term(name: "one", values: values.map { _ in 1 })],
        fixedEffects: [], family: .gaussian), tolerance: 1e-10)
    func run(_ assignment: RandomizedComponent.Assignment, draws: Int) throws -> RandomizationTest {
      try estimated.randomizationTest(
        of: "c",
        components: [
          RandomizedComponent(name: "c", values: values, units: units, assignment: assignment)
        ], rebuilt: [RebuiltTerm("c", components: ["c"])],
        options: .init(draws: draws, seed: 2, statistic: .coefficient), smallSample: .fixest)
    }
    // The number of assignments is the product of the strata's binomial coefficients.
    let expected = (0..<3).reduce(1.0) { total, stratum in
      let ones = (0..<count).count { strata[$0] == stratum && values[$0] == 1 }
      return total * (1...max(ones, 1)).reduce(1.0) { $0 * Double(8 - ones + $1) / Double($1) }
    }
    let exact = try run(.permutation(strata: strata), draws: 500_000)
    #expect(exact.distinctAssignments == expected)
    #expect(exact.isExact && Double(exact.draws) == expected)
    let drawn = try run(.permutation(strata: strata), draws: 5_000)
    #expect(abs(drawn.pValue() - exact.pValue()) < 4 * drawn.pValueError())
    // A difference of means has the same distribution under a shift of every unit by any number.
    #expect(try run(.circularShift(), draws: 24).draws == 24)
  }

  @Test func `several components are assigned independently`() throws {
    let design = try Design()
    let dest = design.panel.dest.map { Int32($0.dropFirst())! }
    let status = (0..<8).map { $0 % 4 == 0 ? 1.0 : 0 }
    let product = design.panel.time.indices.map {
      Design.swing(design.state[$0], design.panel.time[$0] / 2) * status[Int(dest[$0])]
        * design.window[$0]
    }
    let full = try design.panel.model(.gaussian)
    let estimated = try EstimatedModel(
      Model(
        outcomeName: "y", outcome: full.outcome, terms: [Term(name: "sdw", values: product)],
        fixedEffects: full.fixedEffects, family: .gaussian), tolerance: 1e-10)
    let result = try estimated.randomizationTest(
      of: "sdw",
      components: [
        try design.byShift(),
        RandomizedComponent(
          name: "ally", values: status,
          units: try Factor(name: "destination", codes: dest, levels: 8),
          assignment: .permutation()),
      ],
      rebuilt: [
        RebuiltTerm("sdw", components: ["swing", "ally"], multiplier: design.window)
      ], options: .init(draws: 200, seed: 1, statistic: .coefficient), smallSample: .fixest)
    #expect(result.distinctAssignments == 6 * 28)
    #expect(result.isExact && result.draws == 168)
    #expect(result.statistics.contains { abs($0 - result.statistic) < 1e-7 })
  }

  @Test func `designs that do not fit the model are refused by name`() throws {
    let design = try Design()
    let estimated = try EstimatedModel(design.model(.gaussian), tolerance: 1e-9)
    let good = try design.byState()
    func refusal(
      _ components: [RandomizedComponent], _ rebuilt: [RebuiltTerm], term: String = "sa"
    ) -> String {
      PostEstimationTests.refusal {
        _ = try estimated.randomizationTest(
          of: term, components: components, rebuilt: rebuilt,
          options: .init(seed: 1, statistic: .coefficient), smallSample: .fixest)
      }
    }
    func changed(
      values: [Double]? = nil, _ assignment: RandomizedComponent.Assignment
    ) -> RandomizedComponent {
      RandomizedComponent(
        name: "swing", values: values ?? good.values, units: good.units, assignment: assignment)
    }
    // A product that is not the model's column is the trap of permuting the wrong thing.
    #expect(
      refusal([good], [RebuiltTerm("sa", components: ["swing"])]).contains("but its product is"))
    #expect(refusal([good], [design.rebuilt[1]]).contains("not among the rebuilt ones"))
    #expect(refusal([good], design.rebuilt, term: "zz").contains("estimate.restriction"))
    #expect(refusal([good, good], design.rebuilt).contains("is there twice"))
    #expect(refusal([], design.rebuilt).contains("names the component 'swing'"))
    #expect(
      refusal([changed(values: [1], .permutation())], design.rebuilt).contains("1 values for 21"))
    #expect(
      refusal([changed(.permutation(strata: Array(0..<21)))], design.rebuilt)
        .contains("one way only"))
    #expect(
      refusal(
        [changed(.permutation(strata: Array(0..<21), blocks: (0..<21).map { $0 / 3 }))],
        design.rebuilt
      ).contains("two strata"))
    #expect(
      refusal([changed(.permutation(blocks: (0..<21).map { $0 / 4 }))], design.rebuilt)
        .contains("unequal length"))
    #expect(
      refusal([changed(.circularShift(groups: (0..<21).map { $0 / 4 }))], design.rebuilt)
        .contains("no common shift"))
  }
}
