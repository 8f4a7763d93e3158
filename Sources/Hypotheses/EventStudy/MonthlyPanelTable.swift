import Alliances
import Codes
import Elections
import Panels
import Tables

extension MonthlyPanel {
  /// Reads a user's table and joins it.
  ///
  /// - Parameters:
  ///   - table: Columns `state, iso3c, year, month, value_usd`, one row a state, destination and month;
  ///     an absent row is not reported and left out.
  ///   - file: The name of the file.
  ///   - swing: The swing rule, which sees elections strictly before the month's year.
  ///   - ally: The ally rule, as of 31 December of the month's year.
  ///   - context: Returns, presidents and codes.
  /// - Throws: `DataError` naming the row: a state, code, month or amount that cannot be read, a
  ///   negative amount, or a key that stands twice; and a year for which the swing rule cannot say.
  public init(
    table: Table, file: String, swing: any SwingRule, ally: any AllyRule, context: PanelContext
  ) throws {
    let state = try table.column("state")
    let partner = try table.column("iso3c")
    let year = try table.column("year")
    let month = try table.column("month")
    let value = try table.column("value_usd")
    try table.requireUnique(["state", "iso3c", "year", "month"])
    var read: [(state: State, partner: String, month: CalendarMonth, dollars: Double)] = []
    for row in table.rows {
      let own = try month.month(row, of: year.year(row))
      let code = try partner.iso3(row)
      guard let dollars = Double(value[row]), dollars.isFinite, dollars >= 0 else {
        throw value.error(
          row, "'\(value[row])' is no amount of dollars",
          hint: "leave the row out where nothing is known; a zero means none")
      }
      read.append((try state.state(row), code, own, dollars))
    }
    guard !read.isEmpty else {
      throw DataError(
        .malformedTable, "\(file) has no row",
        hint: "give rows of state, iso3c, year, month, value_usd")
    }
    let origins = Set(read.map(\.state)).sorted()
    let destinations = Set(read.map(\.partner)).sorted()
    let months = Set(read.map(\.month)).sorted()
    let originIndex = Dictionary(uniqueKeysWithValues: origins.enumerated().map { ($1, $0) })
    let partnerIndex = Dictionary(uniqueKeysWithValues: destinations.enumerated().map { ($1, $0) })
    let monthIndex = Dictionary(uniqueKeysWithValues: months.enumerated().map { ($1, $0) })
    try self.init(
      file: file, origins: origins.map(Origin.state),
      destinations: destinations.map { code in
        Partner(name: code) { context.codes.destination(ISO3(code), in: $0)?.scheduleC }
      }, months: months,
      figures: read.map {
        (
          SampleRow(
            origin: originIndex[$0.state] ?? 0, destination: partnerIndex[$0.partner] ?? 0,
            year: monthIndex[$0.month] ?? 0), $0.dollars
        )
      }, setAside: [:], swing: swing, ally: ally, context: context)
  }
}

extension Table.Column {
  /// The month of a row in a year.
  ///
  /// - Throws: `DataError` naming the row where the text is no number from 1 to 12.
  func month(_ row: Int, of year: CalendarYear) throws -> CalendarMonth {
    let number = try requiredWholeNumber(row)
    guard let month = CalendarMonth(year: year.number, month: Int(number)) else {
      throw error(row, "'\(self[row])' is no month", hint: "write 1 to 12")
    }
    return month
  }

  /// The ISO 3166 code of a row.
  ///
  /// - Throws: `DataError` naming the row where the text is not three capital letters.
  func iso3(_ row: Int) throws -> String {
    let code = try text(row)
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw error(
        row, "'\(code)' is no ISO 3166 code", hint: "write three capital letters, such as CAN")
    }
    return code
  }
}
