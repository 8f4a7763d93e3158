/// One estimated model with all its variances, as it is printed, saved and loaded again.
///
/// It holds every number and every choice that a table shows, and no row of the data. `Codable` is the
/// layout of saved results, `swingport.saved-fit/1`.
public struct RegressionResult: Codable, Sendable, Equatable {
  /// A reason why rows were left out, and how many.
  public struct Dropped: Codable, Sendable, Equatable {
    /// The restriction of the sample (`--where`).
    public var restriction: Int
    /// A value that is missing.
    public var missing: Int
    /// A weight of zero.
    public var zeroWeight: Int
    /// The only row left in a level of a fixed effect.
    public var singleton: Int
    /// Zeros that fixed effects predict perfectly (Poisson).
    public var separatedByFixedEffects: Int
    /// Zeros that terms and fixed effects predict perfectly (Poisson).
    public var separatedByRegressors: Int
  }

  /// A name and how many there are of it.
  public struct Count: Codable, Sendable, Equatable {
    /// A fixed effect or a dimension of clusters.
    public var name: String
    /// Its levels in the estimation sample.
    public var levels: Int
  }

  /// A term and something said about it.
  public struct Note: Codable, Sendable, Equatable {
    /// The term.
    public var term: String
    /// What is said.
    public var text: String
  }

  /// A coefficient under one variance.
  public struct Row: Codable, Sendable, Equatable {
    /// The term.
    public var term: String
    /// The coefficient.
    public var estimate: Double
    /// Its standard error.
    public var standardError: Double
    /// The estimate over its standard error.
    public var statistic: Double
    /// The two-sided p-value of a coefficient of zero.
    public var pValue: Double
    /// The lower end of the interval.
    public var confidenceLow: Double
    /// The upper end of the interval.
    public var confidenceHigh: Double
    /// The degrees of freedom of the t distribution; nil for the normal.
    public var degreesOfFreedom: Double?
  }

  /// How the clusters of one dimension bear on the coefficients.
  public struct Diagnostics: Codable, Sendable, Equatable {
    /// How they bear on one coefficient.
    public struct Term: Codable, Sendable, Equatable {
      /// The term.
      public var term: String
      /// The clusters in which it is not zero somewhere.
      public var treated: Int
      /// As many clusters of equal weight would estimate it as well (Carter, Schnepel and
      /// Steigerwald 2017).
      public var effective: Double
    }

    /// The dimension.
    public var dimension: String
    /// Its clusters.
    public var clusters: Int
    /// The largest leverage of a cluster.
    public var largestLeverage: Double
    /// The mean leverage of the clusters.
    public var meanLeverage: Double
    /// One entry a coefficient.
    public var terms: [Term]
  }

  /// One variance of the coefficients.
  public struct Variance: Codable, Sendable, Equatable {
    /// The variance in words, such as `cluster:state+year`.
    public var type: String
    /// The clusters of each dimension.
    public var clusters: [Count]
    /// How each dimension bears on the coefficients.
    public var diagnostics: [Diagnostics]
    /// The small-sample convention by its name.
    public var smallSample: String
    /// `normal` or `student`.
    public var distribution: String
    /// The number of parameters in the small-sample correction.
    public var parameters: Int
    /// The table of coefficients.
    public var coefficients: [Row]
    /// The covariance matrix in the order of the coefficients.
    public var covariance: [[Double]]
    /// Combinations of coefficients in place of a term.
    public var combinations: [Row]
    /// Joint tests.
    public var jointTests: [JointTest]
    /// What a reader has to know, such as a repaired matrix.
    public var cautions: [String]
    /// The smallest eigenvalue of the matrix before any repair; nil in older saved results.
    public var smallestEigenvalue: Double?
    /// Whether negative eigenvalues were raised; nil in older saved results.
    public var isRepaired: Bool?
  }

  /// A joint test of several restrictions.
  public struct JointTest: Codable, Sendable, Equatable {
    /// The restrictions, separated by commas.
    public var restrictions: String
    /// The statistic: chi-squared (Poisson) or F (least squares).
    public var statistic: Double
    /// Its degrees of freedom, the number of restrictions.
    public var degreesOfFreedom: Int
    /// The second number of the F distribution; nil for chi-squared.
    public var denominator: Int?
    /// The p-value.
    public var pValue: Double
  }

  /// A bootstrap of every coefficient.
  public struct Bootstrap: Codable, Sendable, Equatable {
    /// One coefficient.
    public struct Row: Codable, Sendable, Equatable {
      /// The term.
      public var term: String
      /// The p-value of a coefficient of zero.
      public var pValue: Double
      /// The lower end of the interval by inversion, if there is one.
      public var confidenceLow: Double?
      /// The upper end.
      public var confidenceHigh: Double?
      /// The draws without a statistic, which are left out; nil in results saved before 0.2.
      public var undefinedDraws: Int?
    }

    /// The bootstrap in words: kind, clusters, draws, seed, weights.
    public var type: String
    /// The draws that were made.
    public var draws: Int
    /// Whether they are all there are.
    public var isEnumerated: Bool
    /// One entry a coefficient.
    public var rows: [Row]
  }

  /// How well the model fits, by fixest's definitions; a measure that is not defined is nil.
  public struct Goodness: Codable, Sendable, Equatable {
    /// The parameters counted: terms, and levels less one for each fixed effect beyond the first.
    public var parameters: Int
    /// The log likelihood of a constant alone.
    public var nullLogLikelihood: Double
    /// R² (least squares).
    public var rSquared: Double?
    /// R² less what parameters explain by chance.
    public var adjustedRSquared: Double?
    /// R² within the fixed effects.
    public var withinRSquared: Double?
    /// That, adjusted.
    public var adjustedWithinRSquared: Double?
    /// McFadden's pseudo-R².
    public var pseudoRSquared: Double?
    /// That, adjusted.
    public var adjustedPseudoRSquared: Double?
    /// The squared correlation of outcome and fitted mean.
    public var squaredCorrelation: Double?
    /// The root mean squared residual (least squares).
    public var rootMeanSquare: Double?
    /// Akaike's criterion.
    public var akaike: Double
    /// Schwarz's criterion.
    public var bayesian: Double
  }

  /// A coefficient without its incidental-parameter bias (Weidner and Zylkin 2021).
  public struct Corrected: Codable, Sendable, Equatable {
    /// The estimated bias.
    public var bias: Double
    /// The corrected coefficient with its corrected standard error.
    public var row: Row
  }

  /// How the incidental-parameter bias was taken out.
  public struct Correction: Codable, Sendable, Equatable {
    /// The column of origins.
    public var origin: String
    /// The column of destinations.
    public var destination: String
    /// The column of periods.
    public var time: String
    /// What the standard errors allow for, in words.
    public var errors: String
  }

  /// The name of the data.
  public var data: String
  /// The model as a formula of its own.
  public var formula: String
  /// The outcome.
  public var outcome: String
  /// `poisson` or `gaussian`.
  public var family: String
  /// The restriction of the sample, if there is one.
  public var restriction: String?
  /// The column of the weights, if there is one.
  public var weights: String?
  /// The column of the offset, if there is one.
  public var offset: String?
  /// The rows of the data.
  public var rows: Int
  /// The rows of the estimation sample.
  public var observations: Int
  /// The rows left out by reason.
  public var dropped: Dropped
  /// The absorbed fixed effects in order.
  public var fixedEffects: [Count]
  /// The dimension of their space.
  public var fixedEffectRank: Int
  /// Whether that is the rank itself or an upper bound.
  public var fixedEffectRankIsExact: Bool
  /// The terms that could not be estimated, with the reason.
  public var omitted: [Note]
  /// Reference levels that the formula did not name.
  public var references: [Note]
  /// Newton steps (Poisson), or 1.
  public var iterations: Int
  /// Whether the tolerance was reached.
  public var converged: Bool
  /// The tolerance asked for.
  public var tolerance: Double
  /// The largest relative change of a coefficient from that tolerance to one a hundred times tighter.
  public var toleranceReached: Double
  /// Poisson deviance, or the sum of squared residuals.
  public var deviance: Double
  /// The log likelihood.
  public var logLikelihood: Double
  /// How well the model fits; nil in results saved before 0.2.
  public var goodness: Goodness?
  /// The level of the intervals in percent.
  public var level: Double
  /// The variances in the order in which they were asked for.
  public var variances: [Variance]
  /// Bootstraps of every coefficient.
  public var bootstraps: [Bootstrap]
  /// The coefficients without their incidental-parameter bias, if that was asked for.
  public var corrected: [Corrected]?
  /// How that was done; nil without it and in older saved results.
  public var correction: Correction?

  /// What the result holds besides coefficients, in a word; nil for nothing.
  public var besidesCoefficients: String? {
    if corrected != nil { return "estimates without their incidental-parameter bias" }
    if !bootstraps.isEmpty { return "bootstraps" }
    if variances.contains(where: { !$0.combinations.isEmpty }) { return "combinations" }
    if variances.contains(where: { !$0.jointTests.isEmpty }) { return "joint tests" }
    return nil
  }
  /// The program and its version.
  public var program: String

  /// The terms that were estimated, in order.
  public var terms: [String] { variances.first?.coefficients.map(\.term) ?? [] }
}
