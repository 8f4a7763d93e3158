import Codes

/// What a power study found.
public struct PowerResult: Sendable, Codable, Equatable {
  /// What a method's size is worth.
  public enum Verdict: String, Sendable, Codable, CaseIterable {
    /// At the level, within two standard errors of the simulation, and below twice the level.
    case right
    /// Below the level: the test is safe and gives away power.
    case cautious
    /// Above the level: the test finds effects that are not there.
    case tooLarge = "too-large"
    /// The panels are too few to tell the level from twice of it.
    case uncertain = "too-few-panels"
    /// No data could make it reject: its smallest attainable p is above the level.
    case cannotReject = "cannot-reject"
  }

  /// How often a method rejects at one effect.
  public struct Rate: Sendable, Codable, Equatable {
    /// The effect, in logs.
    public let effect: Double
    /// The share of draws in which the method rejects.
    public let rate: Double
    /// The standard error of the share from the finite number of draws.
    public let simulationError: Double
  }

  /// One method.
  public struct Method: Sendable, Codable, Equatable {
    /// The method.
    public let method: InferenceRow.Method
    /// What it clusters, draws or assigns by.
    public let unit: String
    /// The draws in which it gave a p-value, and those in which it gave none.
    public let draws: Int
    /// The draws in which it gave none.
    public let undefined: Int
    /// The smallest p that it can give; nil where p has a continuous distribution.
    public let smallestAttainableP: Double?
    /// Rejections by effect, ascending.
    public let rates: [Rate]
    /// What its size is worth; nil without draws.
    public let verdict: Verdict?
    /// The smallest effect above zero, in logs, that it finds four times in five, interpolated; nil
    /// where its size is too large or no effect of the grid is found so often.
    public let minimumDetectableEffect: Double?
    /// What a reader must know.
    public let note: String?

    /// The rate at no effect.
    public var size: Rate? { rates.first { $0.effect == 0 } }
  }

  /// Exact estimates of some draws, beside the one-step ones.
  public struct Refits: Sendable, Codable, Equatable {
    /// One effect.
    public struct Row: Sendable, Codable, Equatable {
      /// The effect put in.
      public let effect: Double
      /// The draws estimated.
      public let draws: Int
      /// The mean of the exact estimates less the effect, and its simulation error.
      public let bias: Double
      /// The standard error of the bias from the finite number of draws.
      public let biasError: Double
      /// The standard deviation of the exact estimates.
      public let deviation: Double
      /// The mean and the largest absolute difference from the one-step estimates, in standard
      /// deviations.
      public let meanDifference: Double
      /// The largest of them.
      public let largestDifference: Double
      /// The share of the draws whose 95 % interval covers the effect, by clustering, and for the t-test
      /// by election.
      public let coverage: [Coverage]
    }

    /// The coverage of one variance.
    public struct Coverage: Sendable, Codable, Equatable {
      /// The clustering, or `t-test by election`.
      public let clustering: String
      /// The share of intervals that cover the effect.
      public let share: Double
      /// Its standard error from the finite number of draws.
      public let simulationError: Double
    }

    /// By effect.
    public let rows: [Row]
  }

  /// How often one method of the suite itself, with exact estimates, rejects at no effect, beside the
  /// study's own one-step version on the same panels.
  public struct SuiteRate: Sendable, Codable, Equatable {
    /// The method.
    public let method: InferenceRow.Method
    /// What it clusters, draws or assigns by.
    public let unit: String
    /// The panels.
    public let draws: Int
    /// Rejections of the suite's method.
    public let exactRejections: Int
    /// Rejections of the one-step version.
    public let oneStepRejections: Int
    /// Panels on which the two differ.
    public let disagreements: Int
  }

  /// The analysis.
  public let analysis: String
  /// The model.
  public let model: String
  /// The estimator.
  public let estimator: Estimator
  /// What the panel's periods are: `years` or `months`, of which three have one common shock.
  public let unit: String
  /// The swing rule.
  public let swingRule: String?
  /// The ally rule.
  public let allyRule: String
  /// The term.
  public let term: String
  /// How it was drawn.
  public let options: PowerOptions
  /// The rows of the estimation sample.
  public let observations: Int
  /// The elections whose cycle has years inside and outside the window.
  public let elections: [Int]
  /// The sizes of the shocks.
  public let shocks: PowerShocks
  /// The standard deviation of the simulated estimates, and the estimate from the data themselves.
  public let deviation: Double
  /// The mean of the simulated estimates at no effect, which should be zero.
  public let meanEstimate: Double
  /// The methods.
  public let methods: [Method]
  /// Exact estimates; nil where none were asked for.
  public let refits: Refits?
  /// The suite itself on the first panels; nil where that was not asked for.
  public let suites: [SuiteRate]?

  /// The method to quote: of those whose size is right or below the level the one that detects the
  /// smallest effect, and among equals the first; nil where none detects any.
  public var recommended: Method? {
    methods.filter { $0.minimumDetectableEffect != nil }
      .min {
        ($0.minimumDetectableEffect ?? .infinity) < ($1.minimumDetectableEffect ?? .infinity)
      }
  }
}
