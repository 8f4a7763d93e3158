import Hypotheses

/// One analysis in the report: question, data, rules, bumps, models, limits, join report.
struct AnalysisSection {
  let result: AnalysisResult
  let names: IncumbentNames
  private let numbers = NumberText.typographic

  /// Whether the analysis is the headline, whose charts stand at the head of the report.
  let isHeadline: Bool

  init(result: AnalysisResult, isHeadline: Bool = false) {
    self.isHeadline = isHeadline
    self.result = result
    names = IncumbentNames(panel: result.panel)
  }

  /// The section's identifier in the page.
  var id: String { Markup.identifier("analysis", result.specification.id) }

  /// The section's heading.
  var heading: String { "\(result.specification.letter). \(result.specification.title)" }

  private var letter: String { result.specification.letter }

  /// The number of the first table of the further models: behind the overview and the three tables on
  /// reputation.
  private var furtherTable: Int { result.reputations.isEmpty ? 2 : 5 }

  /// The number of the table of definitions, behind the further models.
  private var definitionsTable: Int { furtherTable + FurtherSection.tables(of: result) }

  /// Writes the section.
  func write(into section: inout Markup) {
    section.element("p", ["class": "lead"], text: result.specification.question)
    writeCoverage(into: &section)
    overview.write(into: &section)
    if !result.notIdentified.isEmpty { writeNotIdentified(into: &section) }
    if !result.reputations.isEmpty {
      ReputationSection(result: result, names: names, showsCharts: !isHeadline)
        .write(into: &section)
    }
    FurtherSection(result: result, names: names, firstTable: furtherTable).write(into: &section)
    section.element("h3", text: "What the design can and cannot show")
    section.element("ul") { list in
      for limit in result.specification.limits { list.element("li", text: limit) }
    }
    section.element("h3", text: "Definitions in force")
    rules.write(into: &section)
    section.element("h3", text: "Models in full")
    for (index, model) in result.models.enumerated() {
      ModelSection(
        model: model, names: names, table: "\(letter).\(definitionsTable + 1 + index)"
      ).write(into: &section)
    }
  }

  /// The join report, which stands in a section of its own.
  var join: JoinSection {
    JoinSection(result: result, firstTable: definitionsTable + 1 + result.models.count)
  }

  private func writeCoverage(into section: inout Markup) {
    let join = result.join
    var facts = FactList()
    facts.add("Analysis", result.specification.id)
    facts.add("Exports", result.specification.source.citation(vintages: result.panel.vintages))
    facts.add(
      "Panel",
      "\(numbers.whole(join.panelRows)) rows: \(numbers.whole(join.origins)) "
        + "\(join.origins == 1 ? "origin" : "origins") × \(numbers.whole(join.destinations)) "
        + "destinations × \(join.years.map(String.init).joined(separator: "–"))")
    let windows = result.panel.years.indices.filter(result.panel.isInWindow)
      .map { result.panel.years[$0] }
    facts.add("Window years", NumberText.runs(of: windows))
    facts.write(into: &section)
  }

  /// The bumps of all models, term by term, each under the variance with the widest interval.
  private var overview: ReportTable {
    let terms = result.models.flatMap(\.bumpTerms)
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    // Where all bumps share their first components, the incumbent alone tells them apart.
    let shared = "swing:ally:window"
    let isShared = terms.allSatisfy { $0.hasPrefix(shared) }
    let rows = terms.flatMap { term in
      result.models.compactMap { model -> [String]? in
        guard let (row, variance) = model.widest(term) else { return nil }
        return [
          isShared
            ? (term == shared ? "all" : names.term(String(term.dropFirst(shared.count + 1))))
            : names.term(term),
          model.estimator.label, model.allyRule,
          numbers.fixed(row.estimate, 4, signed: true), numbers.fixed(row.standardError, 4),
          numbers.fixed(row.percent, 1, signed: true), Self.interval(row, numbers),
          numbers.pValue(row.pValue), DimensionWords.text(variance.clustering),
          model.treatedCounts(term),
        ]
      }
    }
    return ReportTable(
      caption: "\(letter).1 Bumps before elections.",
      note: (isShared ? "Term: \(names.term(shared)), of all incumbents or of one. " : "")
        + "Estimates in logs, each with the clustering that gives the widest interval; the models in "
        + "full have the others. " + ClusteredErrors.sentence
        + " Treated: the origins and destinations in which the term is ever not zero.",
      columns: [
        .term(isShared ? "Incumbent" : "Term"), .text("Estimator"), .text("Allies"),
        .number("Estimate"), .number("SE"),
        .number("Change, %"), .number("95 % interval, %"), .number("p"),
        .text("Clusters"), .number("Treated"),
      ],
      rows: rows)
  }

  private func writeNotIdentified(into section: inout Markup) {
    section.element("aside", ["class": "box"]) { box in
      box.element("h3", text: "Not identified")
      for statement in result.notIdentified {
        box.element("p") { text in
          text.element("strong", text: statement.estimand)
          text.write(": \(statement.reason).")
        }
      }
    }
  }

  private var rules: ReportTable {
    ReportTable(
      caption: "\(letter).\(definitionsTable) Definitions.",
      columns: [.text("Concept"), .text("Rule"), .number("Version"), .text("Definition")],
      rows: result.rules.map { [$0.concept, $0.id, String($0.version), $0.definition] })
  }

  /// A 95 % interval in percent, such as `−2.5 to +5.3`.
  static func interval(_ row: ModelResult.Coefficient, _ numbers: NumberText) -> String {
    let ends = row.percentEnds
    return "\(numbers.fixed(ends.low, 1, signed: true)) to "
      + numbers.fixed(ends.high, 1, signed: true)
  }
}
