import Charts
import Hypotheses

/// What a report shows beyond its analyses; what was not run is absent, and the report says so with the
/// command that runs it.
public struct ReportParts: Sendable {
  /// The event studies; the first that belongs to the headline is drawn.
  public var eventStudies: [EventStudyResult] = []
  /// The rows of the inference suite.
  public var inference: [InferenceRow] = []
  /// The curves of all specifications, one an estimand.
  public var specifications: [SpecificationCurveChart] = []
  /// The all-rules table with its joint tests; nil where only its curve is there.
  public var allRules: AllRulesResult?
  /// What chance gives under assignments drawn anew.
  public var permutations: [PermutationChart] = []
  /// How often tests find effects of each size.
  public var power: PowerChart?
  /// The study behind the power curves; nil where only the curves are there.
  public var powerStudy: PowerResult?
  /// Intervals of the event study where trends need not be parallel.
  public var honest: [HonestResult] = []
  /// Comparisons in which the hypothesis predicts nothing.
  public var placebos: [PlaceboRow] = []
  /// The bump without each state, destination, election and incumbent.
  public var leftOut: [LeaveOneOutRow] = []
  /// Values of the states for readers to look up.
  public var explorer: StateExplorer?
  /// Why there is no map; nil where there is one, or nothing to say.
  public var mapAbsence: String?
  /// What tables that a user brought say.
  public var tables: [TableResult] = []
  /// What no table at hand can test.
  public var untested: [Untested] = []
  /// The commands that made these parts, before the one that makes the report.
  public var commands: [String] = []

  /// Nothing beyond the analyses.
  public init() {}
}
