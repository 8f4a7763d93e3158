/// Which destinations are territories, and whose, by year.
public struct Sovereigns: Sendable {
  /// A territory's dependence for a run of years.
  public struct Spell: Hashable, Sendable {
    /// The territory.
    public let territory: ScheduleC
    /// The sovereign; nil for a territory without a recognised one, such as Western Sahara.
    public let sovereign: ScheduleC?
    /// The first year, by 31 December; nil where it always was.
    public let first: CalendarYear?
    /// The last year; nil where it still is.
    public let last: CalendarYear?

    /// Creates a spell.
    public init(
      territory: ScheduleC, sovereign: ScheduleC?, first: CalendarYear?, last: CalendarYear?
    ) {
      self.territory = territory
      self.sovereign = sovereign
      self.first = first
      self.last = last
    }

    fileprivate func holds(in year: CalendarYear) -> Bool {
      (first.map { $0 <= year } ?? true) && (last.map { year <= $0 } ?? true)
    }
  }

  /// What a destination is in a year.
  public enum Status: Hashable, Sendable {
    /// A state, or at least nobody's territory.
    case independent
    /// A territory of a sovereign.
    case territory(of: ScheduleC)
    /// A territory without a recognised sovereign.
    case territoryOfNobody
  }

  private let spells: [ScheduleC: [Spell]]

  /// Indexes spells.
  ///
  /// - Throws: `DataError` of kind `contradictoryCode` where a territory has two sovereigns in a
  ///   year, is its own, or has a sovereign that is a territory in the same year.
  public init(spells all: [Spell]) throws {
    spells = Dictionary(grouping: all, by: \.territory)
    for spell in all {
      let years = CountryCodeSpell(
        system: .scheduleC, code: spell.territory.text, destination: spell.territory,
        first: spell.first, last: spell.last, note: "")
      for other in all where other != spell {
        let theirs = CountryCodeSpell(
          system: .scheduleC, code: other.territory.text, destination: other.territory,
          first: other.first, last: other.last, note: "")
        let clash =
          other.territory == spell.territory || other.territory == spell.sovereign
        guard !clash || years.sharedYears(with: theirs) == 0 else {
          throw DataError(
            .contradictoryCode,
            "the territory \(spell.territory) has two sovereigns in a year, or one that is a "
              + "territory itself (\(other.territory), \(theirs.years))",
            hint: "give each year one sovereign that is a state")
        }
      }
      guard spell.sovereign != spell.territory, Set(all).count == all.count else {
        throw DataError(
          .contradictoryCode,
          "the territory \(spell.territory) is its own sovereign or stands twice",
          hint: "remove the row")
      }
    }
  }

  /// What a destination is on 31 December of a year.
  public func status(of destination: ScheduleC, in year: CalendarYear) -> Status {
    guard let spell = spells[destination]?.first(where: { $0.holds(in: year) }) else {
      return .independent
    }
    return spell.sovereign.map(Status.territory(of:)) ?? .territoryOfNobody
  }
}
