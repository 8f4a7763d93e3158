import Hypotheses

/// Bumps by incumbent against reputation: chart, table, permutation test with every re-ranking.
struct ReputationSection {
  let result: AnalysisResult
  let names: IncumbentNames
  private let numbers = NumberText.typographic

  init(result: AnalysisResult, names: IncumbentNames) {
    self.result = result
    self.names = names
  }

  private var letter: String { result.specification.letter }

  /// Writes the part; nothing where no relation was tested.
  func write(into section: inout Markup) {
    guard let first = result.reputations.first else { return }
    section.element("h3", text: "Bumps by incumbent and reputation")
    if let chart = BumpChart(result) {
      section.element("figure", ["class": "charts"]) { figure in
        figure.element("div", ["class": "row"]) { row in
          for rule in chart.allyRules {
            row.element("div", ["class": "chart"]) { $0.drawing(chart.svg(allyRule: rule) ?? "") }
          }
        }
        figure.element(
          "figcaption",
          text: "Change in exports from swing states to allies in the window, by incumbent, the "
            + "strongest reputation on top. Intervals of 95 %, errors clustered by "
            + "\(chart.clustering). Window years stand behind the name.")
      }
    }
    bumps(first).write(into: &section)
    for relation in result.reputations {
      section.element("p", text: sentence(relation))
    }
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
      note: "Rank 1 is the strongest reputation on the scale, which also ranks incumbents outside "
        + "this analysis.",
      columns: [.term("Incumbent"), .text("Window years"), .number("Rank")]
        + result.reputations.map { .number(label($0)) },
      rows: first.points.map { point in
        [names.full(point.incumbent), names.window(point.incumbent), String(point.rank)]
          + result.reputations.map { relation in
            guard
              let row = BumpChart.model(of: relation, in: result)?
                .coefficient("swing:ally:window:\(point.incumbent)")
            else { return "" }
            return "\(numbers.fixed(row.percent, 1, signed: true)) "
              + "(\(AnalysisSection.interval(row, numbers)))"
          }
      })
  }

  private func sentence(_ relation: ReputationRelation) -> String {
    let count = relation.points.count
    return
      "\(label(relation)): the bump changes by \(numbers.fixed(relation.slope, 4, signed: true)) in "
      + "logs a rank of reputation. Of the \(numbers.whole(relation.rerankings.count)) orders of "
      + "\(NumberText.word(count)) incumbents, a share of \(numbers.pValue(relation.oneSidedP)) has "
      + "a slope at least as large; that is the one-sided permutation p, and "
      + "\(numbers.pValue(relation.smallestAttainableP)) is the smallest that these incumbents could "
      + "give."
  }

  private func rerankings(_ first: ReputationRelation) -> ReportTable {
    let observed = first.points.map(\.incumbent)
    let orders = first.rerankings.map(\.order)
    return ReportTable(
      caption: "\(letter).3 Every re-ranking of the incumbents and its slope.",
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
