import Codes
import Tables

/// Reads the codes of partners in a user's table as destinations, and lists those that mean none.
///
/// All lists of partners read them here, so that a code that is wrong in one is wrong in all; they have
/// the columns of sources and controls (`CountryColumns`).
struct PartnerCodes {
  /// The columns that a list may name its partners by.
  private let columns: [(column: Table.Column, systems: [CountryCodeSystem])]
  private let codes: CountryCrosswalk
  private let policy: UnmatchedPolicy
  private var found: [Place: CountryNaming] = [:]
  private var unmatched: UnmatchedCodes
  private var setAside: [String: (reason: String, rows: Int)] = [:]

  private struct Place: Hashable {
    let code: String
    let column: Int
    let year: CalendarYear
  }

  /// Finds the columns.
  ///
  /// - Throws: `DataError` of kind `missingColumn` where the table has none of them, or of kind
  ///   `malformedTable` for a table by month.
  init(table: Table, file: String, codes: CountryCrosswalk, onUnmatched: UnmatchedPolicy) throws {
    guard !table.header.contains("month") else {
      throw DataError(
        .malformedTable, "\(table.name) has a column 'month', and a list is by year",
        hint: "give one row a partner and year, without the column")
    }
    let known = CountryColumns.all.filter { table.header.contains($0.name) }
    // The error of a table that has none names the column of ISO codes.
    columns =
      try known.isEmpty
      ? [(table.column("iso3c"), [])] : known.map { (try table.column($0.name), $0.systems) }
    self.codes = codes
    policy = onUnmatched
    unmatched = UnmatchedCodes(file: file, system: columns[0].systems.first ?? .iso3)
  }

  /// The destinations of a row; none for a code that is no country's, which is noted for
  /// ``requireNone()``, or that is set aside.
  ///
  /// A code of other years is the country's all the same where the country exists in the year.
  ///
  /// - Throws: `DataError` naming the row of an empty cell, of anything but three capital letters in
  ///   `iso3c`, or of codes that contradict each other.
  mutating func destinations(_ row: Int, year: CalendarYear) throws -> Set<ScheduleC> {
    guard let filled = columns.indices.first(where: { !columns[$0].column[row].isEmpty }) else {
      throw columns[0].column.error(
        row, "the cell is empty, and so is every other code of a country",
        hint: "fill one of \(CountryColumns.all.map(\.name).joined(separator: ", "))")
    }
    let (column, systems) = columns[filled]
    let code = column[row]
    if systems.first == .iso3 {
      guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
        throw column.error(
          row, "'\(code)' is no ISO 3166 code", hint: "write three capital letters, such as JPN")
      }
    }
    switch naming(code, filled, year) {
    case .destinations(let meant):
      for other in columns.indices where other > filled && !columns[other].column[row].isEmpty {
        let cell = columns[other].column[row]
        if case .destinations(let theirs) = naming(cell, other, year),
          !theirs.isDisjoint(with: meant)
        {
          continue
        }
        throw columns[other].column.error(
          row, "'\(cell)' is another destination than \(column.name) \(code)",
          hint: "correct one of the two")
      }
      return meant
    case .setAside(let reason):
      setAside[code, default: (reason, 0)].rows += 1
    case .otherYears(let years):
      unmatched.add(code, year: year, remark: years)
    case .unknown:
      let codes = codes
      unmatched.add(code, year: year, remark: Self.nearest(to: code, systems, year, codes))
    }
    return []
  }

  private mutating func naming(_ code: String, _ column: Int, _ year: CalendarYear)
    -> CountryNaming
  {
    let place = Place(code: code, column: column, year: year)
    if let known = found[place] { return known }
    let naming = codes.naming(code, in: columns[column].systems, year: year)
    found[place] = naming
    return naming
  }

  private static func nearest(
    to code: String, _ systems: [CountryCodeSystem], _ year: CalendarYear, _ codes: CountryCrosswalk
  ) -> String {
    guard let system = systems.first,
      case .unknown(let nearest?) = codes.match(code, in: system, year: year)
    else { return "" }
    return "did you mean \(nearest)?"
  }

  /// The error for a partner and year with a row already.
  func twice(_ row: Int, _ year: CalendarYear) -> DataError {
    let column = columns.first { !$0.column[row].isEmpty }?.column ?? columns[0].column
    return column.error(
      row, "the partner-year \(column[row]) \(year) stands in the list twice", hint: "keep one row")
  }

  /// Stops if a code was no country's, unless the policy leaves such rows out.
  ///
  /// - Returns: The codes whose rows were left out, and notes on those that are set aside.
  /// - Throws: `DataError` of kind `unknownCode` that lists the codes with the nearest ones.
  func leftOut() throws -> (codes: [UnmatchedCodes.Entry], notes: [String]) {
    if policy == .stop {
      try unmatched.requireNone(
        hint: "correct them, or leave their rows out (--on-unmatched drop of the command panel)")
    }
    let notes = setAside.sorted { $0.key < $1.key }.map { code, entry in
      "\(entry.rows) \(entry.rows == 1 ? "row" : "rows") of \(code) set aside: \(entry.reason)"
    }
    return (unmatched.entries, notes)
  }
}
