/// What becomes of destinations that are territories of another state.
public enum TerritoryPolicy: String, Sendable, CaseIterable, Codable {
  /// A territory has its own row and is joined with alliances as its sovereign.
  case sovereign
  /// A territory is left out, and its dollars are counted.
  case drop
  /// A territory has its own row and stands for itself: it is no party to treaties.
  case own

  /// The policy in words, as it is printed.
  public var description: String {
    switch self {
    case .sovereign: "a territory keeps its row and has the ally flags of its sovereign"
    case .drop: "territories are left out and their dollars are counted"
    case .own: "a territory stands for itself and is no party to a treaty"
    }
  }
}
