/// The corrections for few observations and few clusters, in the terms of R's fixest (`ssc`).
///
/// There is no default: a caller names the convention it wants, most often `.fixest`.
public struct SmallSample: Sendable, Hashable {
  /// Which parameters of the fixed effects count as estimated.
  public enum FixedEffectCount: String, Sendable, Hashable {
    /// None of them.
    case none
    /// Those of the fixed effects that are not nested in a dimension of the clusters.
    case nested
    /// All of them: the levels of all fixed effects less one for each after the first.
    case full
  }

  /// How levels of fixed effects that repeat each other are left out of K.
  public enum Redundancy: String, Sendable, Hashable {
    /// One for each fixed effect after the first, as fixest and pyfixest do.
    case onePerEffect
    /// For each fixed effect after the first, the connected components that it has with an earlier
    /// one, the largest number of them, as reghdfe does. Never fewer parameters than there are.
    case pairs
    /// All of them: K counts the rank of the fixed effects, exact where `FixedEffectRank` is.
    case rank
  }

  /// How a rule extends to several dimensions of clusters.
  public enum Rule: String, Sendable, Hashable {
    /// The dimension with the fewest clusters decides.
    case min
    /// Each dimension counts for itself (factors); observations less parameters (t distribution).
    case conventional
  }

  /// Whether the variance is multiplied by (n - 1) / (n - K), K the number of parameters.
  public let adjustsForParameters: Bool
  /// How the fixed effects enter K.
  public let fixedEffectCount: FixedEffectCount
  /// Whether the variance is multiplied by G / (G - 1), G the number of clusters; n / (n - 1) for
  /// the heteroskedastic variance.
  public let adjustsForClusters: Bool
  /// Which G that is with several dimensions.
  public let clusterRule: Rule
  /// The degrees of freedom of the t distribution: clusters less one, or observations less K.
  public let degreesOfFreedomRule: Rule
  /// How repeated levels are left out of K.
  public let redundancy: Redundancy

  /// States each correction.
  public init(
    adjustsForParameters: Bool, fixedEffectCount: FixedEffectCount, adjustsForClusters: Bool,
    clusterRule: Rule, degreesOfFreedomRule: Rule, redundancy: Redundancy = .onePerEffect
  ) {
    self.adjustsForParameters = adjustsForParameters
    self.fixedEffectCount = fixedEffectCount
    self.adjustsForClusters = adjustsForClusters
    self.clusterRule = clusterRule
    self.degreesOfFreedomRule = degreesOfFreedomRule
    self.redundancy = redundancy
  }

  /// What fixest 0.12 does unless told otherwise.
  public static let fixest = SmallSample(
    adjustsForParameters: true, fixedEffectCount: .nested, adjustsForClusters: true,
    clusterRule: .min, degreesOfFreedomRule: .min)

  /// What pyfixest 0.60 does unless told otherwise: the same as fixest.
  public static let pyfixest = fixest

  /// What reghdfe 6 does for least squares: as fixest, but levels that repeat each other are looked
  /// for pair by pair.
  public static let reghdfe = SmallSample(
    adjustsForParameters: true, fixedEffectCount: .nested, adjustsForClusters: true,
    clusterRule: .min, degreesOfFreedomRule: .min, redundancy: .pairs)

  /// What ppmlhdfe 2.3 does for Poisson: G / (G - 1) or n / (n - 1), and nothing for parameters.
  public static let ppmlhdfe = SmallSample(
    adjustsForParameters: false, fixedEffectCount: .nested, adjustsForClusters: true,
    clusterRule: .min, degreesOfFreedomRule: .min, redundancy: .pairs)

  /// fixest's convention with the exact rank of the fixed effects in K.
  public static let exactRank = SmallSample(
    adjustsForParameters: true, fixedEffectCount: .nested, adjustsForClusters: true,
    clusterRule: .min, degreesOfFreedomRule: .min, redundancy: .rank)
}
