import Hypotheses

/// For whom the bump exists: the further models with their differences, the cells behind the triple
/// difference, and what these models cannot tell.
struct FurtherSection {
  let result: AnalysisResult
  let names: IncumbentNames
  /// The number of its first table in the analysis.
  let firstTable: Int
  private let numbers = NumberText.typographic

  init(result: AnalysisResult, names: IncumbentNames, firstTable: Int) {
    self.result = result
    self.names = names
    self.firstTable = firstTable
  }

  /// How many numbered tables an analysis has here.
  static func tables(of result: AnalysisResult) -> Int {
    (result.further.isEmpty ? 0 : 1) + (contrasts(of: result).isEmpty ? 0 : 1)
      + (result.cellMeans == nil ? 0 : 1)
  }

  private static func contrasts(
    of result: AnalysisResult
  ) -> [(model: ModelResult, contrast: ModelResult.Contrast)] {
    result.further.flatMap { model in
      // Of several variances the widest interval.
      let all = model.contrasts ?? []
      let names = all.map(\.name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      return names.compactMap { name in
        all.filter { $0.name == name }
          .max { $0.confidenceHigh - $0.confidenceLow < $1.confidenceHigh - $1.confidenceLow }
          .map { (model, $0) }
      }
    }
  }

  /// Writes the part; nothing where no further model was run.
  func write(into section: inout Markup) {
    guard Self.tables(of: result) > 0 || !result.furtherNotIdentified.isEmpty else { return }
    section.element("h3", text: "For whom: other states, groups of allies, incumbents")
    var number = firstTable
    func caption(_ text: String) -> String {
      defer { number += 1 }
      return "\(result.specification.letter).\(number) \(text)"
    }
    if !result.further.isEmpty {
      BumpTable(models: result.further, names: names, caption: caption("Further models."))
        .table.write(into: &section)
    }
    let contrasts = Self.contrasts(of: result)
    if !contrasts.isEmpty {
      ReportTable(
        caption: caption("Differences between bumps."),
        note: "Each row has the clustering that gives the widest interval.",
        columns: [
          .text("Model"), .text("Difference"), .number("Estimate"), .number("SE"), .number("p"),
          .text("Clusters"),
        ],
        rows: contrasts.map { model, contrast in
          [
            model.model, contrast.name, numbers.fixed(contrast.estimate, 4, signed: true),
            numbers.fixed(contrast.standardError, 4), numbers.pValue(contrast.pValue),
            DimensionWords.text(contrast.clustering),
          ]
        }
      ).write(into: &section)
    }
    if let cells = result.cellMeans {
      self.cells(cells, caption: caption("The 2 × 2 × 2 cells behind the triple difference."))
        .write(into: &section)
    }
    for statement in result.furtherNotIdentified {
      section.element("p", ["class": "note"]) { text in
        text.element("strong", text: "Not identified: \(statement.estimand)")
        text.write(": \(statement.reason).")
      }
    }
  }

  private func cells(_ table: CellMeanTable, caption: String) -> ReportTable {
    var note = "Mean exports of a pair and year, allies: \(table.allyRule)."
    if let sum = table.tripleDifference {
      note +=
        " The signed sum of the logarithms of the eight means is "
        + "\(numbers.fixed(sum, 4, signed: true)), "
        + (table.saturatedCoefficient.map {
          "and the coefficient of the saturated Poisson model \(numbers.fixed($0, 4, signed: true)). "
        } ?? "")
        + "The models with fixed effects compare within pairs and years and weigh the cells otherwise."
    }
    return ReportTable(
      caption: caption, note: note,
      columns: [
        .text("Origin"), .text("Destination"), .text("Years"), .number("Rows"), .number("Pairs"),
        .number("Exports"), .number("Mean, $ mn"),
      ],
      rows: table.cells.map { cell in
        [
          cell.swing ? "swing state" : "other state", cell.ally ? "ally" : "other country",
          cell.window ? "in the window" : "outside", numbers.whole(cell.rows),
          numbers.whole(cell.pairs), numbers.billions(cell.dollars),
          numbers.fixed(cell.mean / 1e6, 2),
        ]
      })
  }
}
