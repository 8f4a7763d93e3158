import Codes
import Elections
import Panels
import Tables

extension AnalysisSpecification {
  /// Estimates every placebo of the analysis by Poisson and by least squares in logs.
  ///
  /// A placebo that the data cannot estimate gives a row with the reason.
  ///
  /// - Parameters:
  ///   - data: The built-in data.
  ///   - imports: Imports by state in the layout of exports, `state, schedule_c` and a column a year; nil
  ///     where the analysis has none.
  ///   - begin: Called before each placebo with the share of them that is done and its name.
  /// - Throws: `DataError` where the panel cannot be built.
  public func placebos(
    on data: BuiltInData, imports: ExportLattice.Part?,
    begin: (Double, String) -> Void = { _, _ in }
  ) throws -> [PlaceboRow] {
    let panel = try panel(from: data).panel
    let tables = try ComponentTables(data)
    let hasStates = swingRule != nil
    var importPanel: Panel?
    if let imports, hasStates {
      let held = imports.table.header.compactMap { Int($0) }
      let common = panel.years.filter { held.contains($0.number) }
      if let first = common.first, let last = common.last {
        importPanel = try Panel(
          name: id,
          exports: ExportLattice(
            name: "state-imports", parts: [imports], codes: data.context.codes,
            years: first...last, origins: source.origins), definitions: panel.definitions,
          context: data.context)
      }
    }
    let list = Placebo.all(hasStates: hasStates, hasImports: importPanel != nil)
    guard let pattern = models.first else { return [] }
    let estimators: [Estimator] = [.ppml, .logLeastSquares]
    return list.enumerated().flatMap { index, placebo in
      begin(Double(index) / Double(list.count), placebo.id)
      return estimators.flatMap { estimator in
        PlaceboEstimation(
          analysis: self, placebo: placebo, pattern: pattern, estimator: estimator,
          exports: PanelComponents(panel: panel, tables: tables),
          imports: importPanel.map { PanelComponents(panel: $0, tables: tables) }
        ).rows()
      }
    }
  }
}

/// One placebo with one estimator.
private struct PlaceboEstimation {
  let analysis: AnalysisSpecification
  let placebo: Placebo
  let pattern: ModelSpecification
  let estimator: Estimator
  let exports: PanelComponents
  let imports: PanelComponents?

  private var base: PanelComponents { placebo.subject == .imports ? imports ?? exports : exports }
  private var panel: Panel { base.panel }

  /// Whose trade the term is about.
  private var subject: [Component] {
    if analysis.swingRule == nil { return [.ally] }
    switch placebo.subject {
    case .bump, .imports, .bumpWhereImports: return [.swing, .ally]
    case .allies, .nonAllies: return [.swing]
    case .safeStates: return [.stateClass(.safe), .ally]
    }
  }

  /// Without destinations to compare with there is no effect of origin and year.
  private var effects: [FixedEffectSpecification] {
    [.allies, .nonAllies].contains(placebo.subject)
      ? [.init(.origin, .destination), .init(.destination, .year)] : pattern.fixedEffects
  }

  private var years: [Int] {
    let window = panel.definitions.window
    return panel.years.indices.filter { index in
      let year = panel.years[index]
      return !(placebo.isOutside && window.contains(year))
        && (placebo.subject != .bumpWhereImports || imports?.panel.years.contains(year) ?? true)
    }
  }

  private func isInside(_ index: Int) -> Bool {
    placebo.calendar.contains(panel.years[index], window: panel.definitions.window)
  }

  func rows() -> [PlaceboRow] {
    let inside = years.filter(isInside)
    let outside = years.filter { !isInside($0) }
    let term = TermSpecification(components: subject + [.window])
    func missing(_ reason: String) -> [PlaceboRow] {
      [row(term, inside, outside, nil, nil, nil, reason: reason)]
    }
    guard !inside.isEmpty, !outside.isEmpty else {
      return missing(
        inside.isEmpty
          ? "no year is left inside this window" : "no year is left to compare this window with")
    }
    let model = ModelSpecification(
      id: placebo.id, estimator: estimator, allyRule: pattern.allyRule,
      terms: [term, TermSpecification(components: subject)], fixedEffects: effects,
      clusterings: pattern.clusterings)
    let allowed = Set(years)
    let data = PlaceboData(
      base: base,
      window: panel.years.indices.map(isInside),
      keeps: { row in allowed.contains(row.year) && keeps(row) })
    do {
      let prepared = try PreparedModel(
        model, on: data, analysis: analysis.id,
        outcome: placebo.subject == .imports ? "imports_usd" : "value_usd")
      let result = try prepared.result(
        analysis: analysis.id, swingRule: analysis.swingRule, panelRows: panel.rows.count)
      if let omitted = result.omitted.first(where: { $0.term == term.name }) {
        return missing("the term is \(omitted.reason)")
      }
      return result.variances.compactMap { variance in
        variance.coefficients.first { $0.term == term.name }.map {
          row(term, inside, outside, result, variance, $0, reason: nil)
        }
      }
    } catch {
      return missing((error as? DataError)?.message ?? "it could not be estimated")
    }
  }

  /// Whether a row belongs to the destinations and states that are compared.
  private func keeps(_ row: SampleRow) -> Bool {
    switch placebo.subject {
    case .bump, .imports, .bumpWhereImports: return true
    case .allies, .nonAllies:
      let status = panel.ally(pattern.allyRule, destination: row.destination, year: row.year)
      return status == (placebo.subject == .allies ? .ally : .notAlly)
    case .safeStates: return panel.swing(origin: row.origin, year: row.year) != .swing
    }
  }

  private func row(
    _ term: TermSpecification, _ inside: [Int], _ outside: [Int], _ result: ModelResult?,
    _ variance: ModelResult.VarianceTable?, _ found: ModelResult.Coefficient?, reason: String?
  ) -> PlaceboRow {
    let real = years.filter { panel.definitions.window.contains(panel.years[$0]) }
    let isReversed = placebo.calendar != .own && Set(outside) == Set(real)
    let shared = inside.count(where: real.contains)
    let note: String? =
      reason != nil
      ? nil
      : isReversed
        ? "the years left for comparison are those of the real window: the bump with its sign reversed"
        : placebo.calendar != .own && !placebo.isOutside && shared > 0
          ? "\(shared) of these \(inside.count) years lie in the real window" : nil
    let treated = result?.support.first { $0.term == term.name }?.treatedClusters ?? []
    let dimensions = Set(variance?.clusters.map(\.dimension) ?? [])
    return PlaceboRow(
      analysis: analysis.id, placebo: placebo, id: placebo.id, estimator: estimator,
      allyRule: pattern.allyRule, swingRule: analysis.swingRule, term: term.name,
      fixedEffects: effects.map(\.name).joined(separator: " + "),
      windowYears: inside.map { panel.years[$0].number },
      otherYears: outside.map { panel.years[$0].number }, clustering: variance?.clustering,
      clusters: variance?.clusters ?? [],
      treatedClusters: treated.filter { dimensions.contains($0.dimension) },
      estimate: found?.estimate, standardError: found?.standardError, pValue: found?.pValue,
      confidenceLow: found?.confidenceLow, confidenceHigh: found?.confidenceHigh,
      observations: result?.observations, note: note, reason: reason)
  }
}

/// Some rows of a panel, with another calendar.
private struct PlaceboData: ModelData {
  let base: PanelComponents
  /// Whether each year is called a window year.
  let window: [Bool]
  let keeps: @Sendable (SampleRow) -> Bool

  var cells: [(row: SampleRow, outcome: Double)] { base.cells.filter { keeps($0.row) } }
  var sizes: [Dimension: Int] { base.sizes }

  func column(_ component: Component, allyRule: String) -> ComponentColumn {
    guard component == .window else { return base.column(component, allyRule: allyRule) }
    return ComponentColumn(component, sizes: sizes) { window[$0[0]] ? 1 : 0 }
  }

  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String? {
    base.exclusion(of: row, allyRule: allyRule, partial: partial)
  }
}
