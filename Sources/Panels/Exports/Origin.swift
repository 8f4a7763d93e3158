import Codes

/// Where exports come from: a state, or the United States as a whole.
public enum Origin: Hashable, Sendable, Comparable {
  /// The United States, in national tables.
  case unitedStates
  /// A state of origin of movement.
  case state(State)

  /// The postal code, or `US`.
  public var code: String {
    switch self {
    case .unitedStates: "US"
    case .state(let state): state.usps
    }
  }

  /// The FIPS code, or `00` for the United States.
  public var fips: String {
    switch self {
    case .unitedStates: "00"
    case .state(let state): state.fips
    }
  }

  /// Orders the United States first, then states by FIPS code.
  public static func < (left: Origin, right: Origin) -> Bool { left.fips < right.fips }
}
