import Codes
import Hypotheses
import Panels
import Store

/// Monthly panels of the store in the place of an analysis' years.
enum StoredMonths {
  /// The panel of an analysis by month, with the analysis' rules and its policy for absent pairs.
  ///
  /// - Parameters:
  ///   - specification: The analysis.
  ///   - store: Where the store is.
  ///   - label: The vintage; nil for the one in use.
  ///   - years: The years wanted; nil for all that the vintage has.
  ///   - data: The built-in data.
  /// - Throws: `DataError`: an analysis without a monthly source (64), or a store without it (66).
  static func panel(
    of specification: AnalysisSpecification, store: StoreFolder, label: String?,
    years: ClosedRange<CalendarYear>?, data: BuiltInData
  ) throws -> MonthlyPanel {
    let id = try source(of: specification)
    let stored = try StoredPanel(
      source: id, label: label, store: store.openIfAny(), years: years)
    let rule = specification.allyRules.first ?? "treaty"
    return try MonthlyPanel(
      exports: stored.part(isNational: specification.swingRule == nil),
      origins: specification.source.origins, fill: specification.fill, years: years,
      swing: specification.swingRule.map(data.swingRule), ally: data.allyRule(rule),
      context: data.context)
  }

  private static func source(of specification: AnalysisSpecification) throws -> String {
    switch specification.source {
    case .censusOriginOfMovement: "census-statehs-monthly"
    case .transborderFreight: "bts-transborder"
    case .censusCountryTotals: "census-country-totals-monthly"
    case .censusTenStates:
      throw DataError(
        .wrongUse, "the ten-state table of 2019 has years and no months",
        hint: "use swing-states, bts-canada-mexico or national-concessions with --period month")
    }
  }
}

/// The tables of hypotheses that a store holds.
enum StoredTables {
  /// The tables that a store can give for hypotheses, beside those that a user brought.
  ///
  /// - Parameters:
  ///   - hypotheses: The hypotheses of the run.
  ///   - given: The kinds that a user brought, which the store does not give again.
  ///   - store: The store; nil where there is none.
  ///   - isRequired: Whether a table that the store lacks is an error; it is left out otherwise.
  ///   - data: The built-in data.
  /// - Throws: `DataError` of exit status 66 where a table is required and not there.
  static func read(
    for hypotheses: [Hypothesis], given: Set<TableKind>, store: StoreReader?, isRequired: Bool,
    data: BuiltInData
  ) throws -> [HypothesisTable] {
    let wanted = Set(hypotheses.flatMap(\.tables)).subtracting(given)
    let codes = data.context.codes
    func stored(_ id: String, allGoods: Bool = true) throws -> StoredPanel? {
      guard try isRequired || store?.current(id) != nil else { return nil }
      return try StoredPanel(source: id, label: nil, store: store, allGoods: allGoods)
    }
    var tables: [HypothesisTable] = []
    if wanted.contains(.products), let chapters = try stored("census-statehs-hs2", allGoods: false),
      let totals = try stored("census-country-totals")
    {
      tables.append(
        try HypothesisTable(
          chapters: chapters.part(isNational: false), totals: totals.part(isNational: true),
          codes: codes))
    }
    if wanted.contains(.months), let months = try stored("census-country-totals-monthly") {
      tables.append(try HypothesisTable(months: months.part(isNational: true), codes: codes))
    }
    return tables
  }
}
