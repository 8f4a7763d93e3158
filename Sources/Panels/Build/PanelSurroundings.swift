import Codes

/// The columns of a panel in the periods before its first and behind its last, as far as lags and leads
/// reach and the sources go.
///
/// The rows of a panel stay within its years; its lags do not end there. Figures of exports come from
/// the tables that the panel was made of, other columns from the tables behind them.
struct PanelSurroundings {
  /// The ordinals of the panel's own periods.
  let panel: Range<Int>
  /// The vintages of figures that were read outside of the panel, by period.
  private(set) var vintages: [String: String] = [:]
  private var columns: [String: PanelColumn] = [:]
  private var periods: [String: Range<Int>] = [:]

  /// Columns that are made of figures of exports.
  private static let ofExports: Set<String> = [
    StandardColumns.exports.name, StandardColumns.status.name, StandardColumns.realExports.name,
    StandardColumns.vintage.name,
  ]

  /// Reads what the shifts need and the panel does not have.
  ///
  /// - Throws: `DataError` for a figure of such a period that stands twice. Cost: nothing where the
  ///   panel holds all periods; otherwise a pass over the figures and the cells of the wider span.
  init(
    of axes: PanelAxes, shifts: [PanelShift], parts: [ExportPart], design: PanelDesign,
    context: PanelContext
  ) throws {
    let first = axes.periods.first?.ordinal ?? 0
    panel = first..<first + axes.periods.count
    guard let length = axes.periods.first?.length, let last = axes.periods.last else { return }
    func reach(_ shifts: [PanelShift]) -> ClosedRange<Int>? {
      guard !shifts.isEmpty else { return nil }
      return min(
        first, first - (shifts.map(\.periods).max() ?? 0))...max(
          last.ordinal, last.ordinal - (shifts.map(\.periods).min() ?? 0))
    }
    if let wanted = reach(shifts.filter { Self.ofExports.contains($0.variable) }) {
      try addExports(
        wanted, axes: axes, length: length, parts: parts, design: design, context: context)
    }
    let others = shifts.filter { !Self.ofExports.contains($0.variable) }
    if let wanted = reach(others), wanted.count > panel.count {
      try addOthers(
        wanted, names: Set(others.map(\.variable)), axes: axes, length: length, design: design,
        context: context)
    }
  }

  /// A column with the ordinals of its periods; nil where the panel's own is all there is.
  func column(_ name: String) -> (column: PanelColumn, periods: Range<Int>)? {
    guard let column = columns[name], let periods = periods[name] else { return nil }
    return (column, periods)
  }

  private mutating func addExports(
    _ wanted: ClosedRange<Int>, axes: PanelAxes, length: PeriodLength, parts: [ExportPart],
    design: PanelDesign, context: PanelContext
  ) throws {
    guard let held = ExportSpan.heldYears(parts) else { return }
    let from = PanelPeriod(ordinal: wanted.lowerBound, length: length).year
    let to = PanelPeriod(ordinal: wanted.upperBound, length: length).year
    guard let first = axes.periods.first?.year, let last = axes.periods.last?.year else { return }
    var selection = design.selection
    let years = min(first, max(from, held.lowerBound))...max(last, min(to, held.upperBound))
    guard years != first...last else { return }
    selection.years = years
    selection.destinations = Set(axes.destinations.map(\.scheduleC))
    // What is outside of the panel's years cannot stop it.
    if selection.onUnmatched == .stop { selection.onUnmatched = .drop }
    let grid = try ExportGrid(parts: parts, selection: selection, codes: context.codes)
    precondition(
      grid.destinations == axes.destinations, "a wider span has the destinations of the panel")
    var builder = PanelBuilder(axes: PanelAxes(grid: grid), design: design, context: context)
    try builder.addExports(grid, isAround: true)
    let start = grid.periods.first?.ordinal ?? 0
    add(builder.columns, start..<start + grid.periods.count)
    for (period, vintage) in zip(grid.periods, grid.vintages)
    where !panel.contains(period.ordinal) && wanted.contains(period.ordinal) && !vintage.isEmpty {
      vintages[period.description] = vintage
    }
  }

  private mutating func addOthers(
    _ wanted: ClosedRange<Int>, names: Set<String>, axes: PanelAxes, length: PeriodLength,
    design: PanelDesign, context: PanelContext
  ) throws {
    var design = design
    design.swingRules.removeAll { rule in
      !names.contains(
        StandardColumns.swing(rule.id, definition: rule.definition, version: rule.version).name)
    }
    design.allyRules.removeAll { rule in
      !names.contains(
        StandardColumns.ally(rule.id, definition: rule.definition, version: rule.version).name)
    }
    design.swingMeasures.removeAll { !names.contains(StandardColumns.swing($0).name) }
    design.controls.removeAll { !names.contains($0.name) }
    var builder = PanelBuilder(
      axes: PanelAxes(
        origins: axes.origins, destinations: axes.destinations, commodities: axes.commodities,
        periods: wanted.map { PanelPeriod(ordinal: $0, length: length) }),
      design: design, context: context)
    try builder.addCodes()
    builder.addCalendar()
    builder.addSwing()
    builder.addSwingMeasures()
    builder.addAllies()
    for control in design.controls { try builder.add(control) }
    add(
      builder.columns.filter { names.contains($0.name) },
      wanted.lowerBound..<wanted.upperBound + 1)
  }

  private mutating func add(_ found: [PanelColumn], _ range: Range<Int>) {
    for column in found {
      columns[column.name] = column
      periods[column.name] = range
    }
  }
}
