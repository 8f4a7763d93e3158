import Codes
import Estimation

extension PowerStudy {
  /// Regressions with swing states assigned anew, as the moments of the shocks are taken over them;
  /// the map of the data where there is no other.
  func maps(_ design: PowerDesign) throws -> [PowerDesign.Rebuilt] {
    guard let component = try randomized(.swing),
      let sampler = try? AssignmentSampler(component)
    else { return [design.observed] }
    let generator = CounterGenerator(seed: options.seed).stream(3)
    let assigned = own(.swing, component, design)
    let found = mapInParallel(24, threads: threads) { index in
      Result {
        try design.rebuilt(assigned, values: sampler.random(generator.stream(index)))
      }
    }
    let regressions = try found.compactMap { try $0.get() }
    return regressions.isEmpty ? [design.observed] : regressions
  }

  /// The tests, and the methods that cannot be applied with the reason.
  func tests(
    _ design: PowerDesign, example: [Double], progress: (Double) -> Void
  ) throws -> (tests: [any PowerTest], missing: [PowerResult.Method]) {
    var tests: [any PowerTest] = []
    var missing: [PowerResult.Method] = []
    func lacks(_ method: InferenceRow.Method, _ unit: String, _ note: String) {
      missing.append(
        PowerResult.Method(
          method: method, unit: unit, draws: 0, undefined: 0, smallestAttainableP: nil, rates: [],
          verdict: nil, minimumDetectableEffect: nil, note: note))
    }
    if let reputation {
      let split = periods.split.compactMap { cycle in
        reputation.incumbents[cycle.election].map { (periods: cycle.periods, incumbent: $0) }
      }
      guard let test = ReputationPower(design, elections: split, ranks: reputation.ranks) else {
        throw DataError(
          .powerOptions,
          "fewer than two incumbents of \(id) have a rank, or fewer than three elections years inside "
            + "and outside the window, so that no slope on reputation can be tested",
          hint: "name an analysis with more elections")
      }
      return ([test], [])
    }
    let dimensions = model.clusterDimensions
    let single = dimensions.map { Clustering(FixedEffectSpecification($0)) }
    tests.append(
      try ClusteredPower(
        design,
        clusterings: model.clusterings + single.filter { !model.clusterings.contains($0) },
        example: example, isDyadic: dimensions.count == 2))
    for dimension in dimensions {
      let partition: PowerDesign.Partition = dimension == .origin ? .origin : .destination
      if let test = JackknifePower(
        design, partition, unit: dimension.rawValue, threads: threads)
      {
        tests.append(test)
      } else {
        lacks(.jackknife, dimension.rawValue, "the term is not identified without one cluster")
      }
    }
    progress(0.3)
    if dimensions.first == .origin {
      tests.append(
        try BootstrapPower(
          design, unit: "origin", draws: options.bootstrapDraws, seed: options.seed,
          threads: threads))
      let panels = options.twoWayDraws ?? max(options.draws / 4, 16)
      if dimensions.count == 2, panels == 0 {
        lacks(.bootstrap, "origin + destination", "not asked for: --two-way-draws is 0")
      } else if dimensions.count == 2 {
        tests.append(
          try TwoWayBootstrapPower(
            design, unit: "origin + destination", draws: options.bootstrapDraws,
            seed: options.seed, panels: panels))
      }
    }
    if let test = ElectionPower(design, elections: periods.split.map(\.periods)) {
      tests.append(test)
    } else {
      let note = "fewer than two elections have years inside and outside the window"
      lacks(.perElection, "election", note)
      lacks(.signChange, "election", note)
    }
    progress(0.4)
    let assignments: [(InferenceRow.Method, String, Component, Dimension)] = [
      (.randomizedSwing, "state within region and cycle", .swing, .origin),
      (.randomizedAllies, "destination", .ally, dimensions.last ?? .destination),
      (.shiftedCalendar, "phase of the cycle", .window, dimensions.first ?? .destination),
    ]
    for (index, (method, unit, component, cluster)) in assignments.enumerated() {
      do {
        guard let randomized = try self.randomized(component) else { continue }
        tests.append(
          try AssignmentPower(
            design, own(component, randomized, design),
            method: PowerMethod(method: method, unit: unit),
            partition: cluster == .origin ? .origin : .destination, draws: options.assignments,
            seed: options.seed, example: example, threads: threads))
      } catch let error as EstimationError {
        lacks(method, unit, error.message)
      }
      progress(0.4 + 0.2 * Double(index + 1))
    }
    return (tests, missing)
  }

  /// A component with the columns that it is multiplied with, on the rows of the design.
  private func own(
    _ component: Component, _ randomized: RandomizedComponent, _ design: PowerDesign
  ) -> AssignmentPower.Component {
    var place: [SampleRow: Int] = [:]
    for (index, row) in prepared.sample.rows.enumerated() { place[row] = index }
    let rows = design.rows.map { place[$0] ?? 0 }
    var multipliers: [String: [Double]] = [:]
    for term in model.terms where term.components.contains(component) {
      let product = prepared.sample.product(of: term.components.filter { $0 != component })
      multipliers[term.name] = rows.map { product[$0] }
    }
    return AssignmentPower.Component(
      component: randomized, units: rows.map { Int(randomized.units.codes[$0]) },
      multipliers: multipliers)
  }
}
