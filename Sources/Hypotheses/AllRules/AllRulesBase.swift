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
  /// The rows in use, of those that the restricted fit was given.
  let keptRows: [Int]
  private let allCells: Factor
  private let allAlly: [Double]
  private let allOrigins: Factor
  /// The cell, state by year, of each row in use; what follows is by row in use too.
  let cells: [Int]
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
    let count = (
      origins: panel.origins.count, destinations: panel.destinations.count,
      years: panel.years.count
    )
    let cycles = panel.years.map(YearComponents.cycle)
    let firstCycle = (cycles.min() ?? 0) / 4
    let cycleCount = effects == .pair ? 1 : (cycles.max() ?? 0) / 4 - firstCycle + 1
    // Codes by arithmetic: levels without a row do no harm.
    func factor(
      _ name: String, _ rows: [Panel.Row], levels: Int, _ code: (Panel.Row) -> Int
    ) throws(EstimationError) -> Factor {
      try Factor(name: name, codes: rows.map { Int32(code($0)) }, levels: levels)
    }
    func absorbed(_ rows: [Panel.Row]) throws(EstimationError) -> [Factor] {
      [
        try factor(
          "origin^destination", rows, levels: count.origins * count.destinations * cycleCount
        ) { row in
          let pair = row.origin * count.destinations + row.destination
          return effects == .pair
            ? pair : pair * cycleCount + cycles[row.year] / 4 - firstCycle
        },
        try factor("destination^year", rows, levels: count.destinations * count.years) {
          $0.destination * count.years + $0.year
        },
        try factor("origin^year", rows, levels: count.origins * count.years) {
          $0.origin * count.years + $0.year
        },
      ]
    }
    func outcome(_ row: Panel.Row) -> Double {
      let dollars = Double(row.exports.count)
      return estimator == .logLeastSquares ? Platform.logarithm(dollars) : dollars
    }
    let restricted = try EstimatedModel(
      Model(
        outcomeName: estimator == .ppml ? "value_usd" : "log(value_usd)",
        outcome: rows.map(outcome), terms: [], fixedEffects: absorbed(rows),
        family: estimator == .ppml ? .poisson : .gaussian),
      tolerance: AllRules.tolerance, threads: 1)
    // Rows that the fixed effects alone drop are dropped by every specification: once is enough.
    keptRows = try restricted.fit(
      variances: [], smallSample: .fixest, describesClusters: false
    ).keptRows
    self.restricted = restricted
    allAlly = ally
    allCells = try factor("origin^year", rows, levels: count.origins * count.years) {
      $0.origin * count.years + $0.year
    }
    allOrigins = try factor("origin", rows, levels: count.origins) { $0.origin }
    rows = keptRows.map { rows[$0] }
    self.ally = keptRows.map { ally[$0] }
    self.data = data
    self.estimator = estimator
    self.effects = try absorbed(rows)
    clusters = [
      try factor("origin", rows, levels: count.origins) { $0.origin },
      try factor("destination", rows, levels: count.destinations) { $0.destination },
    ]
    self.outcome = rows.map(outcome)
    cells = rows.map { $0.origin * count.years + $0.year }
    years = Set(rows.map(\.year)).sorted()
  }

  /// The moments of the cells, from which every rule and every permutation follows by adding up.
  func moments() throws(EstimationError) -> CellMoments {
    try CellMoments(
      of: restricted, cells: allCells, periods: data.panel.years.count, multiplier: allAlly,
      clusters: allOrigins)
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
    let window = try PreElectionWindow.chosen(yearsBefore: specification.window)
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
