import Codes

extension CalendarYear {
  /// The day on which electors are chosen; nil in years without a presidential election.
  ///
  /// The Tuesday after the first Monday of November (section 1 of title 3, United States Code).
  public var presidentialElectionDay: CalendarDate? {
    guard isPresidentialElection, let first = CalendarDate(iso: "\(self)-11-01") else { return nil }
    // Day 0 of the count, 1 January 1970, was a Thursday: 0 is a Monday here.
    let weekday = ((first.dayNumber + 3) % 7 + 7) % 7
    return first.advanced(byDays: (7 - weekday) % 7 + 1)
  }
}

extension CalendarDate {
  /// The first presidential election day on or after the day; nil for days before 1845, when the
  /// states chose electors on days of their own, and after 9996.
  public var nextPresidentialElection: CalendarDate? {
    guard (1845...9996).contains(year) else { return nil }
    let cycle = CalendarYear((year + 3) / 4 * 4)
    guard let day = cycle.presidentialElectionDay else { return nil }
    return self <= day ? day : cycle.advanced(by: 4).presidentialElectionDay
  }
}
