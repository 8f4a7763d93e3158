import Estimation
import Testing

/// A panel of 8 units, 9 partners and 6 periods, with gaps, an assignment to units and periods, and a
/// multiplier that varies by partner.
private struct Trade {
  static let (units, partners, periods) = (8, 9, 6)
  var rows: [(unit: Int, partner: Int, period: Int)] = []
  var outcome: [Double] = []
  /// Two of the units at a time, others in the second half.
  let assigned: [Double] = (0..<48).map { ($0 / 6 + ($0 % 6) / 3) % 4 == 1 ? 1 : 0 }

  init() {
    var state: UInt64 = 5
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    for unit in 0..<Self.units {
      for partner in 0..<Self.partners {
        for period in 0..<Self.periods where uniform() > 0.08 {
          rows.append((unit, partner, period))
          outcome.append(
            (1 + Double(unit)) * (2 + Double(partner % 4)) * (0.5 + uniform())
              * (uniform() < 0.1 ? 0 : 1) + Double(period))
        }
      }
    }
  }

  var multiplier: [Double] { rows.map { $0.partner % 3 == 0 ? 1 : 0 } }

  var effects: [Factor] {
    [
      Factor(name: "up", values: rows.map { $0.unit * 100 + $0.partner }),
      Factor(name: "pt", values: rows.map { $0.partner * 100 + $0.period }),
      Factor(name: "ut", values: rows.map { $0.unit * 100 + $0.period }),
    ]
  }

  func cells() throws -> Factor {
    try Factor(
      name: "cell", codes: rows.map { Int32($0.unit * Self.periods + $0.period) },
      levels: Self.units * Self.periods)
  }

  /// The last three periods of six, and all.
  static let terms: [[Double]] = [[1, 1, 1, 1, 1, 1], [0, 1, 1, 0, 1, 1]]

  func columns(_ values: [Double]) -> [Term] {
    zip(["level", "bump"], Self.terms).map { name, weights in
      Term(
        name: name,
        values: rows.indices.map { row in
          let own = rows[row]
          return multiplier[row] * values[own.unit * Self.periods + own.period]
            * weights[own.period]
        })
    }
  }

  func model(_ family: Model.Family, _ terms: [Term]) -> Model {
    Model(outcomeName: "y", outcome: outcome, terms: terms, fixedEffects: effects, family: family)
  }

  func moments(_ family: Model.Family) throws -> (CellMoments, EstimatedModel) {
    let restricted = try EstimatedModel(model(family, []), tolerance: 1e-10)
    return (
      try CellMoments(
        of: restricted, cells: cells(), periods: Self.periods, multiplier: multiplier,
        clusters: Factor(name: "unit", values: rows.map(\.unit)), tolerance: 1e-10), restricted
    )
  }
}

@Suite struct `Moments of cells` {
  private let trade = Trade()

  private func permuted(_ draw: Int) -> [Double] {
    let permutations = CellPermutations(
      strata: [0, 0, 0, 0, 1, 1, 1, 1], blocks: [0, 0, 0, 1, 1, 1], seed: 3)
    return permutations.sources(draw).map { trade.assigned[$0] }
  }

  @Test func `give the least squares estimate of every assignment`() throws {
    let (moments, _) = try trade.moments(.gaussian)
    for values in [trade.assigned] + (0..<5).map(permuted) {
      let fit = try EstimatedModel(
        trade.model(.gaussian, trade.columns(values)), tolerance: 1e-10
      ).fit(variances: [], smallSample: .fixest)
      let bump = try #require(fit.coefficients.first { $0.term == "bump" })
      let step = try #require(
        moments.assigned(values).step(terms: Trade.terms, combination: [0, 1]))
      #expect(abs(step.estimate - bump.estimate) < 1e-8 * max(1, abs(bump.estimate)))
    }
  }

  @Test func `give the weighted regression at the fit under the hypothesis for Poisson`() throws {
    let (moments, restricted) = try trade.moments(.poisson)
    let fit = try restricted.fit(variances: [], smallSample: .fixest)
    let rows = fit.keptRows
    let means = zip(rows, fit.residuals).map { trade.outcome[$0] - $1 }
    for values in [trade.assigned, permuted(1)] {
      let weighted = try EstimatedModel(
        Model(
          outcomeName: "z", outcome: zip(fit.residuals, means).map { $0 / $1 },
          terms: trade.columns(values).map { term in
            Term(name: term.name, values: rows.map { term.values[$0] })
          },
          fixedEffects: trade.effects.map { factor in
            Factor(name: factor.name, values: rows.map { Int(factor.codes[$0]) })
          }, family: .gaussian, weights: means), tolerance: 1e-10
      ).fit(variances: [], smallSample: .fixest)
      let bump = try #require(weighted.coefficients.first { $0.term == "bump" })
      let step = try #require(
        moments.assigned(values).step(terms: Trade.terms, combination: [0, 1]))
      #expect(abs(step.estimate - bump.estimate) < 1e-7 * max(1, abs(bump.estimate)))
      let full = try EstimatedModel(
        trade.model(.poisson, trade.columns(values)), tolerance: 1e-10
      ).fit(
        variances: [.clustered([Factor(name: "unit", values: trade.rows.map(\.unit))])],
        smallSample: .fixest)
      let row = try #require(full.variances[0].table.first { $0.term == "bump" })
      #expect(abs(step.estimate - row.estimate) < 0.5 * row.standardError)
    }
  }

  @Test func `combine coefficients and leave out a level that repeats another`() throws {
    let (moments, _) = try trade.moments(.gaussian)
    let own = moments.assigned(trade.assigned)
    let alone = try #require(own.step(terms: Trade.terms, combination: [0, 1]))
    let twice = try #require(
      own.step(terms: [Trade.terms[0]] + Trade.terms, combination: [0, 0, 1]))
    #expect(abs(twice.estimate - alone.estimate) < 1e-9)
    #expect(own.step(terms: Trade.terms + [Trade.terms[1]], combination: [0, 0, 1]) == nil)
    let doubled = try #require(own.step(terms: Trade.terms, combination: [0, 2]))
    #expect(abs(doubled.estimate - 2 * alone.estimate) < 1e-12)
    #expect(abs(doubled.pValue - alone.pValue) < 1e-12)
  }

  @Test func `refuse columns of another length`() throws {
    let restricted = try EstimatedModel(trade.model(.gaussian, []), tolerance: 1e-8)
    #expect(throws: EstimationError.self) {
      try CellMoments(
        of: restricted, cells: trade.cells(), periods: 6, multiplier: [1],
        clusters: trade.cells())
    }
  }

  @Test func `draws exchange units within strata for whole blocks of periods`() {
    let permutations = CellPermutations(
      strata: [0, 0, 0, 1, 1], blocks: [0, 0, 1], seed: 9)
    var moved = 0
    for draw in 0..<40 {
      let sources = permutations.sources(draw)
      #expect(sources.sorted() == Array(0..<15))
      for unit in 0..<5 {
        let donors = (0..<3).map { sources[unit * 3 + $0] / 3 }
        #expect(donors[0] == donors[1], "periods 0 and 1 are one block")
        #expect(donors.allSatisfy { ($0 < 3) == (unit < 3) })
        if donors[0] != donors[2] { moved += 1 }
      }
      #expect(permutations.sources(draw) == sources)
    }
    #expect(moved > 0)
  }
}
