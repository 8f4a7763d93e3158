import Codes

/// How a power study draws.
public struct PowerOptions: Sendable, Hashable, Codable {
  /// Sizes of shocks that replace those estimated; nil keeps the estimate.
  public struct Shocks: Sendable, Hashable, Codable {
    /// Of a state's exports to all allies in a year: a standard deviation, in logs for Poisson.
    public var state: Double?
    /// Of a destination's imports from all swing states in a year.
    public var destination: Double?
    /// Of one year, common to all swing states and allies.
    public var year: Double?
    /// Of the years inside, or outside, the window of one election, likewise common.
    public var election: Double?
    /// Of a whole cycle, likewise common.
    public var cycle: Double?

    /// Keeps all estimates unless told otherwise.
    public init(
      state: Double? = nil, destination: Double? = nil, year: Double? = nil,
      election: Double? = nil,
      cycle: Double? = nil
    ) {
      self.state = state
      self.destination = destination
      self.year = year
      self.election = election
      self.cycle = cycle
    }
  }

  /// The simulated panels.
  public var draws: Int
  /// Where the random numbers start: the same seed gives the same numbers, whatever the threads.
  public var seed: UInt64
  /// The effects, ascending, with zero: differences in logs.
  public let effects: [Double]
  /// The nominal level of the tests.
  public let level: Double
  /// The draws of each bootstrap test.
  public var bootstrapDraws: Int
  /// The assignments of each randomization test.
  public var assignments: Int
  /// The simulated panels that are also estimated exactly, at no effect and at the largest.
  public var refits: Int
  /// The simulated panels to which the inference suite itself is applied, at no effect.
  public var suites: Int
  /// Sizes of shocks.
  public var shocks: Shocks
  /// The correlation between what a state, destination or pair draws in two election cycles.
  public var persistence: Double
  /// The correlation of the common shocks of an election, or of a cycle, with those of the one before.
  public var electionCorrelation: Double
  /// The simulated panels to which the bootstrap by two dimensions is applied, which costs most; nil for
  /// a quarter of them.
  public var twoWayDraws: Int?

  /// Effects of nothing to 0.3 in steps of 0.02.
  public static let defaultEffects = (0...15).map { Double($0) / 50 }

  /// States a study; zero is added to the effects where it is not among them.
  ///
  /// - Throws: `DataError` of kind `powerOptions` that names the number that makes no sense.
  public init(
    draws: Int = 400, seed: UInt64 = 1, effects: [Double] = defaultEffects, level: Double = 0.05,
    bootstrapDraws: Int = 399, assignments: Int = 199, refits: Int = 0, suites: Int = 0,
    shocks: Shocks = Shocks(), persistence: Double = 0.5, electionCorrelation: Double = 0,
    twoWayDraws: Int? = nil
  ) throws {
    func check(_ holds: Bool, _ message: String, _ hint: String) throws {
      if !holds { throw DataError(.powerOptions, message, hint: hint) }
    }
    try check(
      (40...100_000).contains(draws), "\(draws) simulated panels are too few or too many",
      "give 40 to 100,000 draws; 1,000 give a size of 5 % to within 1.4 points")
    try check(
      level > 0 && level <= 0.5, "\(level) is no level of a test", "give a level such as 0.05")
    try check(
      effects.allSatisfy { $0.isFinite && abs($0) <= 1 },
      "an effect is not a number between -1 and 1",
      "give effects as differences in logs, such as 0.02,0.05,0.1")
    try check(
      (1...200).contains(effects.count), "\(effects.count) effects are too few or too many",
      "give 1 to 200 effects")
    try check(
      (19...99_999).contains(bootstrapDraws) && (19...99_999).contains(assignments),
      "\(min(bootstrapDraws, assignments)) draws of a test cannot reach common levels",
      "give bootstraps and assignments 19 draws or more; 399 and 199 unless said")
    try check(
      (0...draws).contains(refits) && (0...draws).contains(suites),
      "\(max(refits, suites)) of \(draws) panels cannot be estimated exactly",
      "give --refits and --suites a number from 0 to that of the draws")
    for size in [shocks.state, shocks.destination, shocks.year, shocks.election, shocks.cycle] {
      try check(
        size.map { $0.isFinite && (0...1).contains($0) } ?? true,
        "a shock's size is not between 0 and 1",
        "give standard deviations in logs, such as 0.02, or leave the option out")
    }
    try check(
      (0...1).contains(persistence), "\(persistence) is no correlation between cycles",
      "give --persistence a number from 0 to 1; 0.5 unless said")
    try check(
      (0...0.95).contains(electionCorrelation),
      "\(electionCorrelation) is no correlation between elections",
      "give --election-correlation a number from 0 to 0.95; 0 unless said")
    try check(
      twoWayDraws.map((0...draws).contains) ?? true,
      "the bootstrap by two dimensions cannot be applied to \(twoWayDraws ?? 0) of \(draws) panels",
      "give --two-way-draws a number from 0 to that of the draws")
    self.draws = draws
    self.seed = seed
    self.effects = Set(effects + [0]).sorted()
    self.level = level
    self.bootstrapDraws = bootstrapDraws
    self.assignments = assignments
    self.refits = refits
    self.suites = suites
    self.shocks = shocks
    self.persistence = persistence
    self.electionCorrelation = electionCorrelation
    self.twoWayDraws = twoWayDraws
  }
}

extension DataError.Kind {
  /// Options of a power study that make no sense.
  public static let powerOptions = Self(id: "power.options", exitCode: .usage)
}
