import Estimation
import Foundation
import Testing

/// Regressors that are hard to tell apart or far from zero, against a calculation with sixty digits
/// (`Tests/Reference/conditioning/make.py`).
@Suite struct `Badly conditioned regressors` {
  private static let folder = CommittedReference.root.appendingPathComponent("conditioning")

  private static func model(_ name: String, terms: [String], family: String, hasEffects: Bool)
    throws -> (Model, Factor)
  {
    let table = try CSVTable(contentsOf: folder.appendingPathComponent("near.csv"))
    let factors = ["g", "t"].map { Factor(name: $0, values: table.integers($0)) }
    var outcome = table.numbers(family == "poisson" ? "count" : "y")
    if family == "poisson", hasEffects { outcome = outcome.map { max($0, 1) } }
    var columns = terms.map(table.term)
    if !hasEffects {
      columns.insert(Term(name: "constant", values: outcome.map { _ in 1 }), at: 0)
    }
    let model = Model(
      outcomeName: "y", outcome: outcome, terms: columns,
      fixedEffects: hasEffects ? factors : [], family: family == "poisson" ? .poisson : .gaussian)
    return (model, factors[0])
  }

  /// The digits asked of a case: data that agree to d digits have d digits less to give.
  @Test(arguments: [
    ("pair7", 1e-8), ("pair8", 1e-7), ("thin", 1e-8), ("pair8-plain", 1e-7), ("far5", 1e-10),
    ("far7", 1e-8), ("far5-poisson", 1e-9), ("pair7-poisson", 1e-7),
  ])
  func `coefficients and sandwich errors have the digits that the data have`(
    name: String, digits: Double
  ) throws {
    let table = try CSVTable(contentsOf: Self.folder.appendingPathComponent("near-expected.csv"))
    let rows = table.text("case").indices.filter { table.text("case")[$0] == name }
    try #require(rows.count == 2)
    let terms = rows.map { table.text("term")[$0] }
    let (model, g) = try Self.model(
      name, terms: terms, family: table.text("family")[rows[0]],
      hasEffects: table.text("effects")[rows[0]] == "1")
    let plain = SmallSample(
      adjustsForParameters: false, fixedEffectCount: .nested, adjustsForClusters: false,
      clusterRule: .min, degreesOfFreedomRule: .min)
    let fit = try Estimation.fit(
      model, variances: [.heteroskedastic, .clustered([g])], smallSample: plain, tolerance: 1e-12)
    let shift = model.fixedEffects.isEmpty ? 1 : 0
    #expect(fit.omitted.isEmpty)
    for (index, row) in rows.enumerated() {
      let position = index + shift
      try #require(fit.coefficients.map(\.term)[position] == terms[index])
      let found = [
        fit.coefficients[position].estimate, fit.variances[0].table[position].standardError,
        fit.variances[1].table[position].standardError,
      ]
      let expected = ["estimate", "hc0", "cr0"].map { table.numbers($0)[row] }
      for (value, truth) in zip(found, expected) {
        #expect(abs(value / truth - 1) < digits, "\(name) \(terms[index]): \(value) for \(truth)")
      }
    }
  }

  @Test func `a regressor that repeats another to ten digits is left out by name`() throws {
    let table = try CSVTable(contentsOf: Self.folder.appendingPathComponent("near.csv"))
    let x = table.numbers("x")
    let copy = zip(x, table.numbers("near7")).map { $0 + 1e-4 * ($1 - $0) }
    let model = Model(
      outcomeName: "y", outcome: table.numbers("y"),
      terms: [Term(name: "x", values: x), Term(name: "copy", values: copy)],
      fixedEffects: [Factor(name: "g", values: table.integers("g"))], family: .gaussian)
    let fit = try Estimation.fit(
      model, variances: [.iid], smallSample: .fixest, tolerance: 1e-10)
    #expect(fit.omitted == [OmittedTerm(name: "copy", reason: .collinear(with: ["x"]))])
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `every variance of a pair is that of its sum and difference`(family: Model.Family) throws {
    let table = try CSVTable(contentsOf: Self.folder.appendingPathComponent("near.csv"))
    let g = Factor(name: "g", values: table.integers("g"))
    let t = Factor(name: "t", values: table.integers("t"))
    let x = table.numbers("x")
    let other = table.numbers("near7")
    // The difference is exact, and a multiple of it by a power of two is, too.
    let difference = zip(x, other).map { ($1 - $0) * 8_388_608 }
    let outcome =
      family == .poisson ? table.numbers("count").map { max($0, 1) } : table.numbers("y")
    let variances: [Variance] = [
      .iid, .heteroskedastic, .leverage(.hc3), .clustered([g, t]), .biasReduced(g),
      .driscollKraay(time: t, lags: 2), .neweyWest(unit: g, time: t, lags: 1),
    ]
    func fit(_ second: [Double]) throws -> EstimatedModel {
      try EstimatedModel(
        Model(
          outcomeName: "y", outcome: outcome,
          terms: [Term(name: "a", values: x), Term(name: "b", values: second)],
          fixedEffects: [g, t], family: family), tolerance: 1e-12)
    }
    let (pair, apart) = (try fit(other), try fit(difference))
    let close = try pair.fit(variances: variances, smallSample: .fixest)
    let far = try apart.fit(variances: variances, smallSample: .fixest)
    for (one, two) in zip(close.variances, far.variances) {
      let expected = two.table[1].standardError * 8_388_608
      #expect(
        abs(one.table[1].standardError / expected - 1) < 1e-6, "\(one.variance): \(expected)")
      // The sum of the two is the coefficient of x where the difference is the other term.
      let sum = try one.combination(try LinearRestriction(parsing: "a + b"))
      #expect(abs(sum.estimate / two.table[0].estimate - 1) < 1e-6)
    }
    for (one, two) in zip(close.variances, far.variances) {
      #expect(one.diagnostics.map(\.leverage.maximum).count == two.diagnostics.count)
      for (left, right) in zip(one.diagnostics, two.diagnostics) {
        #expect(abs(left.leverage.maximum / right.leverage.maximum - 1) < 1e-6)
        #expect(
          abs(left.terms[1].effectiveClusters / right.terms[1].effectiveClusters - 1) < 1e-6)
      }
    }
    let left = try pair.leavingOut(g, refit: .oneStep).coefficients.map { $0[1] }
    let right = try apart.leavingOut(g, refit: .oneStep).coefficients.map { $0[1] * 8_388_608 }
    for (one, two) in zip(left, right) { #expect(abs(one / two - 1) < 1e-5) }
    if family == .gaussian {
      let options = EstimatedModel.WildOptions(draws: 99, seed: 3)
      let drawn = try [pair, apart].map { model in
        try model.wildBootstrap(
          try LinearRestriction(parsing: "b = 0"), clusters: [g], options: options,
          smallSample: .fixest)
      }
      #expect(drawn[0].pValue() == drawn[1].pValue())
      #expect(abs(drawn[0].statistic / drawn[1].statistic - 1) < 1e-6)
    }
  }
}
