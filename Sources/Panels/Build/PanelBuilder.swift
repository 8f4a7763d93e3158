import Alliances
import Codes
import Elections

/// A panel as a table, and the account of how it came about.
public struct BuiltPanel: Sendable {
  /// The table.
  public let table: PanelTable
  /// What the joins did.
  public let report: PanelJoinReport

  /// Builds a panel from the figures of one source.
  ///
  /// - Parameters:
  ///   - parts: The figures.
  ///   - design: What the panel is made by.
  ///   - context: Returns, presidents and codes.
  ///   - published: The published totals of the same vintage; nil where there are none.
  /// - Throws: `DataError` of the grid, of a join whose keys stand too often, of a deflator without a
  ///   year, or of a lag of a column that is not there. Cost: linear in the cells and the figures.
  public init(
    parts: [ExportPart], design: PanelDesign, context: PanelContext, published: PublishedTotals?
  ) throws {
    let grid = try ExportGrid(parts: parts, selection: design.selection, codes: context.codes)
    try grid.requireSomething(under: design.fill, coverage: design.selection.coverage)
    let axes = PanelAxes(grid: grid)
    var builder = PanelBuilder(axes: axes, design: design, context: context)
    try builder.addCodes()
    try builder.addExports(grid)
    builder.addCalendar()
    builder.addSwing()
    builder.addSwingMeasures()
    builder.addAllies()
    for control in design.controls { try builder.add(control) }
    try builder.requireDistinctNames()
    let shifts = design.shifts.map { $0.resolved(among: design.shifts) }
    let around = try PanelSurroundings(
      of: axes, shifts: shifts, parts: parts, design: design, context: context)
    let columns = builder.columns
    builder.columns += try zip(design.shifts, shifts).map {
      try $1.column(named: $0.name, in: columns, around: around)
    }
    try builder.requireDistinctNames()
    table = PanelTable(axes: axes, columns: builder.columns, isRow: builder.isRow)
    report = PanelJoinReport(
      design: design, grid: grid, table: table, joins: builder.joins, published: published,
      periodsAround: around.vintages)
  }
}

extension ExportGrid {
  /// Refuses a selection of which nothing would be said: no figure, none that is kept back, and no pair
  /// that the policy fills.
  ///
  /// - Throws: `DataError` of kind `nothingAskedFor`.
  fileprivate func requireSomething(under fill: FillPolicy, coverage: ExportCoverage) throws {
    let nothing: Set<Int64> = [
      Self.outside, Self.noSuchDestination, Self.summed, Self.notCovered, Self.yearOfChange,
    ]
    if amounts.contains(where: { !(nothing.contains($0) || ($0 == Self.absent && fill == .drop)) })
    {
      return
    }
    let isCovered = !amounts.contains(Self.notCovered)
    throw DataError(
      .nothingAskedFor,
      "the source has no figure of the origins, destinations and periods asked for, and the panel "
        + "would have no value",
      hint: isCovered
        ? "ask for more, or look at the source with --destinations all"
        : "it covers \(coverage.description)")
  }
}

/// The columns of a panel as they come together.
struct PanelBuilder {
  let design: PanelDesign
  let context: PanelContext
  let axes: PanelAxes
  var columns: [PanelColumn] = []
  var joins: [JoinAccount] = []
  var isRow: [Bool]?

  init(axes: PanelAxes, design: PanelDesign, context: PanelContext) {
    self.axes = axes
    self.design = design
    self.context = context
  }

  mutating func add(
    _ definition: ColumnDefinition, _ scope: ColumnScope, _ values: PanelColumn.Values
  ) {
    columns.append(PanelColumn(definition: definition, scope: scope, values: values))
  }

  /// The years of the periods, each once and in order, and for each period the place of its year.
  var years: (distinct: [CalendarYear], place: [Int]) {
    var distinct: [CalendarYear] = []
    let place = axes.periods.map { period in
      if distinct.last != period.year { distinct.append(period.year) }
      return distinct.count - 1
    }
    return (distinct, place)
  }

  mutating func addCodes() throws {
    let (distinct, place) = years
    add(StandardColumns.iso3, .destination, .texts(axes.destinations.map { $0.iso3?.text }))
    let cow = axes.destinations.flatMap { destination in
      let byYear = distinct.map { context.codes.cow(of: destination.scheduleC, in: $0)?.text }
      return place.map { byYear[$0] }
    }
    add(StandardColumns.cow, .destinationPeriod, .texts(cow))
    add(
      StandardColumns.scheduleC, .destination, .texts(axes.destinations.map { $0.scheduleC.text }))
    add(StandardColumns.stateFIPS, .origin, .texts(axes.origins.map(\.fips)))
    add(StandardColumns.state, .origin, .texts(axes.origins.map(\.code)))
    add(StandardColumns.year, .period, .wholeNumbers(axes.periods.map { Int64($0.year.number) }))
    if design.selection.length == .month {
      add(
        StandardColumns.month, .period,
        .wholeNumbers(axes.periods.map { Int64($0.month ?? 0) }))
    }
    add(StandardColumns.commodity, .commodity, .texts(axes.commodities.map(\.id)))
    add(
      StandardColumns.destination, .destination,
      .texts(axes.destinations.map { $0.name.isEmpty ? nil : $0.name }))
    add(StandardColumns.destinationKind, .destination, .texts(axes.destinations.map(\.kind)))
    if design.selection.territories == .sovereign {
      let joined = axes.destinations.flatMap { destination in
        let byYear = distinct.map { partner(destination, in: $0).iso3?.text }
        return place.map { byYear[$0] }
      }
      add(StandardColumns.sovereign, .destinationPeriod, .texts(joined))
    }
    let known = axes.destinations.map(\.scheduleC)
    let join = try KeyedJoin(
      JoinDeclaration(
        name: "exports with destination codes", key: ["schedule_c"], cardinality: .manyToOne),
      left: known, right: context.codes.all.map(\.scheduleC), describe: \.text)
    let matched = join.matches.count { !$0.isEmpty }
    joins.append(
      JoinAccount(
        join: join.declaration, unit: "destination", left: known.count,
        right: context.codes.all.count, matched: matched,
        notReported: matched == known.count
          ? [:] : ["not in the table of codes": known.count - matched],
        unused: join.unused.count, coverageByYear: [:]))
    joins.append(
      account(
        JoinDeclaration(
          name: "destinations with Correlates of War numbers", key: ["schedule_c", "year"],
          cardinality: .manyToOne),
        unit: "destination-year", count: axes.destinations.count, distinct
      ) { destination, year in
        context.codes.cow(of: axes.destinations[destination].scheduleC, in: year) == nil
          ? "no member of the state system" : nil
      })
  }

  /// The destination as alliance sources know it, or its sovereign where that is the policy.
  func partner(_ destination: Destination, in year: CalendarYear) -> Partner {
    if design.selection.territories == .sovereign,
      case .territory(let sovereign) = context.sovereigns?
        .status(of: destination.scheduleC, in: year)
    {
      return context.codes.partner(sovereign, in: year)
    }
    return context.codes.partner(destination.scheduleC, in: year)
  }

  /// Adds the columns of exports.
  ///
  /// - Parameters:
  ///   - grid: Their figures, on the axes of the panel.
  ///   - isAround: Whether the periods are more than those of the panel, so that a year without a
  ///     deflator is no error.
  mutating func addExports(_ grid: ExportGrid, isAround: Bool = false) throws {
    let fills = design.fill == .zero
    var dollars = grid.amounts
    var status = [UInt8](repeating: 0, count: dollars.count)
    var isRow: [Bool] = []
    func leaveOut(_ cell: Int) {
      if isRow.isEmpty { isRow = [Bool](repeating: true, count: grid.amounts.count) }
      isRow[cell] = false
      status[cell] = 5
    }
    for cell in dollars.indices {
      let amount = dollars[cell]
      if amount >= 0, !grid.isInPart.isEmpty, grid.isInPart[cell] {
        status[cell] = 4
        continue
      }
      if amount > 0 { continue }
      switch amount {
      case 0: status[cell] = 1
      case ExportGrid.absent where fills:
        status[cell] = 2
        dollars[cell] = 0
      case ExportGrid.absent, ExportGrid.noSuchDestination, ExportGrid.summed:
        dollars[cell] = PanelColumn.missing
        leaveOut(cell)
      case ExportGrid.notCovered, ExportGrid.yearOfChange:
        dollars[cell] = PanelColumn.missing
        if fills { status[cell] = 6 } else { leaveOut(cell) }
      case ExportGrid.outside:
        status[cell] = 6
        dollars[cell] = PanelColumn.missing
      default:
        status[cell] = 3
        dollars[cell] = PanelColumn.missing
      }
    }
    self.isRow = isRow.isEmpty ? nil : isRow
    add(StandardColumns.exports, .cell, .wholeNumbers(dollars))
    add(
      StandardColumns.status, .cell,
      .labels(
        status,
        ["reported", "zero", "filled", "not_reported", "reported_in_part", "", "not_covered"]))
    if case .real(let deflator, let base) = design.dollars {
      let factors = axes.periods.map {
        (try? deflator.factor(of: $0.year, base: base)) ?? .nan
      }
      let periods = factors.count
      let real = try dollars.enumerated().map { cell, amount -> Int64 in
        if amount == PanelColumn.missing { return PanelColumn.missing }
        let period = axes.periods[cell % periods]
        let factor = factors[cell % periods]
        if factor.isNaN {
          // A year without any figure needs no index; one with figures does.
          if !isAround { _ = try deflator.factor(of: period.year, base: base) }
          return PanelColumn.missing
        }
        guard let real = Int64(exactly: (Double(amount) * factor).rounded()) else {
          let destination = cell / (axes.commodities.count * periods)
          let place = axes.destinations[destination % axes.destinations.count]
          let origin = axes.origins[destination / axes.destinations.count]
          throw DataError(
            .tooManyDollars,
            "state \(origin.code), schedule_c \(place.scheduleC), \(period): \(amount) dollars by the "
              + "deflator \(deflator.name) are more than \(Int64.max) dollars of \(base)",
            hint: "check the index of \(period.year) and of \(base), and the unit of the exports")
        }
        return real
      }
      let plain = StandardColumns.realExports
      add(
        ColumnDefinition(
          name: plain.name, kind: plain.kind, unit: "U.S. dollars of \(base)",
          description:
            "exports_usd in prices of \(base) by the deflator \(deflator.name), rounded to "
            + "whole dollars", missing: plain.missing, origin: deflator.name), .cell,
        .wholeNumbers(real))
      joins.append(
        JoinAccount(
          join: JoinDeclaration(
            name: "exports with the deflator \(deflator.name)", key: ["year"],
            cardinality: .manyToOne,
            coverage: deflator.years.first.flatMap { first in
              deflator.years.last.map { first...$0 }
            }, years: deflator.years),
          unit: "period", left: axes.periods.count, right: deflator.years.count,
          matched: factors.count { !$0.isNaN },
          notReported: factors.contains(where: \.isNaN)
            ? ["no index, and no figure of exports": factors.count(where: \.isNaN)] : [:],
          unused: deflator.years.count { !years.distinct.contains($0) }, coverageByYear: [:]))
    }
    add(
      StandardColumns.vintage, .period, .texts(grid.vintages.map { $0.isEmpty ? nil : $0 }))
  }

  mutating func addCalendar() {
    add(
      StandardColumns.window(design.selection.length, design.window), .period,
      .wholeNumbers(axes.periods.map { PanelCalendar.isInWindow($0, design.window) ? 1 : 0 }))
    add(
      StandardColumns.toElection, .period,
      .wholeNumbers(axes.periods.map { Int64(PanelCalendar.distance(of: $0)) }))
    let incumbents = axes.periods.map { context.presidents.incumbent(on: $0.lastDay) }
    add(StandardColumns.incumbent, .period, .texts(incumbents.map { $0?.id }))
    add(StandardColumns.incumbentParty, .period, .texts(incumbents.map { $0?.party }))
    add(
      StandardColumns.eligible, .period,
      .wholeNumbers(
        axes.periods.map { period in
          PanelCalendar.isEligible(in: period, by: context.incumbency).map { $0 ? 1 : 0 }
            ?? PanelColumn.missing
        }))
  }

  func requireDistinctNames() throws {
    var seen = Set<String>()
    for column in columns where !seen.insert(column.name).inserted {
      throw DataError(
        .unknownChoice, "two columns of the panel would be called '\(column.name)'",
        hint: "name each rule, control, lag and lead once, under a name that is still free")
    }
  }
}
