import Codes
import Readers
import Tables

/// The hand-kept facts about destinations, checked against the publishers' lists.
struct DestinationFacts {
  private static let kinds: Set<String> = ["country", "territory", "former", "other"]

  /// The code under which `country.xlsx` counts destinations that are not known.
  private static let unidentified = ScheduleC("8220")

  let destinations: Table
  let cowCodes: Table
  let names: Table
  let codeExceptions: Table
  let sovereigns: Table
  /// The kinds by code.
  let kindOf: [ScheduleC: String]
  /// The codes by the names that Census prints where it prints no code.
  let codeOf: [String: ScheduleC]

  init(read: (ExportFact) throws -> [UInt8]) throws {
    func table(_ fact: ExportFact) throws -> Table {
      try DelimitedText(name: fact.rawValue).table(from: read(fact))
    }
    destinations = try table(.destinations)
    cowCodes = try table(.cowCodes)
    names = try table(.names)
    codeExceptions = try table(.codeExceptions)
    sovereigns = try table(.sovereigns)
    try destinations.requireUnique(["schedule_c"])
    try destinations.requireUnique(["destination"])
    try names.requireUnique(["name"])
    try cowCodes.requireUnique(["schedule_c", "year_from"])

    let code = try destinations.column("schedule_c")
    let kind = try destinations.column("kind")
    var kindOf: [ScheduleC: String] = [:]
    for row in destinations.rows {
      guard ScheduleC(code[row]).isCountry, Self.kinds.contains(kind[row]) else {
        throw code.error(
          row, "'\(code[row])' with the kind '\(kind[row])' is not a destination",
          hint: "use four digits, and one of country, territory, former, other")
      }
      kindOf[ScheduleC(code[row])] = kind[row]
    }
    let printed = try names.column("name")
    let printedCode = try names.column("schedule_c")
    var codeOf: [String: ScheduleC] = [:]
    for row in names.rows { codeOf[printed[row]] = ScheduleC(printedCode[row]) }
    self.kindOf = kindOf
    self.codeOf = codeOf
  }

  /// The code of a name in a file that prints no codes.
  func code(named name: String, in source: ExportSource, line: Int) throws -> ScheduleC {
    guard let code = codeOf[name] else {
      throw DataError(
        .destinationDisagrees,
        "\(source.fileName), line \(line): no Schedule C code is known for the name '\(name)'",
        hint: "add it to \(ExportFact.names.rawValue) with the code of Schedule C")
    }
    return code
  }

  /// Refuses a code that has no row among the destinations.
  func require(_ code: ScheduleC, in source: ExportSource) throws {
    guard kindOf[code] != nil else {
      throw DataError(
        .destinationDisagrees, "\(source.fileName) has the destination \(code), which is not known",
        hint: "add it to \(ExportFact.destinations.rawValue)")
    }
  }

  /// Compares names, ISO codes and Correlates of War numbers with what the publishers print.
  func check(against sources: ExportSourceRows) throws {
    try checkNames(sources)
    try checkISO(sources.crosswalk)
    try checkCOW(sources)
    try checkSovereigns()
  }

  private func checkNames(_ sources: ExportSourceRows) throws {
    for row in sources.states201903 {
      try checkName(row.destinationName, of: row.destination, in: .states201903)
    }
    let listed = Dictionary(
      sources.usaTradeNames.map { ($0.destinationName, $0.code) }, uniquingKeysWith: { $1 })
    for row in sources.tenStates where listed[row.destinationName] != row.destination {
      throw DataError(
        .destinationDisagrees,
        "\(ExportSource.tenStates.fileName) has the name '\(row.destinationName)' for "
          + "\(row.destination), \(ExportSource.usaTradeNames.fileName) has it for "
          + "\(listed[row.destinationName]?.text ?? "no code")",
        hint: "take both files from one copy")
    }
    for row in sources.national202603 {
      try checkName(row.destinationName, of: row.destination, in: .national202603)
    }
  }

  private func checkName(
    _ name: String, of destination: ExportDestination, in source: ExportSource
  ) throws {
    let code: ScheduleC
    switch destination {
    case .world: return
    case .unidentified: code = Self.unidentified
    case .country(let country): code = country
    }
    guard codeOf[name] == code else {
      throw DataError(
        .destinationDisagrees,
        "\(source.fileName) has the name '\(name)' for \(code), the facts have it for "
          + "\(codeOf[name]?.text ?? "no code")",
        hint: "correct \(ExportFact.names.rawValue)")
    }
  }

  private func checkISO(_ crosswalk: ScheduleCCrosswalk.Reading) throws {
    let listed = Dictionary(crosswalk.countries.map { ($0.code, $0) }) { first, _ in first }
    let code = try destinations.column("schedule_c")
    let iso2 = try destinations.column("iso2")
    let iso3 = try destinations.column("iso3c")
    for row in destinations.rows {
      let schedule = ScheduleC(code[row])
      let isCurrent = ["country", "territory"].contains(kindOf[schedule] ?? "")
      guard isCurrent == (listed[schedule] != nil) else {
        throw code.error(
          row, "\(schedule) is \(isCurrent ? "not " : "")in the publisher's list of countries",
          hint: "give it the kind former or other if the list lacks it, else country or territory")
      }
      // Census prints letters of its own for Kosovo, Gaza and the West Bank, which ISO lacks.
      guard let entry = listed[schedule], let theirs = entry.iso3 else { continue }
      guard theirs.text == iso3[row], entry.iso2 == iso2[row] else {
        throw iso3.error(
          row,
          "\(schedule) has \(iso2[row]) and \(iso3[row]), the publisher's list "
            + "\(entry.iso2) and \(theirs)", hint: "correct one of the two")
      }
    }
  }

  private func checkCOW(_ sources: ExportSourceRows) throws {
    let members = try StateSystem(sources.stateSystem)
    let code = try cowCodes.column("schedule_c")
    let number = try cowCodes.column("cown")
    let from = try cowCodes.column("year_from")
    let to = try cowCodes.column("year_to")
    var spells: [ScheduleC: [(years: ClosedRange<Int>, cow: COWCode)]] = [:]
    for row in cowCodes.rows {
      let schedule = ScheduleC(code[row])
      guard kindOf[schedule] != nil else {
        throw code.error(
          row, "\(schedule) is not a destination", hint: "add it to the destinations or remove it")
      }
      let first = try from.year(row).number
      let last = Int(try to.wholeNumber(row) ?? Int64(StateSystem.openEnd))
      guard first <= last else {
        throw to.error(row, "the years end before they begin", hint: "swap them")
      }
      let cow = COWCode(number[row])
      for year in first...max(first, min(last, StateSystem.lastYear))
      where !members.has(cow, on31DecemberOf: year) {
        throw number.error(
          row, "\(cow) was not a member of the state system on 31 December \(year)",
          hint: "narrow the years")
      }
      for spell in spells[schedule] ?? [] where spell.years.overlaps(first...last) {
        throw from.error(
          row, "\(schedule) has two numbers in one year", hint: "end one spell before the other")
      }
      spells[schedule, default: []].append((first...last, cow))
    }
    let lists =
      sources.crosswalk.countries.map { ($0.code, $0.cow) }
      + sources.usaTradeNames.map { ($0.code, $0.cow) }
    for (code, cow) in lists where kindOf[code] != nil {
      guard let theirs = cow else { continue }
      let ours = spells[code]?.first { $0.years.contains(StateSystem.lastYear) }?.cow
      // The list gives the Vatican the number of the Papal States, which ended in 1870.
      guard ours == theirs || !members.has(theirs, on31DecemberOf: StateSystem.lastYear) else {
        throw DataError(
          .destinationDisagrees,
          "\(code) has the Correlates of War number \(ours?.text ?? "none") in "
            + "\(StateSystem.lastYear), the publisher's list has \(theirs)",
          hint: "correct \(ExportFact.cowCodes.rawValue)")
      }
    }
  }
}
