import Estimation
import TestSupport
import Testing

/// Poisson samples whose means are many orders of magnitude apart, and what separated rows are called.
@Suite struct `Means of many magnitudes` {
  @Test(arguments: [20.0, 26.0, 30.0])
  func `an estimate that exists is found however far the means are apart`(span: Double) throws {
    var generator = SeededGenerator(seed: 8)
    let count = 400
    let x = (0..<count).map { Double($0) / Double(count - 1) }
    let z = x.map { _ in Double.random(in: -0.5...0.5, using: &generator) }
    // Means from e-5 to e(span - 5): zeros at the low end, numbers beyond a billion at the other.
    let y = x.indices.map { row -> Double in
      let mean = power(span * x[row] - 5 + 0.3 * z[row])
      return (mean * Double.random(in: 0.5...1.5, using: &generator)).rounded()
    }
    #expect(y.contains(0))
    let fit = try Estimation.fit(
      Model(
        outcomeName: "y", outcome: y,
        terms: [
          Term(name: "constant", values: x.map { _ in 1 }), Term(name: "x", values: x),
          Term(name: "z", values: z),
        ], fixedEffects: [], family: .poisson), variances: [.heteroskedastic],
      smallSample: .fixest, tolerance: 1e-10)
    #expect(fit.separatedRows.isEmpty)
    #expect(abs(fit.coefficients[1].estimate / span - 1) < 0.05)
    // The scores of the estimate are zero beside the sums they are made of.
    let residuals = fit.residuals
    for column in [x.map { _ in 1 }, x, z] {
      let score = zip(column, residuals).reduce(0) { $0 + $1.0 * $1.1 }
      let size = zip(column, y).reduce(0) { $0 + abs($1.0 * $1.1) }
      #expect(abs(score) < 1e-9 * size)
    }
  }

  @Test func `groups of very different size keep their own slopes`() throws {
    var generator = SeededGenerator(seed: 9)
    var (y, x, small, group): ([Double], [Double], [Double], [Int]) = ([], [], [], [])
    for g in 0..<6 {
      for _ in 0..<30 {
        let value = Double.random(in: -1...1, using: &generator)
        let mean = power(5 * Double(g) - 1 + 0.7 * value)
        y.append((mean * Double.random(in: 0.2...1.8, using: &generator)).rounded())
        x.append(g > 0 ? value : 0)
        small.append(g == 0 ? value : 0)
        group.append(g)
      }
    }
    let whole = Model(
      outcomeName: "y", outcome: y,
      terms: [Term(name: "x", values: x), Term(name: "small", values: small)],
      fixedEffects: [Factor(name: "g", values: group)], family: .poisson)
    // Corrections depend on all rows, so none is made.
    let plain = SmallSample(
      adjustsForParameters: false, fixedEffectCount: .none, adjustsForClusters: false,
      clusterRule: .min, degreesOfFreedomRule: .min)
    let fit = try Estimation.fit(
      whole, variances: [.iid], smallSample: plain, tolerance: 1e-10)
    // The smallest group's slope is that of the group alone.
    let own = group.indices.filter { group[$0] == 0 }
    let alone = try Estimation.fit(
      Model(
        outcomeName: "y", outcome: own.map { y[$0] },
        terms: [Term(name: "small", values: own.map { small[$0] })],
        fixedEffects: [Factor(name: "g", values: own.map { _ in 0 })], family: .poisson),
      variances: [.iid], smallSample: plain, tolerance: 1e-10)
    #expect(abs(fit.coefficients[1].estimate / alone.coefficients[0].estimate - 1) < 1e-7)
    #expect(
      abs(
        fit.variances[0].table[1].standardError / alone.variances[0].table[0].standardError - 1)
        < 1e-7)
  }

  @Test func `zeros that fixed effects alone predict are called so`() throws {
    // The third row is separated by the two effects together, though neither has a level of zeros.
    let y: [Double] = [0, 1, 0, 0, 1, 2, 3, 1]
    let first = [1, 1, 2, 2, 2, 1, 2, 1]
    let second = [1, 1, 1, 2, 2, 1, 2, 1]
    let x: [Double] = [0.3, -0.2, 0.5, 0.1, 0.9, -0.4, 0.2, 0.7]
    for terms in [[], [Term(name: "x", values: x)]] {
      let fit = try Estimation.fit(
        Model(
          outcomeName: "y", outcome: y, terms: terms,
          fixedEffects: [
            Factor(name: "first", values: first), Factor(name: "second", values: second),
          ], family: .poisson), variances: [], smallSample: .fixest, tolerance: 1e-9)
      #expect(fit.separatedRows == [2])
      #expect(fit.dropped.separatedByFixedEffects == 1)
      #expect(fit.dropped.separatedByRegressors == 0)
    }
  }

  private func power(_ exponent: Double) -> Double {
    var (result, base, left) = (1.0, 2.718281828459045, Int(exponent.rounded(.down)))
    let rest = exponent - exponent.rounded(.down)
    if left < 0 {
      base = 1 / base
      left = -left
    }
    for _ in 0..<left { result *= base }
    var (sum, term) = (1.0, 1.0)
    for k in 1..<30 {
      term *= rest / Double(k)
      sum += term
    }
    return result * sum
  }
}
