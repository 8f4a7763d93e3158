import Codes

/// Where exports went, as Census files name it.
public enum ExportDestination: Hashable, Sendable {
  /// A country or territory of Schedule C.
  case country(ScheduleC)
  /// A destination that the publisher does not know. Part of the world, no country.
  case unidentified
  /// The total over all destinations. Never to be added to them.
  case world

  /// The country's code, where there is one.
  public var country: ScheduleC? {
    if case .country(let code) = self { code } else { nil }
  }
}
