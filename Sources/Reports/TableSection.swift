import Hypotheses

/// What tables that a user brought, or a store holds, say about the other hypotheses.
struct TableSection {
  let tables: [TableResult]
  private let numbers = NumberText.typographic

  init(tables: [TableResult]) { self.tables = tables }

  /// Writes a part a table.
  func write(into section: inout Markup) {
    for table in tables {
      section.element("h3", text: "\(table.hypothesis): \(table.kind.subject)")
      section.element("p", text: table.sentence)
      var facts = FactList()
      facts.add("File", table.file)
      facts.add(
        "Rows",
        "\(numbers.whole(table.rows)) of \(numbers.whole(table.partners)) partners, "
          + table.years.map(String.init).joined(separator: "–"))
      facts.add("Rules", table.rules.map { "\($0.concept) \($0.id): \($0.definition)" })
      facts.add(
        "Rows dropped",
        table.models.filter { !$0.dropped.isEmpty }.map { model in
          "\(model.model): "
            + model.dropped.map { "\(numbers.whole($0.rows)) \($0.reason)" }.joined(separator: "; ")
        })
      facts.add(
        "Set aside",
        table.setAside.sorted { $0.key < $1.key }.map { "\(numbers.whole($0.value)) \($0.key)" })
      facts.add("Notes", table.remarks)
      facts.add("Not identified", table.notIdentified.map { "\($0.estimand): \($0.reason)" })
      facts.write(into: &section)
      BumpTable(
        models: table.models, names: IncumbentNames(),
        caption: "\(table.kind.subject.capitalizedFirst): bumps before elections."
      ).table.write(into: &section)
    }
  }
}

/// What no table at hand can test, with what would be needed.
struct UntestedSection {
  let untested: [Untested]

  /// Writes the list.
  func write(into section: inout Markup) {
    ReportTable(
      caption: "What the data of this run cannot test.",
      columns: [.text("Hypothesis"), .text("Not tested"), .text("Because"), .text("Needed")],
      rows: untested.map { [$0.hypothesis, $0.what, $0.reason, $0.needed] }
    ).write(into: &section)
  }
}

/// The bumps of some models in one compact table, each under the clustering with the widest interval.
struct BumpTable {
  let models: [ModelResult]
  let names: IncumbentNames
  let caption: String
  private let numbers = NumberText.typographic

  init(models: [ModelResult], names: IncumbentNames, caption: String) {
    self.models = models
    self.names = names
    self.caption = caption
  }

  /// The table.
  var table: ReportTable {
    ReportTable(
      caption: caption,
      note: "Each row has the clustering that gives the widest interval. "
        + ClusteredErrors.sentence,
      columns: [
        .text("Model"), .term("Term"), .number("Estimate"), .number("SE"), .number("Change, %"),
        .number("95 % interval, %"), .number("p"), .number("N"), .text("Clusters"),
      ],
      rows: models.flatMap { model in
        model.bumpTerms.compactMap { term -> [String]? in
          guard let (row, variance) = model.widest(term) else { return nil }
          return [
            model.model, names.term(term), numbers.fixed(row.estimate, 4, signed: true),
            numbers.fixed(row.standardError, 4), numbers.fixed(row.percent, 1, signed: true),
            AnalysisSection.interval(row, numbers), numbers.pValue(row.pValue),
            numbers.whole(model.observations), DimensionWords.text(variance.clustering),
          ]
        }
      })
  }
}

extension String {
  /// The text with a capital first letter.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
