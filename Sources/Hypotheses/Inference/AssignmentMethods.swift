import Codes
import Estimation
import Panels

/// Tests of a model's bumps by assigning swing status, alliances or the calendar anew.
///
/// The component is assigned and the interactions are built again. The hypothesis is the sharp one that
/// the component matters for nothing that is in the model, under which the tests are exact.
struct AssignmentMethods {
  let prepared: PreparedModel
  let frame: InferenceFrame
  /// Whether swing status is exchanged within Census regions, and not among all states.
  var isByRegion = true

  init(prepared: PreparedModel, panel: Panel, isByRegion: Bool = true) {
    self.prepared = prepared
    frame = InferenceFrame(panel: panel)
    self.isByRegion = isByRegion
  }

  init(prepared: PreparedModel, frame: InferenceFrame) {
    self.prepared = prepared
    self.frame = frame
  }

  private var model: ModelSpecification { prepared.specification }

  /// All rows of a step of the suite.
  func part(_ step: String, of suite: InferenceSuite) throws -> InferencePart {
    var rows: [InferenceRow] = []
    for bump in model.bumps where prepared.estimated.names.contains(bump.name) {
      if bump.components.contains(.swing) {
        rows.append(
          test(
            bump, .swing, .randomizedSwing, unit: "state within region and cycle",
            clusters: .origin, suite: suite))
      }
      if bump.components.contains(.ally) {
        rows.append(
          test(
            bump, .ally, .randomizedAllies, unit: "destination",
            clusters: model.clusterDimensions.last ?? .destination, suite: suite))
      } else {
        rows.append(
          InferenceRow(
            missing: bump.name, .randomizedAllies, unit: "destination", model: model,
            analysis: suite.id,
            note: "every partner is an ally, so that there is no status to assign anew"))
      }
      rows.append(
        test(
          bump, .window, .shiftedCalendar, unit: "phase of the cycle",
          clusters: model.clusterDimensions.first ?? .destination, suite: suite))
    }
    return InferencePart(step: step, rows: rows, draws: [])
  }

  private func test(
    _ bump: TermSpecification, _ component: Component, _ method: InferenceRow.Method,
    unit: String, clusters: Dimension, suite: InferenceSuite
  ) -> InferenceRow {
    do throws(EstimationError) {
      guard let randomized = try randomized(component) else {
        return InferenceRow(
          missing: bump.name, method, unit: unit, model: model,
          analysis: suite.id, note: "the model has no \(component.name)")
      }
      let test = try prepared.estimated.randomizationTest(
        of: bump.name, components: [randomized], rebuilt: rebuilt(component),
        options: .init(
          draws: suite.options.assignments, seed: suite.options.seed,
          statistic: .studentized(
            clusters: [prepared.factor(FixedEffectSpecification(clusters))])),
        smallSample: .fixest)
      let interval =
        prepared.specification.estimator == .ppml ? nil : try test.interval()
      return InferenceRow(
        analysis: suite.id, model: model.id, estimator: model.estimator,
        allyRule: model.allyRule, term: bump.name, method: method, unit: unit, units: [],
        treated: [], estimate: test.estimate, standardError: nil, pValue: test.pValue(),
        confidenceLow: interval?.lower, confidenceHigh: interval?.upper,
        smallestAttainableP: test.smallestAttainable, simulationError: test.pValueError(),
        draws: test.draws, familyP: nil, pivotalCluster: nil, estimateWithout: nil,
        note: "studentized by \(clusters.rawValue)"
          + (model.estimator == .ppml ? ", score statistic" : "")
          + (test.isExact ? ", all assignments" : "")
          + (test.undefinedDraws > 0 ? ", \(test.undefinedDraws) draws not defined" : "")
          + sharp(component), caution: nil)
    } catch {
      return InferenceRow(
        missing: bump.name, method, unit: unit, model: model, analysis: suite.id,
        note: error.message)
    }
  }

  /// What the hypothesis of a test takes to be zero beside the bump: the other terms with the component.
  private func sharp(_ component: Component) -> String {
    let terms = model.terms.filter {
      $0.components.contains(component) && prepared.estimated.names.contains($0.name)
    }
    return terms.count > 1
      ? "; the hypothesis is that \(component.name) matters for nothing: "
        + "\(terms.map(\.name).joined(separator: " and ")) are zero" : ""
  }

  /// The terms that a component is a factor of, with what it is multiplied by.
  func rebuilt(_ component: Component) -> [RebuiltTerm] {
    model.terms.filter { $0.components.contains(component) }.map { term in
      RebuiltTerm(
        term.name, components: [component.name],
        multiplier: prepared.sample.product(of: term.components.filter { $0 != component }))
    }
  }

  /// A component with what could have been assigned; nil where the model lacks it, or it is of another
  /// kind than swing status, alliances and the window.
  func randomized(_ component: Component) throws(EstimationError) -> RandomizedComponent? {
    switch component {
    case .swing: try swing()
    case .ally: try allies()
    case .window: try calendar()
    default: nil
    }
  }

  /// Swing status, exchanged between states, those of a region if so wanted, for all years of a cycle
  /// together.
  private func swing() throws(EstimationError) -> RandomizedComponent? {
    let years = frame.periods.count
    var strata: [Int] = []
    var blocks: [Int] = []
    for (index, origin) in frame.origins.enumerated() {
      var region = CensusRegion.allCases.count
      if isByRegion, case .state(let state) = origin, let own = CensusRegion(state) {
        region = CensusRegion.allCases.firstIndex(of: own) ?? region
      }
      for year in 0..<years {
        let cycle = frame.periods[year].cycle
        strata.append(cycle * 8 + region)
        blocks.append(cycle * 1_000 + index)
      }
    }
    return try component(.swing, .permutation(strata: strata, blocks: blocks))
  }

  /// Alliances, exchanged between destinations for all years together.
  ///
  /// Destinations whose status is not reported in the same years are exchanged with each other.
  private func allies() throws(EstimationError) -> RandomizedComponent? {
    guard let column = prepared.sample.columns[.ally] else { return nil }
    let years = frame.periods.count
    var patterns: [[Bool]: Int] = [:]
    var strata: [Int] = []
    var blocks: [Int] = []
    for destination in frame.destinations.indices {
      let pattern = (0..<years).map { column.values[destination * years + $0].isNaN }
      let stratum = patterns[pattern] ?? patterns.count
      patterns[pattern] = stratum
      strata += [Int](repeating: stratum, count: years)
      blocks += [Int](repeating: destination, count: years)
    }
    return try component(.ally, .permutation(strata: strata, blocks: blocks))
  }

  /// The window, by the phase of the cycle of four years or 48 months.
  private func calendar() throws(EstimationError) -> RandomizedComponent? {
    RandomizedComponent(
      name: Component.window.name, values: frame.window.map { $0 ? 1 : 0 },
      units: try Factor(
        name: "phase", codes: prepared.sample.rows.map { Int32(frame.periods[$0.year].place) },
        levels: frame.window.count),
      assignment: .circularShift())
  }

  /// A component with its units; a value that is not reported stands in no row and counts as zero.
  private func component(
    _ component: Component, _ assignment: RandomizedComponent.Assignment
  ) throws(EstimationError) -> RandomizedComponent? {
    guard let column = prepared.sample.columns[component] else { return nil }
    return RandomizedComponent(
      name: component.name, values: column.values.map { $0.isNaN ? 0 : $0 },
      units: try prepared.sample.units(of: component), assignment: assignment)
  }
}
