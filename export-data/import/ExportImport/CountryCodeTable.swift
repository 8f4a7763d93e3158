import Codes
import Readers
import Tables

/// The table `country-codes`: ISO codes of the destinations, the United Nations' numbers of the
/// publisher's list, and the exceptions kept by hand.
///
/// A destination in use takes its ISO codes for the years of its Schedule C code, in every system
/// that writes ISO codes, unless the exceptions give it a code there.
struct CountryCodeTable {
  static let header = ["system", "code", "schedule_c", "year_from", "year_to", "alias", "note"]

  /// The rows, sorted by system, code and years.
  let rows: [[String]]

  /// - Throws: `DataError` naming the row: an unknown system or destination, a year that is none; or
  ///   the codes that give one year two meanings, or a destination without a code that it should have.
  init(_ facts: DestinationFacts, crosswalk: ScheduleCCrosswalk.Reading) throws {
    var spells = try Self.exceptions(facts)
    let taken = Set(
      spells.filter { !$0.isAlias }.compactMap { spell in
        spell.destination.map { "\(spell.system.rawValue) \($0)" }
      })
    var years: [ScheduleC: CountryCodeSpell] = [:]
    for spell in spells where spell.system == .scheduleC { years[ScheduleC(spell.code)] = spell }
    let numbers = Dictionary(
      crosswalk.countries.compactMap { row in row.m49.map { (row.code, $0) } }
    ) { first, _ in first }

    let code = try facts.destinations.column("schedule_c")
    let iso2 = try facts.destinations.column("iso2")
    let iso3 = try facts.destinations.column("iso3c")
    for row in facts.destinations.rows {
      let destination = ScheduleC(code[row])
      let isInUse = ["country", "territory"].contains(facts.kindOf[destination] ?? "")
      var codes: [(CountryCodeSystem, String)] = [(.scheduleC, destination.text)]
      if isInUse {
        codes += [
          (.iso2, iso2[row]), (.iso3, iso3[row]), (.worldBank, iso3[row]), (.cepii, iso3[row]),
          (.m49, numbers[destination] ?? ""),
        ]
      }
      for (system, text) in codes
      where !text.isEmpty && !taken.contains("\(system.rawValue) \(destination)") {
        spells.append(
          CountryCodeSpell(
            system: system, code: text, destination: destination,
            first: years[destination]?.first, last: years[destination]?.last, note: ""))
      }
    }
    _ = try CountryCrosswalk(spells: spells)
    let held = Set(
      spells.filter { $0.system == .iso3 }.map { "\($0.destination?.text ?? "") \($0.code)" })
    for row in facts.destinations.rows
    where !iso3[row].isEmpty && !held.contains("\(code[row]) \(iso3[row])") {
      throw iso3.error(
        row, "\(code[row]) has \(iso3[row]) here and no year of it in the codes",
        hint: "give its years in \(ExportFact.codeExceptions.rawValue)")
    }
    rows = spells.map { spell in
      [
        spell.system.rawValue, spell.code, spell.destination?.text ?? "",
        spell.first?.description ?? "", spell.last?.description ?? "", "\(spell.isAlias)",
        spell.note,
      ]
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func exceptions(_ facts: DestinationFacts) throws -> [CountryCodeSpell] {
    let table = facts.codeExceptions
    let system = try table.column("system")
    let code = try table.column("code")
    let destination = try table.column("schedule_c")
    let from = try table.column("year_from")
    let to = try table.column("year_to")
    let alias = try table.column("alias")
    let note = try table.column("note")
    return try table.rows.map { row in
      guard let known = CountryCodeSystem(rawValue: system[row]) else {
        throw system.error(
          row, "'\(system[row])' is no system of codes", hint: "correct the name")
      }
      let place = destination[row].isEmpty ? nil : ScheduleC(destination[row])
      guard place.map({ facts.kindOf[$0] != nil }) ?? !note[row].isEmpty else {
        throw destination.error(
          row, "'\(destination[row])' is no destination, and a code without one needs a note",
          hint: "correct the code, or say why it means no destination")
      }
      let first = from[row].isEmpty ? nil : try from.year(row)
      let last = to[row].isEmpty ? nil : try to.year(row)
      if let first, let last, last < first {
        throw to.error(row, "the years end before they begin", hint: "swap them")
      }
      return CountryCodeSpell(
        system: known, code: try code.text(row), destination: place, first: first, last: last,
        isAlias: try alias.flag(row), note: note[row])
    }
  }
}

extension DestinationFacts {
  /// Checks the table of sovereigns: known codes, one sovereign a year, none that is a territory,
  /// and every destination of the kind territory has its rows.
  ///
  /// - Throws: `DataError` naming the row or the territory.
  func checkSovereigns() throws {
    let territory = try sovereigns.column("schedule_c")
    let sovereign = try sovereigns.column("sovereign")
    let from = try sovereigns.column("year_from")
    let to = try sovereigns.column("year_to")
    let spells = try sovereigns.rows.map { row in
      for column in [territory, sovereign] where !column[row].isEmpty {
        guard kindOf[ScheduleC(column[row])] != nil else {
          throw column.error(row, "'\(column[row])' is no destination", hint: "correct the code")
        }
      }
      return Sovereigns.Spell(
        territory: ScheduleC(try territory.text(row)),
        sovereign: sovereign[row].isEmpty ? nil : ScheduleC(sovereign[row]),
        first: from[row].isEmpty ? nil : try from.year(row),
        last: to[row].isEmpty ? nil : try to.year(row))
    }
    _ = try Sovereigns(spells: spells)
    let listed = Set(spells.map(\.territory))
    for (code, kind) in kindOf.sorted(by: { $0.key < $1.key })
    where kind == "territory" && !listed.contains(code) {
      throw DataError(
        .destinationDisagrees, "the territory \(code) has no row of its sovereign",
        hint: "add it to \(ExportFact.sovereigns.rawValue)")
    }
  }
}
