import Estimation
import Foundation
import Testing

/// Every variance against its definition, evaluated densely by Tests/Reference/variances/make.py.
struct VarianceReferenceTests {
  static let cases = ["gaussian", "weighted", "gaussian_one", "gaussian_none", "poisson"]

  static func expected(_ name: String) throws -> [String: Any] {
    let url = CommittedReference.root.appendingPathComponent("variances/expected_variances.json")
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    return try #require(all?[name] as? [String: Any])
  }

  static func model(_ name: String, _ panel: SimulatedPanel) throws -> Model {
    let base = try panel.model(name == "poisson" ? .poisson : .gaussian)
    let effects: [Factor] =
      switch name {
      case "gaussian_one": [base.fixedEffects[0]]
      case "gaussian_none": []
      default: base.fixedEffects
      }
    return Model(
      outcomeName: base.outcomeName, outcome: base.outcome, terms: base.terms,
      fixedEffects: effects, family: base.family,
      weights: name == "weighted" ? panel.terms[2].values.map { 0.5 + abs($0) } : nil)
  }

  static func dimensions(_ panel: SimulatedPanel) throws -> [(String, Factor)] {
    [
      ("state", panel.states), ("dest", panel.destinations), ("time", panel.times),
      ("pair", try .interaction("pair", [panel.states, panel.destinations])),
    ]
  }

  private func estimated(_ name: String) throws -> (SimulatedPanel, EstimatedModel) {
    let panel = try SimulatedPanel()
    return (panel, try EstimatedModel(Self.model(name, panel), tolerance: 1e-11))
  }

  private func check(
    _ model: EstimatedModel, _ variance: Variance, _ expected: [[Double]], _ label: String,
    within bound: Double = 1e-8
  ) throws {
    let fit = try model.fit(variances: [variance], smallSample: SimulatedPanelTests.plain)
    let estimate = fit.variances[0]
    guard let repair = estimate.repair else {
      #expect(matrixDifference(estimate.covariance, expected) < bound, "\(label)")
      return
    }
    let diagonal = expected.indices.map { expected[$0][$0] }
    #expect(diagonal.contains { $0 < 0 }, "\(label)")
    let scale = diagonal.map(abs).max() ?? 1
    for (a, b) in zip(repair.diagonalBefore, diagonal) { #expect(abs(a - b) < bound * scale) }
  }

  @Test(arguments: cases)
  func `leverage counts the fixed effects`(name: String) throws {
    let (_, model) = try estimated(name)
    let expected = try Self.expected(name)
    #expect(model.observations == Int(expected.number("rows")))
    try check(model, .leverage(.hc2), expected.matrix("hc2"), "HC2")
    try check(model, .leverage(.hc3), expected.matrix("hc3"), "HC3")
  }

  @Test(arguments: cases)
  func `the jackknife equals estimates without each cluster`(name: String) throws {
    let (panel, model) = try estimated(name)
    let expected = try Self.expected(name)
    for (key, dimension) in try Self.dimensions(panel) where key != "pair" {
      let left = try model.leavingOut(dimension, refit: .exact)
      #expect(
        matrixDifference(left.coefficients, expected.matrix("left_\(key)")) < 1e-9,
        "estimates without \(key)")
      try check(model, .jackknife(dimension), expected.matrix("crv3_\(key)"), "CV3 \(key)")
      try check(
        model, .jackknife(dimension, Jackknife(center: .mean)),
        expected.matrix("crv3j_\(key)"), "CV3J \(key)")
      if name == "poisson" {
        try check(
          model, .jackknife(dimension, Jackknife(refit: .oneStep)),
          expected.matrix("onestep_\(key)"), "one step \(key)")
      }
    }
  }

  @Test(arguments: cases)
  func `the bias-reduced variance and its degrees of freedom equal the dense ones`(
    name: String
  ) throws {
    let (panel, model) = try estimated(name)
    let expected = try Self.expected(name)
    for (key, dimension) in try Self.dimensions(panel) {
      try check(model, .biasReduced(dimension), expected.matrix("cr2_\(key)"), "CR2 \(key)")
      let fit = try model.fit(variances: [.biasReduced(dimension)], smallSample: .fixest)
      let freedom = fit.variances[0].table.compactMap(\.degreesOfFreedom)
      #expect(relativeDifference(freedom, expected.numbers("cr2df_\(key)")) < 1e-7, "\(key)")
      #expect(fit.variances[0].distribution == .studentByTerm)
      let row = fit.variances[0].table[0]
      #expect(
        row.pValue == StudentDistribution.twoSided(row.statistic, degreesOfFreedom: freedom[0]))
    }
  }

  @Test(arguments: cases)
  func `serial variances equal weighted sums over all pairs of rows`(name: String) throws {
    let (panel, model) = try estimated(name)
    let expected = try Self.expected(name)
    let pair = try Self.dimensions(panel)[3].1
    for lags in [0, 1, 2, 4] {
      try check(
        model, .driscollKraay(time: panel.times, lags: lags), expected.matrix("dk_\(lags)"),
        "DK \(lags)")
      try check(
        model, .neweyWest(unit: pair, time: panel.times, lags: lags),
        expected.matrix("nw_\(lags)"), "NW \(lags)")
    }
    // Six periods: the fourth root of six is one.
    try check(
      model, .driscollKraay(time: panel.times), expected.matrix("dk_1"), "DK by default")
  }

  @Test(arguments: cases)
  func `dyadic variances equal sums over all pairs of rows that share a node`(
    name: String
  ) throws {
    let (panel, model) = try estimated(name)
    let expected = try Self.expected(name)
    // States and destinations as nodes 0, 1, 2, ... alike.
    let shared = Dyads(
      firstName: "state", panel.state.map { String($0.dropFirst()) }, secondName: "dest",
      panel.dest.map { String($0.dropFirst()) })
    try check(model, .dyadic(shared), expected.matrix("dyad"), "shared nodes")
    let bipartite = Dyads(between: panel.states, and: panel.destinations)
    try check(model, .dyadic(bipartite), expected.matrix("bipartite"), "bipartite")
  }

  @Test(arguments: cases)
  func `between two kinds of nodes the dyadic variance is that clustered by both`(
    name: String
  ) throws {
    let (panel, model) = try estimated(name)
    let dyads = Dyads(between: panel.states, and: panel.destinations)
    // The same graph with the nodes of both kinds numbered together: states first.
    let alike = Dyads(
      firstName: "state", panel.state.map { "a" + $0 }, secondName: "dest", panel.dest)
    for setting in [SmallSample.fixest, SimulatedPanelTests.plain] {
      let fit = try model.fit(
        variances: [
          .dyadic(dyads), .clustered([panel.states, panel.destinations]), .dyadic(alike),
        ], smallSample: setting)
      #expect(fit.variances[0].covariance == fit.variances[1].covariance)
      #expect(fit.variances[0].table == fit.variances[1].table)
      if setting == SimulatedPanelTests.plain, fit.variances[1].repair == nil {
        #expect(
          matrixDifference(fit.variances[2].covariance, fit.variances[1].covariance) < 1e-12)
      }
    }
  }

  @Test(arguments: cases)
  func `spatial variances equal sums over all pairs of rows by distance`(name: String) throws {
    let (panel, model) = try estimated(name)
    let expected = try Self.expected(name)
    let latitude = panel.dest.map { 30 + 2.5 * (Double($0.dropFirst()) ?? 0) }
    let longitude = panel.state.map { -120 + 7 * (Double($0.dropFirst()) ?? 0) }
    func variance(_ kernel: SpatialDependence.Kernel, within: Factor? = nil) -> Variance {
      .spatial(
        SpatialDependence(
          latitude: latitude, longitude: longitude, cutoff: 900, kernel: kernel, within: within))
    }
    try check(model, variance(.uniform), expected.matrix("conley_uniform"), "uniform")
    try check(model, variance(.bartlett), expected.matrix("conley_bartlett"), "Bartlett")
    try check(
      model, variance(.bartlett, within: panel.times), expected.matrix("conley_within"),
      "within periods")
  }

  @Test(arguments: cases)
  func `the description of clusters equals its definition`(name: String) throws {
    let (panel, model) = try estimated(name)
    let expected = try Self.expected(name)
    for (key, dimension) in try Self.dimensions(panel) {
      let fit = try model.fit(variances: [.clustered([dimension])], smallSample: .fixest)
      let described = try #require(fit.variances[0].diagnostics.first)
      func numbers(_ spread: ClusterDiagnostics.Spread) -> [Double] {
        [spread.minimum, spread.mean, spread.maximum, spread.coefficientOfVariation]
      }
      #expect(
        matrixDifference([numbers(described.leverage)], [expected.numbers("leverage_\(key)")])
          < 1e-9)
      #expect(
        matrixDifference(
          described.terms.map { numbers($0.partialLeverage) }, expected.matrix("partial_\(key)"))
          < 1e-9)
      #expect(
        relativeDifference(
          described.terms.map(\.effectiveClusters), expected.numbers("effective_\(key)")) < 1e-9)
      #expect(abs(described.leverage.mean * Double(described.clusters) - 3) < 1e-9)
      let rows = Set(fit.keptRows)
      for (term, column) in zip(described.terms, panel.terms) {
        let treated = Set(rows.filter { column.values[$0] != 0 }.map { dimension.codes[$0] })
        #expect(term.treatedClusters == treated.count)
        #expect(term.varyingClusters <= described.clusters)
      }
    }
  }

  @Test func `other packages find the same standard errors`() throws {
    let (panel, model) = try estimated("gaussian")
    let url = CommittedReference.root.appendingPathComponent("variances/expected_peers.json")
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    let expected = try #require(json)
    #expect(model.observations == Int(expected.number("rows")))
    let spatial = SpatialDependence(
      latitude: panel.dest.map { 30 + 2.5 * (Double($0.dropFirst()) ?? 0) },
      longitude: panel.state.map { -120 + 7 * (Double($0.dropFirst()) ?? 0) }, cutoff: 900,
      kernel: .uniform)
    let both: Variance = .clustered([panel.states, panel.destinations])
    // fereg and pyfixest leave (G - 1) / G off the jackknife.
    let cases: [(String, Variance, SmallSample, Double)] = [
      ("fereg_HC2", .leverage(.hc2), SimulatedPanelTests.plain, 1),
      ("fereg_HC3", .leverage(.hc3), SimulatedPanelTests.plain, 1),
      ("fereg_CRV3_state", .jackknife(panel.states), .fixest, 7.0 / 6),
      ("fereg_CRV3_dest", .jackknife(panel.destinations), .fixest, 8.0 / 7),
      ("pyfixest_CRV3_state", .jackknife(panel.states), .fixest, 7.0 / 6),
      ("pyfixest_CRV3_dest", .jackknife(panel.destinations), .fixest, 8.0 / 7),
      ("fereg_DK", .driscollKraay(time: panel.times, lags: 2), SimulatedPanelTests.plain, 1),
      ("pyfixest_DK", .driscollKraay(time: panel.times, lags: 2), SimulatedPanelTests.plain, 1),
      ("fereg_conley", .spatial(spatial), SimulatedPanelTests.plain, 1),
      ("pyfixest_default_state", .clustered([panel.states]), .pyfixest, 1),
      ("pyfixest_default_state+dest", both, .pyfixest, 1),
      ("pyfixest_default_hetero", .heteroskedastic, .pyfixest, 1),
      ("fereg_default_state", .clustered([panel.states]), .fixest, 1),
      ("fereg_default_state+dest", both, .fixest, 1),
      ("fereg_default_hetero", .heteroskedastic, .fixest, 1),
    ]
    for (name, variance, setting, factor) in cases {
      let fit = try model.fit(variances: [variance], smallSample: setting)
      let errors = fit.variances[0].table.map { $0.standardError * factor.squareRoot() }
      #expect(relativeDifference(errors, expected.numbers(name)) < 1e-7, "\(name)")
    }
  }
}
