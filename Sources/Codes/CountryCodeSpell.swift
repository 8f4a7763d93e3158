/// One code of one system and the destination that it means, for a run of years.
public struct CountryCodeSpell: Hashable, Sendable {
  /// The system that the code belongs to.
  public let system: CountryCodeSystem
  /// The code as text, with its leading zeros.
  public let code: String
  /// The destination; nil for a code that is known and means none, such as a group of countries.
  public let destination: ScheduleC?
  /// The first year in which it holds on 31 December; nil where it always did.
  public let first: CalendarYear?
  /// The last year in which it does; nil where it still does.
  public let last: CalendarYear?
  /// Whether the code is another one for a destination that has its own, such as one withdrawn: it
  /// is understood and never given as the destination's code.
  public let isAlias: Bool
  /// What to know; for a code without a destination, the reason.
  public let note: String

  /// Creates a spell.
  public init(
    system: CountryCodeSystem, code: String, destination: ScheduleC?, first: CalendarYear?,
    last: CalendarYear?, isAlias: Bool = false, note: String
  ) {
    self.system = system
    self.code = code
    self.destination = destination
    self.first = first
    self.last = last
    self.isAlias = isAlias
    self.note = note
  }

  /// Whether it is a group of countries, whose figures are those of its members over again; other
  /// codes without a destination are places of whose figures no destination tells.
  public var isGroup: Bool {
    destination == nil
      && (note.hasPrefix("a group of countries") || note.contains("members have rows of their own"))
  }

  /// Whether it holds in a year.
  public func holds(in year: CalendarYear) -> Bool {
    (first.map { $0 <= year } ?? true) && (last.map { year <= $0 } ?? true)
  }

  /// The years in words, such as `2003–2006`, `to 1991`, `from 2009` or `in all years`.
  public var years: String {
    switch (first, last) {
    case (let first?, let last?): first == last ? "\(first)" : "\(first)–\(last)"
    case (nil, let last?): "to \(last)"
    case (let first?, nil): "from \(first)"
    case (nil, nil): "in all years"
    }
  }

  /// How many years two spells share; nil for endlessly many.
  func sharedYears(with other: CountryCodeSpell) -> Int? {
    let from = max(first?.number ?? Int.min, other.first?.number ?? Int.min)
    let to = min(last?.number ?? Int.max, other.last?.number ?? Int.max)
    if from > to { return 0 }
    return from == Int.min || to == Int.max ? nil : to - from + 1
  }
}
