import Codes
import Tables

/// A control from a user's own table.
public struct ListedControl: ControlVariable {
  /// The name of the column.
  public let name: String
  /// The file that the table came from.
  public let file: String
  /// What it varies over, read off the table's columns.
  public let key: ControlKey
  /// The first and the last year of the table; nil where it has no years.
  public let coverage: ClosedRange<CalendarYear>?
  /// The years that stand in the table, in order; nil where it has none.
  public let years: [CalendarYear]?
  /// The rows of the table.
  public let rowCount: Int?
  /// Whether the table has months, so that the panel has to have them too.
  public let variesWithinYears: Bool
  /// The codes that are not known and whose rows were left out.
  public let unmatched: [UnmatchedCode]
  /// Codes that are set aside, and columns that are not read.
  public let notes: [String]
  private let figures: [Key: Figure]
  private let needsISO3: Bool

  private struct Key: Hashable {
    let state: String
    let destination: String
    let year: Int
    let month: Int
  }
  private struct Figure {
    let cell: Cell<Double>
    let row: Int
  }

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - name: The name of the column of the panel: a lower-case letter, then letters, digits and `_`.
  ///   - table: Columns `state` or `state_fips`, `schedule_c`, `iso3c`, `iso2c` or `cown`, `year`,
  ///     `month` beside it (those that the control varies over) and `value` or one called as the
  ///     control. An empty value is not reported; so is a unit without a row.
  ///   - file: The name of the file, for outputs and messages.
  ///   - codes: The destinations' codes; one of other years is a country's all the same. Codes of groups
  ///     of countries are set aside and noted.
  ///   - onUnmatched: What becomes of rows whose code is not known: `list` and `drop` leave them out
  ///     and list the codes in ``unmatched``.
  ///   - missingMarks: Texts such as `NA` that mean in the column of values that none is reported.
  /// - Throws: `DataError` naming the row: a value that is no number, codes that contradict each other,
  ///   or a unit that stands twice (`duplicateKey`); and under `stop` listing all states and
  ///   destinations that are not known (`unmatchedCode`). Cost: linear in the rows; each code is looked
  ///   up once a year.
  public init(
    name: String, table: Table, file: String, codes: DestinationCodes,
    onUnmatched: UnmatchedPolicy, missingMarks: [String] = []
  ) throws {
    guard let first = name.utf8.first, (97...122).contains(first),
      name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 95 })
    else {
      throw DataError(
        .unknownChoice, "'\(name)' is no name for a column",
        hint: "begin with a lower-case letter and use letters, digits and underscores, as in "
          + "--control gdp=gdp.csv")
    }
    guard table.rowCount > 0 else { throw DataError.headerAlone(table.name) }
    let keys = try ListedControlKeys(table: table)
    let value = try table.column(table.header.contains("value") ? "value" : name)
    var figures: [Key: Figure] = [:]
    var years = Set<CalendarYear>()
    var unknown = ListedControlUnknown()
    var places: [ListedControlKeys.Place: ListedControlKeys.Meaning] = [:]
    for row in table.rows {
      let (year, month) = try keys.period(row)
      var state = ""
      if let text = keys.state?[row] {
        guard let known = State.usps(text) ?? State.fips(text) ?? State.named(text) else {
          unknown.add("origin", text, year, line: table.line(row)) {
            (State.suggestion(for: text), nil)
          }
          continue
        }
        state = known.usps
      }
      var destinations: Set<ScheduleC> = [ScheduleC("")]
      if let place = try keys.place(row, year: year) {
        let meaning = try places[place] ?? keys.meaning(of: place, row, codes: codes)
        places[place] = meaning
        switch meaning {
        case .destinations(let found): destinations = found
        case .setAside(let code, let reason):
          unknown.setAside(code, reason)
          continue
        case .unknown(let code, let system):
          unknown.add("destination", code, year, line: table.line(row)) {
            (
              codes.nearest(to: code, in: system),
              system == .scheduleC ? codes.otherSystem(of: code) : nil
            )
          }
          continue
        }
      }
      let figure = Figure(cell: try Self.cell(value, row, missingMarks), row: row)
      for destination in destinations {
        let unit = Key(
          state: state, destination: destination.text, year: year?.number ?? 0, month: month ?? 0)
        guard figures.updateValue(figure, forKey: unit) == nil else {
          throw DataError(
            .duplicateKey,
            "\(table.name), line \(table.line(row)): \(keys.words(row)) stands twice, and the join is "
              + "declared many_to_one", hint: "keep one of the rows")
        }
      }
      if let year { years.insert(year) }
    }
    if onUnmatched == .stop { try unknown.requireNone(table.name) }
    self.name = name
    self.file = file
    key = keys.key
    variesWithinYears = keys.month != nil
    needsISO3 = keys.places.first.map { $0.column.name.hasPrefix("iso") } ?? false
    self.figures = figures
    unmatched = unknown.codes
    let read = keys.names + [value.name]
    let ignored = table.header.filter { !read.contains($0) }
    notes =
      unknown.notes
      + (ignored.isEmpty
        ? []
        : [
          "the \(ignored.count == 1 ? "column" : "columns") \(ignored.joined(separator: ", ")) of "
            + "\(file) \(ignored.count == 1 ? "is" : "are") not read"
        ])
    rowCount = table.rowCount
    self.years = years.isEmpty ? nil : years.sorted()
    if let first = years.min(), let last = years.max() {
      coverage = first...last
    } else {
      coverage = nil
    }
  }

  private static func cell(
    _ value: Table.Column, _ row: Int, _ marks: [String]
  ) throws -> Cell<Double> {
    let text = value[row]
    if text.isEmpty { return .notReported(.emptyInTable) }
    if marks.contains(text) { return .notReported(.marked(text)) }
    guard let number = PrintedNumber.finite(text) else {
      throw value.error(
        row, "'\(text)' is no number",
        hint: "write a number, leave the cell empty, or say that it means none, as in "
          + "--missing-marks NA")
    }
    return number == 0 ? .reportedZero : .value(number)
  }

  /// Not known for a user's table.
  public var unit: String { "as in the table \(file)" }

  /// The definition in a sentence.
  public var definition: String { "the user's table \(file), by \(key.rawValue)" }

  /// None: the user knows.
  public var source: DataPackageDescriptor.Source? { nil }

  /// The figure of a unit.
  public func cell(_ unit: ControlUnit) -> Cell<Double> {
    if key.hasState, unit.state == nil { return .notReported(.noCode("state")) }
    let year = unit.period?.year
    if key.hasYear, let year, let coverage, !coverage.contains(year) {
      return .notReported(.outsideCoverage)
    }
    if let found = figures[figureKey(unit)] { return found.cell }
    return needsISO3 && unit.destination?.iso3 == nil
      ? .notReported(.noCode("ISO 3166")) : .notReported(.absentPair)
  }

  private func figureKey(_ unit: ControlUnit) -> Key {
    Key(
      state: key.hasState ? unit.state?.usps ?? "" : "",
      destination: key.hasDestination ? unit.destination?.scheduleC.text ?? "" : "",
      year: key.hasYear ? unit.period?.year.number ?? 0 : 0,
      month: variesWithinYears ? unit.period?.month ?? 0 : 0)
  }

  /// The rows that none of some units needs, such as those of a year that was misspelled.
  public func unusedRows(by units: [ControlUnit]) -> Int? {
    let used = Set(units.compactMap { figures[figureKey($0)]?.row })
    return Set(figures.values.map(\.row)).subtracting(used).count
  }
}
