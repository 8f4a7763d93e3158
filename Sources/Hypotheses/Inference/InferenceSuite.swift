import Codes
import Estimation
import Panels

/// Every method of inference for the bumps of an analysis' models, in steps that can be run one by one.
///
/// A step's result depends on the data, the analysis and the options alone, so that steps may be run in
/// any order, kept, and put together later.
public struct InferenceSuite: Sendable {
  /// One step.
  public struct Step: Sendable, Hashable {
    /// What a step does with its model.
    public enum Work: String, Sendable, Hashable {
      /// Variances and bootstraps.
      case variances
      /// Tests over elections.
      case elections
      /// Tests by assigning anew.
      case assignments
    }

    /// The identifier, good for a file's name.
    public let id: String
    /// The model.
    let model: Int
    /// What is done.
    public let work: Work
  }

  /// The analysis.
  public let specification: AnalysisSpecification
  /// The options.
  public let options: InferenceOptions
  let panel: Panel

  /// Sets up the suite for an analysis that has been run.
  public init(_ result: AnalysisResult, options: InferenceOptions) {
    specification = result.specification
    panel = result.panel
    self.options = options
  }

  /// A suite for a panel, whose models need not have been run.
  init(_ specification: AnalysisSpecification, panel: Panel, options: InferenceOptions) {
    self.specification = specification
    self.panel = panel
    self.options = options
  }

  /// The steps in their order: variances of every model, then the tests of the pooled ones.
  public var steps: [Step] {
    let works: [Step.Work] = [.variances, .elections, .assignments]
    return works.flatMap { work in
      specification.models.indices.compactMap { index in
        let model = specification.models[index]
        // Bumps by incumbent are one election each: there is nothing to compare between elections.
        // Assignments, which cost most, are those of the first ally rule.
        guard
          work == .variances || !model.isByIncumbent,
          work != .assignments || model.allyRule == specification.allyRules.first
        else { return nil }
        return Step(
          id: "\(specification.id)-\(model.id)-\(model.estimator.rawValue)-"
            + "\(model.allyRule.replacing(":", with: "-"))-\(work.rawValue)",
          model: index, work: work)
      }
    }
  }

  /// Runs one step.
  ///
  /// - Throws: `DataError` where the model cannot be estimated; a method that cannot be applied gives a
  ///   row with the reason instead.
  public func run(_ step: Step) throws -> InferencePart {
    let model = specification.models[step.model]
    let data = PanelComponents(panel: panel, tables: nil)
    switch step.work {
    case .variances:
      return try VarianceMethods(
        prepared: PreparedModel(model, on: data, analysis: specification.id), suite: self
      ).part(step.id)
    case .elections:
      return try ElectionMethods(model: model, data: data, suite: self).part(step.id)
    case .assignments:
      return try AssignmentMethods(
        prepared: PreparedModel(model, on: data, analysis: specification.id), panel: panel
      ).part(step.id, of: self)
    }
  }

  /// Puts parts together: their rows, with p-values adjusted for the family of all bumps whose
  /// bootstraps draw the same clusters, and the exact permutation of incumbents.
  ///
  /// - Parameters:
  ///   - parts: The parts of all steps, in the order of the steps.
  ///   - reputations: The analysis' relations of bumps to reputation.
  /// - Throws: `EstimationError` where draws and statistics do not fit each other.
  public func assemble(
    _ parts: [InferencePart], reputations: [ReputationRelation]
  ) throws -> [InferenceRow] {
    var rows: [InferenceRow] = []
    var family: [(row: Int, draws: InferencePart.Draws)] = []
    for part in parts {
      family += part.draws.map { (rows.count + $0.row, $0) }
      rows += part.rows
    }
    let count = family.map(\.draws.statistics.count).max() ?? 0
    let members = family.filter { $0.draws.statistics.count == count }
    if count > 0, members.count > 1 {
      let adjusted = try RomanoWolf(
        observed: members.map(\.draws.observed),
        drawn: (0..<count).map { draw in members.map { $0.draws.statistics[draw] } })
      for (member, value) in zip(members, adjusted.pValues) { rows[member.row].familyP = value }
    }
    return rows
      + reputations.map { relation in
        InferenceRow(
          analysis: specification.id, model: relation.model, estimator: relation.estimator,
          allyRule: relation.allyRule, term: "slope on reputation", method: .permutedIncumbents,
          unit: "incumbent",
          units: [.init(dimension: "incumbent", count: relation.points.count)], treated: [],
          estimate: relation.slope, standardError: nil, pValue: relation.oneSidedP,
          confidenceLow: nil, confidenceHigh: nil,
          smallestAttainableP: relation.smallestAttainableP, simulationError: nil,
          draws: relation.rerankings.count, familyP: nil, pivotalCluster: nil,
          estimateWithout: nil,
          note: "one-sided, over all \(relation.rerankings.count) orders of the incumbents")
      }
  }
}

extension ModelSpecification {
  /// Whether the model has bumps by incumbent.
  var isByIncumbent: Bool {
    terms.contains { term in
      term.components.contains { if case .incumbent = $0 { true } else { false } }
    }
  }

  /// Whether the model is a headline: pooled, with the analysis' first ally rule.
  func isHeadline(of analysis: AnalysisSpecification) -> Bool {
    !isByIncumbent && allyRule == analysis.allyRules.first
  }

  /// The terms with the window in them: the bumps.
  var bumps: [TermSpecification] { terms.filter { $0.components.contains(.window) } }

  /// The single dimensions by which the model's variances cluster, origin before destination.
  var clusterDimensions: [Dimension] {
    let ways = clusterings.flatMap(\.ways).flatMap(\.dimensions)
    let single = clusterings.flatMap(\.ways).filter { $0.dimensions.count == 1 }
      .flatMap(\.dimensions)
    return Set(single.isEmpty ? ways : single).sorted()
  }
}
