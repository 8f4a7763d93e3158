import Hypotheses
import Tables

/// How to cite the program and the data that a run used.
public enum CitationText {
  /// The program as it is cited.
  public static func program(version: String) -> String {
    "Swingport contributors. Swingport (version \(version))."
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
