import Codes
import Estimation
import Panels

/// The pooled bumps of an analysis without each state, destination, election and incumbent in turn, each
/// estimated anew in full.
///
/// Steps depend on the data alone and may be run in any order and at once.
public struct LeaveOneOut: Sendable {
  /// What is left out.
  public enum Dimension: String, Sendable, Hashable, Codable, CaseIterable {
    /// A state of origin with all its rows.
    case state
    /// A destination with all its rows.
    case destination
    /// The years of an election's cycle.
    case election
    /// The years of an incumbent.
    case incumbent
  }

  /// One step: a few deletions from one model.
  public struct Step: Sendable, Hashable {
    /// The step's name, which can be part of a file's name.
    public let id: String
    /// The deletions.
    public var deletions: Int { codes.count }
    let model: Int
    let dimension: Dimension
    let codes: [Int]
  }

  /// The analysis.
  public let specification: AnalysisSpecification
  private let panel: Panel
  private let models: [PreparedModel]
  private let full: [LeaveOneOutFit]

  /// Estimates the pooled models of the first ally rule with all rows.
  ///
  /// - Throws: `DataError` where the panel cannot be built or a model not be estimated, or where the
  ///   analysis has no pooled bump.
  public init(_ specification: AnalysisSpecification, data: BuiltInData) throws {
    let panel = try specification.panel(from: data).panel
    let own = specification.models.filter {
      $0.isHeadline(of: specification) && !$0.bumps.isEmpty
    }
    self.specification = specification
    self.panel = panel
    models = try own.map {
      try PreparedModel(
        $0, on: PanelComponents(panel: panel, tables: nil), analysis: specification.id)
    }
    full = try models.map { prepared in
      do {
        return try LeaveOneOutFit(prepared, keeping: nil)
      } catch let error as EstimationError {
        throw prepared.specification.notEstimable(error, analysis: specification.id)
      }
    }
  }

  /// What the results depend on, as bytes to be hashed.
  public var fingerprint: [UInt8] { panel.csv() }

  /// The steps: for each model and dimension deletions in groups of 24.
  public var steps: [Step] {
    models.indices.flatMap { index in
      Dimension.allCases.flatMap { dimension -> [Step] in
        let codes = codes(dimension, in: models[index])
        // With one level left there is nothing to leave out.
        guard codes.count > 1 else { return [] }
        let model = models[index].specification
        return stride(from: 0, to: codes.count, by: 24).map { first in
          Step(
            id: "leave-one-out-\(specification.id)-\(model.id)-\(model.estimator.rawValue)-"
              + "\(model.allyRule.replacing(":", with: "-"))-\(dimension.rawValue)-\(first)",
            model: index, dimension: dimension,
            codes: Array(codes[first..<min(first + 24, codes.count)]))
        }
      }
    }
  }

  /// The levels of a dimension with a row in a sample.
  private func codes(_ dimension: Dimension, in model: PreparedModel) -> [Int] {
    if dimension == .state, specification.swingRule == nil { return [] }
    return Set(model.sample.rows.map { code($0, dimension) }).sorted()
  }

  private func code(_ row: SampleRow, _ dimension: Dimension) -> Int {
    switch dimension {
    case .state: row.origin
    case .destination: row.destination
    case .election: YearComponents.cycle(of: panel.years[row.year])
    case .incumbent:
      panel.incumbents.firstIndex { $0.id == panel.incumbents[row.year].id } ?? row.year
    }
  }

  private func label(_ code: Int, _ dimension: Dimension) -> (code: String, name: String) {
    switch dimension {
    case .state: (panel.origins[code].code, panel.origins[code].code)
    case .destination:
      (panel.destinations[code].scheduleC.text, panel.destinations[code].name)
    case .election: (String(code), "the years before the election of \(code)")
    case .incumbent:
      (panel.incumbents[code].id, "\(panel.incumbents[code].name) (\(panel.incumbents[code].id))")
    }
  }

  /// Estimates without each level of a step; one without an estimate gives a row with the reason.
  public func run(_ step: Step) -> LeaveOneOutPart {
    let prepared = models[step.model]
    let own = prepared.sample.rows.map { code($0, step.dimension) }
    let rows = step.codes.flatMap { deleted -> [LeaveOneOutRow] in
      let label = label(deleted, step.dimension)
      let without: LeaveOneOutFit?
      var reason = "the term is not identified without it"
      let left = Set(zip(own, prepared.sample.rows).filter { $0.0 != deleted }.map(\.0))
      guard left.count > 1 else {
        let rest = left.first.map { self.label($0, step.dimension).name } ?? "nothing"
        return full[step.model].terms.map { term in
          LeaveOneOutRow(
            analysis: specification.id, model: prepared.specification, dimension: step.dimension,
            code: label.code, name: label.name, full: term, without: nil, observations: nil,
            reason: "one \(step.dimension.rawValue) is left (\(rest)), which leaves nothing to "
              + "compare it with")
        }
      }
      do {
        without = try LeaveOneOutFit(prepared, keeping: own.map { $0 != deleted })
      } catch {
        without = nil
        reason = (error as? EstimationError)?.message ?? reason
      }
      return full[step.model].terms.map { term in
        LeaveOneOutRow(
          analysis: specification.id, model: prepared.specification, dimension: step.dimension,
          code: label.code, name: label.name, full: term,
          without: without?.terms.first { $0.term == term.term },
          observations: without?.observations, reason: reason)
      }
    }
    return LeaveOneOutPart(step: step.id, rows: rows)
  }
}

/// The bumps of one estimation, clustered as the model's first variance.
struct LeaveOneOutFit: Sendable {
  let terms: [VarianceEstimate.Row]
  let observations: Int

  /// Estimates a model on some rows of its sample; nil keeps all.
  init(_ prepared: PreparedModel, keeping isKept: [Bool]?) throws {
    let model = prepared.specification
    let outcome =
      isKept.map { kept in
        zip(prepared.sample.outcome, kept).map { $1 ? $0 : .nan }
      } ?? prepared.sample.outcome
    let estimated = try EstimatedModel(
      Model(
        outcomeName: prepared.outcomeName, outcome: outcome, terms: prepared.sample.terms,
        fixedEffects: model.fixedEffects.map(prepared.factor),
        family: model.estimator == .ppml ? .poisson : .gaussian),
      tolerance: 1e-9, threads: 1)
    let ways = (model.clusterings.first?.ways ?? []).map(prepared.factor)
    let fit = try estimated.fit(
      variances: [.clustered(ways)], smallSample: .fixest, describesClusters: false)
    let bumps = Set(model.bumps.map(\.name))
    terms = fit.variances.flatMap(\.table).filter { bumps.contains($0.term) }
    observations = fit.observations
  }
}
