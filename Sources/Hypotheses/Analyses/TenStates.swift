import Codes

extension Analyses {
  /// Ten states with printed zeros, 2012–2017.
  static func tenStates(_ choices: AnalysisChoices) -> AnalysisSpecification {
    let allyRules = choices.allyRules.isEmpty ? ["atop-defense"] : choices.allyRules
    let models = allyRules.flatMap { rule in
      [Estimator.ppml, .logLeastSquares].map {
        ModelSpecification(
          id: "pooled", estimator: $0, allyRule: rule, terms: AnalysisSpecification.pooledTerms,
          fixedEffects: AnalysisSpecification.threeWay,
          clusterings: [.originAndDestination, .pair])
      }
    }
    return AnalysisSpecification(
      id: "ten-states-2012", letter: "A2",
      title: "Exports of ten states",
      question:
        "Does the pooled bump show in ten states around the election of 2012 and before that of 2016?",
      source: .censusTenStates, years: choices.years ?? CalendarYear(2012)...CalendarYear(2017),
      swingRule: choices.swingRule ?? "margin-5", allyRules: allyRules, fill: .drop,
      models: models, incumbents: [],
      limits: [
        "Ten states are not the fifty: they make 19.1 % of exports and were chosen by the copy's "
          + "publisher, not by us.",
        "Ten clusters by origin are few: intervals clustered by origin and destination are too short, "
          + "and a p from the normal distribution is too small.",
        "Every window year (2012, 2015, 2016) belongs to one incumbent, so that nothing here "
          + "relates a bump to reputation.",
      ])
  }
}
