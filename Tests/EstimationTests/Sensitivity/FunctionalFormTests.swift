import Estimation
import Foundation
import Testing

struct FunctionalFormTests {
  static func estimated(_ family: Model.Family) throws -> EstimatedModel {
    let panel = try SimulatedPanel()
    return try EstimatedModel(
      Model(
        outcomeName: "y",
        outcome: family == .gaussian
          ? panel.outcome.map { $0 > 0 ? log($0) : .nan } : panel.outcome,
        terms: panel.terms, fixedEffects: [panel.states, panel.destinations], family: family),
      tolerance: 1e-11)
  }

  @Test(arguments: [Model.Family.poisson, .gaussian])
  func `the squared predictor has the coefficient and error of dense dummies`(
    family: Model.Family
  ) throws {
    let expected = try SensitivityReference.table("reset")
    let numbers = expected.numbers(family == .poisson ? "poisson" : "ols")
    let test = try Self.estimated(family).resetTest(
      variance: .heteroskedastic, smallSample: WildBootstrapTests.plain, tolerance: 1e-11)
    #expect(abs(test.row.estimate / numbers[0] - 1) < 1e-6)
    #expect(abs(test.row.standardError / numbers[1] - 1) < 1e-6)
  }

  @Test func `the power of the variance is that of dense dummies`() throws {
    let numbers = try #require(SensitivityReference.section("park") as? [NSNumber])
    let test = try Self.estimated(.poisson).parkTest(smallSample: WildBootstrapTests.plain)
    #expect(abs(test.power / numbers[0].doubleValue - 1) < 1e-6)
    #expect(abs(test.standardError / numbers[1].doubleValue - 1) < 1e-6)
    #expect(test.pValue(power: test.power) == 1)
    #expect(test.pValue(power: 2) > test.pValue(power: 1))
    #expect(throws: EstimationError.self) { try Self.estimated(.gaussian).parkTest() }
    #expect(throws: EstimationError.self) { try ParkTest(outcome: [1, 2], means: [1, 0]) }
  }

  @Test(arguments: [1.0, 2.0])
  func `a variance that grows as a power of the mean is recognized`(power: Double) throws {
    var sequence = FixedSequence(seed: 11)
    let means = (0..<20_000).map { _ in exp(3 * sequence.uniform()) }
    // Two equally likely errors with the variance wanted.
    let outcome = means.map { $0 + (sequence.uniform() < 0.5 ? -1 : 1) * 0.3 * pow($0, power / 2) }
    let noisy = zip(outcome, means).map { $1 + ($0 - $1) * (0.5 + sequence.uniform()) }
    let test = try ParkTest(outcome: noisy, means: means)
    #expect(abs(test.power - power) < 4 * test.standardError)
    #expect(test.standardError < 0.05)
    #expect(test.pValue(power: 3 - power) < 1e-6)
  }

  @Test func `a saturated model has no room for the squared predictor`() throws {
    let group = (0..<40).map { $0 % 2 }
    let model = Model(
      outcomeName: "y", outcome: (0..<40).map { Double($0 % 7 + 1) },
      terms: [Term(name: "x", values: group.map(Double.init))],
      fixedEffects: [Factor(name: "one", values: [Int](repeating: 0, count: 40))],
      family: .poisson)
    let error = #expect(throws: EstimationError.self) {
      try EstimatedModel(model, tolerance: 1e-9).resetTest(
        variance: .heteroskedastic, smallSample: .fixest)
    }
    #expect(error?.id == "estimate.sensitivity")
  }

  /// Rows of the eight cells of three indicators, each with a mean of its own.
  static func cells(seed: UInt64) -> (outcome: [Double], indicators: [(String, [Bool])]) {
    var sequence = FixedSequence(seed: seed)
    var outcome: [Double] = []
    var values = [[Bool]](repeating: [], count: 3)
    for cell in 0..<8 {
      for _ in 0..<(3 + 2 * cell) {
        outcome.append(Double(cell + 1) * 4 * sequence.uniform())
        for position in 0..<3 { values[position].append(cell & (1 << position) != 0) }
      }
    }
    return (outcome, zip(["swing", "ally", "window"], values).map { ($0, $1) })
  }

  @Test(arguments: [Model.Family.gaussian, .poisson], [false, true])
  func `the saturated coefficient is the signed sum of the eight cells`(
    family: Model.Family, isWeighted: Bool
  ) throws {
    let (outcome, indicators) = Self.cells(seed: 5)
    let weights = isWeighted ? outcome.indices.map { 1 + Double($0 % 3) } : nil
    let columns = indicators.map { $0.1.map { $0 ? 1.0 : 0 } }
    var terms: [Term] = []
    for set in 0..<8 {
      let members = (0..<3).filter { set & (1 << $0) != 0 }
      terms.append(
        Term(
          name: set == 0 ? "constant" : members.map { indicators[$0].0 }.joined(separator: "×"),
          values: outcome.indices.map { row in
            members.reduce(1.0) { $0 * columns[$1][row] }
          }))
    }
    let model = Model(
      outcomeName: "y", outcome: outcome, terms: terms, fixedEffects: [], family: family,
      weights: weights)
    let estimated = try EstimatedModel(model, tolerance: 1e-12)
    let fit = try estimated.fit(variances: [], smallSample: .fixest)
    let triple = try #require(fit.coefficients.first { $0.term == "swing×ally×window" })
    let table = try CellMeans(outcome: outcome, indicators: indicators, weights: weights)
    let difference = try #require(
      family == .gaussian ? table.difference : table.logDifference)
    #expect(abs(triple.estimate - difference) < 1e-10)
    #expect(table.cells.map(\.rows) == (0..<8).map { 3 + 2 * $0 })
    #expect(table.cells.map(\.sign) == [-1, 1, 1, -1, 1, -1, -1, 1])
  }

  @Test func `cells without rows or without a logarithm are missing and not zero`() throws {
    let table = try CellMeans(
      outcome: [0, 2, .nan, 3],
      indicators: [
        ("a", [false, true, false, true]), ("b", [false, false, true, true]),
      ])
    #expect(table.cells.map(\.mean) == [0, 2, nil, 3])
    #expect(table.cells[0].logMean == nil && table.cells[1].logMean == log(2))
    #expect(table.difference == nil && table.logDifference == nil)
    #expect(throws: EstimationError.self) {
      try CellMeans(outcome: [1], indicators: [("a", [true])])
    }
  }
}
