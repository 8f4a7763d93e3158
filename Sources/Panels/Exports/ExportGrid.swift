import Codes

/// Exports of one source as a grid of origins, destinations, commodities and periods.
public struct ExportGrid: Sendable {
  /// A pair without a row in the publisher's answer.
  static let absent = Int64.min
  /// A row whose amount the publisher keeps back.
  static let suppressed = Int64.min + 1
  /// A period of which the source does not speak.
  static let outside = Int64.min + 2

  /// The origins in FIPS order.
  public let origins: [Origin]
  /// The destinations in order of Schedule C code.
  public let destinations: [Destination]
  /// The commodities in the order asked for.
  public let commodities: [CommodityChoice]
  /// The periods in order and without gaps.
  public let periods: [PanelPeriod]
  /// The vintage of each period's figures; empty where nobody said or the period has none.
  public let vintages: [String]
  /// What each table gave and what was set aside.
  public let intake: [ExportIntake]
  /// Codes that the table of codes does not have, in order, with the nearest one where one is near.
  public let unmatched: [UnmatchedCode]
  /// The dollars of territories that were left out, by year; empty unless they were.
  public let droppedTerritoryDollars: [CalendarYear: Int64]
  /// Sums over several codes or months in which a part without a row was passed over.
  public let sumsWithAbsentParts: Int
  /// Whole dollars, or one of the three numbers above.
  let amounts: [Int64]
  /// Whether each cell is a sum of which a part has no row; empty where none is.
  let isInPart: [Bool]

  /// The cell of an origin, a destination, a commodity and a period, by their indices.
  public subscript(origin: Int, destination: Int, commodity: Int, period: Int) -> Cell<Dollars> {
    let pair = origin * destinations.count + destination
    return Self.cell(amounts[(pair * commodities.count + commodity) * periods.count + period])
  }

  static func cell(_ amount: Int64) -> Cell<Dollars> {
    switch amount {
    case absent: .notReported(.absentPair)
    case suppressed: .notReported(.suppressed)
    case outside: .notReported(.outsideCoverage)
    default: Cell(printed: Dollars(amount))
    }
  }

  init(
    origins: [Origin], destinations: [Destination], commodities: [CommodityChoice],
    periods: [PanelPeriod], vintages: [String], intake: [ExportIntake],
    unmatched: [UnmatchedCode], droppedTerritoryDollars: [CalendarYear: Int64],
    sumsWithAbsentParts: Int, amounts: [Int64], isInPart: [Bool]
  ) {
    self.origins = origins
    self.destinations = destinations
    self.commodities = commodities
    self.periods = periods
    self.vintages = vintages
    self.intake = intake
    self.unmatched = unmatched
    self.droppedTerritoryDollars = droppedTerritoryDollars
    self.sumsWithAbsentParts = sumsWithAbsentParts
    self.amounts = amounts
    self.isInPart = isInPart
  }
}

/// What one table gave to a grid: every figure is either used or set aside.
public struct ExportIntake: Sendable, Hashable, Codable {
  /// The table's name.
  public let table: String
  /// The vintage of its figures; empty where nobody said.
  public let vintage: String
  /// The rows of the table as it was read.
  public let rows: Int
  /// Its figures: one an origin, destination, commodity and period.
  public let figures: Int
  /// The figures that have a cell in the panel.
  public let matched: Int
  /// The figures that were set aside, by reason.
  public let setAside: [String: Int]
  /// The figures that have a cell, by year.
  public let matchedByYear: [String: Int]
}

/// A code that the table of codes does not have.
public struct UnmatchedCode: Sendable, Hashable, Codable {
  /// `destination` or `origin`.
  public let kind: String
  /// The code as the source writes it.
  public let code: String
  /// The nearest code or name that there is; nil where none is near.
  public let nearest: String?
  /// The figures that have it.
  public let figures: Int

  /// The code with the nearest, in words.
  var words: String { "'\(code)'" + (nearest.map { " (nearest: \($0))" } ?? "") }
}
