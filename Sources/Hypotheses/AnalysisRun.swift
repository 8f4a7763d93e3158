import Alliances
import Codes
import Elections
import Panels

extension AnalysisSpecification {
  /// The scale by which incumbents' reputations are ordered: measured before every window that it
  /// explains.
  public static let rankingScale = BuiltInData.defaultRankingScale

  /// Builds the panel, estimates the models and relates bumps to reputation.
  ///
  /// - Parameters:
  ///   - data: The built-in data.
  ///   - further: Whether the further models are estimated too, and the cells of the triple
  ///     difference tabulated.
  ///   - moderator: A moderator for the further models.
  /// - Returns: The result; the same data give the same result to the last bit.
  /// - Throws: `DataError` for an unknown rule, a year without figures, or a model that the data
  ///   cannot estimate.
  public func run(
    on data: BuiltInData, further: Bool = false, moderator: Moderator? = nil
  ) throws -> AnalysisResult {
    let measure = try reputation.map(data.reputationMeasure)
    guard let measure else {
      return try run(on: data, measure: nil, further: further, moderator: moderator)
    }
    return try taking(measure)
      .run(on: data, measure: measure, further: further, moderator: moderator)
  }

  private func run(
    on data: BuiltInData, measure: (any ReputationMeasure)?, further: Bool, moderator: Moderator?
  ) throws -> AnalysisResult {
    let (panel, lattice) = try panel(from: data, measure: measure)
    let present = incumbents.filter { id in
      panel.years.indices.contains {
        panel.isInWindow(year: $0) && panel.incumbents[$0].id == id
      }
    }
    let ranking = try order(of: present, by: measure, in: panel, data: data)
    let results = try models.map { try $0.estimate(on: panel, for: self) }
    let usesReassurance = models.contains(where: \.usesReassurance)
    let beyond =
      further
      ? try self.further(on: panel, data: data, moderator: moderator) : FurtherResults()
    return AnalysisResult(
      specification: self, panel: panel,
      join: JoinReport(
        panel: panel, exports: lattice, published: try data.publishedTotals(source)),
      models: results,
      reputations: results.compactMap { result in
        ranking.flatMap {
          ReputationRelation(result: result, incumbents: present, ranking: $0)
        }
      },
      notIdentified: (swingRule == nil || usesReassurance
        ? [] : unidentified(in: panel, by: measure))
        + unidentified(in: results),
      rules: statements(panel.definitions, measure: measure), further: beyond.models,
      furtherNotIdentified: beyond.notIdentified, furtherSpecifications: beyond.specifications,
      componentTables: beyond.tables,
      cellMeans: further && swingRule != nil
        ? CellMeanTable(panel: panel, allyRule: allyRules[0]) : nil,
      byElection: try testsByElection(panel))
  }

  /// The tests over elections of the first pooled model, of a national panel of its first model.
  private func testsByElection(_ panel: Panel) throws -> [InferenceRow] {
    let headline =
      swingRule == nil ? models.first : models.first { $0.isHeadline(of: self) }
    guard let model = headline else { return [] }
    return try ElectionMethods(
      model: model, data: PanelComponents(panel: panel, tables: nil),
      suite: InferenceSuite(self, panel: panel, options: InferenceOptions())
    ).part("").rows
  }

  /// The order in which incumbents are related to their bumps; nil where the measure orders none.
  private func order(
    of present: [String], by measure: (any ReputationMeasure)?, in panel: Panel, data: BuiltInData
  ) throws -> ReputationRanking? {
    guard let measure else { return try data.ranking(Self.rankingScale) }
    guard let byIncumbent = measure as? any IncumbentReputation else { return nil }
    return try ranking(
      by: byIncumbent, of: present, in: panel, presidents: data.context.presidents)
  }

  /// Builds the panel of the analysis.
  ///
  /// - Throws: `DataError` for an unknown rule, a year without figures, or years that a rule or the
  ///   calendar leaves empty.
  public func panel(from data: BuiltInData) throws -> (panel: Panel, exports: ExportLattice) {
    try panel(from: data, measure: nil)
  }

  private func panel(
    from data: BuiltInData, measure: (any ReputationMeasure)?
  ) throws -> (panel: Panel, exports: ExportLattice) {
    let rules = try allyRules.map(data.allyRule)
    let swing = try swingRule.map(data.swingRule)
    let usesReassurance = models.contains(where: \.usesReassurance)
    if let measure, usesReassurance {
      try requireReputation(measure, presidents: data.context.presidents)
    }
    if usesReassurance, rules.count > 1 {
      throw DataError(
        .notCovered,
        "\(id) cumulates reassurance over the years as an ally under one rule, and "
          + "\(rules.count) rules were named",
        hint: "name one --ally at a time")
    }
    let lattice = try data.exports(source, years: years)
    let definitions = PanelDefinitions(
      swingRule: swing, allyRules: rules, window: window, fill: fill,
      reassurance: usesReassurance
        ? rules.first.map {
          CumulatedReassurance(
            measure: measure ?? StatementsMeasure(data.statements),
            presidents: data.context.presidents, rule: $0, codes: data.context.codes)
        } : nil)
    let panel = try Panel(
      name: id, exports: lattice, definitions: definitions, context: data.context)
    try requireCoverage(of: panel)
    return (panel, lattice)
  }

  /// Refuses a panel in which an ally rule is silent for whole years, or which has no year inside or
  /// outside the window: its results would be about other years than it says, or about nothing.
  private func requireCoverage(of panel: Panel) throws {
    for rule in allyRules {
      let silent = panel.years.indices.filter { year in
        panel.destinations.indices.allSatisfy { destination in
          if case .notReported = panel.ally(rule, destination: destination, year: year) {
            true
          } else {
            false
          }
        }
      }.map { panel.years[$0] }
      guard let first = silent.first, let last = silent.last else { continue }
      let reported = panel.years.filter { !silent.contains($0) }
      throw DataError(
        .notCovered, "the ally rule \(rule) reports nothing for \(first)–\(last)",
        hint: reported.isEmpty
          ? "use another ally rule, such as treaty"
          : "add --years \(reported.first ?? first)-\(reported.last ?? last), or use another ally "
            + "rule, such as treaty")
    }
    let inside = panel.years.indices.count(where: panel.isInWindow)
    if inside == 0 || inside == panel.years.count {
      throw DataError(
        .notCovered,
        "the years \(years.lowerBound)–\(years.upperBound) have no year "
          + (inside == 0 ? "inside" : "outside")
          + " the pre-election window, so that there is nothing to compare",
        hint: "widen --years: the window is \(window.description)"
      )
    }
  }

  /// The estimands of the hypothesis that the window years of a panel cannot tell.
  private func unidentified(
    in panel: Panel, by measure: (any ReputationMeasure)?
  ) -> [NotIdentified] {
    let windows = panel.years.indices.filter(panel.isInWindow)
    let distinct = windows.map { panel.incumbents[$0] }
      .reduce(into: [Incumbent]()) { if !$0.contains($1) { $0.append($1) } }
    let covered = windows.filter { ReassuranceStatements.coverage.contains(panel.years[$0]) }
    let estimand = "β (swing × ally × window × reputation)"
    if let measure, distinct.count > 1 {
      return [
        NotIdentified(
          estimand: estimand + " as one coefficient",
          reason: measure is any IncumbentReputation
            ? "the measure \(measure.id) is one figure for an incumbent; there is one bump for each "
              + "of \(distinct.count) incumbents, and their order is tested exactly"
            : "the measure \(measure.id) has no scale; there is one bump for each of "
              + "\(distinct.count) incumbents, and no order of them")
      ]
    }
    guard distinct.count < 2 else {
      return [
        NotIdentified(
          estimand: estimand + " as one coefficient",
          reason:
            "the published counts of reassurance end in "
            + "\(ReassuranceStatements.coverage.upperBound) and cover \(covered.count) of the "
            + "\(windows.count) window years, so that reputation has no common scale here; instead "
            + "there is one bump for each of \(distinct.count) incumbents, and their order is "
            + "tested exactly")
      ]
    }
    let list = windows.map { panel.years[$0].description }.joined(separator: ", ")
    return [
      NotIdentified(
        estimand: estimand,
        reason:
          "all window years of the panel (\(list)) belong to one incumbent "
          + "(\(distinct.first?.name ?? "none")), so that reputation does not vary within the window and "
          + "the term repeats swing × ally × window")
    ]
  }

  /// The bumps that a model had to leave out, each once.
  private func unidentified(in results: [ModelResult]) -> [NotIdentified] {
    let bumps = models.flatMap(\.terms).filter { $0.components.contains(.window) }.map(\.name)
    var statements: [NotIdentified] = []
    for omission in results.flatMap(\.omitted) where bumps.contains(omission.term) {
      let statement = NotIdentified(
        estimand: "the term \(omission.term)",
        reason:
          "it is \(omission.reason): the years of the sample do not show the window apart from the "
          + "rest of the incumbent's term")
      if !statements.contains(statement) { statements.append(statement) }
    }
    return statements
  }

  private func statements(
    _ definitions: PanelDefinitions, measure: (any ReputationMeasure)?
  ) -> [RuleStatement] {
    var statements: [RuleStatement] = []
    if let rule = definitions.swingRule {
      statements.append(
        .init(concept: "swing", id: rule.id, version: rule.version, definition: rule.definition))
    }
    statements += definitions.allyRules.map {
      .init(concept: "ally", id: $0.id, version: $0.version, definition: $0.definition)
    }
    statements += [
      .init(
        concept: "window", id: definitions.window.id, version: 1,
        definition: definitions.window.description),
      .init(
        concept: "incumbent", id: "in-office-31-december", version: 1,
        definition: "a year belongs to the president in office on 31 December"),
      .init(
        concept: "fill", id: definitions.fill.rawValue, version: 1,
        definition: definitions.fill.description),
    ]
    if let measure {
      statements.append(
        .init(
          concept: "reputation", id: measure.id, version: measure.version,
          definition: measure.definition))
    } else if definitions.reassurance != nil {
      statements.append(
        .init(
          concept: "reassurance", id: "statements-tenure", version: 1,
          definition: "log(1 + n), n = " + CumulatedReassurance.definition))
    }
    return statements
  }
}
