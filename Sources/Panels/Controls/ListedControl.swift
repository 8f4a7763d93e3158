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
  /// The codes that are not known and whose rows were left out.
  public let unmatched: [UnmatchedCode]
  private let values: [Key: Cell<Double>]
  private let needsISO3: Bool

  private struct Key: Hashable {
    let state: String
    let destination: String
    let year: Int
  }

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - name: The name of the column of the panel.
  ///   - table: Columns `state` (or `state_fips`), `schedule_c`, `iso3c`, `iso2c` or `cown`, `year`
  ///     (those that the control varies over) and `value` or one called as the control. An empty value
  ///     is not reported; so is a unit without a row.
  ///   - file: The name of the file, for outputs and messages.
  ///   - codes: The destinations' codes; one of other years is a country's all the same.
  ///   - onUnmatched: What becomes of rows whose code is not known: `list` and `drop` leave them out
  ///     and list the codes in ``unmatched``.
  ///   - missingMarks: Texts such as `NA` that mean in the column of values that none is reported.
  /// - Throws: `DataError` naming the row: a value that is no number, a state or destination that is
  ///   not known under `stop`, codes that contradict each other, or a unit that stands twice
  ///   (`duplicateKey`).
  public init(
    name: String, table: Table, file: String, codes: DestinationCodes,
    onUnmatched: UnmatchedPolicy, missingMarks: [String] = []
  ) throws {
    guard !name.isEmpty,
      name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 95 })
    else {
      throw DataError(
        .unknownChoice, "'\(name)' is no name for a column",
        hint: "use lower-case letters, digits and underscores, as in --control gdp=gdp.csv")
    }
    let state = try ["state", "state_fips"].first(where: table.header.contains)
      .map { try table.column($0) }
    let places = try UserDestinations.columns.filter { table.header.contains($0.name) }
      .map { (column: try table.column($0.name), systems: $0.systems) }
    let year = table.header.contains("year") ? try table.column("year") : nil
    let value = try table.column(table.header.contains("value") ? "value" : name)
    guard
      let key = ControlKey.allCases.first(where: {
        $0.hasState == (state != nil) && $0.hasDestination == !places.isEmpty
          && $0.hasYear == (year != nil)
      })
    else {
      throw DataError(
        .missingColumn,
        "\(table.name) has the columns \(table.header.joined(separator: ", ")), which are no key",
        hint: "give state, iso3c or schedule_c, year, or two of them, and value")
    }
    var values: [Key: Cell<Double>] = [:]
    var years = Set<CalendarYear>()
    var unknown = Unknown()
    for row in table.rows {
      let number = try year.map { try $0.year(row) }
      var stateCode = ""
      if let state {
        guard
          let known = State.usps(state[row]) ?? State.fips(state[row]) ?? State.named(state[row])
        else {
          let near = NearestName.to(
            state[row], among: State.all.map(\.usps) + State.all.map(\.name))
          if onUnmatched != .stop {
            unknown.add("origin", state[row], near)
            continue
          }
          throw state.error(
            row, "'\(state[row])' is no state" + (near.map { ", did you mean \($0)?" } ?? ""),
            hint: "correct it, or pass --on-unmatched drop to leave such rows out")
        }
        stateCode = known.usps
      }
      var destinations: Set<ScheduleC> = [ScheduleC("")]
      if !places.isEmpty {
        guard let filled = places.first(where: { !$0.column[row].isEmpty }) else {
          throw places[0].column.error(
            row, "the cell is empty", hint: "fill it or remove the row")
        }
        let code = filled.column[row]
        destinations = codes.destinations(namedBy: code, in: filled.systems, year: number)
        if destinations.isEmpty {
          let near = codes.nearest(to: code)
          if onUnmatched != .stop {
            unknown.add("destination", code, near)
            continue
          }
          let other = filled.column.name == "schedule_c" ? codes.otherSystem(of: code) : nil
          throw filled.column.error(
            row,
            "no destination has the code '\(code)'"
              + ((other ?? near.map { "nearest: \($0)" }).map { " (\($0))" } ?? ""),
            hint: "correct it, or pass --on-unmatched drop to leave such rows out")
        }
        for other in places where !other.column[row].isEmpty {
          let theirs = codes.destinations(
            namedBy: other.column[row], in: other.systems, year: number)
          guard !theirs.isDisjoint(with: destinations) else {
            throw other.column.error(
              row,
              "'\(other.column[row])' is another destination than \(filled.column.name) \(code)",
              hint: "correct one of the two")
          }
        }
      }
      let cell = try Self.cell(value, row, missingMarks)
      for destination in destinations {
        let unit = Key(
          state: stateCode, destination: destination.text, year: number?.number ?? 0)
        guard values.updateValue(cell, forKey: unit) == nil else {
          let place = places.first { !$0.column[row].isEmpty }?.column[row]
          throw DataError(
            .duplicateKey,
            "\(table.name), row \(row + 1) below the header: "
              + [state?[row], place, number?.description].compactMap { $0 }
              .joined(separator: " ") + " stands twice, and the join is declared many_to_one",
            hint: "keep one of the rows")
        }
      }
      if let number { years.insert(number) }
    }
    self.name = name
    self.file = file
    self.key = key
    needsISO3 = !places.isEmpty && places[0].column.name.hasPrefix("iso")
    self.values = values
    unmatched = unknown.codes
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
    guard let number = Double(text), number.isFinite else {
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
    let found = values[
      Key(
        state: key.hasState ? unit.state?.usps ?? "" : "",
        destination: key.hasDestination ? unit.destination?.scheduleC.text ?? "" : "",
        year: key.hasYear ? year?.number ?? 0 : 0)]
    if let found { return found }
    return needsISO3 && unit.destination?.iso3 == nil
      ? .notReported(.noCode("ISO 3166")) : .notReported(.absentPair)
  }
}

/// Codes of rows that are left out.
private struct Unknown {
  private struct Key: Hashable {
    let kind: String
    let code: String
  }
  private var rows: [Key: (nearest: String?, rows: Int)] = [:]

  mutating func add(_ kind: String, _ code: String, _ nearest: String?) {
    rows[Key(kind: kind, code: code), default: (nearest, 0)].rows += 1
  }

  /// All of them in order.
  var codes: [UnmatchedCode] {
    rows.sorted { ($0.key.kind, $0.key.code) < ($1.key.kind, $1.key.code) }.map {
      UnmatchedCode(
        kind: $0.key.kind, code: $0.key.code, nearest: $0.value.nearest, figures: $0.value.rows)
    }
  }
}

extension DestinationCodes {
  /// The destinations that a code of some systems names: all that have it in the year, or else in any.
  ///
  /// - Parameter year: The year; nil for a table without years.
  func destinations(
    namedBy code: String, in systems: [CountryCodeSystem], year: CalendarYear?
  ) -> Set<ScheduleC> {
    if systems == [.scheduleC] { return self[ScheduleC(code)].map { [$0.scheduleC] } ?? [] }
    var found = Set<ScheduleC>()
    // As a panel writes its ISO codes, which a former destination keeps.
    if systems.contains(.iso3) {
      found.formUnion(all.filter { $0.iso3?.text == code }.map(\.scheduleC))
    }
    guard let crosswalk else { return found }
    if let year {
      for system in systems {
        found.formUnion(crosswalk.destinations(code, in: system, year: year))
      }
    }
    if found.isEmpty { found = crosswalk.destinations(everMeantBy: code, in: systems) }
    return found.filter { self[$0] != nil }
  }
}
