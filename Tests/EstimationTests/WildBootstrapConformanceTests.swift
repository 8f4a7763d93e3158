import Estimation
import Foundation
import Testing

/// The wild cluster bootstrap against other people's numbers.
@Suite(
  .enabled(if: ReferenceFolder.isPresent, "skipped: ../shared/reference is not beside the checkout")
)
struct WildBootstrapConformanceTests {
  static let lattice = Result {
    try EstimatedModel(ConformanceLatticeTests.model(.gaussian), tolerance: 1e-9)
  }

  static func state() throws -> Factor { try ConformanceLatticeTests.table.get().factor("state") }

  /// The levels of state as text sort as 0, 1, 10, 11, 2, ...: the saved weights are by number.
  static func savedWeights() throws -> [[Double]] {
    let text = try String(
      contentsOf: ReferenceFolder.root.appendingPathComponent("lattice/wcb_weights_G12xB999.csv"),
      encoding: .utf8)
    let lists = text.split(separator: "\n").map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
    let order = (0..<12).map(String.init).sorted().compactMap { Int($0) }
    return (0..<999).map { draw in order.map { lists[$0][draw] } }
  }

  @Test func `every draw agrees with estimating the full model on the bootstrap sample`() throws {
    let all = try ReferenceFolder.json("lattice/expected_brute.json") as! [String: Any]
    let expected = all["ols_log_y"] as! [String: Any]
    let result = try Self.lattice.get().wildBootstrap(
      LinearRestriction("x4"), clusters: [Self.state()],
      options: .init(weights: .given(Self.savedWeights()), seed: 0, tolerance: 1e-13),
      smallSample: ConformanceLatticeTests.plain)
    #expect(relativeDifference([result.statistic], [expected.number("wcr_t0_noSSC")]) < 1e-10)
    let actual = result.statistics
    let draws = expected.numbers("wcr_tstar")
    #expect(actual.count == draws.count)
    #expect(zip(actual, draws).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($1)) })
    #expect(result.pValue(ties: .included) == expected.number("wcr_p_two_sided"))
    #expect(result.pValue(ties: .included) != expected.number("wcr_p_naive"))
  }

  @Test func `all 4,096 assignments of signs give the published p-value`() throws {
    let all = try ReferenceFolder.json("lattice/expected_fwildclusterboot_small.json")
    let expected = (all as! [String: Any])["rademacher"] as! [String: Any]
    let result = try Self.lattice.get().wildBootstrap(
      LinearRestriction("x4"), clusters: [Self.state()], options: .init(seed: 1),
      smallSample: ConformanceLatticeTests.plain)
    #expect(relativeDifference([result.statistic], [expected.number("t")]) < 1e-10)
    #expect(result.isEnumerated)
    #expect(result.draws == 4_096)
    #expect(result.pValue() == expected.number("p"))
    // The two assignments that give the statistic observed count in the exact test.
    #expect(result.pValue(ties: .included) * 4_096 == result.pValue() * 4_096 + 2)
  }

  @Test func `Webb's weights give the published p-value within the simulation error`() throws {
    let all = try ReferenceFolder.json("lattice/expected_fwildclusterboot_small.json")
    let expected = (all as! [String: Any])["webb"] as! [String: Any]
    let result = try Self.lattice.get().wildBootstrap(
      LinearRestriction("x4"), clusters: [Self.state()],
      options: .init(draws: 99_999, weights: .webb, seed: 1),
      smallSample: ConformanceLatticeTests.plain)
    // The published one is from 9,999 draws.
    #expect(abs(result.pValue() - expected.number("p")) < 4 * 0.005)
  }

  @Test func `the voters' survey gives the published statistic, p-value and interval`() throws {
    let table = try ReferenceFolder.table("wildboot/voters.csv")
    let expected =
      try ReferenceFolder.json("wildboot/expected_fwildclusterboot_voters.json") as! [String: Any]
    // The published call reads Q1_immigration as a number.
    let terms = ["treatment", "ideology1", "log_income", "Q1_immigration"].map(table.term)
    let one = Term(name: "one", values: table.numbers("treatment").map { _ in 1 })
    let model = Model(
      outcomeName: "vote", outcome: table.numbers("proposition_vote"), terms: terms + [one],
      fixedEffects: [], family: .gaussian)
    let estimated = try EstimatedModel(model, tolerance: 1e-9)
    let result = try estimated.wildBootstrap(
      LinearRestriction("treatment"), clusters: [table.factor("group_id1")],
      options: .init(draws: 99_999, seed: 2), smallSample: .fixest)
    let interval = try result.interval()
    #expect(relativeDifference([result.statistic], [expected.number("t")]) < 1e-10)
    // The published p-value and interval are from 9,999 draws of another generator.
    #expect(abs(result.pValue() - expected.number("p")) < 4 * 0.00025)
    let ends = expected.numbers("ci")
    #expect(abs(try #require(interval.lower) - ends[0]) < 1.5e-3)
    #expect(abs(try #require(interval.upper) - ends[1]) < 1.5e-3)
  }
}
