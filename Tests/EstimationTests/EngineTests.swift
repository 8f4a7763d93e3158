import Estimation
import Testing

/// What the engine must not depend on, and what its ways of working must agree on.
struct EngineTests {
  /// A lattice with missing cells, too large to fit one piece of any loop.
  static func panel(
    states: Int = 12, destinations: Int = 40, times: Int = 18, share: Double, poisson: Bool,
    seed: UInt64
  ) -> (Model, [Factor]) {
    var generator = FixedSequence(seed: seed)
    var codes: [[Int]] = [[], [], []]
    var terms: [[Double]] = [[], [], []]
    var outcome: [Double] = []
    let tilt = (0..<states).map { _ in generator.uniform() * 2 }
    for s in 0..<states {
      for d in 0..<destinations {
        for t in 0..<times where generator.uniform() < share {
          for (index, code) in [s, d, t].enumerated() { codes[index].append(code) }
          let x = (0..<3).map { _ in generator.uniform() }
          for index in x.indices { terms[index].append(x[index] * tilt[s]) }
          let level = tilt[s] + Double(d % 5) * 0.4 + Double(t) * 0.05 + x[0] - x[1] + 1
          let noise = generator.uniform()
          outcome.append(
            poisson ? (noise < 0.3 ? 0 : (level * 4 * noise).rounded()) : level + noise)
        }
      }
    }
    let factors = ["s", "d", "t"].enumerated().map { Factor(name: $1, values: codes[$0]) }
    let effects = [(0, 1), (1, 2), (0, 2)].map { first, second in
      Factor(
        name: "\(factors[first].name)\(factors[second].name)",
        values: zip(codes[first], codes[second]).map { $0 * 1000 + $1 })
    }
    return (
      Model(
        outcomeName: "y", outcome: outcome,
        terms: terms.enumerated().map { Term(name: "x\($0)", values: $1) },
        fixedEffects: effects, family: poisson ? .poisson : .gaussian), factors
    )
  }

  private func rows(_ model: Model, _ order: [Int], weights: [Double]? = nil) throws -> Model {
    Model(
      outcomeName: "y", outcome: order.map { model.outcome[$0] },
      terms: model.terms.map { term in
        Term(name: term.name, values: order.map { term.values[$0] })
      },
      fixedEffects: try model.fixedEffects.map { factor in
        try Factor(
          name: factor.name, codes: order.map { factor.codes[$0] }, levels: factor.levels)
      }, family: model.family, weights: weights.map { weights in order.map { weights[$0] } })
  }

  @Test(arguments: [(0.6, false), (1.0, false), (0.6, true), (1.0, true)])
  func `neither threads nor the order of rows change a bit`(
    share: Double, poisson: Bool
  ) throws {
    let (model, factors) = Self.panel(share: share, poisson: poisson, seed: 11)
    var generator = FixedSequence(seed: 4)
    let order = model.outcome.indices.shuffled(using: &generator)
    let variance = Variance.clustered(Array(factors.prefix(2)))
    let first = try EstimatedModel(model, tolerance: 1e-9, threads: 1)
    let second = try EstimatedModel(model, tolerance: 1e-9, threads: 3)
    let third = try EstimatedModel(rows(model, order), tolerance: 1e-9, threads: 2)
    let fits = try [first, second].map {
      try $0.fit(variances: [variance], smallSample: .fixest)
    }
    #expect(fits[0] == fits[1])
    let shuffled = try third.fit(
      variances: [
        .clustered(
          factors.prefix(2).map { factor in
            Factor(name: factor.name, values: order.map { factor.codes[$0] })
          })
      ], smallSample: .fixest)
    #expect(shuffled.coefficients == fits[0].coefficients)
    #expect(shuffled.variances[0].covariance == fits[0].variances[0].covariance)
    #expect(shuffled.deviance == fits[0].deviance)
    #expect(shuffled.logLikelihood == fits[0].logLikelihood)
    #expect(shuffled.keptRows.map { order[$0] }.sorted() == fits[0].keptRows)
  }

  /// A fourth effect of a single level changes nothing but the way of working: the fixed effects
  /// left to conjugate gradients are then two, and a Poisson run starts otherwise.
  @Test(arguments: [false, true])
  func `the panel's own way and the general one agree`(poisson: Bool) throws {
    let (model, _) = Self.panel(share: 0.5, poisson: poisson, seed: 5)
    let constant = Factor(name: "all", values: model.outcome.map { _ in 0 })
    let general = Model(
      outcomeName: "y", outcome: model.outcome, terms: model.terms,
      fixedEffects: model.fixedEffects + [constant], family: model.family)
    let first = try fit(
      model, variances: [.heteroskedastic], smallSample: .fixest, tolerance: 1e-11)
    let second = try fit(
      general, variances: [.heteroskedastic], smallSample: .fixest, tolerance: 1e-11)
    #expect(first.fixedEffectRank.isExact)
    #expect(first.fixedEffectRank.value <= second.fixedEffectRank.value)
    #expect(
      relativeDifference(
        second.coefficients.map(\.estimate), first.coefficients.map(\.estimate)) < 1e-11)
    #expect(
      relativeDifference(
        second.variances[0].table.map(\.standardError),
        first.variances[0].table.map(\.standardError)) < 1e-9)
    #expect(abs(first.deviance / second.deviance - 1) < 1e-11)
  }

  @Test(arguments: [false, true])
  func `many terms are done eight at a time`(poisson: Bool) throws {
    let (model, _) = Self.panel(share: 0.7, poisson: poisson, seed: 8)
    var generator = FixedSequence(seed: 21)
    let more = (0..<10).map { index in
      Term(name: "z\(index)", values: model.outcome.map { _ in generator.uniform() })
    }
    func fit(_ terms: [Term]) throws -> Fit {
      try Estimation.fit(
        Model(
          outcomeName: "y", outcome: model.outcome, terms: terms, fixedEffects: model.fixedEffects,
          family: model.family), variances: [.heteroskedastic], smallSample: .fixest,
        tolerance: 1e-10)
    }
    let first = try fit(model.terms + more)
    let second = try fit(Array((model.terms + more).reversed()))
    #expect(first.coefficients.count == 13)
    #expect(
      relativeDifference(
        second.coefficients.reversed().map(\.estimate), first.coefficients.map(\.estimate)) < 1e-8)
    #expect(
      relativeDifference(
        second.variances[0].table.reversed().map(\.standardError),
        first.variances[0].table.map(\.standardError)) < 1e-8)
    #expect(first.achievedTolerance < 1e-8)
  }
}
