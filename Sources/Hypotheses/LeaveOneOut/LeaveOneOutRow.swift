import Estimation

/// A bump without one state, destination, election or incumbent.
public struct LeaveOneOutRow: Sendable, Codable, Equatable {
  /// The analysis.
  public let analysis: String
  /// The model.
  public let model: String
  /// Its estimator.
  public let estimator: Estimator
  /// Its ally rule.
  public let allyRule: String
  /// The term.
  public let term: String
  /// What kind of thing is left out.
  public let dimension: LeaveOneOut.Dimension
  /// Its code.
  public let code: String
  /// Its name.
  public let name: String
  /// The estimate with all rows, in logs.
  public let fullEstimate: Double
  /// Its standard error, by the model's first clustering.
  public let fullStandardError: Double
  /// Its p-value.
  public let fullPValue: Double
  /// The estimate without, in logs; nil where there is none.
  public let estimate: Double?
  /// Its standard error.
  public let standardError: Double?
  /// Its p-value.
  public let pValue: Double?
  /// The estimate without, less that with all rows.
  public let change: Double?
  /// The change in standard errors of the estimate with all rows, as a DFBETA.
  public let changeInErrors: Double?
  /// Whether the sign is the opposite without it.
  public let flipsSign: Bool
  /// Whether it is significant at 5 % with but not without, or the other way round.
  public let flipsSignificance: Bool
  /// The rows left.
  public let observations: Int?
  /// Why there is no estimate; nil where there is one.
  public let reason: String?

  init(
    analysis: String, model: ModelSpecification, dimension: LeaveOneOut.Dimension, code: String,
    name: String, full: VarianceEstimate.Row, without: VarianceEstimate.Row?,
    observations: Int?, reason: String
  ) {
    self.analysis = analysis
    self.model = model.id
    estimator = model.estimator
    allyRule = model.allyRule
    term = full.term
    self.dimension = dimension
    self.code = code
    self.name = name
    fullEstimate = full.estimate
    fullStandardError = full.standardError
    fullPValue = full.pValue
    estimate = without?.estimate
    standardError = without?.standardError
    pValue = without?.pValue
    change = without.map { $0.estimate - full.estimate }
    changeInErrors = without.map { ($0.estimate - full.estimate) / full.standardError }
    flipsSign = without.map { $0.estimate * full.estimate < 0 } ?? false
    flipsSignificance = without.map { ($0.pValue < 0.05) != (full.pValue < 0.05) } ?? false
    self.observations = without == nil ? nil : observations
    self.reason = without == nil ? reason : nil
  }
}

/// What a step of leaving out gave; written and read back, it is the same.
public struct LeaveOneOutPart: Sendable, Codable, Equatable {
  /// The step.
  public let step: String
  /// Its rows.
  public let rows: [LeaveOneOutRow]
}
