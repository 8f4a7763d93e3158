import Charts
import Hypotheses

/// What a report shows beyond its analyses; what was not run is absent, and the report says so with the
/// command that runs it.
public struct ReportParts: Sendable {
  /// The event studies; the first that belongs to the headline is drawn.
  public var eventStudies: [EventStudyResult] = []
  /// The rows of the inference suite.
  public var inference: [InferenceRow] = []
  /// The curve of all specifications.
  public var specifications: SpecificationCurveChart?
  /// What chance gives under assignments drawn anew.
  public var permutations: [PermutationChart] = []
  /// How often tests find effects of each size.
  public var power: PowerChart?
  /// Values of the states for readers to look up.
  public var explorer: StateExplorer?
  /// The commands that made these parts, behind the one that made the report.
  public var commands: [String] = []

  /// Nothing beyond the analyses.
  public init() {}
}
