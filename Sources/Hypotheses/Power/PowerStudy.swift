import Codes
import Estimation
import Panels

/// Size and power of every method of inference on an analysis' own panel.
///
/// Panels are drawn from the fitted model without the effect: its fixed effects, the calendar, the map
/// of swing states and the allies stay, errors are those of `ShockModel`. To each an effect is added,
/// and every method of the suite is applied to the estimate of one Newton step (`PowerDesign`).
public struct PowerStudy: Sendable {
  let id: String
  let swingRule: String?
  let prepared: PreparedModel
  let periods: PowerPeriods
  let options: PowerOptions
  let threads: Int
  /// A component with what could have been assigned.
  let randomized: @Sendable (Component) throws(EstimationError) -> RandomizedComponent?
  /// The incumbent of each election and the ranks of incumbents, where the slope of bumps on reputation is
  /// studied in place of the bump.
  let reputation: (incumbents: [Int: String], ranks: [String: Double])?
  /// What the inference suite itself needs; nil for months, for which there is none.
  let annual: (specification: AnalysisSpecification, panel: Panel)?

  /// Prepares the study of an analysis' pooled model.
  ///
  /// - Parameters:
  ///   - specification: An analysis of states.
  ///   - estimator: Poisson, or log least squares where the analysis has such a model.
  ///   - data: The built-in data.
  ///   - options: How to draw.
  ///   - ofReputation: Whether the slope of the bumps on the incumbents' reputation is studied, by the
  ///     registered ranking, in place of the bump; effects are then differences between the bumps of the
  ///     incumbents with the weakest and the strongest reputation.
  ///   - threads: The threads to use, which change no number; nil for as many as processors.
  /// - Throws: `DataError` of kind `powerOptions` for a national analysis, an estimator that the
  ///   analysis has not, or a slope that is to be estimated exactly; and those of the panel and the model.
  public init(
    _ specification: AnalysisSpecification, estimator: Estimator, data: BuiltInData,
    options: PowerOptions, ofReputation: Bool = false, threads: Int? = nil
  ) throws {
    guard !ofReputation || options.refits + options.suites == 0 else {
      throw DataError(
        .powerOptions, "the slope on reputation is studied by one step alone",
        hint: "leave --refits and --suites out")
    }
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
    let panel = try specification.panel(from: data).panel
    let prepared = try PreparedModel(
      model, on: PanelComponents(panel: panel, tables: nil), analysis: specification.id)
    let methods = AssignmentMethods(prepared: prepared, panel: panel)
    id = specification.id
    swingRule = specification.swingRule
    self.prepared = prepared
    periods = PowerPeriods(panel)
    self.options = options
    self.threads = max(1, threads ?? processorCount())
    randomized = { component throws(EstimationError) in try methods.randomized(component) }
    annual = (specification, panel)
    let incumbents = Dictionary(
      panel.years.indices.filter(panel.isInWindow).map {
        (YearComponents.cycle(of: panel.years[$0]), panel.incumbents[$0].id)
      }, uniquingKeysWith: { $1 })
    let ranks = try data.ranking(AnalysisSpecification.rankingScale).ranks
    reputation = ofReputation ? (incumbents, ranks) : nil
  }

  /// Prepares the study of a user's monthly panel: the pooled model with effects of pair, destination and
  /// month, and origin and month, the window being the twelve months before an election.
  ///
  /// - Parameters:
  ///   - months: The panel.
  ///   - estimator: Poisson or log least squares.
  ///   - options: How to draw.
  ///   - threads: The threads to use, which change no number; nil for as many as processors.
  /// - Throws: `DataError` of kind `powerOptions` for another estimator, a national panel, or where the
  ///   inference suite is to be applied, which is for analyses of years; and those of the model.
  public init(
    _ months: MonthlyPanel, estimator: Estimator, options: PowerOptions, threads: Int? = nil
  ) throws {
    guard estimator == .ppml || estimator == .logLeastSquares else {
      throw DataError(
        .powerOptions, "a monthly panel is not studied by \(estimator.rawValue)",
        hint: "give ppml or log-ols")
    }
    let rule: String? = months.swingRule
    guard let rule else {
      throw DataError(
        .powerOptions, "\(months.file) has no swing states, so that there is no bump to simulate",
        hint: "give exports of states")
    }
    guard options.suites == 0 else {
      throw DataError(
        .powerOptions, "the inference suite is for analyses of years, not for \(months.file)",
        hint: "leave --suites out")
    }
    let prepared = try PreparedModel(
      ModelSpecification(
        id: "pooled", estimator: estimator, allyRule: months.allyRule,
        terms: AnalysisSpecification.pooledTerms, fixedEffects: AnalysisSpecification.threeWay,
        clusterings: months.destinations.count > 2 ? [.originAndDestination, .pair] : [.origin]),
      on: months, analysis: months.file)
    id = months.file
    swingRule = rule
    self.prepared = prepared
    periods = PowerPeriods(months)
    self.options = options
    self.threads = max(1, threads ?? processorCount())
    randomized = { component throws(EstimationError) in
      try months.randomized(component, sample: prepared.sample)
    }
    annual = nil
    reputation = nil
  }

  var model: ModelSpecification { prepared.specification }

  /// Everything that is prepared once: the design, the sizes of shocks, and the tests.
  struct Setup {
    let design: PowerDesign
    let shocks: ShockModel
    let draws: CounterGenerator
    let tests: [any PowerTest]
    let missing: [PowerResult.Method]
  }

  func setup(progress: (Double, String) -> Void) throws -> Setup {
    let term = AnalysisSpecification.pooledTerms[0]
    guard prepared.estimated.names.contains(term.name) else {
      throw DataError(
        .notEstimable,
        "the term \(term.name) of \(id) is not identified, so that nothing can be said "
          + "about the power of its tests", hint: "use other years or rules")
    }
    progress(0, "the model")
    let design = try PowerDesign(prepared, term: term)
    let generator = CounterGenerator(seed: options.seed)
    var done = 0
    let shocks = try ShockModel.estimated(
      design,
      calendar: ShockModel.Calendar(periods, design: design, sample: prepared.sample),
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
        elections: periods.split.map(\.periods)
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
      analysis: id, model: model.id, estimator: model.estimator, unit: periods.unit,
      swingRule: swingRule, allyRule: model.allyRule,
      term: reputation == nil
        ? design.term.name
        : TermSpecification(.swing, .ally, .window, .incumbentReputation).name,
      options: options, observations: design.rows.count, elections: periods.split.map(\.election),
      shocks: shocks.sizes,
      deviation: (squares / Double(max(estimates.count - 1, 1))).squareRoot(), meanEstimate: mean,
      methods: methods + setup.missing, refits: refits, suites: suites)
  }

  /// What came out of eight draws.
  struct Batch: Sendable {
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
          let estimates = tests.first?.estimates(on: own) ?? own.estimates
          return Batch(
            estimates: (0..<lanes).map { estimates[$0] },
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
}
