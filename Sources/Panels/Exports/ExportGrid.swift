import Codes

/// Exports of one source as a grid of origins, destinations, commodities and periods.
public struct ExportGrid: Sendable {
  /// A pair without a row in the publisher's answer.
  static let absent = Int64.min
  /// A row whose amount is empty in the table.
  static let empty = Int64.min + 1
  /// A period of which the source does not speak.
  static let outside = Int64.min + 2
  /// An absent pair of a destination that did not exist in the year.
  static let noSuchDestination = Int64.min + 3
  /// A pair whose figure was added to that of another code of the same country.
  static let summed = Int64.min + 4
  /// An absent pair of which the source does not speak.
  static let notCovered = Int64.min + 5
  /// An absent pair in a month of the year in which the code of the destination begins or ends.
  static let yearOfChange = Int64.min + 6
  /// The first of those that stand for the marks of ``marks``.
  static let firstMark = Int64.min + 16

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
  /// The dollars of all goods that were set aside, by reason, destination and year.
  public let setAsideDollars: [SetAsideDollars]
  /// The marks that stand in place of amounts, in order.
  public let marks: [String]
  /// Sums over several codes or months in which a part without a row was passed over.
  public let sumsWithAbsentParts: Int
  /// Where figures of shared codes were added up, for each destination and year the one that has the
  /// sum; nil where none were.
  let bearers: [SharedPlace: ScheduleC]?
  /// Whole dollars, or one of the numbers above.
  let amounts: [Int64]
  /// Whether several figures of the source are added up to one cell.
  let sumsFigures: Bool
  /// Whether each cell is a sum of which a part has no row; empty where none is.
  let isInPart: [Bool]

  /// The cell of an origin, a destination, a commodity and a period, by their indices.
  public subscript(origin: Int, destination: Int, commodity: Int, period: Int) -> Cell<Dollars> {
    let pair = origin * destinations.count + destination
    let amount = amounts[(pair * commodities.count + commodity) * periods.count + period]
    return cell(amount)
  }

  /// What an amount means.
  func cell(_ amount: Int64) -> Cell<Dollars> {
    if let mark = mark(of: amount) { return .notReported(.marked(mark)) }
    return Self.cell(amount)
  }

  /// The mark that stands for an amount; nil where none does.
  func mark(of amount: Int64) -> String? {
    guard (Self.firstMark..<Self.firstMark + Int64(marks.count)).contains(amount) else {
      return nil
    }
    return marks[Int(amount - Self.firstMark)]
  }

  private static func cell(_ amount: Int64) -> Cell<Dollars> {
    switch amount {
    case absent: .notReported(.absentPair)
    case empty: .notReported(.emptyInTable)
    case notCovered: .notReported(.notCovered)
    case yearOfChange: .notReported(.yearOfChange)
    case outside: .notReported(.outsideCoverage)
    case noSuchDestination, summed: .notReported(.noSuchDestination)
    case ..<0: .notReported(.emptyInTable)
    default: Cell(printed: Dollars(amount))
    }
  }

  init(
    origins: [Origin], destinations: [Destination], commodities: [CommodityChoice],
    periods: [PanelPeriod], vintages: [String], intake: [ExportIntake],
    unmatched: [UnmatchedCode], droppedTerritoryDollars: [CalendarYear: Int64],
    setAsideDollars: [SetAsideDollars], marks: [String], sumsFigures: Bool,
    sumsWithAbsentParts: Int,
    amounts: [Int64], isInPart: [Bool], bearers: [SharedPlace: ScheduleC]? = nil
  ) {
    self.origins = origins
    self.destinations = destinations
    self.commodities = commodities
    self.periods = periods
    self.vintages = vintages
    self.intake = intake
    self.unmatched = unmatched
    self.droppedTerritoryDollars = droppedTerritoryDollars
    self.setAsideDollars = setAsideDollars
    self.marks = marks
    self.sumsFigures = sumsFigures
    self.sumsWithAbsentParts = sumsWithAbsentParts
    self.amounts = amounts
    self.isInPart = isInPart
    self.bearers = bearers
  }
}

/// A destination in a year.
struct SharedPlace: Hashable, Sendable {
  let destination: ScheduleC
  let year: CalendarYear
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
  /// The codes of groups and totals among those set aside, with their figures and dollars.
  public let setAsideCodes: [SetAsideCode]
  /// The columns of the table that were not read.
  public let ignoredColumns: [String]
}

/// Dollars of all goods that are in the tables of a source and not in the panel.
public struct SetAsideDollars: Sendable, Hashable {
  /// What they are, such as `Puerto Rico` or `destinations not asked for`.
  public let part: String
  /// The destination as the source has it.
  public let destination: String
  /// The year.
  public let year: CalendarYear
  /// The dollars.
  public let dollars: Int64
}

/// A code that the table of codes does not have, or not in the years of its rows.
public struct UnmatchedCode: Sendable, Hashable, Codable {
  /// `destination` or `origin`.
  public let kind: String
  /// The code as the source writes it.
  public let code: String
  /// The nearest code or name that there is; nil where none is near.
  public let nearest: String?
  /// Why it is not known: the years in which it holds and what it is in those of its rows, or the
  /// system that it belongs to; nil where it is simply not there.
  public let reason: String?
  /// The years of the rows that have it; nil where they do not matter.
  public let years: String?
  /// The figures that have it.
  public let figures: Int

  /// States a code.
  public init(
    kind: String, code: String, nearest: String?, reason: String? = nil, years: String? = nil,
    figures: Int
  ) {
    self.kind = kind
    self.code = code
    self.nearest = nearest
    self.reason = reason
    self.years = years
    self.figures = figures
  }

  /// States a code of a user's list.
  init(_ entry: UnmatchedCodes.Entry) {
    self.init(
      kind: "destination", code: entry.code, nearest: nil,
      reason: entry.remark.isEmpty ? nil : entry.remark, years: YearRuns.text(entry.years),
      figures: entry.rows)
  }

  /// The code with the reason or the nearest, in words.
  var words: String {
    let note = reason ?? nearest.map { "nearest: \($0)" }
    return "'\(code)'" + (years.map { " in \($0)" } ?? "") + (note.map { " (\($0))" } ?? "")
  }
}
