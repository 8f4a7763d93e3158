import Codes
import Tables

extension CountryCrosswalk {
  /// Reads the tables `country-codes` and `destination-cow-codes` of `export-data/`.
  ///
  /// - Parameters:
  ///   - codes: Columns `system, code, schedule_c, year_from, year_to, alias, note`; an empty `schedule_c`
  ///     is a code that means no destination, an empty year an open end.
  ///   - cowCodes: Columns `schedule_c, cown, year_from, year_to, note`.
  /// - Throws: `DataError` naming the row, or the codes that give one year two meanings.
  public init(codes: Table, cowCodes: Table) throws {
    let system = try codes.column("system")
    let code = try codes.column("code")
    let alias = try codes.column("alias")
    let rest = try SpellColumns(codes)
    var spells = try codes.rows.map { row in
      guard let known = CountryCodeSystem(rawValue: system[row]) else {
        let systems = CountryCodeSystem.allCases.map(\.rawValue).joined(separator: ", ")
        throw system.error(
          row, "'\(system[row])' is no system of codes", hint: "use one of \(systems)")
      }
      return try rest.spell(
        row, system: known, code: code.text(row), isAlias: alias.flag(row))
    }
    let number = try cowCodes.column("cown")
    let numbers = try SpellColumns(cowCodes)
    spells += try cowCodes.rows.map {
      try numbers.spell($0, system: .cow, code: number.text($0))
    }
    try self.init(spells: spells)
  }
}

extension Sovereigns {
  /// Reads the table `territory-sovereigns` of `export-data/`.
  ///
  /// - Parameter table: Columns `schedule_c, sovereign, year_from, year_to`; an empty `sovereign` is
  ///   a territory without a recognised one, an empty year an open end.
  /// - Throws: `DataError` naming the row, or a territory with two sovereigns in a year.
  public init(table: Table) throws {
    let territory = try table.column("schedule_c")
    let sovereign = try table.column("sovereign")
    let spell = try SpellColumns(table)
    try self.init(
      spells: table.rows.map { row in
        Spell(
          territory: ScheduleC(try territory.text(row)),
          sovereign: sovereign[row].isEmpty ? nil : ScheduleC(sovereign[row]),
          first: try spell.year(spell.first, row), last: try spell.year(spell.last, row))
      })
  }
}

/// The columns that every table of spells has.
private struct SpellColumns {
  let destination: Table.Column
  let first: Table.Column
  let last: Table.Column
  let note: Table.Column

  init(_ table: Table) throws {
    destination = try table.column("schedule_c")
    first = try table.column("year_from")
    last = try table.column("year_to")
    note = try table.column("note")
  }

  func year(_ column: Table.Column, _ row: Int) throws -> CalendarYear? {
    column[row].isEmpty ? nil : try column.year(row)
  }

  func spell(
    _ row: Int, system: CountryCodeSystem, code: String, isAlias: Bool = false
  ) throws -> CountryCodeSpell {
    let from = try year(first, row)
    let to = try year(last, row)
    if let from, let to, to < from {
      throw last.error(row, "\(to) is before \(from)", hint: "swap the years")
    }
    return CountryCodeSpell(
      system: system, code: code,
      destination: destination[row].isEmpty ? nil : ScheduleC(destination[row]),
      first: from, last: to, isAlias: isAlias, note: note[row])
  }
}
