import Estimation
import Testing

struct SeparationTests {
  @Test func `a term that only separates ends up omitted`() throws {
    // x is positive in two rows, both zero: they are predicted perfectly, and x with them.
    let y: [Double] = [3, 1, 0, 4, 0, 2, 5, 0, 1, 2, 0, 6]
    let x: [Double] = [0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    let z: [Double] = [1, 0, 2, 3, 1, 0, 4, 2, 2, 1, 0, 5]
    let f = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
    let model = Model(
      outcomeName: "y", outcome: y,
      terms: [Term(name: "x", values: x), Term(name: "z", values: z)],
      fixedEffects: [Factor(name: "f", values: f)], family: .poisson)
    let fit = try fit(model, variances: [.heteroskedastic], smallSample: .fixest, tolerance: 1e-9)
    #expect(fit.separatedRows == [2, 7])
    #expect(fit.dropped.separatedByRegressors == 2)
    #expect(fit.omitted == [OmittedTerm(name: "x", reason: .zero)])
    #expect(fit.coefficients.map(\.term) == ["z"])
    let kept = y.indices.filter { ![2, 7].contains($0) }
    let without = try Estimation.fit(
      Model(
        outcomeName: "y", outcome: kept.map { y[$0] },
        terms: [Term(name: "z", values: kept.map { z[$0] })],
        fixedEffects: [Factor(name: "f", values: kept.map { f[$0] })], family: .poisson),
      variances: [.heteroskedastic], smallSample: .fixest, tolerance: 1e-9)
    #expect(fit.coefficients == without.coefficients)
  }

  @Test func `levels with zeros only and single rows are dropped until none is left`() throws {
    let y: [Double] = [0, 0, 2, 3, 1, 5, 4, 2, 0, 1]
    let a = [0, 0, 1, 1, 1, 2, 2, 2, 3, 3]
    let b = [0, 1, 0, 1, 2, 0, 1, 2, 0, 3]
    let x: [Double] = [1, 2, 3, 1, 0, 2, 5, 4, 1, 0]
    let model = Model(
      outcomeName: "y", outcome: y, terms: [Term(name: "x", values: x)],
      fixedEffects: [Factor(name: "a", values: a), Factor(name: "b", values: b)],
      family: .poisson)
    let fit = try fit(model, variances: [.iid], smallSample: .fixest, tolerance: 1e-9)
    // Level 0 of a is all zero; row 9 is alone in b, which leaves row 8 a zero alone in a.
    #expect(fit.dropped.separatedByFixedEffects == 3)
    #expect(fit.dropped.singleton == 1)
    #expect(fit.keptRows == [2, 3, 4, 5, 6, 7])
    #expect(fit.fixedEffects.map(\.levels) == [2, 3])
  }
}
