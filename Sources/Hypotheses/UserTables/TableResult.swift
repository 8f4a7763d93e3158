import Alliances
import Codes
import Elections
import Panels

/// What a user's table says about a hypothesis.
public struct TableResult: Sendable, Codable, Equatable {
  /// The hypothesis.
  public let hypothesis: String
  /// The sentence that is tested.
  public let sentence: String
  /// What the table holds.
  public let kind: TableKind
  /// The name of the file.
  public let file: String
  /// The rows of the table as used: one a partner, year and kind of good.
  public let rows: Int
  /// The partners.
  public let partners: Int
  /// The first and the last year.
  public let years: [Int]
  /// The window years among them.
  public let windowYears: [Int]
  /// Lines set aside, by reason.
  public let setAside: [String: Int]
  /// The definitions in force.
  public let rules: [RuleStatement]
  /// The models.
  public let models: [ModelResult]
  /// What the table cannot tell, and why.
  public let notIdentified: [NotIdentified]
}

extension HypothesisTable {
  /// The models of the hypothesis that the table can be held against.
  private func models(rule: String, hasOthers: Bool) -> [ModelSpecification] {
    let window: [Component] = hasOthers ? [.ally, .window] : [.window]
    let level: [[Component]] = hasOthers ? [[.ally]] : []
    func model(_ id: String, _ terms: [[Component]]) -> ModelSpecification {
      ModelSpecification(
        id: id, estimator: kind == .tariffs ? .leastSquares : .ppml, allyRule: rule,
        terms: terms.map { TermSpecification(components: $0) },
        fixedEffects: hasOthers ? [.init(.destination), .init(.year)] : [.init(.destination)],
        clusterings: [.destination])
    }
    if kind == .products {
      return [
        ModelSpecification(
          id: "further-difference", estimator: .ppml, allyRule: rule,
          terms: [.init(.ally, .window, .purchasable), .init(.ally, .purchasable)],
          fixedEffects: [
            .init(.destination, .year), .init(.destination, .good), .init(.year, .good),
          ], clusterings: [.destination])
      ]
    }
    let yearly = [
      model("pooled", [window] + level),
      model(
        "eligibility",
        [window + [.eligible], window]
          + (hasOthers ? [[.ally, .eligible], [.ally]] : [[.eligible]])),
    ]
    guard kind == .months else { return yearly }
    return yearly + [
      model(
        "reputation",
        [window + [.incumbentReputation], window]
          + (hasOthers
            ? [[.ally, .incumbentReputation], [.ally]] : [[.incumbentReputation]])),
      model(
        "reassurance",
        [[.ally, .reassurance, .window], [.ally, .reassurance]]
          + (hasOthers ? [window] + level : [window])),
    ]
  }

  /// Estimates the models of a hypothesis on the table.
  ///
  /// A table of allies alone compares years of the window with others; with other partners it
  /// compares allies with them, year by year. A model that cannot be estimated becomes a statement
  /// with the reason.
  ///
  /// - Parameters:
  ///   - hypothesis: The hypothesis.
  ///   - rule: The ally rule's identifier; nil for the hypothesis' own.
  ///   - reputation: The measure of an ally's reputation in a table by month; nil for the statements of
  ///     reassurance.
  ///   - window: The window of a table by year; one by month has the last twelve.
  ///   - data: The built-in data.
  /// - Throws: `DataError` for an unknown rule, a year without a president, or years without one
  ///   inside and one outside the window.
  public func result(
    for hypothesis: Hypothesis, rule: String? = nil, reputation: String? = nil,
    window: PreElectionWindow = .yearBeforeAndOf, data: BuiltInData
  ) throws -> TableResult {
    let ally = try data.allyRule(rule ?? hypothesis.rules.ally)
    let measure = try data.reputationMeasure(reputation ?? "statements")
    let joined = try TableData(
      self, rule: ally, measure: measure, context: data.context, window: window,
      tables: ComponentTables(data))
    let inside = joined.periods.filter { $0.isIn(window) }
    guard !inside.isEmpty, inside.count < joined.periods.count else {
      throw DataError(
        .notCovered,
        "\(file) has no \(kind == .months ? "month" : "year") \(inside.isEmpty ? "inside" : "outside") the pre-election window, so "
          + "that there is nothing to compare",
        hint: "give years of whole election cycles")
    }
    let allies = joined.column(.ally, allyRule: ally.id).values.filter { !$0.isNaN }
    guard allies.contains(1) else {
      throw DataError(
        .notCovered, "\(file) has no partner that is an ally by the rule \(ally.id)",
        hint: "check the codes of partners, or use another --ally")
    }
    let hasOthers = allies.contains(0)
    var results: [ModelResult] = []
    var statements: [NotIdentified] = []
    for model in models(rule: ally.id, hasOthers: hasOthers) {
      do {
        let result = try PreparedModel(
          model, on: joined, analysis: "\(hypothesis.id):\(kind.rawValue)",
          outcome: kind.columns[kind.columns.count - 1]
        ).result(
          analysis: "\(hypothesis.id):\(kind.rawValue)", swingRule: nil, panelRows: rows.count)
        results.append(result)
        statements += result.omitted.map {
          NotIdentified(
            estimand: "the term \($0.term) of \(model.id)", reason: "it is \($0.reason)")
        }
      } catch let error as DataError {
        statements.append(
          NotIdentified(estimand: "the model \(model.id)", reason: error.message))
      }
    }
    var rules = [
      RuleStatement(
        concept: "ally", id: ally.id, version: ally.version, definition: ally.definition),
      kind == .months
        ? RuleStatement(
          concept: "window", id: "last-12-months", version: 1,
          definition: MonthlyWindow.twelveMonths.description)
        : RuleStatement(
          concept: "window", id: window.id, version: 1, definition: window.description),
    ]
    if kind == .months {
      rules += [
        RuleStatement(
          concept: "period", id: "month", version: 1,
          definition: "the dimension year of the models is the month; a month belongs to the "
            + "president, and has the eligibility, of its last day"),
        RuleStatement(
          concept: "reputation", id: measure.id, version: measure.version,
          definition: measure.definition),
      ]
    }
    if kind == .products {
      rules.append(
        RuleStatement(
          concept: "goods", id: "purchasable", version: 1,
          definition: PurchasableGoods.definition))
    }
    return TableResult(
      hypothesis: hypothesis.id, sentence: hypothesis.sentence, kind: kind, file: file,
      rows: rows.count, partners: joined.partners.count,
      years: [joined.years.first?.number ?? 0, joined.years.last?.number ?? 0],
      windowYears: Set(inside.map(\.year.number)).sorted(), setAside: setAside, rules: rules,
      models: results, notIdentified: statements)
  }
}
