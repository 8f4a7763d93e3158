import Codes
import Elections
import Panels

/// A registered analysis: which data, which rules, which models, and what the design cannot show.
public struct AnalysisSpecification: Sendable {
  /// The analysis' identifier, such as `swing-states`.
  public let id: String
  /// The letter by which the report refers to it.
  public let letter: String
  /// A title for people.
  public let title: String
  /// The sentence that is tested.
  public let question: String
  /// The exports.
  public let source: ExportSource
  /// The years.
  public let years: ClosedRange<CalendarYear>
  /// The swing rule's identifier; nil in a national panel.
  public let swingRule: String?
  /// The ally rules' identifiers, side by side.
  public let allyRules: [String]
  /// What becomes of absent pairs.
  public let fill: FillPolicy
  /// The models.
  public let models: [ModelSpecification]
  /// The incumbents whose bumps are related to reputation; empty where they are not.
  public let incumbents: [String]
  /// What the design can and cannot show, in sentences.
  public let limits: [String]
  /// The measure of reputation that was chosen in place of the analysis' own; nil where none was.
  public internal(set) var reputation: String?
  /// The pre-election window: the year before and the year of an election, unless a user chose another.
  public internal(set) var window: PreElectionWindow = .yearBeforeAndOf

  /// Creates an analysis.
  public init(
    id: String, letter: String, title: String, question: String, source: ExportSource,
    years: ClosedRange<CalendarYear>, swingRule: String?, allyRules: [String], fill: FillPolicy,
    models: [ModelSpecification], incumbents: [String], limits: [String],
    reputation: String? = nil
  ) {
    self.id = id
    self.letter = letter
    self.title = title
    self.question = question
    self.source = source
    self.years = years
    self.swingRule = swingRule
    self.allyRules = allyRules
    self.fill = fill
    self.models = models
    self.incumbents = incumbents
    self.limits = limits
    self.reputation = reputation
  }

  /// The analysis with other models.
  func replacing(models: [ModelSpecification]) -> AnalysisSpecification {
    replacing(models: models, limits: limits)
  }

  /// The analysis with a further limit, before the others.
  func adding(limit: String) -> AnalysisSpecification {
    replacing(models: models, limits: [limit] + limits)
  }

  private func replacing(
    models: [ModelSpecification], limits: [String]
  ) -> AnalysisSpecification {
    var changed = AnalysisSpecification(
      id: id, letter: letter, title: title, question: question, source: source, years: years,
      swingRule: swingRule, allyRules: allyRules, fill: fill, models: models,
      incumbents: incumbents, limits: limits, reputation: reputation)
    changed.window = window
    return changed
  }

  /// The analysis with a first limit that says how it departs from the registered one, if it does.
  func noting(_ choices: AnalysisChoices) -> AnalysisSpecification {
    let others = AnalysisChoices(moderator: choices.moderator)
    guard choices != others else { return self }
    var departures: [String] = []
    if let rule = choices.swingRule { departures.append("swing rule \(rule)") }
    if !choices.allyRules.isEmpty {
      departures.append("ally \(choices.allyRules.joined(separator: " and "))")
    }
    if let years = choices.years {
      departures.append("years \(years.lowerBound)–\(years.upperBound)")
    }
    if let window = choices.window { departures.append("window \(window.description)") }
    if let measure = choices.reputation { departures.append("reputation \(measure)") }
    var noted = adding(
      limit: "This run departs from the registered analysis: "
        + "\(departures.joined(separator: ", ")). The sentences below are about the registered one."
    )
    noted.reputation = choices.reputation
    if let window = choices.window { noted.window = window }
    return noted
  }

  /// The fixed effects of state × destination × year panels: pair, destination and origin by year.
  static let threeWay: [FixedEffectSpecification] = [
    .init(.origin, .destination), .init(.destination, .year), .init(.origin, .year),
  ]

  /// The pooled terms: the bump and its lower-order term.
  static let pooledTerms: [TermSpecification] = [
    .init(.swing, .ally, .window), .init(.swing, .ally),
  ]

  /// One bump for each incumbent with window years, and `swing × ally` for each incumbent.
  static func incumbentTerms(
    windows: [String], all: [String]
  ) -> [TermSpecification] {
    windows.map { .init(.swing, .ally, .window, .incumbent($0)) }
      + all.map { .init(.swing, .ally, .incumbent($0)) }
  }
}

/// The choices that a user may make in place of an analysis' own.
public struct AnalysisChoices: Sendable, Hashable {
  /// A swing rule; nil keeps the analysis' own.
  public var swingRule: String?
  /// Ally rules; empty keeps the analysis' own.
  public var allyRules: [String]
  /// Years; nil keeps the analysis' own.
  public var years: ClosedRange<CalendarYear>?
  /// A measure of reputation; nil keeps the analysis' own.
  public var reputation: String?
  /// A moderator of the bump, which adds a model; nil for none.
  public var moderator: Moderator?
  /// A pre-election window; nil keeps the analysis' own.
  public var window: PreElectionWindow?

  /// Creates choices.
  public init(
    swingRule: String? = nil, allyRules: [String] = [], years: ClosedRange<CalendarYear>? = nil,
    reputation: String? = nil, moderator: Moderator? = nil, window: PreElectionWindow? = nil
  ) {
    self.swingRule = swingRule
    self.allyRules = allyRules
    self.years = years
    self.reputation = reputation
    self.moderator = moderator
    self.window = window
  }
}

/// The registered analyses.
public enum Analyses {
  /// The identifiers in the order in which they run.
  public static let ids = [
    "swing-states", "ten-states-2012", "bts-canada-mexico", "national-concessions",
  ]

  /// Builds a registered analysis with a user's choices in place of its own.
  ///
  /// - Throws: `DataError` of kind `unknownRule` that lists the analyses there are.
  public static func named(
    _ id: String, choices: AnalysisChoices = AnalysisChoices()
  ) throws -> AnalysisSpecification {
    switch id {
    case "swing-states": swingStates(choices).noting(choices)
    case "ten-states-2012": tenStates(choices).noting(choices)
    case "bts-canada-mexico": canadaAndMexico(choices).noting(choices)
    case "national-concessions": nationalConcessions(choices).noting(choices)
    default:
      throw DataError(
        .unknownRule, "no analysis is called '\(id)'",
        hint: "use one of \(ids.joined(separator: ", ")), or all")
    }
  }
}
