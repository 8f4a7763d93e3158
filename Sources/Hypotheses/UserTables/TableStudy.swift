import Alliances
import Codes
import Elections
import Panels

/// A user's table joined for a hypothesis, with the models that it can be held against.
public struct TableStudy: Sendable {
  /// The identifier under which results and inference are printed, such as `economic-demands:demands`.
  public let id: String
  private let hypothesis: Hypothesis
  private let table: HypothesisTable
  private let joined: TableData
  private let frame: InferenceFrame
  private let models: [ModelSpecification]
  private let rules: [RuleStatement]

  /// Joins a table with a hypothesis' rules.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - hypothesis: The hypothesis.
  ///   - rule: The ally rule's identifier; nil for the hypothesis' own.
  ///   - reputation: The measure of an ally's reputation in a table by month; nil for the statements of
  ///     reassurance.
  ///   - window: The window of a table by year; one by month has the last twelve.
  ///   - data: The built-in data.
  /// - Throws: `DataError` for an unknown rule, a year without a president, or years without one
  ///   inside and one outside the window.
  public init(
    _ table: HypothesisTable, for hypothesis: Hypothesis, rule: String? = nil,
    reputation: String? = nil, window: PreElectionWindow = .yearBeforeAndOf, data: BuiltInData
  ) throws {
    let ally = try data.allyRule(rule ?? hypothesis.rules.ally)
    let measure = try data.reputationMeasure(reputation ?? "statements")
    joined = try TableData(
      table, rule: ally, measure: measure, context: data.context, window: window,
      tables: ComponentTables(data))
    let kind = table.kind
    let inside = joined.periods.filter { $0.isIn(window) }
    guard !inside.isEmpty, inside.count < joined.periods.count else {
      throw DataError(
        .notCovered,
        "\(table.file) has no \(kind == .months ? "month" : "year") "
          + "\(inside.isEmpty ? "inside" : "outside") the pre-election window, so "
          + "that there is nothing to compare",
        hint: "give years of whole election cycles")
    }
    let allies = joined.column(.ally, allyRule: ally.id).values.filter { !$0.isNaN }
    guard allies.contains(1) else {
      throw DataError(
        .notCovered, "\(table.file) has no partner that is an ally by the rule \(ally.id)",
        hint: "check the codes of partners, or use another --ally")
    }
    id = "\(hypothesis.id):\(kind.rawValue)"
    self.hypothesis = hypothesis
    self.table = table
    frame = joined.frame
    models = table.models(rule: ally.id, hasOthers: allies.contains(0))
    rules = Self.rules(kind, ally: ally, measure: measure, window: window)
  }

  /// What the results depend on, as text to be hashed.
  public var fingerprint: String {
    let rows = table.rows.map {
      "\($0.partner.text) \($0.month?.description ?? $0.year.description) \($0.good) \($0.value)"
    }
    let definitions = rules.map { "\($0.concept) \($0.id) \($0.version)" }
    return (definitions + rows).joined(separator: "\n")
  }

  /// Every method of inference for the bumps of the table's models.
  public func inference(_ options: InferenceOptions) -> InferenceSuite {
    InferenceSuite(
      id: id, registered: models.filter { $0.moderator == nil },
      further: models.filter { $0.moderator != nil }, data: joined, frame: frame,
      outcome: outcome, options: options)
  }

  private var outcome: String { table.kind.columns[table.kind.columns.count - 1] }

  /// Estimates the models.
  ///
  /// A table of allies alone compares years of the window with others; with other partners it
  /// compares allies with them, year by year. A model that cannot be estimated becomes a statement
  /// with the reason.
  public func result() throws -> TableResult {
    var results: [ModelResult] = []
    var statements: [NotIdentified] = []
    for model in models {
      do {
        let result = try PreparedModel(model, on: joined, analysis: id, outcome: outcome).result(
          analysis: id, swingRule: nil, panelRows: table.rows.count, frame: frame,
          reputations: joined.tables?.reputation.count)
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
    let elections = frame.cycles.filter { cycle in
      frame.periods(of: cycle).contains { frame.periods[$0].isInWindow }
    }
    var remarks = table.remarks + joined.withoutCode
    if !results.isEmpty {
      remarks.append(
        "errors clustered by destination do not cover shocks common to an election, and the window of "
          + "this table is that of \(elections.count) "
          + "\(elections.count == 1 ? "election" : "elections") "
          + "(\(elections.map(String.init).joined(separator: ", "))): a p of theirs is too small; "
          + "--inference full adds tests over elections")
    }
    return TableResult(
      hypothesis: hypothesis.id, sentence: hypothesis.sentence, kind: table.kind,
      file: table.file, rows: table.rows.count, partners: joined.partners.count,
      years: [joined.years.first?.number ?? 0, joined.years.last?.number ?? 0],
      windowYears: Set(
        zip(joined.periods, frame.periods).filter(\.1.isInWindow).map(\.0.year.number)
      ).sorted(), setAside: table.setAside, rules: rules, models: results,
      notIdentified: statements, remarks: remarks)
  }

  private static func rules(
    _ kind: TableKind, ally: any AllyRule, measure: any ReputationMeasure,
    window: PreElectionWindow
  ) -> [RuleStatement] {
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
    return rules
  }
}

extension HypothesisTable {
  /// The models of the hypothesis that the table can be held against.
  fileprivate func models(rule: String, hasOthers: Bool) -> [ModelSpecification] {
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
        "incumbent-reputation",
        [window + [.incumbentReputation], window]
          + (hasOthers
            ? [[.ally, .incumbentReputation], [.ally]] : [[.incumbentReputation]])),
      model(
        "reassurance",
        [[.ally, .reassurance, .window], [.ally, .reassurance]]
          + (hasOthers ? [window] + level : [window])),
    ]
  }

  /// Estimates the models of a hypothesis on the table; parameters and errors are those of
  /// ``TableStudy``.
  public func result(
    for hypothesis: Hypothesis, rule: String? = nil, reputation: String? = nil,
    window: PreElectionWindow = .yearBeforeAndOf, data: BuiltInData
  ) throws -> TableResult {
    try TableStudy(
      self, for: hypothesis, rule: rule, reputation: reputation, window: window, data: data
    ).result()
  }
}
