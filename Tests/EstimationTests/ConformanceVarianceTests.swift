import Estimation
import Foundation
import Testing

/// Variances against numbers published by R packages and by dense brute force.
@Suite(
  .enabled(if: ReferenceFolder.isPresent, "skipped: ../shared/reference is not beside the checkout")
)
struct ConformanceVarianceTests {
  private func fixest(_ id: String) throws -> [String: Any] {
    let list = try ReferenceFolder.json("fixest/expected_fixest_0.12.2.json") as? [[String: Any]]
    return try #require(list?.first { $0["id"] as? String == id })
  }

  private func expectTable(
    _ estimate: VarianceEstimate, _ expected: [String: Any], _ label: String
  ) {
    #expect(
      relativeDifference(estimate.table.map(\.estimate), expected.numbers("coef")) < 1e-9,
      "\(label) coefficients")
    #expect(
      relativeDifference(estimate.table.map(\.standardError), expected.numbers("se")) < 1e-7,
      "\(label) standard errors")
    #expect(matrixDifference(estimate.covariance, expected.matrix("vcov")) < 1e-7, "\(label)")
    for (row, p) in zip(estimate.table, expected.numbers("p")) where p > 1e-200 {
      #expect(abs(row.pValue / p - 1) < 1e-5, "\(label) p of \(row.term)")
    }
  }

  @Test func `event studies agree with fixest under every variance`() throws {
    let table = try ReferenceFolder.table("fixest/base_did.csv")
    let (period, treat) = (table.integers("period"), table.numbers("treat"))
    let years = (1...10).filter { $0 != 5 }.map { year in
      Term(name: "period::\(year):treat", values: zip(period, treat).map { $0 == year ? $1 : 0 })
    }
    let (id, time) = (table.factor("id"), Factor(name: "period", values: period))
    func model(_ family: Model.Family) -> Model {
      Model(
        outcomeName: "y",
        outcome: table.numbers("y").map { family == .poisson ? exp($0 / 10) : $0 },
        terms: [table.term("x1")] + years, fixedEffects: [id, time], family: family)
    }
    let linear = try EstimatedModel(model(.gaussian), tolerance: 1e-11)
    let fit = try linear.fit(
      variances: [
        .clustered([id]), .neweyWest(unit: id, time: time, lags: 2),
        .driscollKraay(time: time, lags: 2),
      ], smallSample: .fixest)
    for (estimate, name) in zip(fit.variances, ["did_i", "did_nw", "did_dk"]) {
      expectTable(estimate, try fixest(name), name)
    }
    let poisson = try EstimatedModel(model(.poisson), tolerance: 1e-11)
    let clustered = try poisson.fit(variances: [.clustered([id])], smallSample: .fixest)
    expectTable(clustered.variances[0], try fixest("did_pois_i"), "did_pois_i")
  }

  @Test func `slopes by unit as terms agree with fixest but for the parameters counted`() throws {
    let table = try ReferenceFolder.table("fixest/base_did.csv")
    let period = table.integers("period")
    let (id, time) = (table.factor("id"), Factor(name: "period", values: period))
    let post = Term(
      name: "treat::1:post", values: zip(table.numbers("treat"), table.numbers("post")).map(*))
    let slopes = (0..<id.levels).map { level in
      Term(
        name: "slope \(level)",
        values: zip(id.codes, period).map { Int($0) == level ? Double($1) : 0 })
    }
    let cases: [(String, [Term], [Factor], Variance)] = [
      ("did_slopes", [table.term("x1"), post], [id, time], .clustered([id])),
      ("did_slope_only", [table.term("x1")], [time], .heteroskedastic),
    ]
    for (name, terms, effects, variance) in cases {
      let expected = try fixest(name)
      let model = try EstimatedModel(
        Model(
          outcomeName: "y", outcome: table.numbers("y"), terms: terms + slopes,
          fixedEffects: effects, family: .gaussian), tolerance: 1e-11)
      let estimate = try model.fit(
        variances: [variance], smallSample: .fixest, describesClusters: false
      ).variances[0]
      let rows = estimate.table.prefix(terms.count)
      #expect(relativeDifference(rows.map(\.estimate), expected.numbers("coef")) < 1e-9)
      // One slope repeats the periods: it is left out here, and counted by fixest.
      let kept = Double(1080 - estimate.parameters)
      let scale = (kept / (kept - 1)).squareRoot()
      #expect(
        relativeDifference(rows.map { $0.standardError * scale }, expected.numbers("se")) < 1e-7,
        "\(name)")
    }
  }

  @Test func `staggered cohorts agree with fixest when added up by its weights`() throws {
    let table = try ReferenceFolder.table("fixest/base_stagg.csv")
    let cohort = table.integers("year_treated")
    let relative = table.integers("time_to_treatment")
    let year = table.integers("year")
    // Cohorts never treated and those treated from the start have no estimate of their own.
    let last = year.max() ?? 0
    let first = year.min() ?? 0
    var terms = [table.term("x1")]
    var cells: [(cohort: Int, relative: Int)] = []
    for c in Set(cohort).sorted() where c > first && c <= last {
      let own = Set(zip(cohort, relative).filter { $0.0 == c }.map(\.1))
      for r in own.sorted() where r != -1 {
        cells.append((c, r))
        terms.append(
          Term(
            name: "\(r) of \(c)",
            values: cohort.indices.map { cohort[$0] == c && relative[$0] == r ? 1 : 0 }))
      }
    }
    let id = table.factor("id")
    let model = try EstimatedModel(
      Model(
        outcomeName: "y", outcome: table.numbers("y"), terms: terms,
        fixedEffects: [id, Factor(name: "year", values: year)], family: .gaussian),
      tolerance: 1e-11)
    #expect(model.names.count == terms.count)
    let estimate = try model.fit(variances: [.clustered([id])], smallSample: .fixest).variances[0]
    let shares = cells.map { cell in
      Double(cohort.indices.count { cohort[$0] == cell.cohort && relative[$0] == cell.relative })
    }
    func combination(_ include: ((cohort: Int, relative: Int)) -> Bool) -> (Double, Double) {
      let weights = zip(cells, shares).map { include($0) ? $1 : 0 }
      let total = weights.reduce(0, +)
      let scaled = [0] + weights.map { $0 / total }
      var value = 0.0
      var variance = 0.0
      for (i, a) in scaled.enumerated() {
        value += a * estimate.table[i].estimate
        for (j, b) in scaled.enumerated() { variance += a * b * estimate.covariance[i][j] }
      }
      return (value, variance.squareRoot())
    }
    func check(_ id: String, _ combinations: [(Double, Double)]) throws {
      let expected = try fixest(id)
      let x1 = (estimate.table[0].estimate, estimate.table[0].standardError)
      let all = [x1] + combinations
      #expect(relativeDifference(all.map(\.0), expected.numbers("coef")) < 1e-9, "\(id)")
      #expect(relativeDifference(all.map(\.1), expected.numbers("se")) < 1e-7, "\(id)")
    }
    let offsets = Set(cells.map(\.relative)).sorted()
    try check("stagg_sunab", offsets.map { r in combination { $0.relative == r } })
    try check("stagg_sunab_att", [combination { $0.relative >= 0 }])
    try check(
      "stagg_sunab_cohort",
      Set(cells.map(\.cohort)).sorted().map { c in
        combination { $0.cohort == c && $0.relative >= 0 }
      })
  }

  @Test func `Petersen's panel agrees with fixest and sandwich`() throws {
    let table = try ReferenceFolder.table("sandwich/PetersenCL.csv")
    let one = Term(name: "(Intercept)", values: table.numbers("y").map { _ in 1 })
    let (firm, year) = (table.factor("firm"), Factor(name: "year", values: table.integers("year")))
    let model = try EstimatedModel(
      Model(
        outcomeName: "y", outcome: table.numbers("y"), terms: [one, table.term("x")],
        fixedEffects: [], family: .gaussian), tolerance: 1e-10)
    let ways: [(String, Variance)] = [
      ("~firm", .clustered([firm])), ("~year", .clustered([year])),
      ("~firm+year", .clustered([firm, year])), ("\"hetero\"", .heteroskedastic),
    ]
    for (name, variance) in ways {
      let fit = try model.fit(variances: [variance], smallSample: .fixest)
      expectTable(fit.variances[0], try fixest("petersen_\(name)"), name)
    }
    let json = try ReferenceFolder.json("sandwich/expected_sandwich_PetersenCL.json")
    let expected = try #require(json as? [String: Any])
    let hc = try #require(expected["hc"] as? [String: Any])
    func covariance(_ variance: Variance, _ setting: SmallSample) throws -> [[Double]] {
      try model.fit(variances: [variance], smallSample: setting).variances[0].covariance
    }
    func check(
      _ actual: [[Double]], times factor: Double = 1, _ expected: [[Double]], _ name: String
    ) {
      let scaled = actual.map { $0.map { $0 * factor } }
      #expect(matrixDifference(scaled, expected) < 1e-9, "\(name)")
    }
    let plain = SimulatedPanelTests.plain
    let each = ConformanceLatticeTests.setting(adjusts: false, clusterRule: .conventional)
    let eachAdjusted = ConformanceLatticeTests.setting(clusterRule: .conventional)
    check(try covariance(.heteroskedastic, plain), hc.matrix("HC0"), "HC0")
    check(try covariance(.heteroskedastic, .fixest), hc.matrix("HC1"), "HC1")
    check(try covariance(.leverage(.hc2), .fixest), hc.matrix("HC2"), "HC2")
    check(try covariance(.leverage(.hc3), .fixest), hc.matrix("HC3"), "HC3")
    check(try covariance(.clustered([firm]), each), expected.matrix("firm_HC0"), "one way")
    check(try covariance(.clustered([firm]), .fixest), expected.matrix("firm_HC1"), "one way HC1")
    check(try covariance(.clustered([firm, year]), each), expected.matrix("two_HC0"), "two ways")
    check(
      try covariance(.clustered([firm, year]), eachAdjusted), expected.matrix("two_HC1"),
      "two ways HC1")
    // multi0 leaves all corrections off the third part, which here is every row by itself.
    let rows = try covariance(.heteroskedastic, plain)
    let two = try covariance(.clustered([firm, year]), eachAdjusted)
    let multi0 = zip(two, rows).map { zip($0, $1).map { $0 + $1 * 2 / 4998 } }
    check(multi0, expected.matrix("two_multi0"), "multi0")
    check(try covariance(.biasReduced(firm), .fixest), expected.matrix("CR_HC2"), "CR2")
    // sandwich leaves (G - 1) / G off.
    check(
      try covariance(.jackknife(firm), .fixest), times: 500.0 / 499, expected.matrix("CR_HC3"),
      "CR3")
    // sandwich takes one lag of ten years by the rule of 1987, and n / (n - k).
    check(
      try covariance(.driscollKraay(time: year), plain), times: 5000.0 / 4998,
      expected.matrix("DK"), "Driscoll and Kraay")
  }

  @Test func `dyads agree with dyadRobust`() throws {
    let table = try ReferenceFolder.table("dyad/sim-dat.csv")
    let one = Term(name: "constant", values: table.numbers("dY").map { _ in 1 })
    let model = Model(
      outcomeName: "dY", outcome: table.numbers("dY"), terms: [one, table.term("dX")],
      fixedEffects: [], family: .gaussian)
    let dyads = Dyads(
      firstName: "dyad1", table.integers("dyad1"), secondName: "dyad2", table.integers("dyad2"))
    let fit = try fit(
      model, variances: [.dyadic(dyads)], smallSample: SimulatedPanelTests.plain, tolerance: 1e-10)
    let json = try ReferenceFolder.json("dyad/expected_dyadRobust_sim.json")
    let expected = try #require(json as? [String: Any])
    let table0 = fit.variances[0].table
    #expect(relativeDifference(table0.map(\.estimate), expected.numbers("coef")) < 1e-9)
    #expect(relativeDifference(table0.map(\.standardError), expected.numbers("se")) < 1e-9)
    #expect(matrixDifference(fit.variances[0].covariance, expected.matrix("V")) < 1e-9)
    #expect(fit.variances[0].clusters.map(\.clusters) == [100, 4950])
  }

  @Test func `the jackknife of the lattice equals estimates without each state`() throws {
    let all = try ReferenceFolder.json("lattice/expected_brute.json") as? [String: Any]
    let expected = try #require(all?["ols_log_y"] as? [String: Any])
    let model = try EstimatedModel(ConformanceLatticeTests.model(.gaussian), tolerance: 1e-11)
    let state = try ConformanceLatticeTests.table.get().factor("state")
    let left = try model.leavingOut(state, refit: .exact)
    // The reference visits states as numbers, factors of text as text.
    let order = left.firstRows.indices.sorted {
      (Int(Self.state(left.firstRows[$0])) ?? 0) < (Int(Self.state(left.firstRows[$1])) ?? 0)
    }
    let betas = order.map { left.coefficients[$0] }
    #expect(matrixDifference(betas, expected.matrix("jack_state_betas")) < 1e-9)
    let fit = try model.fit(
      variances: [.jackknife(state), .jackknife(state, Jackknife(center: .mean))],
      smallSample: .fixest)
    let sum = fit.variances[0].covariance.map { $0.map { $0 * 12 / 11 } }
    #expect(
      matrixDifference(sum, expected.matrix("CRV3_state_centered_at_bhat_noadj")) < 1e-9)
    #expect(
      matrixDifference(
        fit.variances[1].covariance, expected.matrix("CRV3J_state_mean_centered_(G-1)/G")) < 1e-9)
  }

  private static func state(_ row: Int) -> String {
    (try? ConformanceLatticeTests.table.get().text("state")[row]) ?? ""
  }

  @Test func `parameters are counted by each package's rule`() throws {
    let model = try EstimatedModel(ConformanceLatticeTests.model(.gaussian), tolerance: 1e-9)
    func parameters(_ setting: SmallSample) throws -> Int {
      try model.fit(variances: [.iid], smallSample: setting).variances[0].parameters
    }
    // 177 + 150 + 120 levels and five terms; rank 411 by singular values.
    #expect(try parameters(.fixest) == 450)
    #expect(try parameters(.pyfixest) == 450)
    #expect(try parameters(.exactRank) == 416)
    // Fifteen destinations and twelve states connect the pairs of fixed effects.
    #expect(try parameters(.reghdfe) == 5 + 177 + (150 - 15) + (120 - 12))
  }
}
