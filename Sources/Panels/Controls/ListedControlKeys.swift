import Codes
import Tables

/// The columns of a user's control that say of what its figures are.
struct ListedControlKeys {
  /// The codes by which a row names its destination.
  struct Place: Hashable {
    let codes: [String]
    let year: CalendarYear?
  }

  /// What the codes of a row mean.
  enum Meaning {
    case destinations(Set<ScheduleC>)
    case setAside(code: String, reason: String)
    case unknown(code: String, system: CountryCodeSystem)
  }

  let key: ControlKey
  let state: Table.Column?
  let places: [(column: Table.Column, systems: [CountryCodeSystem])]
  let year: Table.Column?
  let month: Table.Column?

  /// Finds the columns.
  ///
  /// - Throws: `DataError` of kind `missingColumn` where they are no key of a control.
  init(table: Table) throws {
    state = try ["state", "state_fips"].first(where: table.header.contains)
      .map { try table.column($0) }
    places = try CountryColumns.all.filter { table.header.contains($0.name) }
      .map { (try table.column($0.name), $0.systems) }
    year = table.header.contains("year") ? try table.column("year") : nil
    month = table.header.contains("month") ? try table.column("month") : nil
    let (state, places, year) = (state, places, year)
    guard
      let key = ControlKey.allCases.first(where: {
        $0.hasState == (state != nil) && $0.hasDestination == !places.isEmpty
          && $0.hasYear == (year != nil)
      }), month == nil || year != nil
    else {
      throw DataError(
        .missingColumn,
        "\(table.name) has the columns \(table.header.joined(separator: ", ")), which are no key",
        hint: "give state, iso3c or schedule_c, year, or two of them, month beside year, and value")
    }
    self.key = key
  }

  /// The names of the columns.
  var names: [String] {
    [state, year, month].compactMap { $0?.name } + places.map(\.column.name)
  }

  /// The year and the month of a row; nil where the table has none.
  ///
  /// - Throws: `DataError` naming the row of a year or month that is none.
  func period(_ row: Int) throws -> (CalendarYear?, Int?) {
    let number = try year.map { try $0.year(row) }
    guard let month else { return (number, nil) }
    guard let value = try month.wholeNumber(row), (1...12).contains(value) else {
      throw month.error(row, "'\(month[row])' is no month", hint: "write a month from 1 to 12")
    }
    return (number, Int(value))
  }

  /// The codes of a row; nil where the control does not vary over destinations.
  ///
  /// - Throws: `DataError` naming the row where all of them are empty.
  func place(_ row: Int, year: CalendarYear?) throws -> Place? {
    guard let first = places.first else { return nil }
    let codes = places.map { $0.column[row] }
    guard codes.contains(where: { !$0.isEmpty }) else {
      throw first.column.error(row, "the cell is empty", hint: "fill it or remove the row")
    }
    return Place(codes: codes, year: year)
  }

  /// What the codes of a row mean.
  ///
  /// - Throws: `DataError` naming the row whose codes contradict each other.
  func meaning(of place: Place, _ row: Int, codes: DestinationCodes) throws -> Meaning {
    guard let filled = place.codes.firstIndex(where: { !$0.isEmpty }) else {
      return .unknown(code: "", system: .scheduleC)
    }
    let (column, systems) = places[filled]
    let code = place.codes[filled]
    let found = codes.destinations(namedBy: code, in: systems, year: place.year)
    guard !found.isEmpty else {
      if systems == [.scheduleC], ExportLabels.isGroup(code) {
        return .setAside(code: code, reason: "a group or total of Schedule C")
      }
      if case .setAside(let reason)? = codes.crosswalk?.naming(code, in: systems, year: place.year)
      {
        return .setAside(code: code, reason: reason)
      }
      return .unknown(code: code, system: systems[0])
    }
    for other in places.indices where other > filled && !place.codes[other].isEmpty {
      let theirs = codes.destinations(
        namedBy: place.codes[other], in: places[other].systems, year: place.year)
      guard !theirs.isDisjoint(with: found) else {
        throw places[other].column.error(
          row, "'\(place.codes[other])' is another destination than \(column.name) \(code)",
          hint: "correct one of the two")
      }
    }
    return .destinations(found)
  }

  /// The key of a row in words.
  func words(_ row: Int) -> String {
    let place = places.first { !$0.column[row].isEmpty }?.column[row]
    return [state?[row], place, year?[row], month.map { "month \($0[row])" }].compactMap { $0 }
      .joined(separator: " ")
  }
}

/// Codes of rows of a control that are left out.
struct ListedControlUnknown {
  private struct Key: Hashable {
    let kind: String
    let code: String
  }
  private struct Entry {
    let line: Int
    let hints: () -> (nearest: String?, reason: String?)
    var years = Set<CalendarYear>()
    var rows = 0
  }
  private var entries: [Key: Entry] = [:]
  private var aside: [String: (reason: String, rows: Int)] = [:]

  /// Notes a code; what it might be is looked up where it is printed, for a hundred at most.
  mutating func add(
    _ kind: String, _ code: String, _ year: CalendarYear?, line: Int,
    _ hints: @escaping () -> (nearest: String?, reason: String?)
  ) {
    let key = Key(kind: kind, code: code)
    if entries[key] == nil { entries[key] = Entry(line: line, hints: hints) }
    entries[key]?.rows += 1
    if let year { entries[key]?.years.insert(year) }
  }

  /// Notes a code that is known and means no destination.
  mutating func setAside(_ code: String, _ reason: String) {
    aside[code, default: (reason, 0)].rows += 1
  }

  /// All of them in order, each with its first line.
  private var sorted: [(code: UnmatchedCode, line: Int)] {
    entries.sorted { ($0.key.kind, $0.key.code) < ($1.key.kind, $1.key.code) }.enumerated()
      .map { index, item in
        let found = index < UnmatchedFigures.suggestions ? item.value.hints() : (nil, nil)
        let code = UnmatchedCode(
          kind: item.key.kind, code: item.key.code, nearest: found.1 == nil ? found.0 : nil,
          reason: found.1,
          years: item.value.years.isEmpty ? nil : YearRuns.text(item.value.years),
          figures: item.value.rows)
        return (code, item.value.line)
      }
  }

  /// All of them in order.
  var codes: [UnmatchedCode] { sorted.map(\.code) }

  /// The codes that are set aside, as sentences.
  var notes: [String] {
    aside.sorted { $0.key < $1.key }.map { code, entry in
      "\(entry.rows) \(entry.rows == 1 ? "row" : "rows") of \(code) set aside: \(entry.reason)"
    }
  }

  /// Stops if there is any.
  ///
  /// - Throws: `DataError` of kind `unmatchedCode` that lists them, the first twenty by name.
  func requireNone(_ table: String) throws {
    guard !entries.isEmpty else { return }
    let names = sorted.prefix(20).map { code, line in
      "line \(line): "
        + (code.kind == "origin"
          ? "'\(code.code)' is no state" : "no destination has the code '\(code.code)'")
        + ((code.reason ?? code.nearest.map { "nearest: \($0)" }).map { " (\($0))" } ?? "")
    }
    throw DataError(
      .unmatchedCode,
      "\(table), " + names.joined(separator: "; ")
        + (entries.count > 20 ? "; and \(entries.count - 20) more" : ""),
      hint: "correct them, or pass --on-unmatched drop to leave such rows out")
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
