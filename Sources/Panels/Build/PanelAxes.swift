/// The axes of a panel, whose cells are ordered by origin, destination, commodity and period.
public struct PanelAxes: Sendable {
  /// The origins in FIPS order.
  public let origins: [Origin]
  /// The destinations in order of Schedule C code.
  public let destinations: [Destination]
  /// The commodities in the order asked for.
  public let commodities: [CommodityChoice]
  /// The periods in order and without gaps.
  public let periods: [PanelPeriod]

  init(
    origins: [Origin], destinations: [Destination], commodities: [CommodityChoice],
    periods: [PanelPeriod]
  ) {
    self.origins = origins
    self.destinations = destinations
    self.commodities = commodities
    self.periods = periods
  }

  init(grid: ExportGrid) {
    self.init(
      origins: grid.origins, destinations: grid.destinations, commodities: grid.commodities,
      periods: grid.periods)
  }

  /// The number of cells.
  public var cellCount: Int {
    origins.count * destinations.count * commodities.count * periods.count
  }

  /// The number of values that a column of a scope has.
  public func count(_ scope: ColumnScope) -> Int {
    switch scope {
    case .origin: origins.count
    case .destination: destinations.count
    case .commodity: commodities.count
    case .period: periods.count
    case .originPeriod: origins.count * periods.count
    case .destinationPeriod: destinations.count * periods.count
    case .pair: origins.count * destinations.count
    case .cell: cellCount
    }
  }
}

/// What a column of a panel varies over; it is kept once for that and never multiplied out.
public enum ColumnScope: String, Sendable, CaseIterable {
  /// One value an origin.
  case origin
  /// One value a destination.
  case destination
  /// One value a commodity.
  case commodity
  /// One value a period.
  case period
  /// One value an origin and period.
  case originPeriod
  /// One value a destination and period.
  case destinationPeriod
  /// One value an origin and destination.
  case pair
  /// One value a cell.
  case cell

  /// Whether the period is the last thing that values are ordered by.
  var hasPeriod: Bool {
    switch self {
    case .period, .originPeriod, .destinationPeriod, .cell: true
    case .origin, .destination, .commodity, .pair: false
    }
  }
}
