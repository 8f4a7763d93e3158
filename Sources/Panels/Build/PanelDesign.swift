import Alliances
import Codes
import Elections
import Tables

/// All that a panel is made by: which figures, which definitions, which policies.
public struct PanelDesign: Sendable {
  /// What the source of exports is called.
  public var source: String
  /// How the source is cited.
  public var citations: [DataPackageDescriptor.Source]
  /// Which figures are wanted.
  public var selection: ExportSelection
  /// What becomes of absent pairs.
  public var fill: FillPolicy
  /// Current dollars, or those of a base year beside them.
  public var dollars: DollarChoice
  /// The pre-election window of a panel by month; by year it is the year before and that of the election.
  public var window: MonthlyWindow
  /// The swing rules, a column each.
  public var swingRules: [any SwingRule]
  /// The continuous measures of how close states were, a column each.
  public var swingMeasures: [SwingMeasure]
  /// The ally rules, a column each.
  public var allyRules: [any AllyRule]
  /// The controls and other variables, a column each.
  public var controls: [any ControlVariable]
  /// The lags and leads, a column each.
  public var shifts: [PanelShift]

  /// Creates a design.
  public init(
    source: String, citations: [DataPackageDescriptor.Source], selection: ExportSelection,
    fill: FillPolicy, dollars: DollarChoice, swingRules: [any SwingRule],
    swingMeasures: [SwingMeasure] = [], allyRules: [any AllyRule], controls: [any ControlVariable],
    shifts: [PanelShift], window: MonthlyWindow = .twelveMonths
  ) {
    self.source = source
    self.citations = citations
    self.selection = selection
    self.fill = fill
    self.dollars = dollars
    self.swingRules = swingRules
    self.swingMeasures = swingMeasures
    self.allyRules = allyRules
    self.controls = controls
    self.shifts = shifts
    self.window = window
  }

  /// Every choice with its value and meaning, in the order in which they are printed.
  public var choices: [PanelChoice] {
    func choice(_ option: String, _ value: String, _ meaning: String) -> PanelChoice {
      PanelChoice(option: option, value: value, meaning: meaning)
    }
    var choices = [
      choice("source", source, "one source of exports; two are never spliced"),
      choice(
        "period", selection.length.rawValue, "one row a \(selection.length.rawValue)"),
      choice(
        "years", selection.years.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "all",
        selection.years == nil ? "all whole years of the source" : "as asked for"),
      choice("origins", selection.origins.text, "\(selection.origins.origins.count) origins"),
      choice(
        "destinations",
        selection.destinations.map { $0.sorted().map(\.text).joined(separator: ",") } ?? "all",
        selection.destinations == nil ? "all that the source has figures of" : "as asked for"),
      choice(
        "commodities", selection.commodities.map(\.id).joined(separator: ","),
        selection.commodities.map { "\($0.id): \($0.definition)" }.joined(separator: "; ")),
      choice("fill", fill.rawValue, fill.description),
      choice(
        "coverage", selection.coverage == .everything ? "all" : "source",
        selection.coverage.description + "; other pairs are missing and never filled"),
      selection.length == .year
        ? choice("window", "year", PreElectionWindow.yearBeforeAndOf.description)
        : choice("window", "\(window.months)", window.description),
      choice("territories", selection.territories.rawValue, selection.territories.description),
      choice("on-unmatched", selection.onUnmatched.rawValue, selection.onUnmatched.description),
      choice("shared-codes", selection.sharedCodes.rawValue, selection.sharedCodes.description),
    ]
    switch dollars {
    case .nominal: choices.append(choice("dollars", "nominal", dollars.description))
    case .real(let deflator, let base):
      choices.append(choice("dollars", "real:\(deflator.name)@\(base)", dollars.description))
    }
    choices += swingRules.map { choice("swing", $0.id, $0.definition) }
    choices += swingMeasures.map { choice("swing", $0.rawValue, $0.definition) }
    choices += allyRules.map { choice("ally", $0.id, $0.definition) }
    choices += controls.map(\.choice)
    choices += shifts.map {
      choice(
        $0.periods > 0 ? "lag" : "lead", "\($0.variable):\(abs($0.periods))",
        "the column \($0.name)")
    }
    return choices
  }
}

/// One choice behind a panel.
public struct PanelChoice: Sendable, Hashable, Codable {
  /// The name of the choice, which is that of the option.
  public let option: String
  /// What was chosen.
  public let value: String
  /// What that means.
  public let meaning: String
}
