import ArgumentParser

/// The rules and years of a command that looks at one panel, in place of its analysis' own.
struct AnalysisOptions: ParsableArguments {
  @Option(help: "A swing rule in place of the analysis' own.")
  var swing: String?

  @Option(help: "An ally rule in place of the analysis' own.")
  var ally: String?

  @Option(help: "Years as FIRST-LAST, in place of the analysis' own.")
  var years: String?

  /// The analysis with these choices.
  func panel(of analysis: String) -> AnalysisPanel {
    AnalysisPanel(analysis: analysis, swing: swing, ally: ally, years: years)
  }
}
