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

  /// The identifier of the analysis, or of the hypothesis and the table.
  public let id: String
  /// The options.
  public let options: InferenceOptions
  let frame: InferenceFrame
  /// The registered models, and those beside them that ask for whom the bump exists.
  private let registered: [ModelSpecification]
  private let further: [ModelSpecification]
  private let data: any ModelData
  private let outcome: String

  /// Sets up the suite for an analysis that has been run, with its further models if they were.
  public init(_ result: AnalysisResult, options: InferenceOptions) {
    self.init(
      id: result.specification.id, registered: result.specification.models,
      further: result.furtherSpecifications,
      data: PanelComponents(panel: result.panel, tables: result.componentTables),
      frame: InferenceFrame(panel: result.panel, tables: result.componentTables),
      options: options)
  }

  /// A suite for a panel, whose models need not have been run.
  init(_ specification: AnalysisSpecification, panel: Panel, options: InferenceOptions) {
    self.init(
      id: specification.id, registered: specification.models, further: [],
      data: PanelComponents(panel: panel, tables: nil), frame: InferenceFrame(panel: panel),
      options: options)
  }

  /// A suite for any data.
  init(
    id: String, registered: [ModelSpecification], further: [ModelSpecification],
    data: any ModelData, frame: InferenceFrame, outcome: String = "value_usd",
    options: InferenceOptions
  ) {
    self.id = id
    self.registered = registered
    self.further = further
    self.data = data
    self.frame = frame
    self.outcome = outcome
    self.options = options
  }

  /// Whether a model is a headline: registered, pooled, and with the first ally rule.
  func isHeadline(_ model: ModelSpecification) -> Bool {
    registered.contains(model) && !model.isByIncumbent
      && model.allyRule == registered.first?.allyRule
  }

  /// Whether a model stands beside the registered ones.
  func isFurther(_ model: ModelSpecification) -> Bool { !registered.contains(model) }

  /// The steps in their order: variances of every model, then the tests of the pooled ones.
  public var steps: [Step] {
    let works: [Step.Work] = [.variances, .elections, .assignments]
    let models = registered + further
    return works.flatMap { work in
      models.indices.compactMap { index in
        let model = models[index]
        // Bumps by incumbent are one election each: there is nothing to compare between elections.
        // Assignments, which cost most, are those of the registered models with the first ally rule.
        guard
          work == .variances || !model.isByIncumbent,
          work != .assignments || isHeadline(model)
        else { return nil }
        let name = "\(id)-\(model.id)-\(model.estimator.rawValue)-\(model.allyRule)"
        return Step(
          id: "\(name.replacing(":", with: "-").replacing("/", with: "-"))-\(work.rawValue)",
          model: index, work: work)
      }
    }
  }

  /// Everything that a step's result depends on beside data and options: the model in words, and the
  /// layout of parts.
  public func inputs(of step: Step) -> String {
    let model = (registered + further)[step.model]
    return "layout \(InferencePart.layout); "
      + "\(step.model < registered.count ? "registered" : "further"); "
      + "\(model.terms.map(\.name).joined(separator: " + ")) | "
      + "\(model.fixedEffects.map(\.name).joined(separator: " + ")) | "
      + model.clusterings.map(\.name).joined(separator: ", ")
  }

  /// Runs one step.
  ///
  /// - Throws: `DataError` where a registered model cannot be estimated; a method that cannot be applied
  ///   gives a row with the reason instead, as does a further model without an estimate.
  public func run(_ step: Step) throws -> InferencePart {
    let model = (registered + further)[step.model]
    if step.work == .elections {
      return try ElectionMethods(model: model, data: AnyModelData(data), suite: self).part(step.id)
    }
    let prepared: PreparedModel
    do {
      prepared = try PreparedModel(model, on: data, analysis: id, outcome: outcome)
    } catch let error as DataError where step.model >= registered.count {
      return InferencePart(
        step: step.id,
        rows: model.bumps.map {
          InferenceRow(
            missing: $0.name, .clustered, unit: "", model: model, analysis: id,
            note: error.message)
        }, draws: [])
    }
    if step.work == .assignments {
      return try AssignmentMethods(prepared: prepared, frame: frame).part(step.id, of: self)
    }
    let part = try VarianceMethods(prepared: prepared, suite: self).part(step.id)
    // Few assignments, on a model that is estimated already.
    return InferencePart(
      step: step.id,
      rows: part.rows + ModeratorMethods(prepared: prepared, suite: self).rows(),
      draws: part.draws)
  }

  /// Puts parts together: their rows, with p-values adjusted for the family of all bumps whose
  /// bootstraps draw the same clusters, and the exact permutation of incumbents.
  ///
  /// The rows of a term stand together, in the order of the models.
  ///
  /// - Parameters:
  ///   - parts: The parts of all steps, in the order of the steps.
  ///   - reputations: The analysis' relations of bumps to reputation.
  /// - Throws: `EstimationError` where draws and statistics do not fit each other.
  public func assemble(
    _ parts: [InferencePart], reputations: [ReputationRelation]
  ) throws -> [InferenceRow] {
    var rows: [InferenceRow] = []
    var drawn: [(row: Int, draws: InferencePart.Draws)] = []
    for part in parts {
      drawn += part.draws.map { (rows.count + $0.row, $0) }
      rows += part.rows
    }
    for (row, value, note) in try InferenceFamily(drawn).adjusted {
      rows[row].familyP = value
      rows[row].note = [rows[row].note, note].compactMap { $0 }.joined(separator: "; ").nilIfEmpty
    }
    return rows
      + reputations.map { relation in
        InferenceRow(
          analysis: id, model: relation.model, estimator: relation.estimator,
          allyRule: relation.allyRule, term: "slope on reputation", method: .permutedIncumbents,
          unit: "incumbent",
          units: [.init(dimension: "incumbent", count: relation.points.count)], treated: [],
          estimate: relation.slope, standardError: nil, pValue: relation.oneSidedP,
          confidenceLow: nil, confidenceHigh: nil,
          smallestAttainableP: relation.smallestAttainableP, simulationError: nil,
          draws: relation.rerankings.count, familyP: nil, pivotalCluster: nil,
          estimateWithout: nil,
          note:
            "one-sided, over all \(relation.rerankings.count) orders of the incumbents; the slope "
            + "is a rank, of \(relation.points.count) incumbents", caution: nil)
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
