import Codes

extension Analyses {
  /// The headline: all states and destinations, 2014–2025.
  static func swingStates(_ choices: AnalysisChoices) -> AnalysisSpecification {
    let allyRules = choices.allyRules.isEmpty ? ["treaty", "nato"] : choices.allyRules
    let incumbents = ["obama", "trump-1", "biden"]
    let byIncumbent = AnalysisSpecification.incumbentTerms(
      windows: incumbents, all: incumbents + ["trump-2"])
    let models = allyRules.flatMap { rule in
      [Estimator.ppml, .logLeastSquares].flatMap { estimator in
        [("pooled", AnalysisSpecification.pooledTerms), ("administrations", byIncumbent)].map {
          ModelSpecification(
            id: $0.0, estimator: estimator, allyRule: rule, terms: $0.1,
            fixedEffects: AnalysisSpecification.threeWay,
            clusterings: [.originAndDestination, .pair])
        }
      }
    }
    return AnalysisSpecification(
      id: "swing-states", letter: "A",
      title: "State exports to all destinations",
      question:
        "In the year before and of a presidential election, do exports from swing states to treaty "
        + "allies rise more than exports from other states and to other destinations?",
      source: .censusOriginOfMovement,
      years: choices.years ?? CalendarYear(2014)...CalendarYear(2025),
      swingRule: choices.swingRule ?? "margin-5", allyRules: allyRules, fill: .zero,
      models: models, incumbents: incumbents,
      limits: [
        "The window opens three times (2015–16, 2019–20, 2023–24), once under each of three "
          + "incumbents: whatever else set those years apart for swing states' trade with allies is "
          + "in the bump too, the pandemic of 2020 above all.",
        "Errors clustered by origin and destination do not cover shocks common to an election; with "
          + "three elections no method can.",
        "By incumbent the bumps rest on few states, and on different ones: in Obama's window the rule "
          + "margin-5 calls four states swing states (Florida, North Carolina, Ohio, Virginia), "
          + "under Trump ten and under Biden eight. Errors clustered over four treated states are "
          + "too small.",
        "Obama's bump has one year outside the window, 2014, and its window spans two vintages "
          + "(2015 of 2019-03, 2016 of 2026-03).",
        "With three incumbents a relation of bumps to reputation cannot have a one-sided p below "
          + "1/6 (0.167).",
        "Origin of movement is where the journey to the port begins, not where goods are made. "
          + "Figures of 2014–2015 are of the 2019-03 vintage, those of 2016–2025 of 2026-03.",
      ])
  }
}
