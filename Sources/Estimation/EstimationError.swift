/// A refusal of the estimator, with a stable name, a sentence and the next thing to do.
///
/// Rows are named by their position in the caller's columns, counted from 1.
public struct EstimationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A stable name of the kind of error, such as `estimate.few_clusters`.
  public var id: String { "estimate.\(code.rawValue)" }
  /// What is wrong, in lower case.
  public let message: String
  /// What to do next.
  public let hint: String
  /// The message and the hint on one line.
  public var description: String { "\(message); \(hint)" }

  enum Code: String {
    case length, infinite, negative, allDropped = "all_dropped", noRows = "no_rows"
    case fewClusters = "few_clusters", clusterDimensions = "cluster_dimensions"
    case tooManyTerms = "too_many_terms", allAbsorbed = "all_terms_absorbed"
    case constantOutcome = "constant_outcome", noConvergence = "no_convergence"
    case factorCode = "factor_code", noFactor = "no_factor", duplicateName = "duplicate_name"
    case tolerance, permutation, weight, separation, notFinite = "not_finite"
    case restriction, resampling, prediction
    case oneCluster = "one_cluster_identifies", coordinates, dyads, leverage, lags
    case threeWay = "three_way", leaveOut = "leave_out", sensitivity
    case blocks
    case magnitude, indefinite, exactFit = "exact_fit"

    /// Whether the mistake is in what was asked for, and the data could not cure it.
    var isAboutChoices: Bool {
      switch self {
      case .clusterDimensions, .tolerance, .restriction, .resampling, .lags, .threeWay: true
      default: false
      }
    }
  }

  let code: Code
  /// Whether what was asked for is at fault, and not the data.
  public let isAboutChoices: Bool

  init(_ code: Code, _ message: String, hint: String, isAboutChoices: Bool? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.isAboutChoices = isAboutChoices ?? code.isAboutChoices
  }

  static func length(column: String, rows: Int, expected: Int) -> EstimationError {
    EstimationError(
      .length, "column '\(column)' has \(rows) rows where \(expected) are expected",
      hint: "pass columns of equal length")
  }

  static func infinite(column: String, row: Int) -> EstimationError {
    EstimationError(
      .infinite, "row \(row + 1) of '\(column)' is infinite",
      hint: "correct the value, or mark it as missing with NaN")
  }

  static func negative(column: String, row: Int, value: Double) -> EstimationError {
    EstimationError(
      .negative,
      "row \(row + 1) of '\(column)' is \(value), but a Poisson outcome is never negative",
      hint: "correct the value, or use the gaussian family")
  }

  static func weight(row: Int, value: Double) -> EstimationError {
    EstimationError(
      .weight, "the weight of row \(row + 1) is \(value), but a weight is never negative",
      hint: "correct the value, or leave the row out with NaN")
  }

  static func noRows(outcome: String) -> EstimationError {
    EstimationError(
      .noRows, "the outcome '\(outcome)' has no rows", hint: "pass at least two observations")
  }

  static func allDropped(_ dropped: DroppedRows, rows: Int) -> EstimationError {
    EstimationError(
      .allDropped,
      "none of the \(rows) rows can be used: \(dropped.missing) missing, \(dropped.singleton) "
        + "singletons, \(dropped.separatedByFixedEffects) separated by fixed effects, "
        + "\(dropped.separatedByRegressors) separated by regressors",
      hint: "use coarser fixed effects, or check the columns for missing values")
  }

  static func fewClusters(dimension: String, clusters: Int) -> EstimationError {
    EstimationError(
      .fewClusters,
      "the variance clustered by '\(dimension)' has \(clusters) cluster in the estimation sample, "
        + "and at least 2 are needed",
      hint: "cluster by a dimension with more levels, or ask for another variance")
  }

  static func clusterDimensions(_ count: Int) -> EstimationError {
    EstimationError(
      .clusterDimensions, "a variance was asked with \(count) cluster dimensions",
      hint: "pass one to four")
  }

  static func tooManyTerms(terms: Int, rows: Int) -> EstimationError {
    EstimationError(
      .tooManyTerms, "\(terms) parameters cannot be estimated from \(rows) rows",
      hint: "use fewer terms or coarser fixed effects")
  }

  static func noFreedom(
    parameters: Int, rows: Int, of all: Int, dropped: DroppedRows
  ) -> EstimationError {
    let reasons = [
      (dropped.missing, "missing"), (dropped.zeroWeight, "of weight zero"),
      (dropped.singleton, "singletons"),
      (dropped.separatedByFixedEffects, "separated by fixed effects"),
      (dropped.separatedByRegressors, "separated by regressors"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let left =
      rows == all
      ? "\(rows) rows" : "\(rows) of \(all) rows that are left (\(reasons.joined(separator: ", ")))"
    return EstimationError(
      .tooManyTerms,
      "the small-sample correction counts \(parameters) parameters, levels of fixed effects "
        + "included, and there are no more than the \(left)",
      hint: "use coarser fixed effects, or a convention that counts otherwise, such as exact-rank")
  }

  static func allAbsorbed(_ omitted: [OmittedTerm]) -> EstimationError {
    let list = omitted.map { "'\($0.name)' is \($0.reason.description)" }.joined(separator: ", ")
    return EstimationError(
      .allAbsorbed, "no term can be estimated: \(list)",
      hint: "drop a fixed effect, or use terms that vary within the fixed effects")
  }

  static func constantOutcome(column: String) -> EstimationError {
    EstimationError(
      .constantOutcome,
      "the outcome '\(column)' does not vary in the estimation sample beyond the fixed effects",
      hint: "check the outcome column, or use coarser fixed effects")
  }

  static func noConvergence(what: String, iterations: Int) -> EstimationError {
    EstimationError(
      .noConvergence, "\(what) did not converge in \(iterations) iterations",
      hint: "rescale or drop terms that are nearly collinear, or use coarser fixed effects")
  }

  static func factorCode(factor: String, row: Int, code: Int, levels: Int) -> EstimationError {
    EstimationError(
      .factorCode, "row \(row + 1) of factor '\(factor)' has code \(code), outside 0..<\(levels)",
      hint: "number the levels densely from 0")
  }

  static func noFactor(name: String) -> EstimationError {
    EstimationError(
      .noFactor, "the interaction '\(name)' has no factors", hint: "pass at least one factor")
  }

  static func duplicateName(_ name: String) -> EstimationError {
    EstimationError(
      .duplicateName, "two columns of the model are called '\(name)'",
      hint: "give each term and each fixed effect a name of its own")
  }

  static func tolerance(_ value: Double) -> EstimationError {
    EstimationError(
      .tolerance, "a tolerance of \(value) cannot be met",
      hint: "pass a tolerance between 1e-13 and 1e-4")
  }

  static func blocks(_ message: String, hint: String) -> EstimationError {
    EstimationError(.blocks, message, hint: hint)
  }

  static func permutation(_ message: String, hint: String) -> EstimationError {
    EstimationError(.permutation, message, hint: hint)
  }

  static func separation(rows: Int) -> EstimationError {
    EstimationError(
      .separation,
      "\(rows) rows look separated, but no certificate of it could be verified",
      hint: "look for terms that are nonzero only where the outcome is zero, and drop them")
  }

  static func notFinite(what: String) -> EstimationError {
    EstimationError(
      .notFinite, "\(what) is not a finite number",
      hint: "rescale the columns: their values are too far apart for double precision")
  }

  static func oneCluster(term: String, dimension: String, row: Int) -> EstimationError {
    EstimationError(
      .oneCluster,
      "without the cluster of '\(dimension)' that row \(row + 1) is in, '\(term)' cannot be estimated",
      hint: "a jackknife needs every term to vary in two clusters at least: drop the term, or use "
        + "another variance")
  }

  static func oneClusterAlone(term: String, dimension: String) -> EstimationError {
    EstimationError(
      .oneCluster,
      "one cluster of '\(dimension)' alone identifies '\(term)', so that CR2 has no estimate of its "
        + "variance",
      hint: "drop the term, cluster by a dimension in which several clusters are treated, or use "
        + "randomization")
  }

  static func negativeVariance(
    term: String, dimensions: [String], eigenvalues: [Double]
  ) -> EstimationError {
    let by = dimensions.isEmpty ? "" : " clustered by \(dimensions.joined(separator: " and "))"
    let (low, high) = (Float(eigenvalues.first ?? 0), Float(eigenvalues.last ?? 0))
    return EstimationError(
      .indefinite,
      "the variance of '\(term)'\(by) is negative, and without its negative eigenvalues nothing is "
        + "left of it (eigenvalues from \(low) to \(high))",
      hint: "leave this variance out: cluster by fewer dimensions, or use a wild bootstrap")
  }

  static func zeroVariance(term: String) -> EstimationError {
    EstimationError(
      .exactFit, "the standard error of '\(term)' is zero: every residual that bears on it is",
      hint: "look for a term that repeats the outcome, or for as many terms as rows that differ")
  }

  static func leverageOne(term: String, row: Int, what: String) -> EstimationError {
    EstimationError(
      .oneCluster,
      "row \(row + 1) has a leverage of one: without it '\(term)' cannot be estimated, and "
        + "\(what) divides zero by zero there",
      hint: "drop the row or the term, or use hetero, which counts its residual as zero")
  }

  static func leaveOut(dimension: String, row: Int, message: String) -> EstimationError {
    EstimationError(
      .leaveOut,
      "without the cluster of '\(dimension)' that row \(row + 1) is in, the model cannot be estimated: "
        + message,
      hint: "use the one-step jackknife or another variance")
  }

  static func coordinates(column: String, row: Int, value: Double) -> EstimationError {
    EstimationError(
      .coordinates, "row \(row + 1) of the \(column) is \(value)",
      hint: "give latitudes from -90 to 90 and longitudes from -180 to 360, in degrees")
  }

  static func cutoff(_ value: Double) -> EstimationError {
    EstimationError(
      .coordinates, "a cutoff of \(value) km is not a distance",
      hint: "pass a finite distance of at least 0, in kilometres")
  }

  static func dyads(_ message: String, hint: String) -> EstimationError {
    EstimationError(.dyads, message, hint: hint)
  }

  static func lags(_ value: Int) -> EstimationError {
    EstimationError(
      .lags, "\(value) lags were asked for", hint: "pass 0 or more, or nil for the usual number")
  }

  static func leverage(levels: Int, limit: Int, what: String) -> EstimationError {
    EstimationError(
      .leverage,
      "\(what) needs the exact leverage of each row, and the fixed effects beside the largest have "
        + "\(levels) levels, more than \(limit)",
      hint: "ask for a clustered variance instead, or use coarser fixed effects")
  }

  static func threeWay(
    _ message: String, hint: String, isAboutChoices: Bool = true
  ) -> EstimationError {
    EstimationError(.threeWay, message, hint: hint, isAboutChoices: isAboutChoices)
  }
}
