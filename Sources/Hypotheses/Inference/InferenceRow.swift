/// What one method of inference says about one bump.
public struct InferenceRow: Sendable, Codable, Equatable {
  /// The families of methods.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// Errors free to depend on each other within clusters (CRV1).
    case clustered
    /// The cluster jackknife, CRV3 (MacKinnon, Nielsen & Webb 2023).
    case jackknife
    /// Errors free to depend on each other where rows share a node (Aronow, Samii & Assenova 2015).
    case dyadic
    /// The wild cluster bootstrap, or for Poisson the score bootstrap (Kline & Santos 2012).
    case bootstrap
    /// The t-test of estimates by election (Ibragimov & Müller 2010).
    case perElection = "per-election-t"
    /// The exact test by changes of sign of estimates by election (Canay, Romano & Shaikh 2017).
    case signChange = "sign-change"
    /// Swing status assigned anew among the states of a Census region, in each cycle.
    case randomizedSwing = "randomized-swing"
    /// Alliances assigned anew among destinations.
    case randomizedAllies = "randomized-allies"
    /// The phase of the calendar shifted.
    case shiftedCalendar = "shifted-calendar"
    /// Incumbents' ranks permuted, or the values of a moderator such as reputation exchanged among
    /// incumbents or election cycles, as the unit says.
    case permutedIncumbents = "permuted-incumbents"
  }

  /// The analysis.
  public let analysis: String
  /// The model.
  public let model: String
  /// Its estimator.
  public let estimator: Estimator
  /// Its ally rule.
  public let allyRule: String
  /// The term, or what is tested in its place.
  public let term: String
  /// The method.
  public let method: Method
  /// What the method clusters, draws or assigns by, such as `origin + destination`.
  public let unit: String
  /// The number of those units in the sample, by dimension.
  public let units: [ModelResult.ClusterCount]
  /// The units in which the term is ever not zero, by dimension; empty where that is not meant.
  public let treated: [ModelResult.ClusterCount]
  /// The estimate, in logs; nil where the method has none, with the reason in `note`.
  public let estimate: Double?
  /// Its standard error under the method; nil where there is none.
  public let standardError: Double?
  /// The p-value; two-sided but for permuted incumbents.
  public let pValue: Double?
  /// The lower end of the 95 % interval; nil where the method gives none, or none that ends.
  public let confidenceLow: Double?
  /// The upper end of the 95 % interval; nil as for the lower.
  public let confidenceHigh: Double?
  /// The smallest p that could have come out; nil for methods with a continuous distribution.
  public let smallestAttainableP: Double?
  /// The standard error of the p-value from the finite number of draws; nil where nothing is drawn.
  public let simulationError: Double?
  /// The number of draws; nil where nothing is drawn.
  public let draws: Int?
  /// The p-value adjusted for the family of registered models (Romano & Wolf 2005); nil where it is
  /// not adjusted.
  public internal(set) var familyP: Double?
  /// The cluster without which the estimate turns its sign, or else moves most.
  ///
  /// For the t-test by election it is the election without which the mean does. Nil but for that test
  /// and jackknives.
  public let pivotalCluster: String?
  /// The estimate without that cluster.
  public let estimateWithout: Double?
  /// What a reader must know, such as why there is no number.
  public internal(set) var note: String?
  /// Why the numbers cannot be taken at their word; nil where nothing is known against them.
  public let caution: String?
}

/// The rows of one step of the suite, with the bootstrap's draws for the family.
public struct InferencePart: Sendable, Codable, Equatable {
  /// The version of the layout: parts of another are worked out anew.
  public static let layout = 2

  /// The draws of one bump's bootstrap.
  public struct Draws: Sendable, Codable, Equatable {
    /// The row of the part that they belong to.
    public let row: Int
    /// The clusters that the factors were drawn for: draws of the same ones have the same factors.
    public let clusters: String
    /// Whether the draws are all assignments, the one observed among them.
    public let isEnumerated: Bool
    /// The draws without a statistic, which are not in the list.
    public let undefined: Int
    /// The statistic observed.
    public let observed: Double
    /// The statistics drawn, in the order of the draws.
    public let statistics: [Double]
  }

  /// The step.
  public let step: String
  /// The rows.
  public let rows: [InferenceRow]
  /// The draws for the family; the same clusters have the same factors in all parts of a seed.
  public let draws: [Draws]

  /// Puts a part together.
  public init(step: String, rows: [InferenceRow], draws: [Draws]) {
    self.step = step
    self.rows = rows
    self.draws = draws
  }
}
