import Codes
import Estimation
import Panels

extension AnalysisSpecification {
  /// Estimates an event study on the analysis' panel, by every variance of its first model.
  ///
  /// - Parameters:
  ///   - study: Reference and levels.
  ///   - estimator: The estimator; nil for that of the analysis' first model.
  ///   - data: The built-in data.
  /// - Returns: One result a variance, in their order.
  /// - Throws: `DataError` where the panel cannot be built, the model not be estimated, or where a
  ///   position is missing from the panel or not identified.
  public func eventStudy(
    _ study: EventStudySpecification, estimator: Estimator? = nil, data: BuiltInData
  ) throws -> [EventStudyResult] {
    let (panel, _) = try panel(from: data)
    return try eventStudy(study, estimator: estimator, on: panel)
  }

  /// The same on a panel that is there already.
  func eventStudy(
    _ study: EventStudySpecification, estimator: Estimator? = nil, on panel: Panel
  ) throws -> [EventStudyResult] {
    guard let pattern = models.first(where: { $0.estimator == estimator ?? $0.estimator }) else {
      throw DataError(
        .notEstimable, "\(id) has no model with the estimator \(estimator?.rawValue ?? "")",
        hint: "use ppml")
    }
    let present = Set(panel.years.map(YearComponents.position))
    if let missing = EventStudySpecification.positions.first(where: { !present.contains($0) }) {
      throw DataError(
        .notCovered,
        "the years \(years.lowerBound)–\(years.upperBound) have no year that lies \(missing) years "
          + "before an election",
        hint: "widen --years to a whole cycle of four years")
    }
    let cycles = Set(panel.years.map(YearComponents.cycle)).sorted()
    let model = study.model(after: pattern, isNational: swingRule == nil, cycles: cycles)
    let prepared = try PreparedModel(
      model, on: PanelComponents(panel: panel, tables: nil), analysis: id)
    return try prepared.eventStudy(
      positions: study.estimated.map { -$0 }, reference: -study.reference, unit: "years",
      analysis: id, swingRule: swingRule, elections: cycles, lastYear: panel.years.last?.number)
  }
}

extension PreparedModel {
  /// Reads an event study out of an estimated model whose first terms are its positions.
  ///
  /// - Parameters:
  ///   - positions: The positions of the first terms, earliest first.
  ///   - reference: The position left out.
  ///   - unit: What positions count.
  ///   - analysis: The analysis' identifier.
  ///   - swingRule: The swing rule.
  ///   - elections: The elections whose cycles are in the data.
  ///   - lastYear: The last year of the data.
  ///   - remarks: What a reader must know of the data.
  func eventStudy(
    positions: [Int], reference: Int, unit: String, analysis: String, swingRule: String?,
    elections: [Int], lastYear: Int?, remarks: [String] = []
  ) throws -> [EventStudyResult] {
    let terms = specification.terms.prefix(positions.count).map(\.name)
    if let absent = zip(terms, positions).first(where: { !estimated.names.contains($0.0) }) {
      throw DataError(
        .notEstimable,
        "the position \(absent.1) of the event study of \(analysis) is not identified in the sample",
        hint: "widen the years, or use another reference")
    }
    let result = try result(
      analysis: analysis, swingRule: swingRule, panelRows: sample.rows.count)
    do throws(EstimationError) {
      let fit = try estimated.fit(
        variances: specification.clusterings.map { .clustered($0.ways.map(factor)) },
        smallSample: .fixest)
      return zip(specification.clusterings, zip(fit.variances, result.variances)).map {
        clustering, pair in
        let (variance, table) = pair
        let indices = terms.compactMap { term in
          variance.table.firstIndex { $0.term == term }
        }
        let covariance = indices.map { i in indices.map { variance.covariance[i][$0] } }
        let rows = indices.map { variance.table[$0] }
        var notes = remarks
        var band: SimultaneousBand?
        do throws(EstimationError) {
          band = try SimultaneousBand(estimates: rows.map(\.estimate), covariance: covariance)
        } catch {
          notes.append("there is no simultaneous band: \(error.message)")
        }
        var points = rows.indices.map { index in
          EventStudyResult.Point(
            position: positions[index], estimate: rows[index].estimate,
            standardError: rows[index].standardError, pValue: rows[index].pValue,
            confidenceLow: rows[index].lower, confidenceHigh: rows[index].upper,
            bandLow: band?.lower[index], bandHigh: band?.upper[index])
        }
        points.append(
          EventStudyResult.Point(
            position: reference, estimate: 0, standardError: nil, pValue: nil, confidenceLow: nil,
            confidenceHigh: nil, bandLow: nil, bandHigh: nil))
        points.sort { $0.position < $1.position }
        let before = positions.count { $0 < reference }
        var preTrend: EventStudyResult.PreTrend?
        if before == 0 {
          notes.append("no period lies before the reference, so that there is no test of trends")
        } else if let few = EventStudyResult.fewest(table.clusters), few <= before {
          // The scores of G clusters add up to zero, so that their covariance has rank G - 1 at most.
          notes.append(
            "there is no test of trends before the reference: \(few) clusters cannot estimate the "
              + "covariance of \(before) positions; cluster by a dimension with more")
        } else {
          do throws(EstimationError) {
            let test = try EventStudyEstimates(
              estimates: rows.map(\.estimate), covariance: covariance, prePeriods: before
            ).preTrendTest()
            preTrend = EventStudyResult.PreTrend(
              statistic: test.statistic, degreesOfFreedom: test.degreesOfFreedom,
              pValue: test.pValue, slopeAtHalfPower: test.slopeAtHalfPower,
              slopeAtEightyPercentPower: test.slopeAtEightyPercentPower)
          } catch {
            notes.append("there is no test of trends before the reference: \(error.message)")
          }
        }
        notes += result.omitted.map { "the term \($0.term) is \($0.reason)" }
        return EventStudyResult(
          analysis: analysis, model: specification.id, unit: unit,
          estimator: specification.estimator, allyRule: specification.allyRule,
          swingRule: swingRule, reference: reference, clustering: clustering.name,
          clusters: table.clusters, points: points, covariance: covariance,
          bandCriticalValue: band?.criticalValue, preTrend: preTrend,
          observations: result.observations, dropped: result.dropped, elections: elections,
          lastYear: lastYear, notes: notes)
      }
    } catch {
      throw specification.notEstimable(error, analysis: analysis)
    }
  }
}
