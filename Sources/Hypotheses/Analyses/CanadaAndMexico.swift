import Codes

extension Analyses {
  /// Freight to Canada and Mexico, 2004–2025.
  static func canadaAndMexico(_ choices: AnalysisChoices) -> AnalysisSpecification {
    let allyRules = choices.allyRules.isEmpty ? ["treaty"] : choices.allyRules
    let incumbents = ["bush-43", "obama", "trump-1", "biden"]
    let byIncumbent = AnalysisSpecification.incumbentTerms(
      windows: incumbents, all: incumbents + ["trump-2"])
    let models = allyRules.flatMap { rule in
      [("pooled", AnalysisSpecification.pooledTerms), ("administrations", byIncumbent)].map {
        ModelSpecification(
          id: $0.0, estimator: .ppml, allyRule: rule, terms: $0.1,
          fixedEffects: AnalysisSpecification.threeWay, clusterings: [.origin])
      }
    }
    return AnalysisSpecification(
      id: "bts-canada-mexico", letter: "B",
      title: "State exports to Canada and Mexico",
      question:
        "Do swing states' exports to Canada, an ally, rise against those to Mexico, which left the "
        + "Rio Treaty in 2004, before elections?",
      source: .transborderFreight,
      years: choices.years ?? CalendarYear(2004)...CalendarYear(2025),
      swingRule: choices.swingRule ?? "margin-5", allyRules: allyRules, fill: .drop,
      models: models, incumbents: incumbents,
      limits: [
        "There are two destinations: the bump is a comparison of Canada with Mexico, and anything "
          + "that moved trade with one of them in swing states before elections is in it.",
        "The terms swing × ally by incumbent belong in the model: without them the differences in "
          + "level between terms of office are read as bumps.",
        "Four incumbents give a smallest one-sided permutation p of 1/24 (0.042).",
        "New York to Canada and Ohio to Mexico differ from the Census series; the two are not spliced.",
      ])
  }
}
