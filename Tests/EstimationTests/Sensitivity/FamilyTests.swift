import Estimation
import Foundation
import Testing

/// Tests of few groups and of families of hypotheses.
struct FamilyTests {
  @Test func `step-down p-values are those written out`() throws {
    let expected = try SensitivityReference.table("romano_wolf")
    let result = try RomanoWolf(
      observed: expected.numbers("observed"), drawn: expected.matrix("draws"))
    #expect(zip(result.pValues, expected.numbers("adjusted")).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(result.smallestAttainable == 1.0 / 200)
    #expect(zip(result.singlePValues, result.pValues).allSatisfy { $0 <= $1 })
  }

  @Test func `one hypothesis needs no adjustment and copies of it neither`() throws {
    let draws = (0..<99).map { Double($0) / 40 }
    let single = try RomanoWolf(observed: [1.5], drawn: draws.map { [$0] }, tails: .upper)
    // 39 draws are 1.5 or larger.
    #expect(single.pValues == [0.4])
    let copies = try RomanoWolf(
      observed: [1.5, 1.5], drawn: draws.map { [$0, $0] }, tails: .upper)
    #expect(copies.pValues == [0.4, 0.4])
    let lower = try RomanoWolf(
      observed: [-1.5], drawn: draws.map { [-$0] }, tails: .lower, draws: .enumerated)
    #expect(abs(lower.pValues[0] - 39.0 / 99) < 1e-15)
    #expect(throws: EstimationError.self) { try RomanoWolf(observed: [], drawn: [[]]) }
    #expect(throws: EstimationError.self) { try RomanoWolf(observed: [1], drawn: [[1, 2]]) }
  }

  @Test func `the t-tests of groups are SciPy's`() throws {
    let expected = try SensitivityReference.table("groups")
    let one = try GroupTest(expected.numbers("estimates"))
    #expect(abs(one.statistic / expected.number("t") - 1) < 1e-12)
    #expect(abs(one.pValue / expected.number("p") - 1) < 1e-9)
    let interval = try one.interval()
    #expect(abs(interval.lower - expected.number("lower")) < 1e-10)
    #expect(abs(interval.upper - expected.number("upper")) < 1e-10)
    #expect(one.largestValidLevel == 0.1)
    let two = try GroupTest(
      treated: expected.numbers("estimates"), control: expected.numbers("control"))
    #expect(abs(two.statistic / expected.number("t2") - 1) < 1e-12)
    #expect(abs(two.pValue / expected.number("p2") - 1) < 1e-9)
    #expect(two.degreesOfFreedom == 3)
    #expect(throws: EstimationError.self) { try GroupTest([1]) }
    #expect(throws: EstimationError.self) { try GroupTest([2, 2, 2]) }
  }

  @Test func `a line through groups is that of least squares by hand`() throws {
    // Values 0, 1, 2 and 3; slope 0.5, residuals 0.1, -0.1, -0.1 and 0.1, so that s² is 0.02.
    let test = try GroupSlopeTest([1.1, 1.4, 1.9, 2.6], on: [0, 1, 2, 3])
    #expect(abs(test.slope.estimate - 0.5) < 1e-12 && abs(test.intercept.estimate - 1) < 1e-12)
    #expect(abs(test.slope.standardError - (0.02 / 5.0).squareRoot()) < 1e-12)
    #expect(abs(test.intercept.standardError - (0.02 * (0.25 + 2.25 / 5)).squareRoot()) < 1e-12)
    // With two degrees of freedom the two-sided p is 1 - t / sqrt(t² + 2).
    let t = test.slope.estimate / test.slope.standardError
    #expect(test.degreesOfFreedom == 2)
    #expect(abs(test.slope.pValue - (1 - t / (t * t + 2).squareRoot())) < 1e-12)
    for (estimates, values) in [
      ([1.0, 2], [0.0, 1]), ([1, 2, 4], [1, 1, 1]), ([1, 2, 3], [0, 1, 2]),
    ] {
      #expect(throws: EstimationError.self) { try GroupSlopeTest(estimates, on: values) }
    }
    #expect(throws: EstimationError.self) { try GroupSlopeTest([1, 2, 4], on: [0, 1]) }
  }

  @Test func `many groups are tested at the bound of Bakirov and Székely`() throws {
    let test = try GroupTest((0..<15).map(Double.init))
    #expect(abs(test.largestValidLevel - 0.08326451666355042) < 1e-12)
  }

  @Test func `sign changes are counted exactly`() throws {
    let expected = try SensitivityReference.table("groups")
    let test = try SignChangeTest(expected.numbers("estimates"))
    #expect(test.pValue == expected.number("sign_p"))
    #expect(test.smallestAttainable == 2.0 / 64)
    // All of one sign: nothing is more extreme than the signs observed and their mirror image.
    let clear = try SignChangeTest([0.3, 0.1, 0.2, 0.4])
    #expect(clear.pValue == 0.125 && clear.smallestAttainable == 0.125)
    #expect(try SignChangeTest([0.3, 0.1, 0.2, 0.4], tails: .upper).pValue == 1.0 / 16)
    #expect(try SignChangeTest([0.3, 0.1, 0.2, 0.4], tails: .lower).pValue == 1)
    #expect(try SignChangeTest([1, 2, 3], null: 2).pValue == 1)
    #expect(throws: EstimationError.self) { try SignChangeTest([1]) }
    #expect(throws: EstimationError.self) { try SignChangeTest([1, 2], tails: .equal) }
  }

  @Test func `long sums by Gray's code are those taken directly`() throws {
    var sequence = FixedSequence(seed: 3)
    let values = (0..<12).map { _ in sequence.uniform() - 0.3 }
    let observed = abs(values.reduce(0, +))
    var extreme = 0
    for pattern in 0..<(1 << 12) {
      let sum = values.indices.reduce(0.0) {
        $0 + (pattern & (1 << $1) == 0 ? values[$1] : -values[$1])
      }
      if abs(sum) >= observed - 1e-12 { extreme += 1 }
    }
    #expect(try SignChangeTest(values).pValue == Double(extreme) / 4096)
  }

  @Test func `the interval of sign changes ends where its test turns`() throws {
    let values = [0.31, -0.05, 0.22, 0.18, 0.40, 0.02, 0.27]
    let interval = try SignChangeTest(values).interval(level: 0.9)
    for (end, outward) in [
      (try #require(interval.lower), -1.0), (try #require(interval.upper), 1.0),
    ] {
      #expect(try SignChangeTest(values, null: end - outward * 1e-6).pValue > 0.1)
      #expect(try SignChangeTest(values, null: end + outward * 1e-6).pValue <= 0.1)
    }
    // Four groups never reach 5 %: no value is rejected.
    let open = try SignChangeTest([0.3, 0.1, 0.2, 0.4]).interval()
    #expect(open.lower == nil && open.upper == nil)
  }

  @Test func `a specification curve is compared with drawn ones`() throws {
    func entry(_ estimate: Double, _ pValue: Double) -> SpecificationCurve.Entry {
      .init(estimate: estimate, pValue: pValue)
    }
    let observed = [entry(0.3, 0.01), entry(0.1, 0.2), entry(0.2, 0.04), entry(-0.1, 0.5)]
    let drawn = [
      [entry(0.1, 0.3), entry(0, 1), entry(-0.1, 0.4), entry(0.05, 0.6)],
      [entry(0.5, 0.001), entry(0.4, 0.01), entry(0.6, 0.02), entry(0.1, 0.3)],
      [entry(-0.4, 0.001), entry(-0.5, 0.01), entry(-0.3, 0.2), entry(-0.1, 0.4)],
    ]
    let curve = try SpecificationCurve(observed: observed, drawn: drawn, direction: .positive)
    #expect(abs(curve.median.value - 0.15) < 1e-15)
    #expect(curve.median.pValue == 0.5)
    #expect(curve.significantShare.value == 0.5)
    #expect(curve.significantShare.pValue == 0.5)
    let z = { NormalDistribution.quantile(upperTail: $0 / 2) }
    let stouffer = (z(0.01) + z(0.2) + z(0.04) - z(0.5)) / 2
    #expect(abs(curve.stouffer.value - stouffer) < 1e-12)
    #expect(curve.stouffer.pValue == 0.5)
    #expect(curve.smallestAttainable == 0.25)
    let either = try SpecificationCurve(observed: observed, drawn: drawn, direction: .either)
    #expect(either.median.pValue == 0.75 && either.significantShare.pValue == 0.75)
    // The mirror image speaks for the other direction.
    func mirrored(_ curve: [SpecificationCurve.Entry]) -> [SpecificationCurve.Entry] {
      curve.map { entry(-$0.estimate, $0.pValue) }
    }
    let mirror = try SpecificationCurve(
      observed: mirrored(observed), drawn: drawn.map(mirrored), direction: .negative)
    #expect(mirror.stouffer.pValue == 0.5 && mirror.median.pValue == 0.5)
    #expect(throws: EstimationError.self) {
      try SpecificationCurve(observed: observed, drawn: [[]], direction: .either)
    }
    #expect(throws: EstimationError.self) {
      try SpecificationCurve(
        observed: [entry(1, 2)], drawn: [[entry(1, 0.5)]], direction: .either)
    }
  }

  @Test(arguments: [Model.Family.poisson, .gaussian])
  func `groups are estimated as if the others were not there`(family: Model.Family) throws {
    let panel = try SimulatedPanel()
    let model = Model(
      outcomeName: "y",
      outcome: family == .gaussian ? panel.outcome.map { $0 > 0 ? log($0) : .nan } : panel.outcome,
      terms: panel.terms, fixedEffects: [panel.states, panel.destinations], family: family)
    let groups = try GroupEstimates(model, term: "x3", by: panel.times)
    #expect(groups.groups.count == panel.times.levels)
    for group in groups.groups {
      // The other rows are missing: the same sample by another way.
      let alone = Model(
        outcomeName: "y",
        outcome: zip(model.outcome, panel.times.codes).map {
          Int($1) == group.level ? $0 : .nan
        }, terms: model.terms, fixedEffects: model.fixedEffects, family: family)
      let estimated = try EstimatedModel(alone, tolerance: 1e-8)
      let fit = try estimated.fit(variances: [], smallSample: .fixest)
      let estimate = try #require(fit.coefficients.first { $0.term == "x3" }).estimate
      #expect(abs(try #require(group.estimate) - estimate) < 1e-8)
      #expect(group.observations == estimated.observations)
    }
  }

  @Test func `a group that says nothing of the term is named with the reason`() throws {
    let groups = try GroupEstimates(
      Model(
        outcomeName: "y", outcome: [1, 2, 4, 3, 5, 9, 7],
        terms: [
          Term(name: "one", values: [Double](repeating: 1, count: 7)),
          Term(name: "x", values: [0, 1, 2, 1, 1, 1, 3]),
        ], fixedEffects: [], family: .gaussian), term: "x",
      by: Factor(name: "election", values: [1, 1, 1, 2, 2, 2, 3]))
    #expect(groups.groups.map(\.estimate) == [1.5, nil, nil])
    #expect(groups.groups[1].reason == "collinear with one")
    #expect(groups.groups[2].reason != nil && groups.estimates == [1.5])
    #expect(throws: EstimationError.self) {
      try GroupEstimates(
        Model(outcomeName: "y", outcome: [1], terms: [], fixedEffects: [], family: .gaussian),
        term: "x", by: Factor(name: "g", values: [1]))
    }
  }
}
