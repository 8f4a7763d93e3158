/// A way to test a term that a simulation of power goes through.
public struct PowerProcedure: Sendable {
  /// The name in results.
  public let name: String
  /// The p-value of the term in a model estimated on drawn data; nil where it is not defined.
  ///
  /// The number of the draw may seed what the test itself draws.
  public let pValue: @Sendable (EstimatedModel, Int) throws -> Double?

  /// Names a test.
  public init(
    _ name: String, pValue: @escaping @Sendable (EstimatedModel, Int) throws -> Double?
  ) {
    self.name = name
    self.pValue = pValue
  }

  /// The usual two-sided test of a term with a variance.
  public static func variance(
    _ name: String, term: String, _ variance: Variance, smallSample: SmallSample = .fixest
  ) -> PowerProcedure {
    PowerProcedure(name) { model, _ in
      try model.fit(
        variances: [variance], smallSample: smallSample, describesClusters: false
      ).variances[0].table.first { $0.term == term }?.pValue
    }
  }

  /// The wild cluster bootstrap for least squares and the score bootstrap for Poisson, with the null
  /// imposed and a seed of its own for each draw.
  public static func bootstrap(
    _ name: String, term: String, clusters: [Factor], draws: Int = 399,
    weights: BootstrapWeights = .rademacher, smallSample: SmallSample = .fixest, seed: UInt64 = 0
  ) -> PowerProcedure {
    PowerProcedure(name) { model, draw in
      let options = EstimatedModel.WildOptions(
        draws: draws, weights: weights,
        seed: CounterGenerator(seed: seed).word(UInt64(draw)), threads: 1)
      let restriction = LinearRestriction(term)
      if model.model.family == .gaussian {
        return try model.wildBootstrap(
          restriction, clusters: clusters, options: options, smallSample: smallSample
        ).pValue()
      }
      return try model.scoreBootstrap(
        restriction, clusters: clusters, options: options, smallSample: smallSample
      ).pValue()
    }
  }
}
