import Alliances
import Codes
import Elections
import Foundation
import Panels
import Tables

/// Turns the words of the command line into the design of a panel.
struct PanelChoices {
  let command: PanelCommand
  let data: BuiltInData
  let builtInControls: [any ControlVariable]

  /// The design of the panel.
  ///
  /// - Throws: `DataError`: a name that does not exist (64), a file that cannot be read (66) or is
  ///   refused with its row (65).
  func design(inputs: PanelInputs) throws -> PanelDesign {
    let codes = data.context.codes
    let allyRules = try command.ally.map {
      $0.hasPrefix("list:")
        ? try AllyListChoice.rule(
          $0, codes: data.crosswalk, onUnmatched: command.onUnmatched) : try data.allyRule($0)
    }
    return PanelDesign(
      source: inputs.label, citations: inputs.citations,
      selection: ExportSelection(
        length: command.period, years: try command.years.map(YearSpan.read),
        origins: try origins(inputs),
        destinations: command.destinations == "all"
          ? nil : try codes.destinations(command.destinations),
        commodities: try CommodityChoice.list(command.commodities),
        territories: command.territories, onUnmatched: command.onUnmatched,
        sharedCodes: command.sharedCodes, coverage: inputs.source?.coverage ?? .everything),
      fill: command.fill ?? .drop, dollars: try dollars(),
      swingRules: try command.swing.filter { SwingMeasure(rawValue: $0) == nil }.map {
        $0.hasPrefix("list:") ? try SwingRuleChoice.rule($0) : try data.swingRule($0)
      },
      swingMeasures: command.swing.compactMap { SwingMeasure(rawValue: $0) },
      allyRules: allyRules,
      controls: try reputations(allies: allyRules.first) + controls(codes),
      shifts: try command.shifts(), window: try window())
  }

  private func origins(_ inputs: PanelInputs) throws -> OriginChoice {
    if let text = command.origins { return try OriginChoice(text) }
    if inputs.isNational { return .national }
    if inputs.source == .censusTenStates { return try OriginChoice("ten-states") }
    if inputs.source == nil, let own = OriginChoice(statesOf: inputs.parts) { return own }
    return .electing
  }

  private func window() throws -> MonthlyWindow {
    guard let text = command.window else { return .twelveMonths }
    let offered = MonthlyWindow.offered.map { "\($0.months)" }.joined(separator: ", ")
    guard command.period == .month else {
      throw DataError(
        .wrongUse, "--window \(text) counts months, and the panel is by year",
        hint: "pass --period month; by year the window is "
          + PreElectionWindow.yearBeforeAndOf.description)
    }
    guard let window = MonthlyWindow.offered.first(where: { "\($0.months)" == text }) else {
      throw DataError(
        .wrongUse, "--window was given '\(text)'", hint: "use one of \(offered) months")
    }
    return window
  }

  private func dollars() throws -> DollarChoice {
    if command.dollars == "nominal" {
      if let unused = command.deflator.first {
        throw DataError(
          .wrongUse, "--deflator \(unused) is given and --dollars nominal uses none",
          hint: "pass --dollars real:NAME, or leave --deflator out")
      }
      return .nominal
    }
    let parts = command.dollars.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[0] == "real" else {
      throw DataError(
        .wrongUse, "--dollars was given '\(command.dollars)'",
        hint: "write nominal, or real:NAME@YEAR with --deflator NAME=FILE")
    }
    let words = parts[1].split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    let tables = try command.deflator.map { try Self.named($0, option: "--deflator") }
    guard let file = tables.first(where: { $0.name == words[0] }) else {
      throw DataError(
        .wrongUse, "no deflator is called '\(words[0])'",
        hint: "give its table with --deflator \(words[0])=FILE (columns year, deflator)")
    }
    let (table, _) = try UserTable.read(path: file.path, what: "deflator")
    let deflator = try Deflator(name: file.name, table: table)
    if words.count == 2, let base = Int(words[1]), (1600...2999).contains(base) {
      return .real(deflator, base: CalendarYear(base))
    }
    let hundred = deflator.years.filter { deflator.isHundred(in: $0) }
    guard words.count == 1, hundred.count == 1, let base = hundred.first else {
      throw DataError(
        .wrongUse, "--dollars \(command.dollars) does not say in prices of which year",
        hint:
          "write real:\(words[0])@2017, say; only an index that is 100 in one year says it itself")
    }
    return .real(deflator, base: base)
  }

  private func reputations(allies: (any AllyRule)?) throws -> [any ControlVariable] {
    try command.reputation.map {
      try ReputationControl(
        try ReputationChoice.userMeasure($0, data: data, onUnmatched: command.onUnmatched)
          ?? data.reputationMeasure($0),
        allies: allies, context: data.context, territories: command.territories)
    }
  }

  private func controls(_ codes: DestinationCodes) throws -> [any ControlVariable] {
    var chosen: [any ControlVariable] = []
    switch command.controls {
    case "none": break
    case "all": chosen = builtInControls
    default:
      for name in command.controls.split(separator: ",").map(String.init) {
        if name == StoredExchangeRate.name {
          chosen.append(try StoredExchangeRate.control(command.store, data: data))
          continue
        }
        guard let control = builtInControls.first(where: { $0.name == name }) else {
          let names = builtInControls.map(\.name) + [StoredExchangeRate.name]
          throw DataError(
            .wrongUse, "no built-in control is called '\(name)'",
            hint: "use one of \(names.joined(separator: ", ")), or --control \(name)=FILE")
        }
        chosen.append(control)
      }
    }
    for text in command.control {
      let named = try Self.named(text, option: "--control")
      let (table, file) = try UserTable.read(path: named.path, what: "control")
      chosen.append(
        try ListedControl(
          name: named.name, table: table, file: file, codes: codes,
          onUnmatched: command.onUnmatched, missingMarks: try command.marks()))
    }
    return chosen
  }

  /// Reads `NAME=FILE`.
  private static func named(
    _ text: String, option: String
  ) throws -> (name: String, path: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw DataError(
        .wrongUse, "\(option) was given '\(text)'", hint: "write NAME=FILE, as in gdp=gdp.csv")
    }
    return (parts[0], parts[1])
  }

  /// Where the codes and rules of the panel come from.
  var ruleSources: [DataPackageDescriptor.Source] { resources.flatMap(\.sources).distinct }

  /// The licences of what the panel is made of.
  var licenses: [DataPackageDescriptor.License] {
    (resources + exportResources).flatMap(\.licenses).distinct
  }

  private var exportResources: [DataPackageDescriptor.Resource] {
    data.descriptors.flatMap(\.resources).filter { $0.name.hasPrefix("census-exports") }
  }

  private var resources: [DataPackageDescriptor.Resource] {
    var names: Set<String> = ["presidents", "destinations", "destination-cow-codes"]
    if command.swing.contains(where: { !$0.hasPrefix("list:") }) {
      names.formUnion(["returns", "electoral-votes"])
    }
    if command.ally.contains(where: { $0.hasPrefix("treaty") || $0 == "nato" }) {
      names.insert("treaties")
    }
    if command.ally.contains("atop-defense") { names.insert("atop-defense") }
    for measure in command.reputation {
      if measure.hasPrefix("statements") { names.insert("reassurance-statements") }
      if measure.hasPrefix("signals") { names.insert("support-signals") }
      if measure.hasPrefix("ordinal") { names.insert("reputation-rankings") }
    }
    return data.descriptors.flatMap(\.resources).filter { names.contains($0.name) }
  }
}

extension Array where Element: Equatable {
  /// The elements, each at its first place alone.
  fileprivate var distinct: [Element] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
