import Codes

extension Analyses {
  /// National exports by country, 1985–2011, with counts of reassurance.
  static func nationalConcessions(_ choices: AnalysisChoices) -> AnalysisSpecification {
    let allyRules = choices.allyRules.isEmpty ? ["atop-defense"] : choices.allyRules
    let models = allyRules.map { rule in
      ModelSpecification(
        id: "reassurance", estimator: .ppml, allyRule: rule,
        terms: [
          .init(.ally), .init(.ally, .window), .init(.ally, .reassurance),
          .init(.ally, .reassurance, .window),
        ],
        fixedEffects: [.init(.destination), .init(.year)], clusterings: [.destination])
    }
    return AnalysisSpecification(
      id: "national-concessions", letter: "C",
      title: "National exports by destination",
      question:
        "Do U.S. exports to allies rise before elections, and more so to allies whom the incumbent "
        + "has reassured?",
      source: .censusCountryTotals,
      years: choices.years ?? CalendarYear(1985)...CalendarYear(2011), swingRule: nil,
      allyRules: allyRules, fill: .drop, models: models, incumbents: [],
      limits: [
        "The panel is national: it speaks of concessions to the country, not of swing states.",
        "Before 1992 the publisher lists about 80 countries, later about 245: early years weigh the "
          + "larger partners.",
        "The counts of reassurance end in 2010 and are not extrapolated; no published count covers "
          + "later incumbents.",
      ])
  }
}
