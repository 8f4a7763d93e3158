import Codes

/// The four statistical regions of the Census Bureau.
public enum CensusRegion: String, Sendable, Hashable, CaseIterable {
  /// The Northeast: nine states.
  case northeast
  /// The Midwest: twelve states.
  case midwest
  /// The South: sixteen states and the District of Columbia.
  case south
  /// The West: thirteen states.
  case west

  private static let members: [CensusRegion: Set<String>] = [
    .northeast: ["CT", "ME", "MA", "NH", "RI", "VT", "NJ", "NY", "PA"],
    .midwest: ["IL", "IN", "MI", "OH", "WI", "IA", "KS", "MN", "MO", "NE", "ND", "SD"],
    .south: [
      "DE", "DC", "FL", "GA", "MD", "NC", "SC", "VA", "WV", "AL", "KY", "MS", "TN", "AR", "LA",
      "OK", "TX",
    ],
    .west: ["AZ", "CO", "ID", "MT", "NV", "NM", "UT", "WY", "AK", "CA", "HI", "OR", "WA"],
  ]

  /// The region of a state; nil for territories.
  public init?(_ state: State) {
    let own = Self.allCases.first { Self.members[$0]?.contains(state.usps) == true }
    guard let own else { return nil }
    self = own
  }
}
