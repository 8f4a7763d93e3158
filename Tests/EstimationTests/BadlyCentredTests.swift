import Estimation
import TestSupport
import Testing

@Suite struct `Regressors far from zero` {
  private static func fit(
    shift: Double, family: Model.Family
  ) throws -> (slope: Double, error: Double) {
    var generator = SeededGenerator(seed: 41)
    let x = (0..<200).map { _ in Double.random(in: -1...1, using: &generator) }
    let y = x.map { value -> Double in
      let noise = Double.random(in: 0...2, using: &generator)
      return family == .poisson ? (2 + value + noise).rounded() : 1 + 0.5 * value + noise
    }
    // The shifted regressor is rounded first, so that the same numbers are used unshifted.
    let shifted = x.map { $0 + shift }
    let centred = shifted.map { $0 - shift }
    let fit = try Estimation.fit(
      Model(
        outcomeName: "y", outcome: y,
        terms: [
          Term(name: "constant", values: x.map { _ in 1 }),
          Term(name: "x", values: shift == 0 ? centred : shifted),
        ], fixedEffects: [], family: family), variances: [.iid],
      smallSample: .fixest, tolerance: 1e-10)
    return (fit.coefficients[1].estimate, fit.variances[0].table[1].standardError)
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `a shift of a regressor does not change its coefficient or its classical error`(
    family: Model.Family
  ) throws {
    let base = try Self.fit(shift: 0, family: family)
    for shift in [1e3, 1e5, 1e7] {
      let moved = try Self.fit(shift: shift, family: family)
      // The shifted column itself is rounded to a part in 1e9 of its spread at 1e7.
      #expect(abs(moved.slope / base.slope - 1) < 2e-8, "\(shift)")
      #expect(abs(moved.error / base.error - 1) < 2e-8, "\(shift)")
    }
  }
}
