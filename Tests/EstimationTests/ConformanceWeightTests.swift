import Estimation
import Foundation
import Testing

/// Weights and offsets against R fixest.
@Suite(
  .enabled(if: ReferenceFolder.isPresent, "skipped: ../shared/reference is not beside the checkout")
)
struct ConformanceWeightTests {
  private func expected(_ id: String) throws -> [String: Any] {
    let list = try ReferenceFolder.json("fixest/expected_fixest_0.12.2.json")
    let cases = list as? [[String: Any]] ?? []
    return try #require(cases.first { $0["id"] as? String == id })
  }

  private func terms(_ table: CSVTable) -> [Term] {
    let (period, treat) = (table.integers("period"), table.numbers("treat"))
    let event = (1...10).filter { $0 != 5 }.map { year in
      Term(name: "period::\(year):treat", values: zip(period, treat).map { $0 == year ? $1 : 0 })
    }
    return [table.term("x1")] + event
  }

  private func check(_ model: Model, against id: String) throws {
    let expected = try expected(id)
    let cluster = try #require(model.fixedEffects.first)
    let fit = try fit(
      model, variances: [.clustered([cluster])], smallSample: .fixest, tolerance: 1e-10)
    #expect(fit.observations == Int(expected.number("nobs")))
    #expect(relativeDifference(fit.coefficients.map(\.estimate), expected.numbers("coef")) < 1e-9)
    #expect(
      relativeDifference(fit.variances[0].table.map(\.standardError), expected.numbers("se"))
        < 1e-7)
    #expect(abs(fit.deviance / expected.number("deviance") - 1) < 1e-10)
    if let weights = model.weights {
      // fixest leaves the weights out of the likelihood; R's lm, and we, keep them in.
      let n = Double(fit.observations)
      let squares = fit.residuals.reduce(0) { $0 + $1 * $1 }
      let plain = -0.5 * n * (log(2 * Double.pi * squares / n) + 1)
      #expect(abs(plain / expected.number("loglik") - 1) < 1e-10)
      var likelihood = -0.5 * n * (log(2 * Double.pi * fit.deviance / n) + 1)
      likelihood += 0.5 * weights.reduce(0) { $0 + log($1) }
      #expect(abs(fit.logLikelihood / likelihood - 1) < 1e-12)
    } else {
      #expect(abs(fit.logLikelihood / expected.number("loglik") - 1) < 1e-10)
    }
  }

  @Test func `weighted least squares agrees with fixest`() throws {
    let table = try ReferenceFolder.table("fixest/base_did.csv")
    try check(
      Model(
        outcomeName: "y", outcome: table.numbers("y"), terms: terms(table),
        fixedEffects: ["id", "period"].map(table.factor), family: .gaussian,
        weights: table.numbers("x1").map { abs($0) + 0.5 }), against: "did_w")
  }

  @Test func `Poisson with an offset agrees with fixest`() throws {
    let table = try ReferenceFolder.table("fixest/base_did.csv")
    try check(
      Model(
        outcomeName: "y", outcome: table.numbers("y").map { exp($0 / 10) }, terms: terms(table),
        fixedEffects: ["id", "period"].map(table.factor), family: .poisson,
        offset: table.numbers("x1").map { $0 / 5 }), against: "did_pois_off")
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `a weight of two is the row twice`(family: Model.Family) throws {
    let panel = try SimulatedPanel()
    let once = try panel.model(family)
    let twice = once.outcome.indices.flatMap { $0 % 3 == 0 ? [$0, $0] : [$0] }
    func model(_ rows: [Int], weights: [Double]?) throws -> Model {
      Model(
        outcomeName: "y", outcome: rows.map { once.outcome[$0] },
        terms: once.terms.map { term in
          Term(name: term.name, values: rows.map { term.values[$0] })
        },
        fixedEffects: once.fixedEffects.map { factor in
          Factor(name: factor.name, values: rows.map { factor.codes[$0] })
        }, family: family, weights: weights)
    }
    let rows = Array(once.outcome.indices)
    let weighted = try fit(
      model(rows, weights: rows.map { $0 % 3 == 0 ? 2 : 1 }), variances: [],
      smallSample: .fixest, tolerance: 1e-11)
    let doubled = try fit(
      model(twice, weights: nil), variances: [], smallSample: .fixest, tolerance: 1e-11)
    #expect(
      relativeDifference(
        weighted.coefficients.map(\.estimate), doubled.coefficients.map(\.estimate)) < 1e-9)
  }
}
