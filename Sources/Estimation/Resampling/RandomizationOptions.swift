extension RandomizationTest {
  /// How a randomization test is computed.
  public struct Options: Sendable, Equatable {
    /// The number of assignments drawn; if there are no more distinct ones, each is used once.
    public var draws: Int
    /// Where the random numbers start: the same seed gives the same draws everywhere.
    public var seed: UInt64
    /// What is compared between assignments.
    public var statistic: Statistic
    /// What the hypothesis says of the other terms that hold the components.
    public var others: Others
    /// How a Poisson coefficient is computed for a draw.
    public var poisson: PoissonMethod
    /// The level of an interval to be found together with a Poisson test; nil for none.
    ///
    /// It takes about a dozen such tests for each end. Least squares do not need it.
    public var poissonInterval: Double?
    /// To which rebuilt terms are made orthogonal to the fixed effects; coefficients err by its square,
    /// since everything they are multiplied with is orthogonal to 1e-9, and t statistics by itself.
    public var tolerance: Double
    /// The number of threads; results do not depend on it.
    public var threads: Int

    /// States how to test; unless told otherwise 999 draws, a score statistic for Poisson, and the
    /// sharp hypothesis.
    public init(
      draws: Int = 999, seed: UInt64, statistic: Statistic, others: Others = .zero,
      poisson: PoissonMethod = .score, poissonInterval: Double? = nil, tolerance: Double = 1e-7,
      threads: Int = 2
    ) {
      self.draws = draws
      self.seed = seed
      self.statistic = statistic
      self.others = others
      self.poisson = poisson
      self.poissonInterval = poissonInterval
      self.tolerance = tolerance
      self.threads = threads
    }
  }
}

extension EstimatedModel {
  /// Tests a coefficient by assigning components of its term anew.
  ///
  /// `rebuilt` states, for the tested term and for every other term of the model that holds one of
  /// the `components`, the product it is; the products are checked against the model's columns.
  /// Several components are assigned independently of each other. The cost of a draw is that of
  /// absorbing the rebuilt terms (least squares, and Poisson with the score) or of an estimation.
  ///
  /// Throws `estimate.resampling` if components or products do not fit the model, with what is wrong,
  /// `estimate.restriction` if the term is not estimated, and the errors of the estimation.
  public func randomizationTest(
    of term: String, equals value: Double = 0, components: [RandomizedComponent],
    rebuilt: [RebuiltTerm], options: RandomizationTest.Options, smallSample: SmallSample
  ) throws(EstimationError) -> RandomizationTest {
    let run = try RandomizationRun(
      self, term: term, components: components, rebuilt: rebuilt, options: options,
      smallSample: smallSample)
    let result = try run.test(value)
    guard let level = options.poissonInterval, model.family == .poisson else { return result }
    if !(level > 0 && level < 1) { throw .levelOutside(level) }
    let interval = try InvertedInterval(
      estimate: result.estimate, scale: result.standardError, precision: 0.02, steps: 6
    ) { (trial: Double) throws(EstimationError) -> Bool in
      try run.test(trial).pValue() > (1 - level) * (1 + 1e-12)
    }
    return RandomizationTest(
      term: result.term, value: result.value, estimate: result.estimate,
      statistic: result.statistic, draws: result.draws, isExact: result.isExact,
      distinctAssignments: result.distinctAssignments, undefinedDraws: result.undefinedDraws,
      statistics: result.statistics, drawn: nil, observed: nil, searched: interval,
      standardError: result.standardError)
  }
}
