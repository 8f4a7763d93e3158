import Alliances
import Codes
import Elections
import Panels
import Tables

/// Panels of small simulated tables, read as a user's are.
enum SimulatedPanels {
  static let yearly = """
    state,schedule_c,year,exports_usd
    PA,1220,2014,100
    PA,1220,2016,300
    PA,7920,2014,0
    PA,7920,2015,5
    OH,1220,2014,10
    OH,1220,2015,20
    OH,1220,2016,
    OH,1010,2015,4

    """

  static func part(
    _ text: String, name: String = "simulated.csv", codes: DestinationCodes? = nil
  ) throws -> ExportPart {
    try Array(text.utf8).withUnsafeBytes {
      try ExportPart(
        reading: $0, named: name, codes: codes ?? SimulatedTables.codes(), threads: 1)
    }
  }

  static func selection(
    length: PeriodLength = .year, years: ClosedRange<Int>? = nil, origins: String = "PA,OH",
    destinations: Set<ScheduleC>? = nil, commodities: String = "all",
    territories: TerritoryPolicy = .own, onUnmatched: UnmatchedPolicy = .stop
  ) throws -> ExportSelection {
    ExportSelection(
      length: length,
      years: years.map { CalendarYear($0.lowerBound)...CalendarYear($0.upperBound) },
      origins: try OriginChoice(origins), destinations: destinations,
      commodities: try CommodityChoice.list(commodities), territories: territories,
      onUnmatched: onUnmatched)
  }

  static func design(
    _ selection: ExportSelection, fill: FillPolicy = .drop, dollars: DollarChoice = .nominal,
    controls: [any ControlVariable] = [], shifts: [PanelShift] = [],
    allyRules: [any AllyRule]? = nil
  ) throws -> PanelDesign {
    PanelDesign(
      source: "simulated", citations: [], selection: selection, fill: fill, dollars: dollars,
      swingRules: [TwoPartyMarginRule(points: 5)],
      allyRules: try allyRules ?? [SimulatedTables.atop()], controls: controls, shifts: shifts)
  }

  static func build(
    _ design: PanelDesign, published: PublishedTotals? = nil
  ) throws -> BuiltPanel {
    try build([yearly], design, published: published)
  }

  static func build(
    _ texts: [String], _ design: PanelDesign, published: PublishedTotals? = nil
  ) throws -> BuiltPanel {
    try BuiltPanel(
      parts: texts.enumerated().map { try part($1, name: "simulated-\($0).csv") },
      design: design, context: SimulatedTables.context(), published: published)
  }

  /// The cells of a panel by column, in row order.
  static func table(_ panel: BuiltPanel) throws -> Table {
    try DelimitedText(name: "panel").table(from: panel.table.csv())
  }

  /// Rows as `state schedule_c year[-month] cell`, for one column.
  static func rows(_ panel: BuiltPanel, _ column: String) throws -> [String] {
    let table = try table(panel)
    let state = try table.column("state")
    let place = try table.column("schedule_c")
    let year = try table.column("year")
    let cells = try table.column(column)
    return table.rows.map { "\(state[$0]) \(place[$0]) \(year[$0]) \(cells[$0])" }
  }
}
