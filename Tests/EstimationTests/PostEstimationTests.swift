import Estimation
import Foundation
import Testing

/// Tests, combinations, predictions and effects after estimation, against other people's software.
struct PostEstimationTests {
  static func expected(_ key: String) throws -> [String: Any] {
    let url = CommittedReference.root.appendingPathComponent("resampling/expected_peers.json")
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    return try #require(all?[key] as? [String: Any])
  }

  static func twoWay(_ family: Model.Family) throws -> EstimatedModel {
    let panel = try SimulatedPanel()
    let full = try panel.model(family)
    return try EstimatedModel(
      Model(
        outcomeName: "y", outcome: full.outcome, terms: full.terms,
        fixedEffects: [panel.states, panel.destinations], family: family), tolerance: 1e-10)
  }

  static func variance(_ estimated: EstimatedModel) throws -> VarianceEstimate {
    try estimated.fit(
      variances: [.clustered([SimulatedPanel().states])], smallSample: .fixest
    ).variances[0]
  }

  static func refusal(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing refused"
    } catch { return (error as? EstimationError).map { "\($0.id): \($0)" } ?? "\(error)" }
  }

  @Test func `tails of F and chi-squared agree with SciPy`() throws {
    let tails = try Self.expected("tails")
    for row in tails.matrix("f") {
      let actual = FisherDistribution.upperTail(row[0], numerator: row[1], denominator: row[2])
      #expect(abs(actual - row[3]) <= 1e-9 * row[3] + 1e-300, "\(row) \(actual)")
    }
    for row in tails.matrix("chi_squared") {
      let actual = ChiSquaredDistribution.upperTail(row[0], degreesOfFreedom: row[1])
      #expect(abs(actual - row[2]) <= 1e-11 * row[2], "\(row) \(actual)")
    }
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `joint tests agree with pyfixest`(family: Model.Family) throws {
    let expected = try Self.expected(family.rawValue)
    let variance = try Self.variance(Self.twoWay(family))
    #expect(matrixDifference(variance.covariance, expected.matrix("covariance")) < 1e-7)
    let joint = try variance.waldTest(zero: ["x1", "x2", "x3"])
    #expect(relativeDifference([joint.f], expected.numbers("f")) < 1e-6)
    #expect(relativeDifference([joint.fPValue], expected.numbers("f_p")) < 1e-6)
    #expect(joint.degreesOfFreedom == 3 && joint.denominatorDegreesOfFreedom == 6)
    let combined = try variance.waldTest([
      LinearRestriction(parsing: "x1 - x2 = 0.1"), LinearRestriction(parsing: "x2 + 2*x3 = 0"),
    ])
    #expect(relativeDifference([combined.chiSquared], expected.numbers("chi_squared")) < 1e-6)
    #expect(
      relativeDifference([combined.chiSquaredPValue], expected.numbers("chi_squared_p")) < 1e-6)
  }

  @Test func `a test of one coefficient is the table's, squared`() throws {
    let variance = try Self.variance(Self.twoWay(.gaussian))
    let row = variance.table[1]
    let test = try variance.waldTest(zero: ["x2"])
    #expect(abs(test.f - row.statistic * row.statistic) < 1e-10 * test.f)
    #expect(abs(test.fPValue - row.pValue) < 1e-10)
    let combination = try variance.combination(LinearRestriction("x2"))
    #expect(
      relativeDifference([combination.lower, combination.upper], [row.lower, row.upper]) < 1e-12)
    #expect(abs(combination.pValue - row.pValue) < 1e-14)
  }

  @Test func `a restriction that follows from others is refused by name`() throws {
    let variance = try Self.variance(Self.twoWay(.gaussian))
    let text = Self.refusal {
      _ = try variance.waldTest([
        LinearRestriction("x1"), LinearRestriction("x2"),
        LinearRestriction(parsing: "x1 + 2*x2 = 1"),
      ])
    }
    #expect(text.contains("'x1 + 2.0*x2 = 1.0' follows from those before it"))
    #expect(Self.refusal { _ = try variance.waldTest([]) }.contains("estimate.restriction"))
    #expect(
      Self.refusal { _ = try variance.combination(LinearRestriction("x7")) }.contains("'x7'"))
  }

  @Test func `restrictions are read as they are written`() throws {
    func parts(_ text: String) throws -> [String] {
      let restriction = try LinearRestriction(parsing: text)
      return restriction.parts.map { "\($0.factor) \($0.term)" } + ["= \(restriction.value)"]
    }
    #expect(try parts("a + 2*b - c = 0") == ["1.0 a", "2.0 b", "-1.0 c", "= 0.0"])
    #expect(try parts("-a*1e-3+`b + c`") == ["-0.001 a", "1.0 b + c", "= 0.0"])
    #expect(try parts("swing:ally = b - 0.5") == ["1.0 swing:ally", "-1.0 b", "= -0.5"])
    #expect(
      LinearRestriction(row: [1, 0, -2], names: ["a", "b", "c"], equals: 3)
        == LinearRestriction([("a", 1), ("c", -2)], equals: 3))
    #expect(try parts("2 + a + a = 3") == ["2.0 a", "= 1.0"])
    #expect(try parts("year::2000 = i(x,2)") == ["1.0 year::2000", "-1.0 i(x,2)", "= 0.0"])
    for text in ["a + 2*b - c = 0", "`x y` - 0.5*`2` = -1", "-a = 3"] {
      let restriction = try LinearRestriction(parsing: text)
      #expect(try LinearRestriction(parsing: restriction.description) == restriction)
    }
    for (text, position) in [("a + = 3", 5), ("a b", 3), ("`a", 1), ("", 1), ("a*b = 1", 3)] {
      let refusal = Self.refusal { _ = try LinearRestriction(parsing: text) }
      #expect(refusal.contains("at position \(position)"), "\(refusal)")
    }
    #expect(Self.refusal { _ = try LinearRestriction(parsing: "1 = 2") }.contains("no coefficient"))
  }

  @Test func `semi-elasticities have the delta method's and transformed ends`() throws {
    let variance = try Self.variance(Self.twoWay(.poisson))
    let row = variance.table[0]
    let effect = try variance.semiElasticity(of: "x1")
    #expect(abs(effect.estimate - 100 * (exp(row.estimate) - 1)) < 1e-10)
    #expect(abs(effect.standardError - 100 * exp(row.estimate) * row.standardError) < 1e-10)
    #expect(abs(effect.upper - effect.estimate - 1.959963984540054 * effect.standardError) < 1e-9)
    #expect(abs(effect.transformedLower - 100 * (exp(row.lower) - 1)) < 1e-10)
    #expect(abs(effect.transformedUpper - 100 * (exp(row.upper) - 1)) < 1e-10)
    #expect(effect.transformedLower > -100)
  }

  @Test func `average marginal effects agree with statsmodels where it can compute them`() throws {
    let panel = try SimulatedPanel()
    let full = try panel.model(.poisson)
    let estimated = try EstimatedModel(
      Model(
        outcomeName: "y", outcome: full.outcome, terms: full.terms, fixedEffects: [panel.states],
        family: .poisson), tolerance: 1e-10)
    let expected = try Self.expected("margins")
    for (index, name) in ["x1", "x2", "x3"].enumerated() {
      let effect = try estimated.averageMarginalEffect(
        of: name, variance: .iid, smallSample: WildBootstrapTests.plain)
      #expect(abs(effect.estimate / expected.numbers("effects")[index] - 1) < 1e-8)
      #expect(abs(effect.standardError / expected.numbers("errors")[index] - 1) < 1e-7)
    }
    for (kind, key) in [
      (ResidualKind.pearson, "pearson"), (.deviance, "deviance"), (.working, "working"),
    ] {
      let difference = zip(estimated.residuals(kind), expected.numbers(key)).map { abs($0 - $1) }
      #expect(difference.allSatisfy { $0 < 1e-7 }, "\(kind)")
    }
  }

  @Test(arguments: ["all", "treated"])
  func `average marginal effects agree with the delta method on all parameters`(
    rows: String
  ) throws {
    let panel = try SimulatedPanel()
    let estimated = try EstimatedModel(panel.model(.poisson), tolerance: 1e-10)
    let expected = try WildBootstrapTests.expected("marginal")
    let weights = rows == "all" ? nil : panel.terms[0].values.map { $0 > 0 ? 1.0 : 0 }
    for (index, name) in ["x1", "x2", "x3"].enumerated() {
      let numbers = expected["\(rows)_\(index)"] as! [String: Any]
      for (key, variance) in [
        ("hc0", Variance.heteroskedastic), ("state", .clustered([panel.states])), ("iid", .iid),
      ] {
        let effect = try estimated.averageMarginalEffect(
          of: name, rowWeights: weights, variance: variance, smallSample: WildBootstrapTests.plain)
        #expect(abs(effect.estimate / numbers.number("effect") - 1) < 1e-7)
        let square = effect.standardError * effect.standardError
        #expect(abs(square / numbers.number(key) - 1) < 1e-6, "\(name) \(key)")
      }
    }
  }

  @Test func `a small change has the marginal effect's rate, with its standard error`() throws {
    let panel = try SimulatedPanel()
    let estimated = try EstimatedModel(panel.model(.poisson), tolerance: 1e-10)
    let variance = Variance.clustered([panel.states, panel.destinations])
    let step = 1e-6
    let change = try estimated.averageChange(
      to: [Term(name: "x3", values: panel.terms[2].values.map { $0 + step })],
      variance: variance, smallSample: .fixest)
    let effect = try estimated.averageMarginalEffect(
      of: "x3", variance: variance, smallSample: .fixest)
    #expect(abs(change.estimate / step / effect.estimate - 1) < 1e-5)
    #expect(abs(change.standardError / step / effect.standardError - 1) < 1e-5)
  }

  @Test func `in least squares changes are combinations of coefficients`() throws {
    let panel = try SimulatedPanel()
    let estimated = try EstimatedModel(panel.model(.gaussian), tolerance: 1e-10)
    let pairs = try panel.effects()[0]
    let variances: [Variance] = [
      .iid, .heteroskedastic, .clustered([panel.states]),
      .clustered([panel.states, panel.destinations]),
      .driscollKraay(time: panel.times, lags: 1),
      .neweyWest(unit: pairs, time: panel.times, lags: 2),
    ]
    let combination = try LinearRestriction(parsing: "2*x3 - x1 = 0")
    let fit = try estimated.fit(variances: variances, smallSample: .fixest)
    for (variance, table) in zip(variances, fit.variances) {
      let change = try estimated.averageChange(
        to: [
          Term(name: "x3", values: panel.terms[2].values.map { $0 + 2 }),
          Term(name: "x1", values: panel.terms[0].values.map { $0 - 1 }),
        ], variance: variance, smallSample: .fixest)
      let same = try table.combination(combination)
      #expect(
        relativeDifference(
          [change.estimate, change.standardError, change.pValue, change.upper],
          [same.estimate, same.standardError, same.pValue, same.upper]) < 1e-8)
    }
    // By state and time this combination has a negative variance: no number, not a repaired one.
    let text = Self.refusal {
      _ = try estimated.averageChange(
        to: [
          Term(name: "x3", values: panel.terms[2].values.map { $0 + 2 }),
          Term(name: "x1", values: panel.terms[0].values.map { $0 - 1 }),
        ], variance: .clustered([panel.states, panel.times]), smallSample: .fixest)
    }
    #expect(text.contains("no positive variance") || text.contains("is negative"), "\(text)")
  }

  @Test func `the fitted total of a fixed effect's level is the outcome's`() throws {
    let panel = try SimulatedPanel()
    let estimated = try EstimatedModel(panel.model(.poisson), tolerance: 1e-10)
    let chosen = panel.outcome.indices.map {
      panel.state[$0] == "S1" && panel.time[$0] == 2 ? 1.0 : 0
    }
    let total = try estimated.fittedTotal(
      rowWeights: chosen, variance: .heteroskedastic, smallSample: WildBootstrapTests.plain)
    let residuals = estimated.residuals(.response)
    var (outcome, square) = (0.0, 0.0)
    for row in chosen.indices where chosen[row] > 0 && !residuals[row].isNaN {
      outcome += panel.outcome[row]
      square += residuals[row] * residuals[row]
    }
    #expect(abs(total.estimate / outcome - 1) < 1e-9)
    #expect(abs(total.standardError / square.squareRoot() - 1) < 1e-7)
  }

  @Test func `effects without an honest standard error are refused`() throws {
    let panel = try SimulatedPanel()
    let estimated = try EstimatedModel(panel.model(.poisson), tolerance: 1e-9)
    func refusal(
      _ term: String = "x1", _ weights: [Double]? = nil, _ variance: Variance = .iid
    ) -> String {
      Self.refusal {
        _ = try estimated.averageMarginalEffect(
          of: term, rowWeights: weights, variance: variance, smallSample: .fixest)
      }
    }
    #expect(refusal("x9").contains("estimate.prediction"))
    #expect(refusal("x1", panel.outcome.map { _ in 0 }).contains("estimate.prediction"))
    #expect(refusal("x1", [1]).contains("estimate.length"))
    #expect(refusal("x1", nil, .jackknife(panel.states)).contains("not a sum over scores"))
  }
}
