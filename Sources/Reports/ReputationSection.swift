import Charts
import Hypotheses

/// Bumps by incumbent against reputation: chart, table, permutation test with every re-ranking.
struct ReputationSection {
  let result: AnalysisResult
  let names: IncumbentNames
  /// Whether the charts are drawn here, and not further up in the report.
  let showsCharts: Bool
  private let numbers = NumberText.typographic

  init(result: AnalysisResult, names: IncumbentNames, showsCharts: Bool = true) {
    self.showsCharts = showsCharts
    self.result = result
    self.names = names
  }

  /// The bumps against reputation, one chart an ally rule.
  var charts: [(chart: any Chart, rule: String)] {
    result.specification.allyRules.compactMap { rule in
      ResultCharts.reputation(
        result.reputations, models: result.models, allyRule: rule, names: names,
        analysis: result.specification.id,
        source: result.specification.source.citation(vintages: result.panel.vintages) + "."
      ).map { ($0, rule) }
    }
  }

  /// The model whose bumps a relation is about.
  static func model(of relation: ReputationRelation, in result: AnalysisResult) -> ModelResult? {
    result.models.first {
      $0.model == relation.model && $0.estimator == relation.estimator
        && $0.allyRule == relation.allyRule
    }
  }

  private var letter: String { result.specification.letter }

  /// Writes the part; nothing where no relation was tested.
  func write(into section: inout Markup) {
    guard let first = result.reputations.first else { return }
    section.element("h3", text: "Bumps by incumbent and reputation")
    if showsCharts {
      section.element("div", ["class": "row"]) { row in
        for (chart, rule) in charts {
          ReportFigure(
            chart: chart, command: HTMLReport.plot("reputation", result, "--ally \(rule)")
          )?.write(into: &row)
        }
      }
    }
    bumps(first).write(into: &section)
    if let sentence = Finding(result).reputation { section.element("p", text: sentence) }
    slopes.write(into: &section)
    var facts = FactList()
    facts.add("Scale", first.scale)
    facts.add("Source", first.source)
    facts.add("Note", first.note)
    facts.write(into: &section)
    rerankings(first).write(into: &section)
  }

  private func label(_ relation: ReputationRelation) -> String {
    "\(relation.estimator.label), \(relation.allyRule)"
  }

  private func bumps(_ first: ReputationRelation) -> ReportTable {
    ReportTable(
      caption: "\(letter).2 Bumps by incumbent, percent, with 95 % intervals.",
      note:
        "Rank 1 is the strongest reputation among the incumbents here. Intervals are the widest "
        + "of each model's clusterings.",
      columns: [.term("Incumbent and window years"), .number("Rank")]
        + result.reputations.map { .number(label($0)) },
      rows: first.points.map { point in
        [
          "\(names.short(point.incumbent)), \(names.window(point.incumbent))",
          String(point.rank),
        ]
          + result.reputations.map { relation in
            guard
              let row = Self.model(of: relation, in: result)?
                .widest("swing:ally:window:\(point.incumbent)")?.coefficient
            else { return "" }
            return "\(numbers.fixed(row.percent, 1, signed: true)) "
              + "(\(AnalysisSection.interval(row, numbers)))"
          }
      })
  }

  private var slopes: ReportTable {
    ReportTable(
      caption: "\(letter).3 Slope of the bump on reputation.",
      note: "Slopes in logs a rank, positive where the bump is larger under the stronger "
        + "reputation. p is the share of all orders of the incumbents with a slope at least as "
        + "large.",
      columns: [
        .term("Model"), .number("Slope"), .number("Orders"), .number("One-sided p"),
        .number("Smallest attainable p"),
      ],
      rows: result.reputations.map { relation in
        [
          label(relation), numbers.fixed(relation.slope, 4, signed: true),
          numbers.whole(relation.rerankings.count), numbers.pValue(relation.oneSidedP),
          numbers.pValue(relation.smallestAttainableP),
        ]
      })
  }

  private func rerankings(_ first: ReputationRelation) -> ReportTable {
    let observed = first.points.map(\.incumbent)
    let orders = first.rerankings.map(\.order)
    return ReportTable(
      caption: "\(letter).4 Every re-ranking of the incumbents and its slope.",
      note: "From the strongest to the weakest reputation; the order of the scale is set off.",
      columns: [.term("Order")] + result.reputations.map { .number(label($0)) },
      rows: orders.map { order in
        [
          order.map(names.short).joined(separator: ", ")
            + (order == observed ? " (order of the scale)" : "")
        ]
          + result.reputations.map { relation in
            relation.rerankings.first { $0.order == order }
              .map { numbers.fixed($0.slope, 4, signed: true) } ?? ""
          }
      },
      marked: Set(orders.indices.filter { orders[$0] == observed }))
  }
}
