import Codes
import Estimation
import Panels

/// The all-rules table: every combination of rules, windows, estimators, samples and fixed effects, and
/// a joint test of all of them by permutation (Simonsohn, Simmons & Nelson 2020).
///
/// Every specification is estimated by itself, with errors clustered by origin and by destination. The
/// joint test assigns swing status anew among the states of a Census region in each cycle, for all
/// rules together; the curve of each draw is that of first Newton steps from the fit of the fixed
/// effects alone (``CellMoments``), as is the observed curve that it is compared with.
///
/// The steps depend on data, axes and seed alone and can run in any order and at once.
public struct AllRules: Sendable {
  /// The draws of the joint test, and where the random numbers start.
  public struct Options: Sendable, Hashable, Codable {
    /// Where the random numbers start.
    public var seed: UInt64
    /// The permutations drawn.
    public var draws: Int

    /// States them; unless told otherwise 499 draws.
    public init(seed: UInt64 = 1, draws: Int = 499) {
      self.seed = seed
      self.draws = draws
    }
  }

  /// One step: the specifications that share rows, fixed effects and ally rule.
  public struct Step: Sendable, Hashable {
    /// The step's name, which can be part of a file's name.
    public let id: String
    /// The numbers of its specifications.
    public let numbers: [Int]
  }

  /// The tolerance to which fixed effects are absorbed.
  static let tolerance = 1e-8

  /// How often assigning swing status anew finds a bump at 5 % where there is none, on simulated panels of
  /// the headline (docs/monte-carlo.md).
  public static let sizeOfPermutation = 0.171

  /// The axes.
  public let axes: AllRulesAxes
  /// The options.
  public let options: Options
  /// All combinations.
  public let specifications: [AllRulesSpecification]
  let data: AllRulesData

  /// Joins the panel with every rule.
  ///
  /// - Throws: `DataError` for an unknown rule, or years without figures.
  public init(
    _ analysis: AnalysisSpecification, axes: AllRulesAxes = .registered, options: Options,
    data: BuiltInData
  ) throws {
    guard analysis.swingRule != nil else {
      throw DataError(
        .notCovered, "\(analysis.id) is national and has no swing states to go through rules of",
        hint: "name an analysis of states, such as swing-states")
    }
    self.axes = axes
    self.options = options
    specifications = axes.specifications
    self.data = try AllRulesData(analysis, axes: axes, on: data)
  }

  /// The steps, those that take longest first.
  public var steps: [Step] {
    var order: [String] = []
    var numbers: [String: [Int]] = [:]
    for specification in specifications {
      let id =
        "all-rules-\(data.panel.name)-\(specification.estimator.rawValue)-"
        + "\(specification.sample.rawValue)-\(specification.effects.rawValue)-"
        + specification.allyRule.replacing(":", with: "-")
      if numbers[id] == nil { order.append(id) }
      numbers[id, default: []].append(specification.number)
    }
    return order.map { Step(id: $0, numbers: numbers[$0] ?? []) }
  }

  /// Estimates the specifications of a step, and its part of every draw's curve.
  ///
  /// A specification that cannot be estimated gives a row with the reason.
  public func run(_ step: Step) -> AllRulesPart {
    let own = step.numbers.map { specifications[$0 - 1] }
    guard let first = own.first else { return AllRulesPart(step: step.id, rows: [], draws: []) }
    let base: AllRulesBase
    let moments: CellMoments
    do {
      base = try AllRulesBase(
        data, estimator: first.estimator, sample: first.sample, effects: first.effects,
        allyRule: first.allyRule)
      moments = try base.moments()
    } catch {
      let reason = Self.reason(error)
      return AllRulesPart(
        step: step.id, rows: own.map { AllRulesRow($0, reason: reason) }, draws: [])
    }
    var rows: [AllRulesRow] = []
    var terms: [Int: AllRulesTerms] = [:]
    for specification in own {
      do {
        let described = try AllRulesTerms(specification, data: data, years: base.years)
        let estimated = try base.row(specification, terms: described)
        let step = moments.assigned(data.swing[specification.swingRule] ?? [])
          .step(terms: described.byYear, combination: described.combination)
        guard let step else {
          throw AllRulesBase.Unusable(reason: "the fixed effects leave nothing of the term")
        }
        rows.append(estimated.with(step))
        terms[specification.number] = described
      } catch {
        rows.append(AllRulesRow(specification, reason: Self.reason(error)))
      }
    }
    return AllRulesPart(
      step: step.id, rows: rows,
      draws: drawn(own.filter { terms[$0.number] != nil }, terms: terms, moments: moments))
  }

  /// The estimates and p-values of specifications in every draw.
  private func drawn(
    _ own: [AllRulesSpecification], terms: [Int: AllRulesTerms], moments: CellMoments
  ) -> [AllRulesPart.Drawn] {
    var estimates = own.map { _ in [Float]() }
    var pValues = estimates
    var undefined = own.map { _ in 0 }
    for draw in 0..<options.draws {
      let sources = permutations.sources(draw)
      var assigned: [String: PeriodMoments] = [:]
      for (index, specification) in own.enumerated() {
        guard let described = terms[specification.number] else { continue }
        let rule = specification.swingRule
        let own: PeriodMoments
        if let known = assigned[rule] {
          own = known
        } else {
          let values = data.swing[rule] ?? []
          own = moments.assigned(sources.map { values[$0] })
          assigned[rule] = own
        }
        let step = own.step(terms: described.byYear, combination: described.combination)
        if step == nil { undefined[index] += 1 }
        estimates[index].append(Float(step?.estimate ?? 0))
        pValues[index].append(Float(step?.pValue ?? 1))
      }
    }
    return own.indices.map {
      AllRulesPart.Drawn(
        number: own[$0].number, estimates: estimates[$0], pValues: pValues[$0],
        undefined: undefined[$0])
    }
  }

  /// The draws: swing status exchanged within regions, cycle by cycle.
  private var permutations: CellPermutations {
    let strata = data.strata
    return CellPermutations(strata: strata.regions, blocks: strata.cycles, seed: options.seed)
  }

  /// A specification in a draw by one Newton step and estimated in full: how good the approximation of
  /// the joint test is.
  ///
  /// - Parameters:
  ///   - number: The specification's number.
  ///   - draw: The number of the draw, from 0; nil for the states as they are.
  /// - Returns: Both estimates, and the standard error of the full one.
  /// - Throws: `DataError` of kind `notEstimable` with the reason.
  public func comparison(
    _ number: Int, draw: Int?
  ) throws -> (step: Double, full: Double, standardError: Double) {
    let specification = specifications[number - 1]
    do {
      let base = try AllRulesBase(
        data, estimator: specification.estimator, sample: specification.sample,
        effects: specification.effects, allyRule: specification.allyRule)
      let terms = try AllRulesTerms(specification, data: data, years: base.years)
      var values = data.swing[specification.swingRule] ?? []
      if let draw { values = permutations.sources(draw).map { values[$0] } }
      let step = try base.moments().assigned(values)
        .step(terms: terms.byYear, combination: terms.combination)
      let full = try base.estimate(terms, swing: values)
      guard let step else {
        throw AllRulesBase.Unusable(reason: "the fixed effects leave nothing of the term")
      }
      return (step.estimate, full.estimate, full.standardError)
    } catch {
      throw DataError(
        .notEstimable,
        "specification \(number) cannot be estimated: \(Self.reason(error))",
        hint: "choose another")
    }
  }

  /// An error in words.
  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as AllRulesBase.Unusable: error.reason
    case let error as EstimationError: error.message
    case let error as DataError: error.message
    default: "it could not be estimated"
    }
  }
}

extension AllRulesBase {
  /// The estimate of a specification with its error, estimated in full.
  func estimate(_ terms: AllRulesTerms, swing: [Double]) throws -> LinearCombination {
    let years = data.panel.years.count
    var kept: [Term] = []
    for (name, weights) in zip(terms.names, terms.byYear) {
      let values = cells.indices.map { row in
        ally[row] * swing[cells[row]] * weights[cells[row] % years]
      }
      // What does not vary within a pair, or within its cycle, would be found absorbed at a cost.
      let isConstant = isConstantWithinPairs(values)
      if !isConstant {
        kept.append(Term(name: name, values: values))
      } else if let index = terms.names.firstIndex(of: name), terms.combination[index] != 0 {
        throw Unusable(reason: "the term \(name) is absorbed by \(effects[0].name)")
      }
    }
    let estimated = try EstimatedModel(
      Model(
        outcomeName: restricted.model.outcomeName, outcome: outcome, terms: kept,
        fixedEffects: effects, family: estimator == .ppml ? .poisson : .gaussian),
      tolerance: AllRules.tolerance, threads: 1)
    let fit = try estimated.fit(
      variances: [.clustered(clusters)], smallSample: .fixest, describesClusters: false)
    for (name, share) in zip(terms.names, terms.combination) where share != 0 {
      if let omitted = fit.omitted.first(where: { $0.name == name }) {
        throw Unusable(reason: "the term \(name) is \(omitted.reason)")
      }
    }
    guard let variance = fit.variances.first else { throw Unusable(reason: "there is no variance") }
    return try variance.combination(
      LinearRestriction(
        zip(terms.names, terms.combination).filter { $0.1 != 0 }.map { ($0.0, $0.1) }))
  }

  private func isConstantWithinPairs(_ values: [Double]) -> Bool {
    var first = [Double](repeating: .nan, count: effects[0].levels)
    for (row, code) in effects[0].codes.enumerated() {
      if first[Int(code)].isNaN {
        first[Int(code)] = values[row]
      } else if first[Int(code)] != values[row] {
        return false
      }
    }
    return true
  }

  /// The row of a specification.
  func row(
    _ specification: AllRulesSpecification, terms: AllRulesTerms
  ) throws -> AllRulesRow {
    let swing = data.swing[specification.swingRule] ?? []
    let found = try estimate(terms, swing: swing)
    let years = data.panel.years.count
    let counted = zip(terms.byYear, terms.combination).filter { $0.1 != 0 }.map(\.0)
    var treated = Set<Int>()
    for (row, cell) in cells.enumerated() where ally[row] != 0 {
      if swing[cell] != 0, counted.contains(where: { $0[cell % years] != 0 }) {
        treated.insert(cell / years)
      }
    }
    return AllRulesRow(
      specification: specification, estimate: found.estimate,
      standardError: found.standardError, pValue: found.pValue, confidenceLow: found.lower,
      confidenceHigh: found.upper, observations: outcome.count,
      origins: Set(clusters[0].codes).count, destinations: Set(clusters[1].codes).count,
      treatedOrigins: treated.count, stepEstimate: nil, stepPValue: nil, note: terms.note,
      reason: nil)
  }
}
