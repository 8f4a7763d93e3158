import Codes
import Foundation
import Hypotheses
import Panels
import Reports
import Tables

/// The analysis of a command that looks at one panel, with a user's rules in place of its own.
struct AnalysisPanel {
  let analysis: String
  let swing: String?
  let ally: String?
  let years: String?

  /// The built-in data with the user's lists.
  func data() throws -> BuiltInData {
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    var data = try BuiltInData(
      elections: DataFolder.package(folder.elections),
      exports: DataFolder.package(folder.exports))
    if let swing, swing.hasPrefix("list:") { data.add(try SwingRuleChoice.rule(swing)) }
    if let ally, ally.hasPrefix("list:") {
      data.add(try AllyListChoice.rule(ally, codes: data.crosswalk))
    }
    return data
  }

  /// What a document of the analysis says of its run.
  ///
  /// - Parameters:
  ///   - data: The built-in data.
  ///   - months: Months in the place of the analysis' years, where the command takes them.
  ///   - notes: What a reader must know.
  func record(
    _ data: BuiltInData, months: MonthOptions? = nil, notes: [String] = []
  ) throws -> RunRecord {
    RunRecord(
      command: Invocation.command,
      sourceCitation: try months?.citation(of: self) ?? citation(data),
      notes: notes.isEmpty ? nil : notes)
  }

  /// The exports of the analysis as they are cited, with the vintages of its years.
  private func citation(_ data: BuiltInData) throws -> String {
    let specification = try specification()
    return specification.source.citation(
      vintages: try data.exports(specification.source, years: specification.years).vintages)
  }

  /// The analysis.
  ///
  /// - Throws: `DataError` for an unknown analysis, years that are no span, or a swing rule for a national
  ///   panel.
  func specification() throws -> AnalysisSpecification {
    let specification = try Analyses.named(
      analysis,
      choices: AnalysisChoices(
        swingRule: swing.map(UserTable.identifier),
        allyRules: ally.map { [UserTable.identifier($0)] } ?? [],
        years: try years.map(YearSpan.read)))
    if let swing, specification.swingRule == nil {
      throw DataError(
        .wrongUse, "\(specification.id) is national, so that --swing \(swing) would change nothing",
        hint: "leave --swing out, or name an analysis of states")
    }
    return specification
  }
}
