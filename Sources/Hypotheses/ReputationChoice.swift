import Alliances
import Codes
import Elections
import Panels

extension AnalysisSpecification {
  /// The analysis with a measure of reputation in place of its own.
  ///
  /// A national panel takes it in the terms with reassurance. A panel of states takes a measure of
  /// incumbents as the order of its bumps, and a measure by ally as further models with the bump's
  /// slope on reputation.
  ///
  /// - Throws: `DataError` of kind `reputationNotTaken` that says why the analysis cannot take it.
  func taking(_ measure: any ReputationMeasure) throws -> AnalysisSpecification {
    if swingRule == nil {
      guard !(measure is IncumbentMeasure) else {
        throw notTaken(
          measure, "it has no bump for each incumbent, and the measure has no scale",
          hint: "use a measure with a scale, such as statements")
      }
      return measure is StatementsMeasure
        ? self : replacing(models: models.map { $0.replacingReassurance() })
    }
    if measure is any AllyReputation {
      return replacing(models: models + slopes())
    }
    guard !incumbents.isEmpty else {
      throw notTaken(
        measure,
        "every window year of the analysis belongs to one incumbent, so that it has no "
          + "bumps to compare",
        hint: "use a measure by ally, or an analysis with more elections")
    }
    return self
  }

  /// The analysis with its own measure and a first limit that says why it keeps it.
  public func keepingOwnReputation(because error: DataError) -> AnalysisSpecification {
    var kept = replacing(models: models)
    kept.reputation = nil
    return kept.adding(
      limit: "This analysis keeps its own measure of reputation: \(error.message).")
  }

  /// Models with the bump and its slope on an ally's reputation, one for each of the pooled ones.
  private func slopes() -> [ModelSpecification] {
    models.filter { $0.terms == Self.pooledTerms }.map { model in
      ModelSpecification(
        id: "reputation", estimator: model.estimator, allyRule: model.allyRule,
        terms: [
          .init(.swing, .ally, .window, .allyReputation), .init(.swing, .ally, .window),
          .init(.swing, .ally, .allyReputation), .init(.swing, .ally),
        ], fixedEffects: model.fixedEffects, clusterings: model.clusterings)
    }
  }

  private func notTaken(
    _ measure: any ReputationMeasure, _ reason: String, hint: String
  ) -> DataError {
    DataError(
      .reputationNotTaken, "\(id) cannot take the reputation measure \(measure.id): \(reason)",
      hint: hint)
  }

  /// Refuses a measure by year and ally whose figures end before the sample, or begin after it.
  func requireReputation(
    _ measure: any ReputationMeasure, presidents: Presidents
  ) throws {
    if let list = measure as? AllyReputationList, let first = list.years.first,
      let last = list.years.last
    {
      let inside = list.years.filter { years.contains($0) }
      guard inside.contains(where: window.contains), !inside.allSatisfy(window.contains) else {
        throw notTaken(
          measure,
          "its rows are of \(first)–\(last), and the sample of \(years.lowerBound)–"
            + "\(years.upperBound) then has "
            + (inside.isEmpty
              ? "no year with a figure"
              : "no year with a figure \(inside.contains(where: window.contains) ? "outside" : "inside") "
                + "the window"),
          hint: "give rows of years inside and outside the window, or other --years")
      }
    }
    let occasions = (years.lowerBound...years.upperBound).compactMap(presidents.occasion)
    let silent = occasions.filter { occasion in
      if !measure.uncovered(occasion).isEmpty { return true }
      guard let byIncumbent = measure as? any IncumbentReputation else { return false }
      if case .figure = byIncumbent.figure(on: occasion) { return false }
      return true
    }
    guard let first = silent.first else { return }
    let usable = Self.longestRun(of: occasions.filter { !silent.contains($0) }.map(\.year))
    throw notTaken(
      measure, reason(measure, on: first),
      hint: usable.map {
        $0.count < 2
          ? "use another measure"
          : "add --years \($0.lowerBound)-\($0.upperBound), or use another measure"
      }
        ?? "use another measure, or an analysis of earlier years")
  }

  private func reason(_ measure: any ReputationMeasure, on occasion: ReputationOccasion) -> String {
    let missing = measure.uncovered(occasion)
    if let coverage = measure.coverage, let first = missing.first, let last = missing.last {
      let span = first == last ? "\(first)" : "\(first)–\(last)"
      return
        "its figures are of \(coverage.lowerBound)–\(coverage.upperBound), and \(occasion.year) "
        + "needs those of \(span)"
    }
    guard let byIncumbent = measure as? any IncumbentReputation,
      case .notReported(let why) = byIncumbent.figure(on: occasion)
    else { return "it has no figure for \(occasion.year)" }
    return "for \(occasion.incumbent) in \(occasion.year) it is \(why)"
  }

  /// The order of the incumbents by a measure: each at his first window year.
  ///
  /// - Throws: `DataError` of kind `reputationNotTaken` where one has no figure, or two the same.
  func ranking(
    by measure: any IncumbentReputation, of present: [String], in panel: Panel,
    presidents: Presidents
  ) throws -> ReputationRanking {
    var scores: [(id: String, score: Double)] = []
    for id in present {
      let first = panel.years.indices.first {
        panel.isInWindow(year: $0) && panel.incumbents[$0].id == id
      }
      guard let first, let occasion = presidents.occasion(in: panel.years[first]) else { continue }
      guard case .figure(let figure) = measure.figure(on: occasion) else {
        throw notTaken(
          measure, reason(measure, on: occasion),
          hint: "use a measure that covers every incumbent, or --years of those it covers")
      }
      if let same = scores.first(where: { $0.score == measure.transform.value(of: figure) }) {
        throw notTaken(
          measure, "\(same.id) and \(id) have the same figure, which is no order",
          hint: "use a measure that tells them apart")
      }
      scores.append((id, measure.transform.value(of: figure)))
    }
    if let ordinal = measure as? OrdinalMeasure { return ordinal.ranking }
    let order = scores.sorted { $0.score > $1.score }.map(\.id)
    return ReputationRanking(
      scale: measure.id,
      ranks: Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, Double($0 + 1)) }),
      source: measure.citation,
      note: "Each incumbent by his figure at the first window year: \(measure.definition).")
  }

  private static func longestRun(of years: [CalendarYear]) -> ClosedRange<CalendarYear>? {
    var best: ClosedRange<CalendarYear>?
    var start: CalendarYear?
    for (index, year) in years.enumerated() {
      if index == 0 || years[index - 1].advanced(by: 1) != year { start = year }
      guard let start else { continue }
      if best.map({ start.distance(to: year) > $0.lowerBound.distance(to: $0.upperBound) }) ?? true
      {
        best = start...year
      }
    }
    return best
  }
}

extension ModelSpecification {
  /// The model with the chosen measure in the place of statements of reassurance.
  fileprivate func replacingReassurance() -> ModelSpecification {
    ModelSpecification(
      id: id == "reassurance" ? "reputation" : id, estimator: estimator, allyRule: allyRule,
      terms: terms.map { term in
        TermSpecification(
          components: term.components.map { $0 == .reassurance ? .allyReputation : $0 })
      }, fixedEffects: fixedEffects, clusterings: clusterings)
  }
}

extension DataError.Kind {
  /// A measure of reputation that an analysis cannot take.
  public static let reputationNotTaken = Self(
    id: "analysis.reputation_not_taken", exitCode: .usage)
}
