import Codes

/// When a source's next part is published, or how old a copy may become.
public enum Cadence: Sendable, Equatable {
  /// A month is published a number of days behind its last day.
  case monthly(lagDays: Int)
  /// A year is published on a day of a later year.
  case annual(yearsAfter: Int, month: Int, day: Int)
  /// A copy is asked about again when it is a number of days old.
  case interval(days: Int)
  /// Published once and pinned.
  case fixed

  static let fields = ["kind", "lag_days", "years_after", "month", "day", "days"]

  private enum Kind: String, CaseIterable { case monthly, annual, interval, fixed }

  init(_ fields: FieldReader) throws {
    let kind = try fields.choice("kind", of: Kind.self)
    let wanted: [String] =
      switch kind {
      case .monthly: ["lag_days"]
      case .annual: ["years_after", "month", "day"]
      case .interval: ["days"]
      case .fixed: []
      }
    for field in Self.fields.dropFirst() where fields.has(field) && !wanted.contains(field) {
      throw fields.bad(field, "does not go with kind '\(kind.rawValue)'", "remove it")
    }
    switch kind {
    case .monthly: self = .monthly(lagDays: try fields.whole("lag_days", in: 0...730))
    case .annual:
      self = .annual(
        yearsAfter: try fields.whole("years_after", in: 0...10),
        month: try fields.whole("month", in: 1...12), day: try fields.whole("day", in: 1...28))
    case .interval: self = .interval(days: try fields.whole("days", in: 1...3650))
    case .fixed: self = .fixed
    }
  }

  /// The day from which a month is expected to be out; nil where the cadence knows none.
  public func expected(_ month: CalendarMonth) -> CalendarDate? {
    switch self {
    case .monthly(let lag): month.lastDay.advanced(byDays: lag)
    case .annual: expected(year: month.year)
    case .interval, .fixed: nil
    }
  }

  /// The day from which a whole year is expected to be out; nil where the cadence knows none.
  public func expected(year: Int) -> CalendarDate? {
    switch self {
    case .monthly: expected(.december(of: year))
    case .annual(let yearsAfter, let month, let day):
      CalendarDate(year: year + yearsAfter, month: month, day: day)
    case .interval, .fixed: nil
    }
  }

  /// The last month that is expected to be out on a day; nil where the cadence knows none.
  public func latestMonth(on day: CalendarDate) -> CalendarMonth? {
    guard expected(CalendarMonth(of: day)) != nil else { return nil }
    // At most eleven years back: an annual source may be published ten years late.
    var month = CalendarMonth(of: day)
    for _ in 0..<140 {
      if let out = expected(month), out <= day { return month }
      month = month.advanced(by: -1)
    }
    return nil
  }
}
