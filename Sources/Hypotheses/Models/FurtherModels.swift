import Codes
import Panels

/// A quantity with which the bump may vary, chosen by a user.
public enum Moderator: String, Sendable, Hashable, CaseIterable {
  /// Divided government (Davis 2008): where the legislature constrains the president more, security
  /// ties are used more openly as leverage.
  case legislativeConstraint = "legislative-constraint"

  /// The component that enters the interaction.
  var component: Component {
    switch self {
    case .legislativeConstraint: .divided
    }
  }

  /// The sentence that the interaction tests.
  var question: String {
    switch self {
    case .legislativeConstraint:
      "Is the bump larger in years of divided government, when the legislature constrains the "
        + "president more?"
    }
  }
}

extension AnalysisSpecification {
  /// The models that ask for whom the bump exists, each beside the pooled one.
  ///
  /// They use the analysis' first ally rule, Poisson, and its fixed effects and clusters.
  ///
  /// - Parameter moderator: A moderator to interact with; nil for none.
  public func furtherModels(moderator: Moderator?) -> [ModelSpecification] {
    guard let pattern = models.first else { return [] }
    // Whose exports: those of swing states to allies, or in a national panel those to allies.
    let base: [Component] = swingRule == nil ? [.ally] : [.swing, .ally]
    func model(
      _ id: String, _ question: String, _ terms: [[Component]],
      contrasts: [ContrastSpecification] = []
    ) -> ModelSpecification {
      ModelSpecification(
        id: id, estimator: .ppml, allyRule: pattern.allyRule,
        terms: terms.map { TermSpecification(components: $0) },
        fixedEffects: pattern.fixedEffects, clusterings: pattern.clusterings, question: question,
        contrasts: contrasts)
    }
    func interaction(_ id: String, _ question: String, with component: Component)
      -> ModelSpecification
    {
      model(
        id, question,
        [base + [.window, component], base + [.window], base + [component], base])
    }
    var further = [
      interaction(
        "incumbent-reputation", "Does the bump rise with the incumbent's reputation?",
        with: .incumbentReputation),
      interaction(
        "eligibility", "Is the bump larger where the incumbent himself may be elected again?",
        with: .eligible),
    ]
    if swingRule != nil {
      further += StateClass.allCases.map { states in
        let other: [Component] = [.stateClass(states), .ally]
        return model(
          "\(states.id)-states",
          "Is the bump of swing states larger than that of \(states.id) states?",
          [base + [.window], other + [.window], base, other],
          contrasts: [
            .init(
              "swing less \(states.id)", TermSpecification(components: base + [.window]),
              less: TermSpecification(components: other + [.window]))
          ])
      }
    }
    if source != .transborderFreight {
      let groups = AllyGroup.allCases.map { group in
        base.filter { $0 != .ally } + [.allyGroup(group)]
      }
      further.append(
        model(
          "ally-groups", "In which group of allies does the bump lie?",
          groups.map { $0 + [.window] } + groups))
    }
    if let moderator {
      further.append(
        interaction(moderator.rawValue, moderator.question, with: moderator.component))
    }
    return further
  }

  /// Estimates the further models; one that cannot be estimated becomes a statement with the reason.
  ///
  /// - Throws: Nothing of a model's own; `DataError` where a table of facts cannot be read.
  func further(
    on panel: Panel, data: BuiltInData, moderator: Moderator?
  ) throws -> FurtherResults {
    let tables = try ComponentTables(data)
    var results: [ModelResult] = []
    var specifications: [ModelSpecification] = []
    var statements: [NotIdentified] = []
    for model in furtherModels(moderator: moderator) {
      do {
        let result = try model.estimate(on: panel, tables: tables, for: self)
        results.append(result)
        specifications.append(model)
        for omission in result.omitted {
          guard
            let term = model.terms.first(where: { $0.name == omission.term }),
            term.components.contains(.window)
          else { continue }
          statements.append(
            NotIdentified(
              estimand: "the term \(omission.term) of the model \(model.id)",
              reason: "it is \(omission.reason)"
                + (Self.constancy(of: term, panel: panel, tables: tables)
                  .map { "; \($0)" } ?? "")))
        }
      } catch let error as DataError {
        statements.append(
          NotIdentified(estimand: "the model \(model.id)", reason: error.message))
      }
    }
    return FurtherResults(
      models: results, notIdentified: statements, specifications: specifications, tables: tables)
  }

  /// The further models of a run.
  struct FurtherResults {
    var models: [ModelResult] = []
    var notIdentified: [NotIdentified] = []
    var specifications: [ModelSpecification] = []
    var tables: ComponentTables?
  }

  /// Says so where a component that varies by year has one value in all window years.
  private static func constancy(
    of term: TermSpecification, panel: Panel, tables: ComponentTables
  ) -> String? {
    let windows = panel.years.indices.filter(panel.isInWindow)
    for component in term.components where component.dimensions == [.year] {
      if component == .window { continue }
      let values = windows.map {
        YearComponents.value(
          component, year: panel.years[$0], incumbent: panel.incumbents[$0].id, isInWindow: true,
          tables: tables)
      }
      let known = values.compactMap { $0 }
      let years = windows.map { panel.years[$0].description }.joined(separator: ", ")
      if known.isEmpty { return "\(component.name) is not reported for any window year (\(years))" }
      if Set(known).count == 1 {
        return
          "\(component.name) has one value in all window years (\(years)), so that they cannot show "
          + "what it does to the bump"
      }
    }
    return nil
  }
}
