import Alliances
import Codes
import Tables

/// A destination of exports with its codes.
public struct Destination: Hashable, Sendable, Comparable {
  /// The Schedule C code.
  public let scheduleC: ScheduleC
  /// The name as it is printed.
  public let name: String
  /// The ISO 3166 code; nil where there is none (Kosovo has one only by convention).
  public let iso3: ISO3?
  /// `country`, `territory` or `former`.
  public let kind: String

  /// Orders destinations by Schedule C code.
  public static func < (left: Destination, right: Destination) -> Bool {
    left.scheduleC < right.scheduleC
  }
}

/// The codes of all destinations, with the years for which a Correlates of War code is valid.
public struct DestinationCodes: Sendable {
  private struct Spell: Sendable {
    let code: COWCode
    let years: ClosedRange<CalendarYear>
  }

  /// All destinations in order of Schedule C code.
  public let all: [Destination]
  /// The codes of every system with their years; nil where no table says.
  public let crosswalk: CountryCrosswalk?
  private let byCode: [ScheduleC: Destination]
  private let spells: [ScheduleC: [Spell]]

  /// Reads the tables `destinations` and `destination-cow-codes` of `export-data/`.
  ///
  /// - Parameters:
  ///   - destinations: Columns `schedule_c, destination, iso3c, kind`.
  ///   - cowCodes: Columns `schedule_c, cown, year_from, year_to`; an empty `year_to` is open.
  ///   - crosswalk: The codes of every system with their years.
  /// - Throws: `DataError` naming the row: a group in place of a country, an unknown destination, or
  ///   two codes in one year.
  public init(
    destinations: Table, cowCodes: Table, crosswalk: CountryCrosswalk? = nil
  ) throws {
    self.crosswalk = crosswalk
    let scheduleC = try destinations.column("schedule_c")
    let name = try destinations.column("destination")
    let iso3 = try destinations.column("iso3c")
    let kind = try destinations.column("kind")
    var byCode: [ScheduleC: Destination] = [:]
    for row in destinations.rows {
      let code = ScheduleC(try scheduleC.text(row))
      guard code.isCountry else {
        throw scheduleC.error(
          row, "'\(code)' is a group or a total, not a country", hint: "remove the row")
      }
      byCode[code] = Destination(
        scheduleC: code, name: try name.text(row),
        iso3: iso3[row].isEmpty ? nil : ISO3(iso3[row]), kind: try kind.text(row))
    }
    let spellCode = try cowCodes.column("schedule_c")
    let cow = try cowCodes.column("cown")
    let from = try cowCodes.column("year_from")
    let to = try cowCodes.column("year_to")
    var spells: [ScheduleC: [Spell]] = [:]
    for row in cowCodes.rows {
      let code = ScheduleC(try spellCode.text(row))
      guard byCode[code] != nil else {
        throw spellCode.error(
          row, "'\(code)' is no destination", hint: "add it to the table of destinations")
      }
      let first = try from.year(row)
      let last = to[row].isEmpty ? CalendarYear(2999) : try to.year(row)
      guard first <= last,
        spells[code, default: []].allSatisfy({ !$0.years.overlaps(first...last) })
      else {
        throw from.error(
          row, "the years \(first)–\(last) of '\(code)' end before they begin or overlap others",
          hint: "give each year one code")
      }
      spells[code, default: []].append(
        Spell(code: COWCode(try cow.text(row)), years: first...last))
    }
    self.byCode = byCode
    self.spells = spells
    all = byCode.values.sorted()
  }

  /// Finds a destination by its Schedule C code.
  public subscript(code: ScheduleC) -> Destination? { byCode[code] }

  /// The Correlates of War code of a destination in a year; nil where it has none.
  public func cow(of code: ScheduleC, in year: CalendarYear) -> COWCode? {
    spells[code]?.first { $0.years.contains(year) }?.code
  }

  /// All Correlates of War codes that a destination ever had, latest first.
  public func allCOW(of code: ScheduleC) -> [COWCode] {
    (spells[code] ?? []).sorted { $0.years.lowerBound > $1.years.lowerBound }.map(\.code)
  }

  /// Whether a destination exists in at least a part of a year; true where no table says.
  public func exists(_ code: ScheduleC, in year: CalendarYear) -> Bool {
    crosswalk?.exists(code, in: year) ?? true
  }

  /// Whether a destination's code begins or ends in a year; false where no table says.
  public func changes(_ code: ScheduleC, in year: CalendarYear) -> Bool {
    crosswalk?.changes(code, in: year) ?? false
  }

  /// The destination as the alliance sources know it in a year.
  public func partner(_ code: ScheduleC, in year: CalendarYear) -> Partner {
    Partner(
      destination: byCode[code]?.scheduleC, iso3: byCode[code]?.iso3, cow: cow(of: code, in: year))
  }

  /// The destination that an ISO 3166 code means in a year, or else the one that has it today or had it
  /// last; nil for a code of no destination.
  public func destination(_ code: ISO3, in year: CalendarYear) -> Destination? {
    if let found = crosswalk?.destinations(code.text, in: .iso3, year: year).lazy
      .compactMap({ self[$0] }).first
    {
      return found
    }
    let all = all.filter { $0.iso3 == code }
    return all.first { $0.kind != "former" } ?? all.last
  }

  /// Whether a destination is an ally in a year by a rule; not reported for one that is in no table of
  /// codes, about which no rule can be asked.
  public func status(
    of code: ScheduleC, by rule: any AllyRule, in year: CalendarYear
  ) -> AllyStatus {
    byCode[code] == nil
      ? .notReported(.unknownCode) : rule.status(of: partner(code, in: year), in: year)
  }
}
