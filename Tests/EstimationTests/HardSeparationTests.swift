import Estimation
import Testing

/// Samples in which the estimate does not exist, or only just does.
@Suite struct `Separation that is hard to see` {
  /// Eight by eight by four cells with three-way fixed effects; a dummy on three zero rows.
  private func panel(large: Double, smallest: Double) -> Model {
    var outcome: [Double] = []
    var first: [Int] = []
    var second: [Int] = []
    var time: [Int] = []
    var dummy: [Double] = []
    for i in 0..<8 {
      for j in 0..<8 {
        for t in 0..<4 {
          let wave = Double((i * 7 + j * 5 + t * 3) % 11 + 1)
          outcome.append(large * wave)
          first.append(i)
          second.append(j)
          time.append(t)
          dummy.append(0)
        }
      }
    }
    for row in [5, 90, 171] {
      outcome[row] = 0
      dummy[row] = 1
    }
    outcome[200] = smallest
    let pair = zip(first, second).map { $0 * 8 + $1 }
    let firstTime = zip(first, time).map { $0 * 4 + $1 }
    let secondTime = zip(second, time).map { $0 * 4 + $1 }
    return Model(
      outcomeName: "y", outcome: outcome, terms: [Term(name: "x", values: dummy)],
      fixedEffects: [
        Factor(name: "pair", values: pair), Factor(name: "first^time", values: firstTime),
        Factor(name: "second^time", values: secondTime),
      ], family: .poisson)
  }

  @Test(arguments: [(1e10, 1e-30), (1e6, 1e-12), (1e10, 1e3), (1, 1)])
  func `a dummy on zeros alone is never estimated`(large: Double, smallest: Double) throws {
    do {
      let fit = try fit(
        panel(large: large, smallest: smallest), variances: [], smallSample: .fixest,
        tolerance: 1e-10)
      #expect(fit.separatedRows == [5, 90, 171])
      #expect(fit.coefficients.isEmpty)
      #expect(fit.omitted.map(\.name) == ["x"])
    } catch {
      // A refusal is an answer, too; a number is not.
      #expect(
        ["estimate.separation", "estimate.all_terms_absorbed"].contains(error.id),
        "\(error)")
    }
  }

  @Test func `rows that a small regressor holds are not dropped as separated`() throws {
    // Ten positives at 0, one at 1e-7, five zeros at 1: the estimate exists.
    let x = [Double](repeating: 0, count: 10) + [1e-7] + [Double](repeating: 1, count: 5)
    let y = (1...10).map(Double.init) + [5] + [Double](repeating: 0, count: 5)
    let model = Model(
      outcomeName: "y", outcome: y,
      terms: [
        Term(name: "constant", values: y.map { _ in 1 }), Term(name: "x", values: x),
      ], fixedEffects: [], family: .poisson)
    do {
      let fit = try fit(model, variances: [], smallSample: .fixest, tolerance: 1e-8)
      #expect(fit.separatedRows == [])
      let slope = try #require(fit.coefficients.last).estimate
      #expect(abs(slope - -17.397) < 0.01)
    } catch let error as EstimationError {
      #expect(error.id == "estimate.separation", "\(error)")
    }
  }
}
