import Estimation
import Testing

/// What variances refuse, and what must not change them.
struct VarianceRefusalTests {
  private func refusal(_ variance: Variance, _ model: Model? = nil) throws -> EstimationError? {
    let panel = try SimulatedPanel()
    let model = try model ?? panel.model(.gaussian)
    let estimated = try EstimatedModel(model, tolerance: 1e-9)
    do throws(EstimationError) {
      _ = try estimated.fit(variances: [variance], smallSample: .fixest)
      return nil
    } catch { return error }
  }

  private func expect(
    _ error: EstimationError?, _ id: String, _ words: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(error?.id == id, sourceLocation: sourceLocation)
    #expect(error?.message.contains(words) == true, sourceLocation: sourceLocation)
    #expect(error?.hint.isEmpty == false, sourceLocation: sourceLocation)
  }

  @Test func `fewer than two clusters are refused by every variance with clusters`() throws {
    let panel = try SimulatedPanel()
    let one = Factor(name: "nation", values: panel.state.map { _ in "US" })
    let variances: [Variance] = [
      .clustered([one]), .clustered([panel.states, one]), .jackknife(one), .biasReduced(one),
      .driscollKraay(time: one), .neweyWest(unit: panel.states, time: one),
      .dyadic(Dyads(between: one, and: panel.states)),
    ]
    for variance in variances {
      expect(try refusal(variance), "estimate.few_clusters", "'nation' has 1 cluster")
    }
    let spot = SpatialDependence(
      latitude: panel.state.map { _ in 40 }, longitude: panel.state.map { _ in -75 }, cutoff: 10,
      kernel: .uniform)
    expect(try refusal(.spatial(spot)), "estimate.few_clusters", "'place'")
  }

  @Test func `columns of another length are named`() throws {
    let short = Factor(name: "short", values: [1, 2, 3])
    for variance in [Variance.jackknife(short), .biasReduced(short), .driscollKraay(time: short)] {
      expect(try refusal(variance), "estimate.length", "'short' has 3 rows")
    }
    let spatial = SpatialDependence(
      latitude: [1], longitude: [1], cutoff: 10, kernel: .bartlett)
    expect(try refusal(.spatial(spatial)), "estimate.length", "'latitude' has 1 rows")
  }

  @Test func `places off the globe and distances that are none are refused`() throws {
    let panel = try SimulatedPanel()
    func spatial(_ latitude: Double, _ cutoff: Double) -> Variance {
      .spatial(
        SpatialDependence(
          latitude: panel.state.map { $0 == "S0" ? latitude : 40 },
          longitude: panel.state.map { _ in -75 }, cutoff: cutoff, kernel: .uniform))
    }
    expect(try refusal(spatial(91, 100)), "estimate.coordinates", "latitude is 91.0")
    expect(try refusal(spatial(.nan, 100)), "estimate.coordinates", "latitude is nan")
    expect(try refusal(spatial(41, -1)), "estimate.coordinates", "-1.0 km")
    expect(try refusal(spatial(41, .infinity)), "estimate.coordinates", "inf km")
    #expect(try refusal(spatial(41, 0)) == nil)
  }

  @Test func `dyads without three nodes or with ends coded apart are refused`() throws {
    let panel = try SimulatedPanel()
    let ends = panel.state.map { $0 == "S0" ? "a" : "b" }
    let few = Dyads(firstName: "from", ends, secondName: "to", ends.map { $0 == "a" ? "b" : "a" })
    expect(try refusal(.dyadic(few)), "estimate.dyads", "2 nodes")
    do throws(EstimationError) {
      _ = try Dyads(sharing: panel.states, panel.destinations)
      Issue.record("seven states and eight destinations were taken for the same nodes")
    } catch { expect(error, "estimate.dyads", "7 and 8 nodes") }
  }

  @Test func `negative lags are refused`() throws {
    let panel = try SimulatedPanel()
    expect(
      try refusal(.driscollKraay(time: panel.times, lags: -1)), "estimate.lags", "-1 lags")
  }

  @Test func `a term that one cluster identifies cannot be jackknifed`() throws {
    let panel = try SimulatedPanel()
    let base = try panel.model(.gaussian)
    let own = Term(
      name: "own", values: zip(panel.state, base.terms[2].values).map { $0 == "S3" ? $1 : 0 })
    for effects in [[], base.fixedEffects] {
      let model = Model(
        outcomeName: "y", outcome: base.outcome, terms: [base.terms[2], own],
        fixedEffects: effects, family: .gaussian)
      expect(
        try refusal(.jackknife(panel.states), model), "estimate.one_cluster_identifies",
        "'own' cannot be estimated")
      // The generalised inverse would give a number, several times too small.
      expect(
        try refusal(.biasReduced(panel.states), model), "estimate.one_cluster_identifies",
        "alone identifies 'own'")
    }
    let poisson = try panel.model(.poisson)
    let model = Model(
      outcomeName: "y", outcome: poisson.outcome, terms: [base.terms[2], own],
      fixedEffects: poisson.fixedEffects, family: .poisson)
    for refit in [Jackknife.Refit.exact, .oneStep] {
      expect(
        try refusal(.jackknife(panel.states, Jackknife(refit: refit)), model),
        "estimate.one_cluster_identifies", "'own' cannot be estimated")
    }
  }

  @Test(arguments: [LeverageCorrection.hc2, .hc3])
  func `a term that one row identifies has no corrected variance`(
    correction: LeverageCorrection
  ) throws {
    let panel = try SimulatedPanel()
    let base = try panel.model(.gaussian)
    let used = try EstimatedModel(base, tolerance: 1e-9).fit(variances: [], smallSample: .fixest)
    let chosen = try #require(used.keptRows.dropFirst(30).first)
    let own = Term(name: "own", values: base.outcome.indices.map { $0 == chosen ? 1 : 0 })
    for effects in [[], base.fixedEffects] {
      let model = Model(
        outcomeName: "y", outcome: base.outcome, terms: [base.terms[2], own],
        fixedEffects: effects, family: .gaussian)
      expect(
        try refusal(.leverage(correction), model), "estimate.one_cluster_identifies",
        "row \(chosen + 1) has a leverage of one: without it 'own'")
      // Without it the same rows have one.
      let sound = Model(
        outcomeName: "y", outcome: base.outcome, terms: [base.terms[2]], fixedEffects: effects,
        family: .gaussian)
      #expect(try refusal(.leverage(correction), sound) == nil)
    }
  }

  @Test func `leverage is refused where its exact computation would be too large`() throws {
    let rows = 4 * 2_002
    var generator = FixedSequence(seed: 5)
    let model = Model(
      outcomeName: "y", outcome: (0..<rows).map { _ in generator.uniform() },
      terms: [Term(name: "x", values: (0..<rows).map { _ in generator.uniform() })],
      fixedEffects: [
        Factor(name: "f1", values: (0..<rows).map { $0 % 2_003 }),
        Factor(name: "f2", values: (0..<rows).map { $0 / 4 }),
      ], family: .gaussian)
    expect(try refusal(.leverage(.hc2), model), "estimate.leverage", "2002 levels")
  }

  @Test(arguments: [Model.Family.gaussian, .poisson])
  func `the order of the rows changes no bit of any variance`(family: Model.Family) throws {
    func covariances(_ panel: SimulatedPanel) throws -> [[[Double]]] {
      let spatial = SpatialDependence(
        latitude: panel.dest.map { 30 + (Double($0.dropFirst()) ?? 0) },
        longitude: panel.state.map { 7 * (Double($0.dropFirst()) ?? 0) }, cutoff: 300,
        kernel: .bartlett, within: panel.times)
      return try fit(
        panel.model(family),
        variances: [
          .leverage(.hc3), .clustered([panel.states, panel.destinations, panel.times]),
          .jackknife(panel.states), .jackknife(panel.times, Jackknife(refit: .oneStep)),
          .biasReduced(panel.destinations), .spatial(spatial),
          .dyadic(
            Dyads(firstName: "o", panel.state, secondName: "d", panel.dest)),
          .driscollKraay(time: panel.times),
          .neweyWest(unit: panel.states, time: panel.times),
        ], smallSample: .fixest, tolerance: 1e-9
      ).variances.map(\.covariance)
    }
    let panel = try SimulatedPanel()
    var generator = FixedSequence(seed: 11)
    let order = panel.outcome.indices.shuffled(using: &generator)
    #expect(try covariances(panel) == covariances(panel.permuted(order)))
  }
}
