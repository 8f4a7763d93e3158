extension EstimatedModel {
  /// How a wild bootstrap draws.
  public struct WildOptions: Sendable, Hashable {
    /// The number of draws; with fewer assignments than that, all of them are gone through once.
    public var draws: Int
    /// The distribution of the factors.
    public var weights: BootstrapWeights
    /// Where the random numbers start: the same seed gives the same draws everywhere.
    public var seed: UInt64
    /// Whether the restriction holds in the bootstrap samples (WCR, recommended) or not (WCU).
    public var imposesNull: Bool
    /// To which the clusters' parts are made orthogonal to the fixed effects.
    public var tolerance: Double
    /// The number of threads; results do not depend on it.
    public var threads: Int

    /// States how to draw; unless told otherwise 9,999 Rademacher draws with the null imposed.
    public init(
      draws: Int = 9_999, weights: BootstrapWeights = .rademacher, seed: UInt64,
      imposesNull: Bool = true, tolerance: Double = 1e-10, threads: Int = 2
    ) {
      self.draws = draws
      self.weights = weights
      self.seed = seed
      self.imposesNull = imposesNull
      self.tolerance = tolerance
      self.threads = threads
    }
  }

  /// Tests a restriction of a least squares model by the wild cluster bootstrap.
  ///
  /// `clusters` are the dimensions of the errors, one to four, and `bootstrap` the clusters that the
  /// factors are drawn for: unless stated the only dimension of the errors, or with several the one
  /// with the fewest clusters (MacKinnon, Nielsen and Webb 2021). Finer ones make the subcluster
  /// bootstrap (MacKinnon and Webb 2018), down to one cluster a row, the ordinary wild bootstrap.
  /// Factors are given for all of the caller's rows.
  ///
  /// The cost is that of projecting one column for each error cluster, or two for each bootstrap
  /// cluster if those are fewer; draws themselves are cheap. Throws `estimate.resampling` for a
  /// Poisson model (see `scoreBootstrap`) or if tables would not fit, `estimate.restriction` if a
  /// term is unknown, and `estimate.few_clusters`.
  public func wildBootstrap(
    _ restriction: LinearRestriction, clusters: [Factor], bootstrap: Factor? = nil,
    options: WildOptions, smallSample: SmallSample
  ) throws(EstimationError) -> WildBootstrap {
    if model.family != .gaussian {
      throw .wrongFamily(
        "the wild cluster bootstrap is for least squares, and this model is Poisson",
        use: "use the score bootstrap")
    }
    let vector = try restriction.vector(names: names)
    let rows = WildRows(
      weights: solution.weights, residuals: solution.residuals, terms: solution.terms,
      bread: solution.bread, restriction: solution.combination(vector))
    let estimate = zip(vector, solution.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    let design = try WildDesign(
      self, clusters: clusters, bootstrap: bootstrap, smallSample: smallSample)
    let kernel = try WildKernel(
      rows: rows, clusterings: design.clusterings, bootstrap: design.bootstrap,
      affine: options.imposesNull
    ) { (columns: inout [[Double]]) throws(EstimationError) in
      try project(&columns, tolerance: options.tolerance)
    }
    let variance = design.variance(of: rows, residuals: solution.residuals)
    if !(variance > 0) { throw .noVariation("the estimate of '\(restriction)'") }
    let error = (variance * design.parameterFactor).squareRoot()
    return try design.run(
      kernel, restriction: restriction, options: options, estimate: estimate,
      standardError: error, statistic: (estimate - restriction.value) / error,
      slope: options.imposesNull ? 1 / rows.curvature : 0)
  }
}

/// The clusters of a bootstrap, in the order of the sample, and the factors of its variance.
struct WildDesign {
  let dimensions: [Factor]
  let clusterings: [WildKernel.Clustering]
  let bootstrap: Factor
  /// (n - 1) / (n - K) if asked for: common to the estimate and to all draws.
  let parameterFactor: Double

  init(
    _ estimated: EstimatedModel, clusters: [Factor], bootstrap: Factor?, smallSample: SmallSample
  ) throws(EstimationError) {
    let rows = estimated.sample.rows
    let covariance = Covariance(estimated, smallSample: smallSample, describesClusters: false)
    if clusters.isEmpty || clusters.count > 4 { throw .clusterDimensions(clusters.count) }
    var dimensions: [Factor] = []
    for cluster in clusters { dimensions.append(try covariance.inSample(cluster)) }
    let count = rows.count
    let parameters = covariance.countParameters(dimensions)
    if smallSample.adjustsForParameters, parameters >= count {
      throw .tooManyTerms(terms: parameters, rows: count)
    }
    parameterFactor =
      smallSample.adjustsForParameters ? Double(count - 1) / Double(count - parameters) : 1
    let fewest = dimensions.map(\.levels).min() ?? 0
    var clusterings: [WildKernel.Clustering] = []
    for set in 1..<(1 << dimensions.count) {
      let members = dimensions.indices.filter { set & (1 << $0) != 0 }.map { dimensions[$0] }
      let crossed = members.dropFirst().reduce(members[0]) { $0.crossed(with: $1) }
      var factor = members.count % 2 == 1 ? 1.0 : -1.0
      if smallSample.adjustsForClusters {
        let number = Double(smallSample.clusterRule == .min ? fewest : crossed.levels)
        factor *= number / (number - 1)
      }
      clusterings.append(.init(clusters: crossed, factor: factor))
    }
    self.dimensions = dimensions
    self.clusterings = clusterings
    if let bootstrap {
      self.bootstrap = try covariance.inSample(bootstrap)
    } else {
      self.bootstrap = dimensions.first { $0.levels == fewest } ?? dimensions[0]
    }
  }

  /// The restriction's variance, without the parameters' factor; zero where it is rounding, as for a
  /// term that varies in one cluster only, whose scores add up to zero there.
  func variance(of rows: WildRows, residuals: [Double]) -> Double {
    var squares = 0.0
    for row in residuals.indices {
      let score = rows.weights[row] * rows.direction[row] * residuals[row]
      squares += score * score
    }
    let variance = clusterings.reduce(0) { total, clustering in
      let sums = WildRows.sums(rows.weights, rows.direction, residuals, by: clustering.clusters)
      return total + clustering.factor * sums.reduce(0) { $0 + $1 * $1 }
    }
    return variance > 1e-20 * squares ? variance : 0
  }

  /// The number of draws, and whether they are all assignments.
  func count(
    _ options: EstimatedModel.WildOptions
  ) throws(EstimationError) -> (draws: Int, enumerated: Bool) {
    if options.draws < 1 || options.draws > 10_000_000 { throw .draws(options.draws) }
    if case .given(let lists) = options.weights {
      let fits = lists.allSatisfy { list in
        list.count == bootstrap.levels && list.allSatisfy { $0.isFinite }
      }
      if lists.isEmpty || !fits {
        throw .givenWeights(draws: lists.count, clusters: bootstrap.levels)
      }
      return (lists.count, false)
    }
    let all = options.weights.enumeration(clusters: bootstrap.levels, atMost: options.draws)
    return all.map { ($0, true) } ?? (options.draws, false)
  }

  func run(
    _ kernel: WildKernel, restriction: LinearRestriction, options: EstimatedModel.WildOptions,
    estimate: Double, standardError: Double, statistic: Double, slope: Double
  ) throws(EstimationError) -> WildBootstrap {
    let (draws, enumerated) = try count(options)
    let drawn = WildDraws(
      kernel: kernel, weights: options.weights, draws: draws, enumerated: enumerated,
      seed: options.seed, threads: options.threads)
    let defined = drawn.statistics(at: slope * (estimate - restriction.value)).count
    return WildBootstrap(
      restriction: restriction, estimate: estimate, standardError: standardError,
      statistic: statistic, draws: draws, isEnumerated: enumerated,
      undefinedDraws: draws - defined,
      clusters: dimensions.map { .init(dimension: $0.name, clusters: $0.levels) },
      bootstrapClusters: .init(dimension: bootstrap.name, clusters: bootstrap.levels),
      imposesNull: options.imposesNull, drawn: drawn, slope: slope,
      scale: 1 / parameterFactor.squareRoot())
  }
}
