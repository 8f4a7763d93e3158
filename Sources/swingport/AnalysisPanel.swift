import Codes
import Foundation
import Hypotheses
import Panels
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
