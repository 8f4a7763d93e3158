import Codes
import Tables

/// Swing states by a user's own table.
public struct SwingList: SwingRule {
  /// The file that the table came from, as it is printed.
  public let file: String
  private let statuses: [CalendarYear: [State: SwingStatus]]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - table: Columns `year, state, swing`, or `state_fips` for `state`, whose cells are postal codes,
  ///     FIPS codes or names; `swing` is 1 or 0, one row a state and year. In a year
  ///     whose rows are all 1 the list names the swing states, and a state without a row is none; in a
  ///     year that has a 0 the list tells both apart, and a state without a row is not defined. So is
  ///     a year without rows.
  ///   - file: The name of the file, for outputs and messages.
  /// - Throws: `DataError` naming the row: a state or a year that cannot be read, a territory, a flag
  ///   other than 0 and 1, or a state twice in a year; or a table by month.
  public init(table: Table, file: String) throws {
    guard !table.header.contains("month") else {
      throw DataError(
        .malformedTable, "\(table.name) has a column 'month', and a list is by year",
        hint: "give one row a state and year, without the column")
    }
    let year = try table.column("year")
    let state = try table.stateColumn()
    let swing = try table.column("swing")
    var statuses: [CalendarYear: [State: SwingStatus]] = [:]
    for row in table.rows {
      let number = try year.year(row)
      let place = try state.anyState(row)
      guard place.kind != .territory else {
        throw state.error(row, "\(place) has no electors", hint: "remove the row")
      }
      guard ["0", "1"].contains(swing[row]) else {
        throw swing.error(row, "'\(swing[row])' is no flag", hint: "write 1 for swing, 0 for not")
      }
      let status: SwingStatus = swing[row] == "1" ? .swing : .notSwing
      guard statuses[number, default: [:]].updateValue(status, forKey: place) == nil else {
        throw state.error(row, "\(place) \(number) stands in the list twice", hint: "keep one row")
      }
    }
    guard !statuses.isEmpty else {
      throw DataError(
        .incompleteElection, "\(table.name): the list of swing states has no row",
        hint: "give rows of year, state, swing")
    }
    self.file = file
    self.statuses = statuses
  }

  /// `list:` and the file.
  public var id: String { "list:\(file)" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    "states flagged in the table \(file) by year; whether it looks ahead is the table's business"
  }

  /// The status of a state in a year.
  public func status(of state: State, given returns: EarlierReturns) -> SwingStatus {
    guard let year = statuses[returns.year] else { return .notDefined }
    return year[state] ?? (Self.isOfBoth(year) ? .notDefined : .notSwing)
  }

  /// Whether the rows of a year tell swing states and others apart, so that none may be missing.
  private static func isOfBoth(_ year: [State: SwingStatus]) -> Bool {
    year.values.contains(.notSwing)
  }

  /// What is to be known of the list for some states and years: which states a year lacks, by name.
  public func notes(on states: [State], years: [CalendarYear]) -> [String] {
    years.compactMap { year in
      guard let rows = statuses[year] else { return nil }
      let missing = states.filter { rows[$0] == nil }
      guard !missing.isEmpty else { return nil }
      return Self.isOfBoth(rows)
        ? "\(year) has rows of swing states and others and none of "
          + missing.map(\.usps).joined(separator: ", ") + ", which are not defined"
        : "\(year) names swing states alone, so that \(missing.count) states without a row are none"
    }
  }

  /// What the table says.
  public func evidence(of state: State, given returns: EarlierReturns) -> [String] {
    guard let year = statuses[returns.year] else {
      return ["\(file) has no row of \(returns.year)"]
    }
    if year[state] != nil { return ["\(file) has a row of \(state) in \(returns.year)"] }
    return [
      "\(file) has no row of \(state) in \(returns.year), which means "
        + (Self.isOfBoth(year)
          ? "not defined, since other states have a 0" : "not swing, since all its rows are 1")
    ]
  }
}
