import Codes
import Estimation
import Panels

/// Variances, jackknives and bootstraps of one model's bumps.
struct VarianceMethods {
  let prepared: PreparedModel
  let suite: InferenceSuite

  private var model: ModelSpecification { prepared.specification }

  /// All rows of the step.
  func part(_ step: String) throws -> InferencePart {
    let terms = model.bumps.map(\.name)
    var rows = terms.filter { !prepared.estimated.names.contains($0) }.map {
      row($0, .clustered, unit: "", note: "the term is not identified in the sample")
    }
    let known = terms.filter(prepared.estimated.names.contains)
    for clustering in clusterings { rows += clustered(known, clustering) }
    for dimension in jackknives { rows += jackknife(known, dimension) }
    if model.clusterDimensions.count == 2 { rows += dyadic(known) }
    var draws: [InferencePart.Draws] = []
    let clusterNames = known.isEmpty ? "" : try clustersInSample()
    for term in known {
      for dimensions in bootstraps {
        let (row, drawn) = bootstrap(term, dimensions)
        // The family is that of the bootstraps by the first dimension alone.
        if let drawn, dimensions.count == 1, dimensions == bootstraps.first {
          draws.append(
            .init(
              row: rows.count, clusters: clusterNames, isEnumerated: drawn.isEnumerated,
              undefined: drawn.undefined, observed: drawn.observed,
              statistics: drawn.statistics))
        }
        rows.append(row)
      }
    }
    return InferencePart(step: step, rows: rows, draws: draws)
  }

  /// The first dimension of the clusters with those that have a row in the estimation sample.
  private func clustersInSample() throws -> String {
    guard let dimension = model.clusterDimensions.first else { return "" }
    let fit = try prepared.estimated.fit(
      variances: [], smallSample: .fixest, describesClusters: false)
    let own = Set(fit.keptRows.map { prepared.sample.rows[$0].index(dimension) }).sorted()
    return "\(dimension.rawValue): \(own.map(String.init).joined(separator: " "))"
  }

  /// The model's own clusterings and each of their dimensions alone.
  private var clusterings: [Clustering] {
    let single = model.clusterDimensions.map { Clustering(FixedEffectSpecification($0)) }
    return model.clusterings + single.filter { !model.clusterings.contains($0) }
  }

  private var isHeadline: Bool { suite.isHeadline(model) }

  /// By the first dimension, and for headlines by the second too, which has many more clusters; not for
  /// classes of states and groups of allies, which no hypothesis is about.
  private var jackknives: [Dimension] {
    if isHeadline { return model.clusterDimensions }
    return suite.isFurther(model) && model.moderator == nil
      ? [] : Array(model.clusterDimensions.prefix(1))
  }

  /// By the first dimension, and for headlines by both at once.
  private var bootstraps: [[Dimension]] {
    let dimensions = model.clusterDimensions
    let first = Array(dimensions.prefix(1))
    return isHeadline && dimensions.count == 2 ? [first, dimensions] : [first]
  }

  private func factor(_ dimension: Dimension) -> Factor {
    prepared.factor(FixedEffectSpecification(dimension))
  }

  private func clustered(_ terms: [String], _ clustering: Clustering) -> [InferenceRow] {
    table(
      terms, .clustered, unit: clustering.name,
      variance: .clustered(clustering.ways.map(prepared.factor)),
      treated: clustering.ways, note: nil)
  }

  private func jackknife(_ terms: [String], _ dimension: Dimension) -> [InferenceRow] {
    table(
      terms, .jackknife, unit: dimension.rawValue,
      variance: .jackknife(factor(dimension), Jackknife(refit: .oneStep)),
      treated: [FixedEffectSpecification(dimension)],
      note: model.estimator == .ppml ? "one Newton step without each cluster" : nil)
  }

  private func dyadic(_ terms: [String]) -> [InferenceRow] {
    table(
      terms, .dyadic, unit: "origin or destination shared",
      variance: .dyadic(Dyads(between: factor(.origin), and: factor(.destination))), treated: [],
      note: "between states and countries the same as clustering by origin and by destination")
  }

  private func table(
    _ terms: [String], _ method: InferenceRow.Method, unit: String, variance: Variance,
    treated ways: [FixedEffectSpecification], note: String?
  ) -> [InferenceRow] {
    let estimate: VarianceEstimate
    do throws(EstimationError) {
      let fit = try prepared.estimated.fit(
        variances: [variance], smallSample: .fixest, describesClusters: false)
      estimate = fit.variances[0]
    } catch {
      return terms.map { row($0, method, unit: unit, note: error.message) }
    }
    return terms.compactMap { term in
      guard let index = estimate.table.firstIndex(where: { $0.term == term }) else { return nil }
      let own = estimate.table[index]
      let pivotal = estimate.leaveOneOut.flatMap { left in
        // A cluster without which the sign turns says more than one that moves the estimate further.
        let turning = left.coefficients.indices.filter {
          left.coefficients[$0][index] * own.estimate < 0
        }
        let candidates = turning.isEmpty ? Array(left.coefficients.indices) : turning
        return candidates.max { one, other in
          abs(left.coefficients[one][index] - own.estimate)
            < abs(left.coefficients[other][index] - own.estimate)
        }.map { (left: left, cluster: $0) }
      }
      let treated = self.treated(term, ways)
      return InferenceRow(
        analysis: suite.id, model: model.id, estimator: model.estimator,
        allyRule: model.allyRule, term: term, method: method, unit: unit,
        units: estimate.clusters.map { .init(dimension: $0.dimension, count: $0.clusters) },
        treated: treated, estimate: own.estimate,
        standardError: own.standardError, pValue: own.pValue, confidenceLow: own.lower,
        confidenceHigh: own.upper, smallestAttainableP: nil, simulationError: nil, draws: nil,
        familyP: nil,
        pivotalCluster: pivotal.map {
          label(ways.first?.dimensions.first, row: $0.left.firstRows[$0.cluster])
        }, estimateWithout: pivotal.map { $0.left.coefficients[$0.cluster][index] },
        note: note,
        caution: [
          FewTreatedClusters.caution(treated),
          estimate.repair == nil
            ? nil : "a negative variance was repaired, so that the error is not to be relied on",
        ].compactMap { $0 }.joined(separator: "; ").nilIfEmpty)
    }
  }

  /// The clusters in which a term is ever not zero.
  private func treated(
    _ term: String, _ ways: [FixedEffectSpecification]
  ) -> [ModelResult.ClusterCount] {
    guard let column = prepared.sample.terms.first(where: { $0.name == term }) else { return [] }
    return ways.map { way in
      let codes = prepared.factor(way).codes
      return .init(
        dimension: way.name,
        count: Set(column.values.indices.filter { column.values[$0] != 0 }.map { codes[$0] }).count
      )
    }
  }

  private func label(_ dimension: Dimension?, row: Int) -> String {
    let own = prepared.sample.rows[row]
    return switch dimension {
    case .origin:
      suite.frame.origins.indices.contains(own.origin)
        ? suite.frame.origins[own.origin].code : "United States"
    case .destination: suite.frame.destinations[own.destination]
    default: suite.frame.periods[own.year].label
    }
  }

  /// What a bootstrap drew, for the family.
  private typealias Drawn = (
    observed: Double, statistics: [Double], isEnumerated: Bool, undefined: Int
  )

  private func bootstrap(
    _ term: String, _ dimensions: [Dimension]
  ) -> (InferenceRow, Drawn?) {
    let unit = dimensions.map(\.rawValue).joined(separator: " + ")
    let options = EstimatedModel.WildOptions(
      draws: suite.options.bootstrapDraws, seed: suite.options.seed)
    let restriction = LinearRestriction(term)
    let clusters = dimensions.map(factor)
    let treated = treated(term, dimensions.map { FixedEffectSpecification($0) })
    func row(
      estimate: Double, error: Double, p: Double, interval: InvertedInterval?, enumerated: Bool,
      draws: Int, undefined: Int, simulation: Double,
      counts: [VarianceEstimate.ClusterCount], note: String
    ) -> InferenceRow {
      let defined = Double(draws - undefined)
      return InferenceRow(
        analysis: suite.id, model: model.id, estimator: model.estimator,
        allyRule: model.allyRule, term: term, method: .bootstrap, unit: unit,
        units: counts.map { .init(dimension: $0.dimension, count: $0.clusters) },
        treated: treated, estimate: estimate, standardError: error, pValue: p,
        confidenceLow: interval?.lower, confidenceHigh: interval?.upper,
        // Of all assignments of signs, the one observed and its opposite are the most extreme; of
        // sampled ones the data count as a draw.
        smallestAttainableP: enumerated ? min(1, 2 / defined) : 1 / (defined + 1),
        simulationError: simulation, draws: draws, familyP: nil, pivotalCluster: nil,
        estimateWithout: nil,
        note: note + (enumerated ? ", all assignments of signs" : "")
          + (undefined > 0
            ? "; \(undefined) of \(draws) draws have no statistic and are left out" : ""),
        caution: FewTreatedClusters.caution(treated))
    }
    do throws(EstimationError) {
      if model.estimator == .ppml {
        let test = try prepared.estimated.scoreBootstrap(
          restriction, clusters: clusters, studentization: .newtonStep, options: options,
          smallSample: .fixest)
        let (ties, share) = Self.rule(test.isEnumerated)
        let shown = row(
          estimate: test.estimate, error: test.standardError,
          p: test.pValue(ties: ties, share: share), interval: nil,
          enumerated: test.isEnumerated, draws: test.draws, undefined: test.undefinedDraws,
          simulation: test.pValueError(), counts: test.clusters,
          note: "score bootstrap, one Newton step a draw")
        return (
          shown, (test.statistic, test.statistics, test.isEnumerated, test.undefinedDraws)
        )
      }
      let test = try prepared.estimated.wildBootstrap(
        restriction, clusters: clusters, options: options, smallSample: .fixest)
      let (ties, share) = Self.rule(test.isEnumerated)
      let shown = row(
        estimate: test.estimate, error: test.standardError,
        p: test.pValue(ties: ties, share: share),
        interval: try test.interval(ties: ties, share: share), enumerated: test.isEnumerated,
        draws: test.draws, undefined: test.undefinedDraws, simulation: test.pValueError(),
        counts: test.clusters,
        note: "wild cluster bootstrap, fixed effects absorbed in every draw")
      return (
        shown, (test.statistic, test.statistics, test.isEnumerated, test.undefinedDraws)
      )
    } catch {
      return (self.row(term, .bootstrap, unit: unit, note: error.message), nil)
    }
  }

  /// How draws are counted: all assignments with ties and among themselves, sampled ones with the data
  /// as a draw, so that no p is zero.
  private static func rule(_ isEnumerated: Bool) -> (ties: TieRule, share: DrawShare) {
    isEnumerated ? (.included, .draws) : (.excluded, .withObserved)
  }

  /// A row without a number.
  private func row(
    _ term: String, _ method: InferenceRow.Method, unit: String, note: String
  ) -> InferenceRow {
    InferenceRow(
      missing: term, method, unit: unit, model: model, analysis: suite.id, note: note)
  }
}

extension InferenceRow {
  /// A row that says why a method gives no number.
  init(
    missing term: String, _ method: Method, unit: String, model: ModelSpecification,
    analysis: String, note: String
  ) {
    self.init(
      analysis: analysis, model: model.id, estimator: model.estimator, allyRule: model.allyRule,
      term: term, method: method, unit: unit, units: [], treated: [], estimate: nil,
      standardError: nil, pValue: nil, confidenceLow: nil, confidenceHigh: nil,
      smallestAttainableP: nil, simulationError: nil, draws: nil, familyP: nil,
      pivotalCluster: nil, estimateWithout: nil, note: note, caution: nil)
  }
}

extension String {
  /// The text, or nil where there is none.
  var nilIfEmpty: String? { isEmpty ? nil : self }
}
