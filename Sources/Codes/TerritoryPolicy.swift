/// What becomes of exports to a dependent territory.
public enum TerritoryPolicy: String, CaseIterable, Hashable, Sendable, Codable {
  /// They are added to those of the sovereign of the year; a territory without one stays its own.
  case sovereign
  /// They are left out and counted.
  case drop
  /// The territory is a destination of its own, with flags of its own: no ally, no number in the
  /// state system.
  case own

  /// The policy in words, as it is printed.
  public var description: String {
    switch self {
    case .sovereign:
      "exports to a territory are added to those of its sovereign on 31 December; a territory "
        + "without a recognised sovereign is a destination of its own"
    case .drop: "exports to territories are left out and counted"
    case .own: "a territory is a destination of its own and no party of its sovereign's treaties"
    }
  }
}
