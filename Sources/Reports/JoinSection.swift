import Codes
import Hypotheses
import Panels

/// The join report of an analysis: what was read, what was set aside, and how totals compare.
struct JoinSection {
  let result: AnalysisResult
  /// The number of its first table in the analysis.
  let firstTable: Int
  private let numbers = NumberText.typographic

  init(result: AnalysisResult, firstTable: Int) {
    self.result = result
    self.firstTable = firstTable
  }

  private var join: JoinReport { result.join }

  /// Writes the part.
  func write(into section: inout Markup) {
    section.element(
      "h3", text: "\(result.specification.letter). \(result.specification.title)")
    facts.write(into: &section)
    tables.write(into: &section)
    if !join.reconciliation.isEmpty { reconciliation.write(into: &section) }
  }

  private func caption(_ index: Int, _ text: String) -> String {
    "\(result.specification.letter).\(firstTable + index) \(text)"
  }

  private var facts: FactList {
    var facts = FactList()
    let vintages = Dictionary(grouping: join.vintages.keys.sorted()) { join.vintages[$0] ?? "" }
    facts.add(
      "Vintages",
      vintages.sorted { ($0.value.first ?? "") < ($1.value.first ?? "") }.map { vintage, years in
        let runs = NumberText.runs(of: years.compactMap { Int($0) }.map { CalendarYear($0) })
        return "\(runs): \(vintage)"
      })
    facts.add(
      "Cells of the lattice",
      "\(numbers.whole(join.latticeCells)) = \(numbers.whole(join.origins)) × "
        + "\(numbers.whole(join.destinations)) × "
        + numbers.whole((join.years.last ?? 0) - (join.years.first ?? 0) + 1))
    facts.add("With a figure", numbers.whole(join.values))
    facts.add("Reported zeros", numbers.whole(join.reportedZeros))
    facts.add(
      "Absent pairs", "\(numbers.whole(join.absentPairs)): \(join.fillPolicy.description)")
    facts.add("Rows of the panel", numbers.whole(join.panelRows))
    for (rule, reasons) in join.allyNotReported.sorted(by: { $0.key < $1.key }) {
      facts.add(
        "Ally not reported (\(rule))",
        reasons.isEmpty
          ? ["no row"]
          : reasons.sorted { $0.key < $1.key }
            .map { "\(numbers.whole($0.value)) rows: \($0.key)" })
    }
    if !join.yearsWithoutPublishedTotal.isEmpty {
      facts.add(
        "Not reconciled",
        NumberText.runs(of: join.yearsWithoutPublishedTotal.map { CalendarYear($0) })
          + ": no published total of the same vintage is built in")
    }
    if let rows = join.reassuranceNotReported {
      facts.add("Reassurance of an ally not reported", "\(numbers.whole(rows)) rows")
    }
    return facts
  }

  private var tables: ReportTable {
    ReportTable(
      caption: caption(0, "Tables read."),
      columns: [.text("Table"), .number("Rows"), .number("Set aside"), .text("Reasons")],
      rows: join.tables.map { intake in
        [
          intake.table, numbers.whole(intake.rows),
          numbers.whole(intake.setAside.values.reduce(0, +)),
          intake.setAside.isEmpty
            ? "none"
            : intake.setAside.sorted { $0.key < $1.key }
              .map { "\($0.key) (\(numbers.whole($0.value)))" }.joined(separator: "; "),
        ]
      })
  }

  private var reconciliation: ReportTable {
    ReportTable(
      caption: caption(1, "States in the panel and the published total."),
      note: "The gap is what the publisher shows without a state or for territories, and "
        + "destinations that are not in the panel.",
      columns: [
        .text("Year"), .number("Panel"), .number("Published"), .number("Gap"), .number("Gap, %"),
      ],
      rows: join.reconciliation.map {
        [
          String($0.year), numbers.billions($0.panelDollars), numbers.billions($0.publishedDollars),
          numbers.billions($0.gapDollars), numbers.fixed($0.gapPercent, 2),
        ]
      })
  }
}
