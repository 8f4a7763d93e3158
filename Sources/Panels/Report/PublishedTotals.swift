import Codes
import Tables

/// The totals that a publisher states, to reconcile the sum of a panel with.
public struct PublishedTotals: Sendable {
  /// A part of the totals that is of no state or no destination of a panel, such as exports whose
  /// state of origin is unknown.
  public struct Part: Sendable {
    /// What the part is called on reports.
    public let name: String
    /// Whole dollars over all destinations by year.
    public private(set) var byYear: [CalendarYear: Int64] = [:]
    /// Whole dollars by destination and year.
    public private(set) var byDestination: [ScheduleC: [CalendarYear: Int64]] = [:]

    /// Starts a part without figures.
    public init(name: String) { self.name = name }

    /// Reads a table as ``PublishedTotals/add(_:byDestination:where:)`` does.
    ///
    /// - Throws: `DataError` for a cell that is no whole number.
    public mutating func add(
      _ table: Table, byDestination isByDestination: Bool, where row: (Int) -> Bool = { _ in true }
    ) throws {
      try PublishedTotals.read(table, byDestination: isByDestination, where: row) {
        if let code = $0 { byDestination[code, default: [:]][$1] = $2 } else { byYear[$1] = $2 }
      }
    }
  }

  /// What the totals are called on reports.
  public let name: String
  /// Why there are none; nil where there are.
  public let absence: String?
  /// Whole dollars over all destinations by year.
  public private(set) var byYear: [CalendarYear: Int64]
  /// Whole dollars by destination and year.
  public private(set) var byDestination: [ScheduleC: [CalendarYear: Int64]]
  /// The parts that no panel has.
  public var parts: [Part] = []
  /// What remains of a gap, where that is known; nil where it is not.
  public var rest: String?

  /// Creates totals.
  public init(
    name: String, byYear: [CalendarYear: Int64],
    byDestination: [ScheduleC: [CalendarYear: Int64]]
  ) {
    self.name = name
    self.byYear = byYear
    self.byDestination = byDestination
    absence = nil
  }

  /// States that there are no totals, and why.
  public init(absentBecause reason: String) {
    name = ""
    byYear = [:]
    byDestination = [:]
    absence = reason
  }

  /// Reads a table of totals with a column a year, and adds its figures.
  ///
  /// - Parameters:
  ///   - table: A column a year, and for totals by destination `schedule_c`.
  ///   - row: Whether a row counts; called with the number of the row.
  ///   - byDestination: Whether rows are destinations, or else the total over them.
  /// - Throws: `DataError` for a cell that is no whole number.
  public mutating func add(
    _ table: Table, byDestination isByDestination: Bool, where row: (Int) -> Bool = { _ in true }
  ) throws {
    try Self.read(table, byDestination: isByDestination, where: row) {
      if let code = $0 { byDestination[code, default: [:]][$1] = $2 } else { byYear[$1] = $2 }
    }
  }

  /// Takes the sums over destinations as the totals by year.
  public mutating func sumDestinations() {
    byYear = byDestination.values.reduce(into: [:]) { sums, years in
      for (year, amount) in years { sums[year, default: 0] += amount }
    }
  }

  private static func read(
    _ table: Table, byDestination isByDestination: Bool, where row: (Int) -> Bool,
    each: (ScheduleC?, CalendarYear, Int64) -> Void
  ) throws {
    let code = isByDestination ? try table.column("schedule_c") : nil
    for name in table.header {
      guard name.utf8.count == 4, let number = Int(name) else { continue }
      let column = try table.column(name)
      for index in table.rows where row(index) {
        guard let amount = try column.wholeNumber(index) else { continue }
        each(code.map { ScheduleC($0[index]) }, CalendarYear(number), amount)
      }
    }
  }
}
