import Codes
import Elections
import Estimation
import Panels

/// The rows, factors and restricted fit that the specifications of one estimator, sample, set of fixed
/// effects and ally rule share.
struct AllRulesBase: Sendable {
  let data: AllRulesData
  let estimator: Estimator
  /// The years with a row, by index.
  let years: [Int]
  /// The fit of the fixed effects alone: the hypothesis that swing status matters for nothing.
  let restricted: EstimatedModel
  /// The cell, state by year, of each row.
  let cells: Factor
  let ally: [Double]
  let outcome: [Double]
  let effects: [Factor]
  let clusters: [Factor]

  /// Selects rows and estimates the fixed effects.
  ///
  /// - Throws: `Unusable` where the sample is another one or empty, and what estimation throws.
  init(
    _ data: AllRulesData, estimator: Estimator, sample: AllRulesAxes.Sample,
    effects: AllRulesAxes.Effects, allyRule: String
  ) throws {
    let panel = data.panel
    var rows: [Panel.Row] = []
    var ally: [Double] = []
    var left = 0
    for row in panel.rows {
      if estimator == .logLeastSquares, row.exports.count <= 0 { continue }
      let status = panel.ally(allyRule, destination: row.destination, year: row.year)
      guard let value: Double = status == .ally ? 1 : status == .notAlly ? 0 : nil else {
        continue
      }
      let destination = panel.destinations[row.destination].scheduleC
      guard sample.contains(destination: destination, year: panel.years[row.year]) else {
        left += 1
        continue
      }
      rows.append(row)
      ally.append(value)
    }
    if sample != .all, left == 0 {
      throw Unusable(
        reason: "the ally rule \(allyRule) reports none of the rows that the sample leaves out, so "
          + "that it is the sample all")
    }
    let count = (years: panel.years.count, destinations: panel.destinations.count)
    func factors(_ rows: [Panel.Row]) -> (effects: [Factor], clusters: [Factor]) {
      (
        [
          Factor(
            name: "origin^destination",
            values: rows.map {
              let pair = $0.origin * count.destinations + $0.destination
              return effects == .pair
                ? pair : pair * 10_000 + YearComponents.cycle(of: panel.years[$0.year])
            }),
          Factor(
            name: "destination^year", values: rows.map { $0.destination * count.years + $0.year }),
          Factor(name: "origin^year", values: rows.map { $0.origin * count.years + $0.year }),
        ],
        [
          Factor(name: "origin", values: rows.map(\.origin)),
          Factor(name: "destination", values: rows.map(\.destination)),
        ]
      )
    }
    func outcome(_ row: Panel.Row) -> Double {
      let dollars = Double(row.exports.count)
      return estimator == .logLeastSquares ? Platform.logarithm(dollars) : dollars
    }
    func model(_ rows: [Panel.Row], _ effects: [Factor]) -> Model {
      Model(
        outcomeName: estimator == .ppml ? "value_usd" : "log(value_usd)",
        outcome: rows.map(outcome), terms: [], fixedEffects: effects,
        family: estimator == .ppml ? .poisson : .gaussian)
    }
    // Rows that the fixed effects alone drop are dropped by every specification: once is enough.
    let first = try EstimatedModel(
      model(rows, factors(rows).effects), tolerance: AllRules.tolerance, threads: 1)
    let kept = try first.fit(variances: [], smallSample: .fixest, describesClusters: false)
      .keptRows
    rows = kept.map { rows[$0] }
    self.ally = kept.map { ally[$0] }
    let own = factors(rows)
    self.data = data
    self.estimator = estimator
    self.effects = own.effects
    clusters = own.clusters
    self.outcome = rows.map(outcome)
    restricted = try EstimatedModel(
      model(rows, own.effects), tolerance: AllRules.tolerance, threads: 1)
    cells = try Factor(
      name: "origin^year", codes: rows.map { Int32($0.origin * count.years + $0.year) },
      levels: panel.origins.count * count.years)
    years = Set(rows.map(\.year)).sorted()
  }

  /// The moments of the cells, from which every rule and every permutation follows by adding up.
  func moments() throws(EstimationError) -> CellMoments {
    try CellMoments(
      of: restricted, cells: cells, periods: data.panel.years.count, multiplier: ally,
      clusters: clusters[0])
  }

  /// Why a sample has no specification of its own.
  struct Unusable: Error { let reason: String }
}

/// The terms of a specification: what each weighs the years by, and what each counts in the estimate.
struct AllRulesTerms: Sendable {
  let names: [String]
  /// One weight for each year of the panel and term; lower orders first.
  let byYear: [[Double]]
  let combination: [Double]
  let note: String?

  /// The terms of an estimand, or why it has none.
  ///
  /// - Throws: `AllRulesBase.Unusable` with the reason.
  init(_ specification: AllRulesSpecification, data: AllRulesData, years: [Int]) throws {
    let panel = data.panel
    if let reason = data.silent[specification.swingRule] {
      throw AllRulesBase.Unusable(reason: reason)
    }
    let window = PreElectionWindow(yearsBefore: specification.window)
    let inside = years.filter { window.contains(panel.years[$0]) }
    guard !inside.isEmpty, inside.count < years.count else {
      throw AllRulesBase.Unusable(
        reason: "the sample has no year \(inside.isEmpty ? "inside" : "outside") the window")
    }
    func weights(_ holds: (Int) -> Bool) -> [Double] {
      panel.years.indices.map { years.contains($0) && holds($0) ? 1 : 0 }
    }
    func isInside(_ year: Int) -> Bool { window.contains(panel.years[year]) }
    switch specification.estimand {
    case .pooled:
      names = ["swing:ally", "swing:ally:window"]
      byYear = [weights { _ in true }, weights(isInside)]
      combination = [0, 1]
      note = nil
    case .reputation:
      let windows = data.incumbents(in: inside)
      let list = inside.map { panel.years[$0].description }.joined(separator: ", ")
      guard windows.count > 1 else {
        throw AllRulesBase.Unusable(
          reason: "all window years of the sample (\(list)) belong to one incumbent "
            + "(\(windows.first ?? "nobody")), so that reputation does not vary within the window")
      }
      let places = windows.map { data.reputation[$0] }
      if let unranked = zip(windows, places).first(where: { $0.1 == nil })?.0 {
        throw AllRulesBase.Unusable(
          reason: "the ranking \(AnalysisSpecification.rankingScale) does not have \(unranked)")
      }
      let known = places.compactMap { $0 }
      let mean = known.reduce(0, +) / Double(known.count)
      let spread = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let all = data.incumbents(in: years)
      names =
        all.map { "swing:ally:\($0)" } + windows.map { "swing:ally:window:\($0)" }
      byYear =
        all.map { id in weights { panel.incumbents[$0].id == id } }
        + windows.map { id in weights { panel.incumbents[$0].id == id && isInside($0) } }
      combination = all.map { _ in 0 } + known.map { ($0 - mean) / spread }
      note = windows.count == 2 ? "a slope between two incumbents" : nil
    }
  }
}
