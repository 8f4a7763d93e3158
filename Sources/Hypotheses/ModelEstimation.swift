import Codes
import Estimation
import Panels

extension ModelSpecification {
  /// The small-sample convention of every model, in words.
  public static let smallSampleStatement =
    "CRV1 with fixest's defaults: (n − 1)/(n − K), K without fixed effects nested in clusters, "
    + "times G/(G − 1) with the smallest G"

  /// The tolerance to which fixed effects are absorbed.
  static let tolerance = 1e-10

  /// Estimates the model on a panel.
  ///
  /// - Parameters:
  ///   - panel: The panel.
  ///   - analysis: The analysis, for the result.
  /// - Throws: `DataError` of kind `notEstimable` with the estimator's sentence and hint.
  func estimate(on panel: Panel, for analysis: AnalysisSpecification) throws -> ModelResult {
    // Lower orders first: where an interaction repeats one of them, it is the interaction that is
    // not identified and must be left out, not the lower order.
    let ordered = terms.enumerated().sorted {
      ($0.element.components.count, $0.offset) < ($1.element.components.count, $1.offset)
    }.map(\.element)
    let sample = ModelSample(panel: panel, model: self, terms: ordered)
    let factors = Dictionary(
      uniqueKeysWithValues: Set(fixedEffects + clusterings.flatMap(\.ways))
        .map { ($0, sample.factor($0)) })
    let outcomeName = estimator == .ppml ? "value_usd" : "log(value_usd)"
    let fit: Fit
    do {
      fit = try Estimation.fit(
        Model(
          outcomeName: outcomeName, outcome: sample.outcome, terms: sample.terms,
          fixedEffects: fixedEffects.compactMap { factors[$0] },
          family: estimator == .ppml ? .poisson : .gaussian),
        variances: clusterings.map { .clustered($0.ways.compactMap { factors[$0] }) },
        smallSample: .fixest, tolerance: Self.tolerance)
    } catch {
      throw DataError(
        .notEstimable,
        "the model '\(id)' (\(estimator.rawValue), ally rule \(allyRule)) of \(analysis.id) cannot "
          + "be estimated: \(error.message)",
        hint: error.hint)
    }
    let pruned = [
      ("missing outcome or term", fit.dropped.missing),
      ("singleton in a fixed effect", fit.dropped.singleton),
      ("separated: no trade in a whole fixed-effect level", fit.dropped.separatedByFixedEffects),
      ("separated by regressors", fit.dropped.separatedByRegressors),
    ].filter { $0.1 > 0 }.map { ModelResult.Drop(reason: $0.0, rows: $0.1) }
    return ModelResult(
      analysis: analysis.id, model: id, outcome: outcomeName, estimator: estimator,
      allyRule: allyRule, swingRule: analysis.swingRule,
      fixedEffects: fit.fixedEffects.map { .init(name: $0.name, levels: $0.levels) },
      fixedEffectRank: fit.fixedEffectRank.value,
      fixedEffectRankIsExact: fit.fixedEffectRank.isExact, panelRows: panel.rows.count,
      observations: fit.observations, dropped: sample.dropped + pruned,
      absorbed: lowerOrderProducts.compactMap { product in
        let names = fixedEffects.filter { $0.absorbs(product) }.map(\.name)
        return names.isEmpty
          ? nil
          : .init(term: product.name, reason: "absorbed by \(names.joined(separator: " and by "))")
      },
      omitted: fit.omitted.map { .init(term: $0.name, reason: $0.reason.description) },
      support: support(
        of: sample, keptRows: fit.keptRows, estimated: Set(fit.coefficients.map(\.term)),
        factors: factors),
      variances: zip(clusterings, fit.variances).map { clustering, estimate in
        ModelResult.VarianceTable(
          clustering: clustering.name, estimate: estimate, order: terms.map(\.name))
      },
      iterations: fit.iterations, achievedTolerance: fit.achievedTolerance,
      deviance: fit.deviance, logLikelihood: fit.logLikelihood)
  }
}

extension ModelSpecification {
  /// Counts, for each estimated term, the rows and the clusters in which it is not zero.
  private func support(
    of sample: ModelSample, keptRows: [Int], estimated: Set<String>,
    factors: [FixedEffectSpecification: Factor]
  ) -> [ModelResult.Support] {
    let ways = clusterings.flatMap(\.ways)
    return terms.filter { estimated.contains($0.name) }.compactMap { term in
      guard let column = sample.terms.first(where: { $0.name == term.name }) else { return nil }
      let rows = keptRows.filter { column.values[$0] != 0 }
      return ModelResult.Support(
        term: term.name, rows: rows.count,
        treatedClusters: ways.compactMap { way in
          factors[way].map { factor in
            .init(dimension: way.name, count: Set(rows.map { factor.codes[$0] }).count)
          }
        })
    }
  }
}

extension ModelResult.VarianceTable {
  init(clustering: String, estimate: VarianceEstimate, order: [String]) {
    self.clustering = clustering
    clusters = estimate.clusters.map { .init(dimension: $0.dimension, count: $0.clusters) }
    smallSample = ModelSpecification.smallSampleStatement
    distribution =
      switch estimate.distribution {
      case .student(let degrees): "t(\(degrees))"
      case .studentByTerm: "t"
      case .normal: "normal"
      }
    repairedFromEigenvalue = estimate.repair?.smallestEigenvalue
    let largest = estimate.covariance.indices.map { estimate.covariance[$0][$0] }.max() ?? 0
    // An eigenvalue within rounding of zero is zero.
    negativeEigenvalue =
      estimate.repair == nil && estimate.smallestEigenvalue < -1e-12 * largest
      ? estimate.smallestEigenvalue : nil
    coefficients = order.compactMap { term in
      estimate.table.first { $0.term == term }.map {
        ModelResult.Coefficient(
          term: $0.term, estimate: $0.estimate, standardError: $0.standardError,
          statistic: $0.statistic, pValue: $0.pValue, confidenceLow: $0.lower,
          confidenceHigh: $0.upper)
      }
    }
  }
}

extension DataError.Kind {
  /// Years for which a rule or the calendar leaves nothing to compare.
  public static let notCovered = Self(id: "analysis.not_covered", exitCode: .usage)
  /// A model that the data cannot estimate.
  public static let notEstimable = Self(id: "analysis.not_estimable", exitCode: .dataRejected)
}
