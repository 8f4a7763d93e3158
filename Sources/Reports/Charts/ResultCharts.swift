import Charts
import Codes
import Hypotheses
import Panels

/// Charts of results: what each command found, as the values that `Charts` draws.
///
/// Estimates in logs become percent changes, 100 (exp(b) − 1), with their intervals.
public enum ResultCharts {
  /// An event study.
  ///
  /// - Parameters:
  ///   - result: The study.
  ///   - source: The source line; empty for none.
  public static func eventStudy(_ result: EventStudyResult, source: String = "") -> EventStudyChart
  {
    let numbers = NumberText.typographic
    let trend =
      result.preTrend.map {
        " Before the reference: p \(numbers.pValue($0.pValue)); a linear trend of "
          + "\(numbers.change(Platform.percent(ofLogs: $0.slopeAtEightyPercentPower))) a period would "
          + "be found four times in five (Roth 2022)."
      } ?? ""
    return EventStudyChart(
      frame: ChartFrame(
        figureID: Markup.identifier(
          "event-study", result.analysis, result.model, result.estimator.rawValue,
          result.allyRule),
        context: "\(result.estimator.words); allies: \(result.allyRule)",
        note: "Clustered by \(clustering(result.clustering)); n = "
          + "\(numbers.whole(result.observations)); elections "
          + EventStudyTable.elections(result) + "." + trend + " " + ClusteredErrors.sentence,
        source: source),
      points: result.points.map { point in
        .init(
          position: point.position, estimate: Platform.percent(ofLogs: point.estimate),
          interval: interval(point.confidenceLow, point.confidenceHigh),
          band: interval(point.bandLow, point.bandHigh))
      },
      reference: result.reference, unit: result.unit,
      subject: result.swingRule == nil
        ? "exports to allies" : "exports from swing states to allies",
      window: result.unit == "years" ? -1...0 : -11...0)
  }

  /// The bumps of all models of an analysis.
  ///
  /// - Parameters:
  ///   - models: The models.
  ///   - names: The names of incumbents.
  ///   - analysis: The analysis' identifier.
  ///   - source: The source line.
  /// - Returns: The chart; nil where no model has a bump.
  static func coefficients(
    _ models: [ModelResult], names: IncumbentNames, analysis: String, source: String = ""
  ) -> CoefficientChart? {
    let estimators = models.map(\.estimator)
      .reduce(into: [Estimator]()) { if !$0.contains($1) { $0.append($1) } }
    var rows: [CoefficientChart.Row] = []
    for (number, estimator) in estimators.enumerated() {
      for model in models where model.estimator == estimator {
        for term in model.bumpTerms {
          guard let row = model.widest(term)?.coefficient else { continue }
          let label = "\(names.term(term)), \(model.allyRule)"
          let mark = CoefficientChart.Mark(
            series: number, estimate: row.percent,
            interval: Interval(low: row.percentEnds.low, high: row.percentEnds.high))
          if let index = rows.firstIndex(where: { $0.label == label }),
            !rows[index].marks.contains(where: { $0.series == number })
          {
            rows[index].marks.append(mark)
          } else {
            rows.append(.init(label, [mark]))
          }
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    return CoefficientChart(
      frame: ChartFrame(
        figureID: Markup.identifier("bumps", analysis), context: "Analysis \(analysis)",
        note: "Each with the clustering that gives the widest interval; behind the comma, the ally "
          + "rule. " + ClusteredErrors.sentence, source: source),
      values: rows, series: estimators.map(\.label),
      quantity: "Change in exports before elections, percent", isClustered: true)
  }

  /// The bumps by incumbent against reputation, allies by one rule.
  ///
  /// - Returns: The chart; nil where no relation to reputation was tested under the rule.
  static func reputation(
    _ relations: [ReputationRelation], models: [ModelResult], allyRule: String,
    names: IncumbentNames, analysis: String, source: String = ""
  ) -> ReputationChart? {
    let own = relations.filter { $0.allyRule == allyRule }
    guard let first = own.first, first.points.count > 1 else { return nil }
    let bumps = own.enumerated().flatMap { number, relation in
      relation.points.compactMap { point -> ReputationChart.Bump? in
        let model = models.first {
          $0.model == relation.model && $0.estimator == relation.estimator
            && $0.allyRule == relation.allyRule
        }
        guard let row = model?.widest("swing:ally:window:\(point.incumbent)")?.coefficient else {
          return nil
        }
        return .init(
          incumbent: names.title(point.incumbent), detail: names.window(point.incumbent),
          reputation: -Double(point.rank), series: number, estimate: row.percent,
          interval: Interval(low: row.percentEnds.low, high: row.percentEnds.high))
      }
    }
    guard Set(bumps.map(\.incumbent)).count > 1 else { return nil }
    return ReputationChart(
      frame: ChartFrame(
        figureID: Markup.identifier("reputation", analysis, allyRule),
        context: "Allies: \(allyRule)",
        note: "Reputation by the scale \(first.scale). Intervals are the widest of each model's "
          + "clusterings. " + ClusteredErrors.sentence, source: source),
      bumps: bumps, series: own.map(\.estimator.label),
      tests: own.map {
        .init(
          rises: $0.slope > 0, oneSidedP: $0.oneSidedP, smallestP: $0.smallestAttainableP)
      }, allies: allyRule)
  }

  /// The slope of bumps on reputation under every order of the incumbents.
  static func orders(
    _ relation: ReputationRelation, analysis: String, source: String = ""
  ) -> PermutationChart {
    PermutationChart(
      frame: ChartFrame(
        figureID: Markup.identifier(
          "orders", analysis, relation.estimator.rawValue, relation.allyRule),
        context: "\(relation.estimator.words); allies: \(relation.allyRule)",
        note: "All \(relation.rerankings.count) orders of the incumbents.", source: source),
      draws: relation.rerankings.map { 100 * $0.slope }, observed: 100 * relation.slope,
      tail: .upper, pValue: relation.oneSidedP, smallestP: relation.smallestAttainableP,
      quantity: "Slope of bumps on reputation, log points a rank", suffix: "")
  }

  /// What each method of inference says about one bump.
  ///
  /// - Returns: The chart; nil where no method gives an interval.
  static func methods(
    _ rows: [InferenceRow], analysis: String, source: String = ""
  ) -> CoefficientChart? {
    let values = rows.compactMap { row -> CoefficientChart.Row? in
      guard let estimate = row.estimate, let low = row.confidenceLow,
        let high = row.confidenceHigh, low <= estimate, estimate <= high
      else { return nil }
      let p = row.pValue.map { ", p \(NumberText.typographic.pValue($0))" } ?? ""
      return .init(
        "\(method(row.method.rawValue, by: row.unit))\(p)",
        [
          .init(
            estimate: Platform.percent(ofLogs: estimate),
            interval: Interval(
              low: Platform.percent(ofLogs: low), high: Platform.percent(ofLogs: high)))
        ])
    }
    guard let first = rows.first, !values.isEmpty else { return nil }
    return CoefficientChart(
      frame: ChartFrame(
        figureID: Markup.identifier("methods", analysis),
        context: "\(first.estimator.words); allies: \(first.allyRule)",
        note: "One bump, judged by every method that gives an interval. "
          + ClusteredErrors.sentence,
        source: source),
      values: values, series: ["estimate"], quantity: "The bump by method of inference, percent")
  }

  /// Exports of states that are ever swing states in a window, and of all others, to allies and to other
  /// countries, the first year being 100.
  ///
  /// Which states count as swing states does not change along a line, so that no line jumps when a state
  /// changes sides.
  ///
  /// - Returns: The chart; nil for a national panel, or one without exports in the first year.
  public static func series(
    _ panel: Panel, allyRule: String, source: String = ""
  ) -> SeriesChart? {
    let swing = panel.origins.indices.map { origin in
      panel.years.indices.contains {
        panel.isInWindow(year: $0) && panel.swing(origin: origin, year: $0) == .swing
      }
    }
    guard swing.contains(true), swing.contains(false) else { return nil }
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: panel.years.count), count: 4)
    // An ally of the last year is one along the whole line.
    let last = panel.years.count - 1
    let allies = panel.destinations.indices.map {
      panel.ally(allyRule, destination: $0, year: last) == .ally
    }
    for row in panel.rows {
      sums[(allies[row.destination] ? 0 : 2) + (swing[row.origin] ? 0 : 1)][row.year] +=
        Double(row.exports.count)
    }
    guard sums.allSatisfy({ ($0.first ?? 0) > 0 }), panel.years.count > 1 else { return nil }
    let windows = panel.years.indices.filter(panel.isInWindow)
    let elections = Set(windows.map { (panel.years[$0].number + 3) / 4 * 4 }).sorted()
    let count = swing.count(where: \.self)
    return SeriesChart(
      frame: ChartFrame(
        figureID: Markup.identifier("series", panel.name, allyRule),
        context: "Current dollars, f.a.s. value",
        note: "Swing states: the \(count) that "
          + "\(panel.definitions.swingRule.map { "the rule \($0.id)" } ?? "a rule") calls swing in any "
          + "window of these years; allies: \(allyRule) in \(panel.years[last]).",
        source: source),
      times: panel.years.map { Double($0.number) },
      panels: ["To allies", "To other countries"],
      series: (0..<4).map { index in
        SeriesChart.Series(
          index % 2 == 0 ? "Swing states" : "Other states", panel: index / 2,
          values: sums[index].map { 100 * $0 / sums[index][0] })
      },
      bands: elections.map { election in
        .init(from: Double(election - 1), to: Double(election), label: "\(election)")
      },
      quantity: "Exports, \(panel.years[0]) = 100")
  }

  /// A method of inference in words with what it goes by, such as `t-test by election`.
  static func method(_ name: String, by unit: String) -> String {
    let words =
      switch InferenceRow.Method(rawValue: name) {
      case .clustered: "clustered errors"
      case .jackknife: "jackknife"
      case .dyadic: "dyad-robust errors"
      case .bootstrap: "bootstrap"
      case .perElection: "t-test"
      case .signChange: "sign changes"
      case .randomizedSwing: "swing status assigned anew"
      case .randomizedAllies: "alliances assigned anew"
      case .shiftedCalendar: "calendar shifted"
      case .permutedIncumbents: "incumbents permuted"
      case nil: name
      }
    return unit.isEmpty ? words : "\(words) by \(clustering(unit))"
  }

  /// A clustering in words, such as `origin × destination`.
  static func clustering(_ name: String) -> String { DimensionWords.text(name) }

  private static func interval(_ low: Double?, _ high: Double?) -> Interval? {
    guard let low, let high else { return nil }
    return Interval(
      low: Platform.percent(ofLogs: low), high: Platform.percent(ofLogs: high))
  }
}
