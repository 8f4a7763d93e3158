import Codes

/// A component of the hypothesis that can be assigned anew.
public enum PermutedComponent: String, Sendable, Hashable, Codable, CaseIterable {
  /// Swing status, among all states within each election cycle.
  case swingWithinCycle = "swing"
  /// Swing status, among the states of each Census region within each election cycle.
  case swingByRegion = "swing-by-region"
  /// Alliances, among destinations with all their years.
  case allies
  /// The phase of the calendar: the window at another place of the four-year cycle.
  case calendar
  /// Incumbents' ranks of reputation.
  case incumbents

  /// What is exchanged, in words.
  public var unit: String {
    switch self {
    case .swingWithinCycle: "state within cycle"
    case .swingByRegion: "state within region and cycle"
    case .allies: "destination"
    case .calendar: "phase of the cycle"
    case .incumbents: "incumbent"
    }
  }
}

/// How a permutation test is run.
public struct PermutationOptions: Sendable, Hashable, Codable {
  /// What is compared between assignments.
  public enum Statistic: String, Sendable, Hashable, Codable, CaseIterable {
    /// The coefficient over its clustered standard error.
    case studentized
    /// The coefficient.
    case coefficient
  }

  /// What is assigned anew.
  public let component: PermutedComponent
  /// What is compared.
  public let statistic: Statistic
  /// The assignments drawn where there are more.
  public let draws: Int
  /// Where the random numbers start.
  public let seed: UInt64

  /// States a test.
  ///
  /// - Throws: `DataError` of kind `permutationOptions` for fewer than 19 or more than 100,000 draws.
  public init(
    component: PermutedComponent, statistic: Statistic = .studentized, draws: Int = 999,
    seed: UInt64 = 1
  ) throws {
    guard (19...100_000).contains(draws) else {
      throw DataError(
        .permutationOptions, "\(draws) assignments are too few or too many",
        hint: "give 19 to 100,000; 999 unless said")
    }
    self.component = component
    self.statistic = statistic
    self.draws = draws
    self.seed = seed
  }
}

/// What a permutation test found, with the distribution that it compares with.
public struct PermutationResult: Sendable, Codable, Equatable {
  /// The analysis.
  public let analysis: String
  /// The model.
  public let model: String
  /// The estimator.
  public let estimator: Estimator
  /// The swing rule.
  public let swingRule: String?
  /// The ally rule.
  public let allyRule: String
  /// What is tested: a term, or the slope of the bumps on reputation.
  public let term: String
  /// How it was run.
  public let options: PermutationOptions
  /// The estimate, in logs.
  public let estimate: Double
  /// The statistic of the assignment observed.
  public let statistic: Double
  /// The statistics of the other assignments, in the order of the draws.
  public let distribution: [Double]
  /// The share of assignments at least as extreme; one-sided for incumbents, else two-sided.
  public let pValue: Double
  /// Its standard error from the finite number of draws; zero where all were gone through.
  public let simulationError: Double
  /// The smallest p that could have come out.
  public let smallestAttainableP: Double
  /// Whether the distribution is that of all assignments.
  public let isExact: Bool
  /// The number of distinct assignments; nil where it is beyond what can be counted.
  public let distinctAssignments: Double?
  /// Draws for which the statistic is not defined.
  public let undefinedDraws: Int
  /// What a reader must know.
  public let note: String
}

extension DataError.Kind {
  /// A permutation test that cannot be run as asked for.
  public static let permutationOptions = Self(id: "permute.options", exitCode: .usage)
}
