/// One covariance matrix of the coefficients and what follows from it.
public struct VarianceEstimate: Sendable, Equatable {
  /// A row of the table of coefficients.
  public struct Row: Sendable, Equatable {
    /// The name of the term.
    public let term: String
    /// The coefficient.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// The estimate over its standard error.
    public let statistic: Double
    /// The two-sided p-value of the hypothesis that the coefficient is zero.
    public let pValue: Double
    /// The lower end of the 95 % interval.
    public let lower: Double
    /// The upper end of the 95 % interval.
    public let upper: Double
    /// The degrees of freedom of its t distribution; nil where the standard normal is used.
    public let degreesOfFreedom: Double?
  }

  /// The distribution of the statistic under the hypothesis, by fixest's convention.
  public enum Distribution: Sendable, Hashable {
    /// Student's t, used with least squares.
    case student(degreesOfFreedom: Int)
    /// Student's t with degrees of freedom of its own for each coefficient, which are in the rows.
    case studentByTerm
    /// The standard normal, used with Poisson.
    case normal
  }

  /// The number of clusters of one dimension in the estimation sample.
  public struct ClusterCount: Sendable, Hashable {
    /// The name of the dimension.
    public let dimension: String
    /// The number of its levels with a row in the estimation sample.
    public let clusters: Int
  }

  /// What was done to a matrix with a negative variance.
  public struct Repair: Sendable, Equatable {
    /// The smallest eigenvalue before the repair.
    public let smallestEigenvalue: Double
    /// The variances before the repair.
    public let diagonalBefore: [Double]
    /// The variances after it.
    public let diagonalAfter: [Double]
  }

  /// What was asked for.
  public let variance: Variance
  /// Estimate, standard error, statistic, p-value and interval of each coefficient.
  public let table: [Row]
  /// The covariance matrix, rows and columns in the order of the coefficients.
  public let covariance: [[Double]]
  /// The clusters of each dimension; empty without clusters.
  public let clusters: [ClusterCount]
  /// The number K of parameters counted in the small-sample correction.
  public let parameters: Int
  /// Clusters of the smallest dimension less one, or observations less K, as the convention says.
  public let degreesOfFreedom: Int
  /// The distribution the p-values and intervals are from.
  public let distribution: Distribution
  /// The smallest eigenvalue of the matrix before any repair.
  public let smallestEigenvalue: Double
  /// Set if a variance was negative and the matrix was replaced by the nearest one without negative
  /// eigenvalues (Cameron, Gelbach and Miller 2011, section 2.3).
  public let repair: Repair?
  /// How the clusters of each dimension bear on each coefficient; empty without clusters.
  public let diagnostics: [ClusterDiagnostics]
  /// The estimates without each cluster in turn; nil but for a jackknife.
  public let leaveOneOut: LeaveOneOut?
  /// The degrees of freedom of combinations; nil but for CR2.
  let contrastFreedom: ContrastFreedom?
}
