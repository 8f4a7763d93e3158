/// What a code in a row of a control or a list means, which may speak of a country by a code of other
/// years.
public enum CountryNaming: Hashable, Sendable {
  /// The destinations that are meant; two in the year of a change.
  case destinations(Set<ScheduleC>)
  /// A code that is known and means no destination, such as a group of countries, and why.
  case setAside(reason: String)
  /// A code that held in other years alone, of a country that does not exist in the year, and which.
  case otherYears(String)
  /// No code of the systems.
  case unknown
}

extension CountryCrosswalk {
  /// What a code of some systems means in a year: what has it then, or else what ever had it and
  /// exists in the year.
  ///
  /// - Parameters:
  ///   - code: The code.
  ///   - systems: The systems in which it is looked up; the first that has it in the year counts.
  ///   - year: The year; nil for a table without years.
  public func naming(
    _ code: String, in systems: [CountryCodeSystem], year: CalendarYear?
  ) -> CountryNaming {
    var reason: String?
    for system in systems {
      guard let year else {
        reason = reason ?? spells(of: code, in: system).first { $0.destination == nil }?.note
        continue
      }
      let found = destinations(code, in: system, year: year)
      if !found.isEmpty { return .destinations(Set(found)) }
      if case .setAside(let note)? = known(code, in: system, year: year) { reason = reason ?? note }
    }
    if year != nil, let reason { return .setAside(reason: reason) }
    let ever = destinations(everMeantBy: code, in: systems)
    let existing = ever.filter { place in year.map { exists(place, in: $0) } ?? true }
    if !existing.isEmpty { return .destinations(existing) }
    if let reason { return .setAside(reason: reason) }
    guard let year, let years = otherYears(of: code, inAnyOf: systems, year: year) else {
      return .unknown
    }
    return .otherYears(years)
  }

  /// As ``otherYears(of:in:year:)`` for a code that may be of several systems: the longest run of years
  /// of any of them, so that the years after it are those in which none has it.
  public func otherYears(
    of code: String, inAnyOf systems: [CountryCodeSystem], year: CalendarYear
  ) -> String? {
    let known = systems.filter { !spells(of: code, in: $0).isEmpty }
    let latest = known.max {
      let (left, right) = (lastYear(of: code, in: $0), lastYear(of: code, in: $1))
      return left < right
    }
    // The first system of those that reach equally far.
    return known.first { system in
      latest.map { lastYear(of: code, in: system) == lastYear(of: code, in: $0) } ?? false
    }.flatMap { otherYears(of: code, in: $0, year: year) }
  }

  private func lastYear(of code: String, in system: CountryCodeSystem) -> Int {
    spells(of: code, in: system).map { $0.last?.number ?? Int.max }.max() ?? Int.min
  }
}
