import Codes
import Elections
import Panels

extension MonthlyPanel {
  /// The calendars that a monthly panel is held against: the window itself, and the window shifted by
  /// −24 to +24 months in steps of three, each shifted one also without the months of the real window.
  ///
  /// A shift of 24 months either way is the window before the midterm election.
  public static let placebos: [Placebo] = {
    let shifts = stride(from: -24, through: 24, by: 3).filter { $0 != 0 }
    return [Placebo(subject: .bump, calendar: .own, isOutside: false)]
      + [false, true].flatMap { isOutside in
        shifts.map {
          Placebo(subject: .bump, calendar: .shiftedByMonths($0), isOutside: isOutside)
        }
      }
  }()

  /// Estimates the bump under a calendar by Poisson, under every variance of the panel.
  ///
  /// One that cannot be estimated gives a row with the reason.
  public func rows(of placebo: Placebo) -> [PlaceboRow] {
    let months = self.months.indices.filter { !(placebo.isOutside && isInWindow($0)) }
    let inside = months.filter { isInside($0, placebo.calendar) }
    let term = TermSpecification(components: base + [.window])
    let model = ModelSpecification(
      id: placebo.id, estimator: .ppml, allyRule: allyRule,
      terms: [term, TermSpecification(components: base)], fixedEffects: effects,
      clusterings: clusterings)
    func row(
      _ result: ModelResult?, _ variance: ModelResult.VarianceTable?,
      _ found: ModelResult.Coefficient?, reason: String?
    ) -> PlaceboRow {
      let insideYears = Set(inside.map { self.months[$0].year })
      let otherYears = Set(months.filter { !inside.contains($0) }.map { self.months[$0].year })
      let treated = result?.support.first { $0.term == term.name }?.treatedClusters ?? []
      let dimensions = Set(variance?.clusters.map(\.dimension) ?? [])
      let shared = inside.count(where: isInWindow)
      return PlaceboRow(
        analysis: file, placebo: placebo, id: placebo.id, estimator: .ppml, allyRule: allyRule,
        swingRule: swingRule, term: term.name,
        fixedEffects: effects.map(\.name).joined(separator: " + "),
        windowYears: insideYears.sorted(), otherYears: otherYears.sorted(),
        clustering: variance?.clustering, clusters: variance?.clusters ?? [],
        treatedClusters: treated.filter { dimensions.contains($0.dimension) },
        estimate: found?.estimate, standardError: found?.standardError, pValue: found?.pValue,
        confidenceLow: found?.confidenceLow, confidenceHigh: found?.confidenceHigh,
        observations: result?.observations,
        note: reason == nil && placebo.calendar != .own && shared > 0
          ? "\(shared) of these \(inside.count) months lie in the real window" : nil,
        reason: reason)
    }
    guard !inside.isEmpty, inside.count < months.count else {
      return [
        row(
          nil, nil, nil,
          reason: inside.isEmpty
            ? "no month is left inside this window"
            : "no month is left to compare this window with")
      ]
    }
    do {
      let result = try PreparedModel(
        model,
        on: ShiftedMonths(
          panel: self, window: self.months.indices.map { isInside($0, placebo.calendar) },
          keeps: Set(months)), analysis: file
      ).result(analysis: file, swingRule: swingRule, panelRows: cells.count)
      if let omitted = result.omitted.first(where: { $0.term == term.name }) {
        return [row(nil, nil, nil, reason: "the term is \(omitted.reason)")]
      }
      return result.variances.compactMap { variance in
        variance.coefficients.first { $0.term == term.name }
          .map { row(result, variance, $0, reason: nil) }
      }
    } catch {
      return [
        row(
          nil, nil, nil,
          reason: (error as? DataError)?.message ?? "it could not be estimated")
      ]
    }
  }

  private func isInWindow(_ month: Int) -> Bool {
    MonthlyWindow.twelveMonths.contains(months[month])
  }

  private func isInside(_ month: Int, _ calendar: Placebo.Calendar) -> Bool {
    switch calendar {
    case .own: isInWindow(month)
    case .shiftedByMonths(let shift):
      MonthlyWindow.twelveMonths.contains(months[month].advanced(by: -shift))
    case .midterms, .shifted, .midtermYear: false
    }
  }
}

/// Some months of a panel, with another calendar.
private struct ShiftedMonths: ModelData {
  let panel: MonthlyPanel
  /// Whether each month is called a month of the window.
  let window: [Bool]
  let keeps: Set<Int>

  var cells: [(row: SampleRow, outcome: Double)] {
    panel.cells.filter { keeps.contains($0.row.year) }
  }
  var sizes: [Dimension: Int] { panel.sizes }

  func column(_ component: Component, allyRule: String) -> ComponentColumn {
    guard component == .window else { return panel.column(component, allyRule: allyRule) }
    return ComponentColumn(component, sizes: sizes) { window[$0[0]] ? 1 : 0 }
  }

  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String? {
    panel.exclusion(of: row, allyRule: allyRule, partial: partial)
  }
}
