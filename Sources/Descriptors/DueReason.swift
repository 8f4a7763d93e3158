import Codes

/// Why a part is fetched now.
public enum DueReason: Sendable, Equatable, CustomStringConvertible {
  /// The store has nothing of the source.
  case neverFetched
  /// A part has come out since the source was last fetched, or was expected to.
  case newPeriod(String, expectedSince: CalendarDate)
  /// The part was asked for before and was not out yet.
  case notReportedYet(askedOn: CalendarDate)
  /// A later month of the same year is out, which revises the earlier ones.
  case carryOver(released: CalendarDate)
  /// The yearly revision is out.
  case revision(released: CalendarDate)
  /// The copy is older than the source allows.
  case olderThan(days: Int, fetched: CalendarDate)
  /// A listed or pinned part is missing in the store.
  case newPart
  /// The user asked for it.
  case forced

  /// A stable word for logs and `--json`.
  public var id: String {
    switch self {
    case .neverFetched: "never_fetched"
    case .newPeriod: "new_period"
    case .notReportedYet: "not_reported_yet"
    case .carryOver: "carry_over"
    case .revision: "revision"
    case .olderThan: "older_than"
    case .newPart: "new_part"
    case .forced: "forced"
    }
  }

  /// The reason in words.
  public var description: String {
    switch self {
    case .neverFetched: "never fetched"
    case .newPeriod(let period, let day): "\(period) is expected since \(day)"
    case .notReportedYet(let day): "was not out when asked for on \(day)"
    case .carryOver(let day): "a release expected on \(day) revises the earlier months of its year"
    case .revision(let day): "the yearly revision is out since \(day)"
    case .olderThan(let days, let day): "fetched on \(day), more than \(days) days ago"
    case .newPart: "the store has other parts and not this one"
    case .forced: "forced"
    }
  }
}
