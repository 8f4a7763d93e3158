import Hypotheses
import Tables

/// How to cite the program and the data that a run used.
public enum CitationText {
  /// The year in which this version was released, as `CITATION.cff` states it.
  public static let year = 2026

  /// The program as it is cited.
  public static func program(version: String) -> String {
    "Swingport contributors (\(year)). Swingport: exports from swing states to treaty allies before "
      + "presidential elections (version \(version)) [computer program]."
  }

  /// The tables of `election-data/` that a result rests on, by their names.
  private static func tables(of result: AnalysisResult) -> [String] {
    var names: [String] = []
    if result.specification.swingRule != nil { names += ["returns", "electoral-votes"] }
    let rules = result.specification.allyRules
    if rules.contains(where: { $0.hasPrefix("treaty") || $0 == "nato" }) {
      names.append("treaties")
    }
    if rules.contains(where: { $0.hasPrefix("atop") }) { names.append("atop-defense") }
    if !result.reputations.isEmpty { names.append("reputation-rankings") }
    if result.rules.contains(where: { $0.concept == "reassurance" }) {
      names.append("reassurance-statements")
    }
    return names + ["presidents"]
  }

  /// The sources of all tables that analyses rest on, each once with its address: exports, then
  /// election returns, alliances and incumbents.
  public static func used(
    by results: [AnalysisResult], packages: [DataPackageDescriptor]
  ) -> [String] {
    var exports: [String] = []
    var facts: [String] = []
    for package in packages {
      for resource in package.resources {
        let path = "\(package.name)/\(resource.path)"
        if results.contains(where: { $0.join.tables.contains { $0.table == path } }) {
          exports += resource.sources.map(source)
        } else if package.name == "swingport-election-data",
          results.contains(where: { tables(of: $0).contains(resource.name) })
        {
          facts += resource.sources.map(source)
        }
      }
    }
    // A run whose tables no descriptor names is cited by its series.
    return (exports.isEmpty ? self.exports(results).map { $0 + "." } : exports + facts)
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The exports that analyses used, each once, in the order of the analyses.
  public static func exports(_ results: [AnalysisResult]) -> [String] {
    results.map { $0.specification.source.citation(vintages: $0.panel.vintages) }.reduce(into: []) {
      list, citation in
      if !list.contains(citation) { list.append(citation) }
    }
  }

  /// A source as it is cited: publisher, title, vintage, address and the day of retrieval.
  public static func source(_ source: DataPackageDescriptor.Source) -> String {
    "\(source.publisher). \(source.title). Vintage: \(source.vintage). \(source.path) (retrieved "
      + "\(source.retrieved))."
  }

  /// All that a run is to be cited with: the program, then the exports.
  public static func text(_ results: [AnalysisResult], version: String) -> String {
    ([program(version: version)] + exports(results).map { $0 + "." })
      .map { $0 + "\n" }.joined()
  }
}
