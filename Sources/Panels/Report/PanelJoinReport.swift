import Codes

/// What the joins behind a panel did: every figure accounted for, and sums beside published totals.
public struct PanelJoinReport: Sendable, Codable, Equatable {
  /// The cells of a panel by what they are.
  public struct Cells: Sendable, Codable, Equatable {
    /// All cells of the grid.
    public let all: Int
    /// Cells with a figure other than zero.
    public let reported: Int
    /// Zeros that the publisher printed.
    public let zeros: Int
    /// Pairs without a row in the publisher's answer.
    public let absent: Int
    /// Of these, the cells that a policy turned into a zero.
    public let filled: Int
    /// Of these, the cells that were left out.
    public let dropped: Int
    /// Filled cells of a destination that existed and to which no origin reports a figure in the
    /// period.
    public let filledWithoutAnyFigure: Int
    /// Absent pairs of a destination that did not exist in the year by its Schedule C code: no rows
    /// under either policy.
    public let noSuchDestination: Int
    /// Pairs whose figure was added to that of another code of the same country: no rows either.
    public let summed: Int
    /// Cells whose figure is not reported, by reason; they stay empty.
    ///
    /// Where absent pairs are left out, those that are not covered and those of a year of change are no
    /// rows either.
    public let notReported: [String: Int]
    /// Sums over months or codes in which a part without a row was passed over.
    public let sumsWithAbsentParts: Int
    /// The rows of the panel.
    public let rows: Int
  }

  /// The form of the document.
  public let schema: String
  /// What the source of exports is called.
  public let source: String
  /// The choices behind the panel.
  public let choices: [PanelChoice]
  /// The tables that were read, in order of name and vintage.
  public let tables: [ExportIntake]
  /// Figures whose key stood twice; always 0, since a repeated key is refused.
  public let duplicates: Int
  /// Codes that the table of codes does not have.
  public let unmatched: [UnmatchedCode]
  /// Destinations that have one ISO code in one year and rows both: a join on `iso3c` and the year
  /// meets more than one row of an origin.
  public let sharedCodes: [SharedCode]
  /// Periods outside the panel whose figures lags and leads read, with their vintages.
  public let periodsAround: [String: String]
  /// The dollars of territories that were left out, by year.
  public let droppedTerritoryDollars: [String: Int64]
  /// The number of origins.
  public let origins: Int
  /// The number of destinations.
  public let destinations: Int
  /// The commodities.
  public let commodities: [String]
  /// The first and the last period.
  public let periods: [String]
  /// The vintage of each period's figures.
  public let vintages: [String: String]
  /// The cells by what they are.
  public let cells: Cells
  /// The share of cells with a figure or a printed zero by year, 0 to 1.
  public let coverageByYear: [String: Double]
  /// The panel's dollars by year; a year without any figure has none.
  public let dollarsByYear: [String: Int64]
  /// The joins in the order in which they were done.
  public let joins: [JoinAccount]
  /// Columns of rules, measures and controls that have no value in any row.
  public let emptyColumns: [String]
  /// The sums beside the published totals.
  public let reconciliation: PanelReconciliation

  init(
    design: PanelDesign, grid: ExportGrid, table: PanelTable, joins: [JoinAccount],
    published: PublishedTotals?, periodsAround: [String: String]
  ) {
    schema = "swingport.panel-join/1"
    source = design.source
    choices = design.choices
    tables = grid.intake.sorted { ($0.table, $0.vintage) < ($1.table, $1.vintage) }
    duplicates = 0
    unmatched = grid.unmatched
    sharedCodes = Self.sharedCodes(of: table)
    self.periodsAround = periodsAround
    droppedTerritoryDollars = Dictionary(
      uniqueKeysWithValues: grid.droppedTerritoryDollars.map { ($0.key.description, $0.value) })
    origins = grid.origins.count
    destinations = grid.destinations.count
    commodities = grid.commodities.map(\.id)
    periods = [grid.periods.first, grid.periods.last].compactMap { $0?.description }
    vintages = Dictionary(
      uniqueKeysWithValues: zip(grid.periods.map(\.description), grid.vintages))
    let tally = CellTally(grid: grid)
    let fills = design.fill == .zero
    cells = Cells(
      all: grid.amounts.count, reported: tally.reported, zeros: tally.zeros, absent: tally.absent,
      filled: fills ? tally.absent : 0, dropped: fills ? 0 : tally.absent,
      filledWithoutAnyFigure: fills ? tally.absentWithoutAnyFigure : 0,
      noSuchDestination: tally.noSuchDestination, summed: tally.summed,
      notReported: tally.notReported, sumsWithAbsentParts: grid.sumsWithAbsentParts,
      rows: table.rowCount)
    coverageByYear = tally.coverageByYear
    dollarsByYear = tally.dollarsByYear
    self.joins =
      [
        JoinAccount(
          join: JoinDeclaration(
            name: "figures with cells of the panel",
            key: ["state", "schedule_c", "commodity"]
              + (design.selection.length == .month ? ["year", "month"] : ["year"]),
            cardinality: grid.sumsFigures ? .manyToOne : .oneToOne),
          unit: "figure", left: grid.intake.reduce(0) { $0 + $1.figures },
          right: grid.amounts.count, matched: grid.intake.reduce(0) { $0 + $1.matched },
          notReported: grid.intake.reduce(into: [:]) {
            $0.merge($1.setAside) { $0 + $1 }
          }, unused: nil, coverageByYear: tally.coverageByYear,
          notes: grid.sumsFigures
            ? [
              "figures are added up to cells; by the periods and codes of the source itself no key "
                + "stands twice"
            ] : [])
      ] + joins
    emptyColumns = table.columns.filter { column in
      column.definition.origin != nil || design.controls.contains { $0.name == column.name }
    }.filter(\.isEmpty).map(\.name)
    reconciliation = PanelReconciliation(grid: grid, published: published)
  }

  /// The ISO codes and years that several destinations with rows have.
  private static func sharedCodes(of table: PanelTable) -> [SharedCode] {
    let places = table.axes.destinations
    let groups = Dictionary(grouping: places.indices.filter { places[$0].iso3 != nil }) {
      places[$0].iso3?.text ?? ""
    }.filter { $0.value.count > 1 }
    if groups.isEmpty { return [] }
    var rows = [Set<Int>](repeating: [], count: places.count)
    let wanted = Set(groups.values.flatMap { $0 })
    table.forEachRow { _, destination, _, period in
      if wanted.contains(destination) {
        rows[destination].insert(table.axes.periods[period].year.number)
      }
    }
    return groups.sorted { $0.key < $1.key }.flatMap { code, group in
      Set(group.flatMap { rows[$0] }).sorted().compactMap { year in
        let sharing = group.filter { rows[$0].contains(year) }
        return sharing.count < 2
          ? nil
          : SharedCode(
            iso3c: code, year: year, scheduleC: sharing.map { places[$0].scheduleC.text }.sorted())
      }
    }
  }
}

/// Counts the cells of a grid.
private struct CellTally {
  var reported = 0
  var zeros = 0
  var absent = 0
  var absentWithoutAnyFigure = 0
  var notReported: [String: Int] = [:]
  var noSuchDestination = 0
  var summed = 0
  var coverageByYear: [String: Double] = [:]
  var dollarsByYear: [String: Int64] = [:]

  init(grid: ExportGrid) {
    let periods = grid.periods.count
    let perDestination = grid.commodities.count * periods
    let block = grid.destinations.count * perDestination
    var known = [Int](repeating: 0, count: periods)
    // Cells that are no pair of the panel, which coverage does not count.
    var none = known
    var dollars = [Int64](repeating: 0, count: periods)
    var hasFigure = [Bool](repeating: false, count: block)
    var absences = [Int32](repeating: 0, count: block)
    var reasons: [Int64: Int] = [:]
    for origin in grid.origins.indices {
      for within in 0..<block {
        let amount = grid.amounts[origin * block + within]
        let period = within % periods
        if amount >= 0 {
          known[period] += 1
          hasFigure[within] = true
          dollars[period] += amount
          if amount == 0 { zeros += 1 } else { reported += 1 }
        } else if amount == ExportGrid.absent {
          absent += 1
          absences[within] += 1
        } else if amount == ExportGrid.noSuchDestination {
          noSuchDestination += 1
          none[period] += 1
        } else if amount == ExportGrid.summed {
          summed += 1
          none[period] += 1
        } else {
          reasons[amount, default: 0] += 1
        }
      }
    }
    for within in 0..<block where !hasFigure[within] {
      absentWithoutAnyFigure += Int(absences[within])
    }
    for (amount, count) in reasons {
      if case .notReported(let reason) = grid.cell(amount) {
        notReported[reason.description, default: 0] += count
      }
    }
    let perPeriod = grid.origins.count * grid.destinations.count * grid.commodities.count
    var periodsOfYear: [String: Int] = [:]
    var knownOfYear: [String: Int] = [:]
    var noneOfYear: [String: Int] = [:]
    for (index, period) in grid.periods.enumerated() {
      let year = period.year.description
      periodsOfYear[year, default: 0] += 1
      knownOfYear[year, default: 0] += known[index]
      noneOfYear[year, default: 0] += none[index]
      if known[index] > 0 { dollarsByYear[year, default: 0] += dollars[index] }
    }
    for (year, count) in periodsOfYear where perPeriod > 0 {
      let pairs = perPeriod * count - (noneOfYear[year] ?? 0)
      let share = Double(knownOfYear[year] ?? 0) / Double(max(1, pairs))
      coverageByYear[year] = (share * 1_000_000).rounded() / 1_000_000
    }
  }
}
