/// Country codes of every system with the destination of exports that each means in a year.
///
/// Schedule C is the hub. Codes hold in years, by their status on 31 December, so that `CS` is
/// Czechoslovakia to 1992 and Serbia and Montenegro in 2003–2006. In the year of a change two
/// destinations may share a code (Sudan in 2011); the code then means the later one, and either
/// destination finds its code.
public struct CountryCrosswalk: Sendable {
  /// What a code means in a year.
  public enum Match: Hashable, Sendable {
    /// A destination.
    case destination(ScheduleC)
    /// A code that is known and means no destination, such as a group of countries, and why.
    case setAside(reason: String)
    /// A code of the system that held in other years only, and which.
    case otherYears(String)
    /// No code of the system; the nearest of those that hold in the year, if any is near.
    case unknown(nearest: String?)
  }

  private struct Key: Hashable {
    let system: CountryCodeSystem
    let code: String
  }
  private struct Place: Hashable {
    let system: CountryCodeSystem
    let destination: ScheduleC
  }

  /// All spells, in the order of the tables.
  public let spells: [CountryCodeSpell]
  private let byCode: [Key: [CountryCodeSpell]]
  private let byPlace: [Place: [CountryCodeSpell]]

  /// Indexes spells.
  ///
  /// - Throws: `DataError` of kind `contradictoryCode` where a destination has two codes of a system
  ///   in a year, or a code two destinations in more than the one year of a change.
  public init(spells: [CountryCodeSpell]) throws {
    self.spells = spells
    // The later of two destinations first, so that it is the one found in the year of a change.
    byCode = Dictionary(grouping: spells) { Key(system: $0.system, code: $0.code) }
      .mapValues { $0.sorted { ($0.first?.number ?? 0) > ($1.first?.number ?? 0) } }
    var byPlace: [Place: [CountryCodeSpell]] = [:]
    for spell in spells {
      guard let destination = spell.destination, !spell.isAlias else { continue }
      let place = Place(system: spell.system, destination: destination)
      for other in byPlace[place] ?? [] where spell.sharedYears(with: other) != 0 {
        throw DataError(
          .contradictoryCode,
          "the destination \(destination) has the \(spell.system.title) codes '\(other.code)' "
            + "(\(other.years)) and '\(spell.code)' (\(spell.years)) in one year",
          hint: "end one spell before the other begins")
      }
      byPlace[place, default: []].append(spell)
    }
    self.byPlace = byPlace
    for same in byCode.values {
      for (index, spell) in same.enumerated() {
        for other in same.dropFirst(index + 1) {
          let shared = spell.sharedYears(with: other)
          guard shared == nil || shared.map({ $0 > 1 }) == true else { continue }
          throw DataError(
            .contradictoryCode,
            "the \(spell.system.title) code '\(spell.code)' means "
              + "\(other.destination?.text ?? "no destination") (\(other.years)) and "
              + "\(spell.destination?.text ?? "no destination") (\(spell.years))",
            hint: "give each year one meaning; only the year of a change may have two")
        }
      }
    }
  }

  /// What a code of a system means in a year.
  ///
  /// Cost: constant for a code that is known; linear in the codes of the system for one that is not.
  public func match(
    _ code: some StringProtocol, in system: CountryCodeSystem, year: CalendarYear
  ) -> Match {
    if let known = known(code, in: system, year: year) { return known }
    let held = spells.filter { $0.system == system && $0.holds(in: year) }.map(\.code)
    return .unknown(nearest: NearestName.to(String(code), among: held))
  }

  /// What a code of a system means in a year, nil for one that the system never had; costs the same for
  /// every code.
  public func known(
    _ code: some StringProtocol, in system: CountryCodeSystem, year: CalendarYear
  ) -> Match? {
    guard let known = byCode[Key(system: system, code: String(code))] else { return nil }
    guard let spell = known.first(where: { $0.holds(in: year) }) else {
      return .otherYears(known.reversed().map(\.years).joined(separator: ", "))
    }
    return spell.destination.map(Match.destination) ?? .setAside(reason: spell.note)
  }

  /// The destination that a code of a system means in a year; nil where it means none.
  public func destination(
    _ code: some StringProtocol, in system: CountryCodeSystem, year: CalendarYear
  ) -> ScheduleC? {
    if case .destination(let found) = match(code, in: system, year: year) { found } else { nil }
  }

  /// Whether a code is that of a group of countries in a year.
  public func isGroup(
    _ code: some StringProtocol, in system: CountryCodeSystem, year: CalendarYear
  ) -> Bool {
    spells(of: code, in: system).contains { $0.holds(in: year) && $0.isGroup }
  }

  /// All destinations that a code of a system means in a year, the later one first; two only in the
  /// year of a change.
  public func destinations(
    _ code: some StringProtocol, in system: CountryCodeSystem, year: CalendarYear
  ) -> [ScheduleC] {
    (byCode[Key(system: system, code: String(code))] ?? []).filter { $0.holds(in: year) }
      .compactMap(\.destination)
  }

  /// All spells of a code in a system, the latest first; empty where the system never had it.
  func spells(of code: some StringProtocol, in system: CountryCodeSystem) -> [CountryCodeSpell] {
    byCode[Key(system: system, code: String(code))] ?? []
  }

  /// All destinations that a code means in some system and some year, in order.
  ///
  /// - Parameter systems: The systems in which it is looked up.
  public func destinations(
    everMeantBy code: some StringProtocol, in systems: [CountryCodeSystem]
  ) -> Set<ScheduleC> {
    Set(
      systems.flatMap { byCode[Key(system: $0, code: String(code))] ?? [] }
        .compactMap(\.destination))
  }

  /// Whether a destination exists in at least a part of a year, by the years of its Schedule C code;
  /// true for one of which the tables say nothing.
  public func exists(_ destination: ScheduleC, in year: CalendarYear) -> Bool {
    byCode[Key(system: .scheduleC, code: destination.text)]?.contains { $0.holds(in: year) } ?? true
  }

  /// Whether the Schedule C code of a destination begins or ends in a year, so that it did not exist in
  /// all of it, as far as the tables say.
  public func changes(_ destination: ScheduleC, in year: CalendarYear) -> Bool {
    exists(destination, in: year)
      && [-1, 1].contains { !exists(destination, in: year.advanced(by: $0)) }
  }

  /// What was valid in a year in place of a code that was not: the years of the code, and the code or
  /// the destination that stands for the same country; nil for a code that the system never had.
  ///
  /// - Returns: Words such as `it holds to 1992`, or `it holds to 2001; in 2005 it is ROU`.
  public func otherYears(
    of code: some StringProtocol, in system: CountryCodeSystem, year: CalendarYear
  ) -> String? {
    guard let known = byCode[Key(system: system, code: String(code))],
      !known.contains(where: { $0.holds(in: year) })
    else { return nil }
    let years = "it holds " + known.reversed().map(\.years).joined(separator: ", ")
    var valid = Set<String>()
    for destination in known.compactMap(\.destination) {
      if let now = self.code(of: destination, in: system, year: year), now != String(code) {
        valid.insert(now)
      } else if system == .scheduleC {
        // The destinations that have the country's other codes in the year.
        for other in spells where other.destination == destination && other.system == .iso3 {
          for successor in destinations(other.code, in: .iso3, year: year) {
            valid.insert(successor.text)
          }
        }
      }
    }
    valid.remove(String(code))
    return valid.isEmpty
      ? years : "\(years); in \(year) it is \(valid.sorted().joined(separator: " or "))"
  }

  /// The systems that have a text as a code, other than one, with the destination that it means in a
  /// year or last meant; empty where none has.
  public func meanings(
    of code: some StringProtocol, apartFrom system: CountryCodeSystem
  ) -> [(system: CountryCodeSystem, destination: ScheduleC)] {
    CountryCodeSystem.allCases.filter { $0 != system }.compactMap { other in
      byCode[Key(system: other, code: String(code))]?.lazy.compactMap(\.destination).first
        .map { (other, $0) }
    }
  }

  /// The code of a destination in a system and year; nil where it has none.
  public func code(
    of destination: ScheduleC, in system: CountryCodeSystem, year: CalendarYear
  ) -> String? {
    byPlace[Place(system: system, destination: destination)]?.first { $0.holds(in: year) }?.code
  }

  /// All spells of a destination in a system, latest first, without aliases.
  public func spells(
    of destination: ScheduleC, in system: CountryCodeSystem
  ) -> [CountryCodeSpell] {
    (byPlace[Place(system: system, destination: destination)] ?? [])
      .sorted { ($0.first?.number ?? 0) > ($1.first?.number ?? 0) }
  }
}

extension DataError.Kind {
  /// Tables of codes that give one year two meanings.
  public static let contradictoryCode = Self(id: "code.contradictory", exitCode: .dataRejected)
}
