import Codes
import FoundationEssentials
import Hypotheses
import Panels
import Testing

/// A small table that has every kind of row, run once.
private enum Small {
  static let axes = AllRulesAxes(
    swingRules: ["margin-5", "margin-10"], allyRules: ["treaty", "atop-defense"],
    estimands: AllRulesAxes.Estimand.allCases, windows: [1],
    estimators: [.ppml, .logLeastSquares], samples: [.all, .withoutPandemic],
    effects: AllRulesAxes.Effects.allCases)

  static let table = Result {
    try AllRules(
      Analyses.named("swing-states"), axes: axes, options: .init(seed: 4, draws: 29),
      data: BuiltIn.data.get())
  }
  static let parts = Result { () throws -> [AllRulesPart] in
    let own = try Small.table.get()
    return own.steps.map(own.run)
  }
  static let result = Result { try table.get().assemble(parts.get()) }

  /// The row with these choices.
  static func row(
    _ estimator: Estimator, _ estimand: AllRulesAxes.Estimand, ally: String = "treaty",
    effects: AllRulesAxes.Effects = .pair, sample: AllRulesAxes.Sample = .all
  ) throws -> AllRulesRow {
    let rows = try result.get().rows
    return try #require(
      rows.first {
        let own = $0.specification
        return own.swingRule == "margin-5" && own.allyRule == ally && own.estimator == estimator
          && own.estimand == estimand && own.effects == effects && own.sample == sample
      })
  }
}

@Suite struct `The all-rules table` {
  @Test func `has more than a thousand registered specifications, each with choices of its own`() {
    let specifications = AllRulesAxes.registered.specifications
    #expect(specifications.count == 1_344)
    #expect(specifications.map(\.number) == Array(1...1_344))
    let choices = specifications.map {
      "\($0.swingRule) \($0.allyRule) \($0.estimand) \($0.window) \($0.estimator) \($0.sample) "
        + "\($0.effects)"
    }
    #expect(Set(choices).count == specifications.count)
  }

  @Test func `estimates the registered models as the analysis does`() throws {
    let analysis = try BuiltIn.result("swing-states")
    for estimator in [Estimator.ppml, .logLeastSquares] {
      let row = try Small.row(estimator, .pooled)
      let model = try #require(
        analysis.models.first {
          $0.model == "pooled" && $0.estimator == estimator && $0.allyRule == "treaty"
        })
      let own = try #require(model.coefficient("swing:ally:window"))
      #expect(abs((row.estimate ?? 0) - own.estimate) < 1e-7)
      #expect(abs((row.standardError ?? 0) - own.standardError) < 1e-7)
      #expect(abs((row.pValue ?? 0) - own.pValue) < 1e-6)
      #expect(row.observations == model.observations)
      #expect(row.treatedOrigins == 13)
      // The slope is that of the registered bumps by incumbent on their places in the ranking.
      let bumps = try #require(
        analysis.models.first {
          $0.model == "administrations" && $0.estimator == estimator && $0.allyRule == "treaty"
        })
      let places = try ComponentTables(BuiltIn.data.get()).reputation
      let points = try ["obama", "trump-1", "biden"].map { id in
        (
          place: try #require(places[id]),
          bump: try #require(bumps.coefficient("swing:ally:window:\(id)")).estimate
        )
      }
      let mean = points.map(\.place).reduce(0, +) / 3
      let slope =
        points.reduce(0) { $0 + ($1.place - mean) * $1.bump }
        / points.reduce(0) { $0 + ($1.place - mean) * ($1.place - mean) }
      #expect(abs((try Small.row(estimator, .reputation).estimate ?? 0) - slope) < 1e-6)
    }
  }

  @Test func `one Newton step is least squares itself, and near Poisson, also where permuted`()
    throws
  {
    let table = try Small.table.get()
    for estimator in [Estimator.logLeastSquares, .ppml] {
      for effects in AllRulesAxes.Effects.allCases {
        for estimand in AllRulesAxes.Estimand.allCases {
          let number = try Small.row(estimator, estimand, effects: effects).specification.number
          for draw in [nil, 0, 1] as [Int?] {
            let found = try table.comparison(number, draw: draw)
            let distance = abs(found.step - found.full) / found.standardError
            #expect(
              distance < (estimator == .ppml ? 0.1 : 1e-3),
              "\(estimator) \(effects) \(estimand) \(draw ?? -1): \(found)")
          }
        }
      }
    }
  }

  @Test func `says why a specification has no estimate`() throws {
    let repeated = try Small.row(.ppml, .pooled, ally: "atop-defense", sample: .withoutPandemic)
    #expect(repeated.reason?.contains("so that it is the sample all") == true)
    let single = try Small.row(.ppml, .reputation, ally: "atop-defense")
    #expect(single.reason?.contains("(2015, 2016) belong to one incumbent (obama)") == true)
    let result = try Small.result.get()
    for row in result.rows { #expect((row.estimate == nil) == (row.reason != nil)) }
    #expect(result.sorted.count + result.missing.count == result.rows.count)
  }

  @Test func `sorts the estimates of each estimand and tests them jointly`() throws {
    let result = try Small.result.get()
    for curve in result.curves {
      let own = result.sorted.filter { $0.specification.estimand == curve.estimand }
      let estimates = own.compactMap(\.estimate)
      #expect(estimates == estimates.sorted() && estimates.count == curve.specifications)
      #expect(curve.smallestAttainableP == 1.0 / 30)
      for summary in [curve.jointMedian, curve.jointShare, curve.jointStouffer] {
        #expect(summary.pValue >= curve.smallestAttainableP && summary.pValue <= 1)
      }
      #expect(curve.largestStepDistance < 0.2)
    }
    #expect(result.curves.map(\.estimand) == [.pooled, .reputation])
  }

  @Test func `is the same from parts in any order that were written and read back`() throws {
    let parts = try Small.parts.get().reversed().map {
      try JSONDecoder().decode(AllRulesPart.self, from: JSONEncoder().encode($0))
    }
    #expect(try Small.table.get().assemble(parts) == Small.result.get())
  }

  @Test func `another seed permutes otherwise and estimates the same`() throws {
    let axes = AllRulesAxes(
      swingRules: ["margin-5"], allyRules: ["treaty"], estimands: [.pooled], windows: [1],
      estimators: [.logLeastSquares], samples: [.all], effects: [.pair])
    let parts = try [4, 4, 5].map { seed in
      let table = try AllRules(
        Analyses.named("swing-states"), axes: axes,
        options: .init(seed: UInt64(seed), draws: 19), data: BuiltIn.data.get())
      return table.steps.map(table.run)
    }
    #expect(parts[0] == parts[1])
    #expect(parts[0].flatMap { $0.rows } == parts[2].flatMap { $0.rows })
    #expect(parts[0].flatMap { $0.draws } != parts[2].flatMap { $0.draws })
  }

  @Test func `refuses a national analysis`() throws {
    let error = #expect(throws: DataError.self) {
      try AllRules(
        Analyses.named("national-concessions"), options: .init(), data: BuiltIn.data.get())
    }
    #expect(error?.message.contains("is national") == true)
  }
}
