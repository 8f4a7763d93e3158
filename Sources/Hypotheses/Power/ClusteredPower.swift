import Estimation

/// Tests by errors clustered by one or two dimensions.
struct ClusteredPower: PowerTest {
  let methods: [PowerMethod]
  private let design: PowerDesign
  private let columns: GroupedColumns
  private let rules: [Rule]

  /// One variance: partitions added and subtracted, a small-sample factor and a critical value.
  private struct Rule: Sendable {
    let parts: [(partition: PowerDesign.Partition, sign: Double)]
    let factor: Double
    /// Degrees of freedom of the t distribution; nil for the normal one.
    let freedom: Double?
  }

  /// Prepares the variances of a model and that by dyads.
  ///
  /// Factors and distributions are those of the estimator, read off one draw under a linear model with
  /// the design's weights.
  init(_ design: PowerDesign, clusterings: [Clustering], example: [Double], isDyadic: Bool) throws {
    self.design = design
    columns = design.grouped([design.direction])
    let isPoisson = design.model.estimator == .ppml
    let linear = try EstimatedModel(
      Model(
        outcomeName: "error",
        outcome: example.indices.map { design.weights[$0] > 0 ? example[$0] : .nan },
        terms: [Term(name: design.term.name, values: design.tested)]
          + design.others.map { Term(name: $0.name, values: $0.column) },
        fixedEffects: design.fixedEffects, family: .gaussian,
        weights: design.weights.map { max($0, .leastNormalMagnitude) }), tolerance: 1e-10)
    let draws = try PowerDraws([example], design: design)
    let scores = columns.sums(
      of: draws.residuals, by: design.levels(.pair).ofPair,
      levels: design.starts.count - 1)
    var methods: [PowerMethod] = []
    var rules: [Rule] = []
    func add(_ method: InferenceRow.Method, _ unit: String, _ dimensions: [[Dimension]]) throws {
      var ways = dimensions.map { way -> PowerDesign.Partition in
        way.count > 1 ? .pair : way == [.origin] ? .origin : .destination
      }
      ways = ways.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      let parts: [(PowerDesign.Partition, Double)] =
        ways.count == 2 ? [(ways[0], 1), (ways[1], 1), (.pair, -1)] : [(ways[0], 1)]
      let variance: Variance =
        method == .dyadic
        ? .dyadic(Dyads(between: design.factor(.origin), and: design.factor(.destination)))
        : .clustered(ways.map(design.factor))
      let found = try linear.fit(
        variances: [variance], smallSample: .fixest, describesClusters: false
      ).variances[0]
      guard let row = found.table.first(where: { $0.term == design.term.name }) else { return }
      let raw = Self.raw(parts, scores, design)[0]
      guard raw > 0 else { return }
      methods.append(PowerMethod(method: method, unit: unit))
      rules.append(
        Rule(
          parts: parts,
          factor: row.standardError * row.standardError * design.curvature * design.curvature / raw,
          freedom: isPoisson ? nil : row.degreesOfFreedom))
    }
    for clustering in clusterings {
      try add(.clustered, clustering.name, clustering.ways.map { $0.dimensions.sorted() })
    }
    if isDyadic {
      try add(.dyadic, "origin or destination shared", [[.origin], [.destination]])
    }
    self.methods = methods
    self.rules = rules
  }

  private static func raw(
    _ parts: [(partition: PowerDesign.Partition, sign: Double)], _ scores: [SIMD8<Double>],
    _ design: PowerDesign
  ) -> SIMD8<Double> {
    var total = SIMD8<Double>.zero
    for (partition, sign) in parts {
      let (levels, count) = design.levels(partition)
      var sums = [SIMD8<Double>](repeating: .zero, count: count)
      for pair in scores.indices { sums[Int(levels[pair])] += scores[pair] }
      for sum in sums { total += sign * sum * sum }
    }
    return total
  }

  /// The standard errors of eight draws, by method; NaN where a variance is not positive.
  func standardErrors(of draws: PowerDraws) -> [SIMD8<Double>] {
    let scores = columns.sums(
      of: draws.residuals, by: design.levels(.pair).ofPair,
      levels: design.starts.count - 1)
    return rules.map { rule in
      let variance =
        Self.raw(rule.parts, scores, design) * rule.factor / (design.curvature * design.curvature)
      return variance.replacing(with: .nan, where: variance .<= 0).squareRoot()
    }
  }

  func verdicts(on draws: PowerDraws, effects: [Double], level: Double) -> [[[Verdict]]] {
    zip(rules, standardErrors(of: draws)).map { rule, errors in
      let critical =
        rule.freedom.map {
          StudentDistribution.quantile(upperTail: level / 2, degreesOfFreedom: $0)
        } ?? NormalDistribution.quantile(upperTail: level / 2)
      return effects.map { effect in
        (0..<8).map { lane in
          errors[lane].isNaN
            ? .undefined
            : abs(draws.estimates[lane] + effect) >= critical * errors[lane] ? .rejects : .keeps
        }
      }
    }
  }
}
