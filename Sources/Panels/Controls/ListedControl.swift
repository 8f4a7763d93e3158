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
  /// The rows of the table.
  public let rowCount: Int?
  private let values: [Key: Double?]
  private let joinsOnScheduleC: Bool

  private struct Key: Hashable {
    let state: String
    let destination: String
    let year: Int
  }

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - name: The name of the column of the panel.
  ///   - table: Columns `state`, `iso3c` or `schedule_c`, `year` (those that the control varies over)
  ///     and `value` or one called as the control. An empty value is not reported; so is a unit
  ///     without a row.
  ///   - file: The name of the file, for outputs and messages.
  ///   - codes: The destinations' codes.
  ///   - onUnmatched: What becomes of rows whose code is not known: `list` and `drop` leave them out.
  /// - Throws: `DataError` naming the row: a value that is no number, a state or destination that is
  ///   not known under `stop`, or a unit that stands twice (`duplicateKey`).
  public init(
    name: String, table: Table, file: String, codes: DestinationCodes,
    onUnmatched: UnmatchedPolicy
  ) throws {
    guard !name.isEmpty,
      name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 95 })
    else {
      throw DataError(
        .unknownChoice, "'\(name)' is no name for a column",
        hint: "use lower-case letters, digits and underscores, as in --control gdp=gdp.csv")
    }
    let state = table.header.contains("state") ? try table.column("state") : nil
    let place = try ["schedule_c", "iso3c"].first(where: table.header.contains)
      .map { try table.column($0) }
    let year = table.header.contains("year") ? try table.column("year") : nil
    let value = try table.column(table.header.contains("value") ? "value" : name)
    guard
      let key = ControlKey.allCases.first(where: {
        $0.hasState == (state != nil) && $0.hasDestination == (place != nil)
          && $0.hasYear == (year != nil)
      })
    else {
      throw DataError(
        .missingColumn,
        "\(table.name) has the columns \(table.header.joined(separator: ", ")), which are no key",
        hint: "give state, iso3c or schedule_c, year, or two of them, and value")
    }
    let joinsOnScheduleC = place?.name == "schedule_c"
    var values: [Key: Double?] = [:]
    var years: [CalendarYear] = []
    for row in table.rows {
      let number = try year.map { try $0.year(row) }
      var stateCode = ""
      if let state {
        guard let known = State.usps(state[row]) ?? State.fips(state[row]) ?? State.named(state[row])
        else {
          if onUnmatched != .stop { continue }
          let near = NearestName.to(
            state[row], among: State.all.map(\.usps) + State.all.map(\.name))
          throw state.error(
            row, "'\(state[row])' is no state" + (near.map { ", did you mean \($0)?" } ?? ""),
            hint: "correct it, or pass --on-unmatched drop to leave such rows out")
        }
        stateCode = known.usps
      }
      if let place, onUnmatched == .stop {
        let code = place[row]
        guard codes.all.contains(where: { $0.scheduleC.text == code || $0.iso3?.text == code })
        else {
          let near = codes.nearest(to: code)
          throw place.error(
            row, "no destination has the code '\(code)'"
              + (near.map { " (nearest: \($0))" } ?? ""),
            hint: "correct it, or pass --on-unmatched drop to leave such rows out")
        }
      }
      var figure: Double?
      if !["", "NA"].contains(value[row]) {
        guard let number = Double(value[row]), number.isFinite else {
          throw value.error(
            row, "'\(value[row])' is no number", hint: "write a number, or leave the cell empty")
        }
        figure = number
      }
      let unit = Key(
        state: stateCode, destination: place?[row] ?? "", year: number?.number ?? 0)
      guard values.updateValue(figure, forKey: unit) == nil else {
        throw DataError(
          .duplicateKey,
          "\(table.name), row \(row + 1) below the header: "
            + [state?[row], place?[row], number?.description].compactMap { $0 }
            .joined(separator: " ") + " stands twice, and the join is declared many_to_one",
          hint: "keep one of the rows")
      }
      if let number { years.append(number) }
    }
    self.name = name
    self.file = file
    self.key = key
    self.joinsOnScheduleC = joinsOnScheduleC
    self.values = values
    rowCount = table.rowCount
    if let first = years.min(), let last = years.max() {
      coverage = first...last
    } else {
      coverage = nil
    }
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
    var destination = ""
    if key.hasDestination {
      guard
        let code = joinsOnScheduleC
          ? unit.destination?.scheduleC.text : unit.destination?.iso3?.text
      else { return .notReported(.noCode("ISO 3166")) }
      destination = code
    }
    let year = unit.period?.year
    if key.hasYear, let year, let coverage, !coverage.contains(year) {
      return .notReported(.outsideCoverage)
    }
    let found = values[
      Key(
        state: key.hasState ? unit.state?.usps ?? "" : "", destination: destination,
        year: key.hasYear ? year?.number ?? 0 : 0)]
    switch found {
    case .none: return .notReported(.absentPair)
    case .some(.none): return .notReported(.suppressed)
    case .some(.some(let value)): return value == 0 ? .reportedZero : .value(value)
    }
  }
}
