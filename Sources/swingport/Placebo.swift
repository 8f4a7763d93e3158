import ArgumentParser
import Codes
import Foundation
import Hypotheses
import Panels
import Reports
import Tables

/// Comparisons in which the hypothesis predicts nothing.
struct PlaceboCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "placebo",
    abstract: "Estimate the bump where the hypothesis predicts none.",
    discussion: """
      EXAMPLES
        swingport placebo                              the headline's panel
        swingport placebo bts-canada-mexico
        swingport placebo --swing margin-3 --out placebos
        swingport placebo --period month               months of the store, shifted by up to 24
        swingport placebo --json > placebos.json

      State imports as the outcome, midterms as elections, the calendar shifted by one and two years,
      exports to destinations that are no allies, safe states in place of swing states; each also
      outside the real window, where the year of the midterm stands in for it. Months have their
      calendar shifted from -24 to +24 months in steps of three, Poisson alone.

      Analyses: \(Analyses.ids.joined(separator: ", "))
      """)

  @Argument(help: "An analysis.")
  var analysis = "swing-states"

  @OptionGroup var options: AnalysisOptions

  @OptionGroup var months: MonthOptions

  @OptionGroup var output: PieceOutput

  func run() throws {
    try output.check()
    try months.requireUse(years: options.years)
    let panel = options.panel(of: analysis)
    let data = try panel.data()
    let rows = try months.panel(of: panel, data: data).map(shifted) ?? annual(panel, data)
    let notes = [ClusteredErrors.caution]
    try output.deliver(
      "placebo", text: PlaceboTable.text(rows), csv: PlaceboTable.csv(rows),
      json: PlaceboTable.json(
        rows, version: Swingport.version,
        run: panel.record(data, months: months, notes: notes)),
      notes: notes)
  }

  /// The placebos of an analysis by year.
  private func annual(_ panel: AnalysisPanel, _ data: BuiltInData) throws -> [PlaceboRow] {
    let specification = try panel.specification()
    // Imports are those of the Census Bureau's states, the other side of the headline's exports.
    let imports =
      specification.source == .censusOriginOfMovement
      ? ExportLattice.Part(table: try data.exportTable("state-imports"), vintage: "2026-03") : nil
    let progress = ShareProgress()
    defer { progress.clear() }
    return try specification.placebos(on: data, imports: imports, begin: progress.show)
  }

  /// The calendars of a monthly panel, one after the other.
  private func shifted(_ panel: MonthlyPanel) throws -> [PlaceboRow] {
    let progress = ShareProgress()
    defer { progress.clear() }
    let placebos = MonthlyPanel.placebos
    return placebos.enumerated().flatMap { index, placebo in
      progress.show(Double(index) / Double(placebos.count), placebo.id)
      return panel.rows(of: placebo)
    }
  }
}
