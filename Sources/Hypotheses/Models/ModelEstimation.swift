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
  ///   - tables: What components need beside the panel; nil where the model has no such component.
  ///   - analysis: The analysis, for the result.
  /// - Throws: `DataError` of kind `notEstimable` with the estimator's sentence and hint.
  func estimate(
    on panel: Panel, tables: ComponentTables? = nil, for analysis: AnalysisSpecification
  ) throws -> ModelResult {
    try PreparedModel(
      self, on: PanelComponents(panel: panel, tables: tables), analysis: analysis.id
    ).result(
      analysis: analysis.id, swingRule: analysis.swingRule, panelRows: panel.rows.count,
      frame: InferenceFrame(panel: panel, tables: tables),
      reputations: tables?.reputation.count)
  }
}

extension PreparedModel {
  /// The table of coefficients under every variance of the model, and what became of the rows.
  ///
  /// - Parameters:
  ///   - analysis: The analysis' identifier.
  ///   - swingRule: The swing rule.
  ///   - panelRows: The rows of the data.
  ///   - frame: The elections of the data, for what to say of moderators; nil where there are none.
  ///   - reputations: The number of incumbents that are ranked.
  /// - Throws: `DataError` of kind `notEstimable` where a variance cannot be computed, as with one
  ///   cluster.
  func result(
    analysis: String, swingRule: String?, panelRows: Int, frame: InferenceFrame? = nil,
    reputations: Int? = nil
  ) throws -> ModelResult {
    let model = specification
    let fit: Fit
    var contrasts: [ModelResult.Contrast] = []
    do {
      fit = try estimated.fit(
        variances: model.clusterings.map { .clustered($0.ways.map(factor)) },
        smallSample: .fixest)
      for (clustering, variance) in zip(model.clusterings, fit.variances) {
        contrasts += try model.contrasts.compactMap {
          try ModelResult.Contrast($0, variance: variance, clustering: clustering.name)
        }
      }
    } catch let error as EstimationError {
      throw model.notEstimable(error, analysis: analysis)
    }
    let pruned = [
      ("missing outcome or term", fit.dropped.missing),
      ("singleton in a fixed effect", fit.dropped.singleton),
      ("separated: no trade in a whole fixed-effect level", fit.dropped.separatedByFixedEffects),
      ("separated by regressors", fit.dropped.separatedByRegressors),
    ].filter { $0.1 > 0 }.map { ModelResult.Drop(reason: $0.0, rows: $0.1) }
    let support = support(
      keptRows: fit.keptRows, estimated: Set(fit.coefficients.map(\.term)))
    let moderations = frame.map { self.moderations(in: $0, reputations: reputations) } ?? []
    let remarks = self.remarks(support: support, moderations: moderations, frame: frame)
    return ModelResult(
      analysis: analysis, model: model.id, outcome: outcomeName, estimator: model.estimator,
      allyRule: model.allyRule, swingRule: swingRule,
      fixedEffects: fit.fixedEffects.map { .init(name: $0.name, levels: $0.levels) },
      fixedEffectRank: fit.fixedEffectRank.value,
      fixedEffectRankIsExact: fit.fixedEffectRank.isExact, panelRows: panelRows,
      observations: fit.observations, dropped: sample.dropped + pruned,
      absorbed: model.lowerOrderProducts.compactMap { product in
        let names = model.fixedEffects.filter { $0.absorbs(product) }.map(\.name)
        return names.isEmpty
          ? nil
          : .init(term: product.name, reason: "absorbed by \(names.joined(separator: " and by "))")
      },
      omitted: fit.omitted.map { .init(term: $0.name, reason: $0.reason.description) },
      support: support,
      variances: zip(model.clusterings, fit.variances).map { clustering, estimate in
        ModelResult.VarianceTable(
          clustering: clustering.name, estimate: estimate, order: model.terms.map(\.name))
      }, contrasts: contrasts.isEmpty ? nil : contrasts,
      moderations: moderations.isEmpty ? nil : moderations,
      remarks: remarks.isEmpty ? nil : remarks, iterations: fit.iterations,
      achievedTolerance: fit.achievedTolerance,
      deviance: fit.deviance, logLikelihood: fit.logLikelihood)
  }
}

extension PreparedModel {
  /// Counts, for each estimated term, the rows and the clusters in which it is not zero.
  private func support(keptRows: [Int], estimated: Set<String>) -> [ModelResult.Support] {
    let ways = specification.clusterings.flatMap(\.ways)
    return specification.terms.filter { estimated.contains($0.name) }.compactMap { term in
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

extension ModelResult.Contrast {
  /// The difference under one variance; nil where one of the two terms was not estimated.
  init?(
    _ specification: ContrastSpecification, variance: VarianceEstimate, clustering: String
  ) throws(EstimationError) {
    let names = Set(variance.table.map(\.term))
    guard names.contains(specification.term.name), names.contains(specification.less.name) else {
      return nil
    }
    let difference = try variance.combination(
      LinearRestriction([(specification.term.name, 1), (specification.less.name, -1)]))
    name = specification.name
    self.clustering = clustering
    estimate = difference.estimate
    standardError = difference.standardError
    pValue = difference.pValue
    confidenceLow = difference.lower
    confidenceHigh = difference.upper
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
