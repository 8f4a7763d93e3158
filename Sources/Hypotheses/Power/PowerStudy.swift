import Codes
import Estimation
import Panels

/// Size and power of every method of inference on an analysis' own panel.
///
/// Panels are drawn from the fitted model without the effect: its fixed effects, the calendar, the map
/// of swing states and the allies stay, errors are those of `ShockModel`. To each an effect is added,
/// and every method of the suite is applied to the estimate of one Newton step (`PowerDesign`).
public struct PowerStudy: Sendable {
  private let specification: AnalysisSpecification
  private let panel: Panel
  private let prepared: PreparedModel
  private let options: PowerOptions
  private let threads: Int

  /// Prepares the study of an analysis' pooled model.
  ///
  /// - Parameters:
  ///   - specification: An analysis of states.
  ///   - estimator: Poisson, or log least squares where the analysis has such a model.
  ///   - data: The built-in data.
  ///   - options: How to draw.
  ///   - threads: The threads to use, which change no number; nil for as many as processors.
  /// - Throws: `DataError` of kind `powerOptions` for a national analysis or an estimator that the
  ///   analysis has not, and those of the panel and the model.
  public init(
    _ specification: AnalysisSpecification, estimator: Estimator, data: BuiltInData,
    options: PowerOptions, threads: Int? = nil
  ) throws {
    guard specification.swingRule != nil else {
      throw DataError(
        .powerOptions,
        "\(specification.id) has no swing states, so that there is no bump to simulate",
        hint: "name an analysis of states, such as swing-states")
    }
    let pooled = specification.models.filter { $0.terms == AnalysisSpecification.pooledTerms }
    guard let model = pooled.first(where: { $0.estimator == estimator }) else {
      let known = Set(pooled.map(\.estimator.rawValue)).sorted().joined(separator: " and ")
      throw DataError(
        .powerOptions, "\(specification.id) has no pooled model by \(estimator.rawValue)",
        hint: "it has \(known)")
    }
    self.specification = specification
    self.options = options
    self.threads = max(1, threads ?? processorCount())
    panel = try specification.panel(from: data).panel
    prepared = try PreparedModel(
      model, on: PanelComponents(panel: panel, tables: nil), analysis: specification.id)
  }

  private var model: ModelSpecification { prepared.specification }

  /// Everything that is prepared once: the design, the sizes of shocks, and the tests.
  private struct Setup {
    let design: PowerDesign
    let shocks: ShockModel
    let draws: CounterGenerator
    let tests: [any PowerTest]
    let missing: [PowerResult.Method]
  }

  private func setup(progress: (Double, String) -> Void) throws -> Setup {
    let term = AnalysisSpecification.pooledTerms[0]
    guard prepared.estimated.names.contains(term.name) else {
      throw DataError(
        .notEstimable,
        "the term \(term.name) of \(specification.id) is not identified, so that nothing can be said "
          + "about the power of its tests", hint: "use other years or rules")
    }
    progress(0, "the model")
    let design = try PowerDesign(prepared, term: term)
    let generator = CounterGenerator(seed: options.seed)
    var done = 0
    let shocks = try ShockModel.estimated(
      design,
      calendar: ShockModel.Calendar(panel, design: design, sample: prepared.sample),
      maps: try maps(design), options: options, generator: generator.stream(1)
    ) {
      done += 1
      progress(0.1 * Double(done) / Double(ShockModel.steps), "the sizes of shocks")
    }
    let draws = generator.stream(2)
    let (tests, missing) = try tests(design, example: shocks.draw(draws.stream(0))) { share in
      progress(0.1 + 0.2 * share, "what all draws share")
    }
    return Setup(design: design, shocks: shocks, draws: draws, tests: tests, missing: missing)
  }

  /// Runs the study.
  ///
  /// - Parameter progress: Called now and then with the share done, between 0 and 1, and what is done.
  /// - Throws: `DataError` where the bump is not identified; `EstimationError` where draws cannot be
  ///   estimated.
  public func run(progress: (Double, String) -> Void = { _, _ in }) throws -> PowerResult {
    let setup = try setup(progress: progress)
    let (design, shocks, tests) = (setup.design, setup.shocks, setup.tests)
    let exact = options.refits + options.suites > 0
    let drawn = try simulate(design, shocks: shocks, draws: setup.draws, tests: tests) { share in
      progress(0.3 + (exact ? 0.2 : 0.7) * share, "draws")
    }
    let methods = tests.indices.flatMap { test in
      tests[test].methods.indices.map { method in
        self.method(tests[test].methods[method], drawn.map { $0.verdicts[test][method] })
      }
    }
    let estimates = drawn.flatMap(\.estimates)
    let mean = estimates.reduce(0, +) / Double(estimates.count)
    let squares = estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let refits =
      options.refits > 0
      ? try PowerRefits(
        design: design, shocks: shocks, draws: setup.draws, options: options,
        elections: cycles.map(\.years)
      )
      .run(estimates: estimates, threads: threads) { share in
        progress(0.5 + 0.2 * share, "exact estimates")
      } : nil
    let suites =
      options.suites > 0
      ? try suiteRates(setup, drawn) { share in
        progress(0.7 + 0.3 * share, "the suite itself")
      } : nil
    return PowerResult(
      analysis: specification.id, model: model.id, estimator: model.estimator,
      swingRule: specification.swingRule, allyRule: model.allyRule, term: design.term.name,
      options: options, observations: design.rows.count, elections: cycles.map(\.election),
      shocks: shocks.sizes,
      deviation: (squares / Double(max(estimates.count - 1, 1))).squareRoot(), meanEstimate: mean,
      methods: methods + setup.missing, refits: refits, suites: suites)
  }

  /// The rows of the inference suite itself on one simulated panel, estimated exactly.
  package func suiteRows(draw: Int, effect: Double) throws -> [InferenceRow] {
    try suiteRows(try setup { _, _ in }, draw: draw, effect: effect)
  }

  /// What the study's own tests make of the same panel: by method, its unit and the verdict.
  package func verdicts(
    draw: Int, effect: Double, level: Double
  ) throws -> [(method: InferenceRow.Method, unit: String, rejects: Bool?)] {
    let setup = try setup { _, _ in }
    let own = try PowerDraws(
      [setup.shocks.draw(setup.draws.stream(draw))], design: setup.design)
    return try setup.tests.flatMap { test in
      try zip(
        test.methods, test.verdicts(on: own, effects: [effect], level: level)
      ).map { method, found in
        (method.method, method.unit, found[0][0] == .undefined ? nil : found[0][0] == .rejects)
      }
    }
  }

  private func suiteRows(
    _ setup: Setup, draw: Int, effect: Double
  ) throws -> [InferenceRow] {
    let outcome = setup.design.outcome(
      errors: setup.shocks.draw(setup.draws.stream(draw)), effect: effect)
    var values: [SampleRow: Double] = [:]
    for (row, value) in zip(setup.design.rows, outcome) where !value.isNaN {
      values[row] =
        model.estimator == .logLeastSquares ? 1 + Platform.exponentialMinusOne(value) : value
    }
    let data = SimulatedCells(base: PanelComponents(panel: panel, tables: nil), outcomes: values)
    let suite = InferenceSuite(
      specification, panel: panel,
      options: InferenceOptions(
        seed: options.seed, bootstrapDraws: options.bootstrapDraws,
        assignments: options.assignments))
    let simulated = try PreparedModel(model, on: data, analysis: specification.id)
    return try VarianceMethods(prepared: simulated, suite: suite).part("").rows
      + ElectionMethods(model: model, data: data, suite: suite).part("").rows
      + AssignmentMethods(prepared: simulated, panel: panel).part("", of: suite).rows
  }

  /// The suite's own rejections on the first panels at no effect, beside those of the study's tests.
  private func suiteRates(
    _ setup: Setup, _ drawn: [Batch], progress: (Double) -> Void
  ) throws -> [PowerResult.SuiteRate] {
    guard let zero = options.effects.firstIndex(of: 0) else { return [] }
    var found: [[InferenceRow]] = []
    for first in stride(from: 0, to: options.suites, by: threads) {
      let part = first..<min(first + threads, options.suites)
      found += mapInParallel(part.count, threads: threads) { index in
        (try? suiteRows(setup, draw: part.lowerBound + index, effect: 0)) ?? []
      }
      progress(Double(part.upperBound) / Double(options.suites))
    }
    return setup.tests.indices.flatMap { test in
      setup.tests[test].methods.indices.compactMap { index -> PowerResult.SuiteRate? in
        let method = setup.tests[test].methods[index]
        var (count, exact, oneStep, differ) = (0, 0, 0, 0)
        for (draw, rows) in found.enumerated() {
          let verdicts = drawn[draw / 8].verdicts[test][index]
          guard !verdicts.isEmpty, verdicts[zero][draw % 8] != .undefined,
            let p = rows.first(where: {
              $0.method == method.method && $0.unit == method.unit
            })?.pValue
          else { continue }
          count += 1
          let own = verdicts[zero][draw % 8] == .rejects
          if p <= options.level { exact += 1 }
          if own { oneStep += 1 }
          if own != (p <= options.level) { differ += 1 }
        }
        return count == 0
          ? nil
          : PowerResult.SuiteRate(
            method: method.method, unit: method.unit, draws: count, exactRejections: exact,
            oneStepRejections: oneStep, disagreements: differ)
      }
    }
  }

  /// Regressions with swing states assigned anew, as the moments of the shocks are taken over them;
  /// the map of the data where there is no other.
  private func maps(_ design: PowerDesign) throws -> [PowerDesign.Rebuilt] {
    let methods = AssignmentMethods(prepared: prepared, panel: panel)
    guard let randomized = try methods.randomized(.swing),
      let sampler = try? AssignmentSampler(randomized)
    else { return [design.observed] }
    let generator = CounterGenerator(seed: options.seed).stream(3)
    let component = own(.swing, randomized, design)
    let found = mapInParallel(24, threads: threads) { index in
      Result {
        try design.rebuilt(component, values: sampler.random(generator.stream(index)))
      }
    }
    let regressions = try found.compactMap { try $0.get() }
    return regressions.isEmpty ? [design.observed] : regressions
  }

  /// The cycles with years inside and outside the window.
  private var cycles: [(election: Int, years: [Int])] {
    let all = Dictionary(grouping: panel.years.indices) {
      YearComponents.cycle(of: panel.years[$0])
    }
    return all.keys.sorted().compactMap { election in
      let years = all[election] ?? []
      let inside = years.count(where: panel.isInWindow)
      return inside > 0 && inside < years.count ? (election, years) : nil
    }
  }

  /// What came out of eight draws.
  private struct Batch: Sendable {
    let estimates: [Double]
    /// By test, method, effect and lane.
    let verdicts: [[[[Verdict]]]]
  }

  private func simulate(
    _ design: PowerDesign, shocks: ShockModel, draws: CounterGenerator, tests: [any PowerTest],
    progress: (Double) -> Void
  ) throws -> [Batch] {
    let count = (options.draws + 7) / 8
    var batches: [Batch] = []
    let round = 2 * threads
    for first in stride(from: 0, to: count, by: round) {
      let part = first..<min(first + round, count)
      let found = mapInParallel(part.count, threads: threads) { index in
        Result { () throws -> Batch in
          let batch = part.lowerBound + index
          let lanes = min(8, options.draws - batch * 8)
          let own = try PowerDraws(
            (0..<lanes).map { shocks.draw(draws.stream(batch * 8 + $0)) }, design: design)
          let verdicts = try tests.map { test -> [[[Verdict]]] in
            if let panels = test.methods.first?.draws, batch * 8 >= panels { return [] }
            return try test.verdicts(on: own, effects: options.effects, level: options.level)
              .map { $0.map { Array($0.prefix(lanes)) } }
          }
          return Batch(
            estimates: (0..<lanes).map { own.estimates[$0] },
            verdicts: zip(tests, verdicts).map { test, found in
              found.isEmpty ? test.methods.map { _ in [] } : found
            })
        }
      }
      for result in found { batches.append(try result.get()) }
      progress(Double(part.upperBound) / Double(count))
    }
    return batches
  }

  /// A method's rates from the verdicts of all batches, each by effect and lane.
  private func method(_ method: PowerMethod, _ batches: [[[Verdict]]]) -> PowerResult.Method {
    var undefined = 0
    var count = 0
    let rates = options.effects.indices.compactMap { effect -> PowerResult.Rate? in
      let own = batches.filter { !$0.isEmpty }.flatMap { $0[effect] }
      let defined = own.count { $0 != .undefined }
      if options.effects[effect] == 0 { (undefined, count) = (own.count - defined, defined) }
      guard defined > 0 else { return nil }
      let rate = Double(own.count { $0 == .rejects }) / Double(defined)
      return PowerResult.Rate(
        effect: options.effects[effect], rate: rate,
        simulationError: (rate * (1 - rate) / Double(defined)).squareRoot())
    }
    let size = rates.first { $0.effect == 0 }
    // Under the right size the error is that of the level itself.
    let reach = 2 * (options.level * (1 - options.level) / Double(max(count, 1))).squareRoot()
    let verdict = size.map { size -> PowerResult.Verdict in
      if let least = method.smallestAttainableP, least > options.level { return .cannotReject }
      return size.rate > options.level + reach
        ? .tooLarge : size.rate < options.level - reach ? .cautious : .right
    }
    let isSafe = verdict == .right || verdict == .cautious
    return PowerResult.Method(
      method: method.method, unit: method.unit, draws: count, undefined: undefined,
      smallestAttainableP: method.smallestAttainableP, rates: rates, verdict: verdict,
      minimumDetectableEffect: isSafe ? Self.detectable(rates) : nil, note: method.note)
  }

  /// The smallest effect found four times in five.
  private static func detectable(_ rates: [PowerResult.Rate]) -> Double? {
    let curve = rates.filter { $0.effect >= 0 }
    guard let index = curve.firstIndex(where: { $0.rate >= 0.8 }), index > 0 else { return nil }
    let (low, high) = (curve[index - 1], curve[index])
    return low.effect + (high.effect - low.effect) * (0.8 - low.rate) / (high.rate - low.rate)
  }

  /// The tests, and the methods that cannot be applied with the reason.
  private func tests(
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
    if let test = ElectionPower(design, elections: cycles.map(\.years)) {
      tests.append(test)
    } else {
      let note = "fewer than two elections have years inside and outside the window"
      lacks(.perElection, "election", note)
      lacks(.signChange, "election", note)
    }
    progress(0.4)
    let methods = AssignmentMethods(prepared: prepared, panel: panel)
    let assignments: [(InferenceRow.Method, String, Component, Dimension)] = [
      (.randomizedSwing, "state within region and cycle", .swing, .origin),
      (.randomizedAllies, "destination", .ally, dimensions.last ?? .destination),
      (.shiftedCalendar, "phase of the cycle", .window, dimensions.first ?? .destination),
    ]
    for (index, (method, unit, component, cluster)) in assignments.enumerated() {
      do {
        guard let randomized = try methods.randomized(component) else { continue }
        tests.append(
          try AssignmentPower(
            design, own(component, randomized, design),
            method: PowerMethod(method: method, unit: unit),
            partition: cluster == .origin ? .origin : .destination, draws: options.assignments,
            seed: options.seed, threads: threads))
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
