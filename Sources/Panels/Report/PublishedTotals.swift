import Codes
import Tables

/// The totals that a publisher states, to reconcile the sum of a panel with.
public struct PublishedTotals: Sendable {
  /// What the totals are called on reports.
  public let name: String
  /// Whole dollars over all destinations by year.
  public private(set) var byYear: [CalendarYear: Int64]
  /// Whole dollars by destination and year.
  public private(set) var byDestination: [ScheduleC: [CalendarYear: Int64]]

  /// Creates totals.
  public init(
    name: String, byYear: [CalendarYear: Int64],
    byDestination: [ScheduleC: [CalendarYear: Int64]]
  ) {
    self.name = name
    self.byYear = byYear
    self.byDestination = byDestination
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
    let code = isByDestination ? try table.column("schedule_c") : nil
    for name in table.header {
      guard name.utf8.count == 4, let number = Int(name) else { continue }
      let column = try table.column(name)
      for index in table.rows where row(index) {
        guard let amount = try column.wholeNumber(index) else { continue }
        if let code {
          byDestination[ScheduleC(code[index]), default: [:]][CalendarYear(number)] = amount
        } else {
          byYear[CalendarYear(number)] = amount
        }
      }
    }
  }
}
