/// A state of origin: one of the 50 states, the District of Columbia, or a territory in the trade
/// statistics.
public struct State: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What kind of place an origin is.
  public enum Kind: Hashable, Sendable {
    /// One of the 50 states.
    case state
    /// The District of Columbia, which has electors.
    case district
    /// Puerto Rico or the U.S. Virgin Islands, which have exports and no electors.
    case territory
  }

  /// The two-letter postal code, such as `PA`.
  public let usps: String
  /// The two-digit FIPS code with its leading zero, such as `01`.
  public let fips: String
  /// The name in English.
  public let name: String
  /// What kind of place it is.
  public let kind: Kind

  /// The 53 origins of movement in FIPS order: 50 states, DC, Puerto Rico, the Virgin Islands.
  public static let all: [State] = [
    State(usps: "AL", fips: "01", name: "Alabama", kind: .state),
    State(usps: "AK", fips: "02", name: "Alaska", kind: .state),
    State(usps: "AZ", fips: "04", name: "Arizona", kind: .state),
    State(usps: "AR", fips: "05", name: "Arkansas", kind: .state),
    State(usps: "CA", fips: "06", name: "California", kind: .state),
    State(usps: "CO", fips: "08", name: "Colorado", kind: .state),
    State(usps: "CT", fips: "09", name: "Connecticut", kind: .state),
    State(usps: "DE", fips: "10", name: "Delaware", kind: .state),
    State(usps: "DC", fips: "11", name: "District of Columbia", kind: .district),
    State(usps: "FL", fips: "12", name: "Florida", kind: .state),
    State(usps: "GA", fips: "13", name: "Georgia", kind: .state),
    State(usps: "HI", fips: "15", name: "Hawaii", kind: .state),
    State(usps: "ID", fips: "16", name: "Idaho", kind: .state),
    State(usps: "IL", fips: "17", name: "Illinois", kind: .state),
    State(usps: "IN", fips: "18", name: "Indiana", kind: .state),
    State(usps: "IA", fips: "19", name: "Iowa", kind: .state),
    State(usps: "KS", fips: "20", name: "Kansas", kind: .state),
    State(usps: "KY", fips: "21", name: "Kentucky", kind: .state),
    State(usps: "LA", fips: "22", name: "Louisiana", kind: .state),
    State(usps: "ME", fips: "23", name: "Maine", kind: .state),
    State(usps: "MD", fips: "24", name: "Maryland", kind: .state),
    State(usps: "MA", fips: "25", name: "Massachusetts", kind: .state),
    State(usps: "MI", fips: "26", name: "Michigan", kind: .state),
    State(usps: "MN", fips: "27", name: "Minnesota", kind: .state),
    State(usps: "MS", fips: "28", name: "Mississippi", kind: .state),
    State(usps: "MO", fips: "29", name: "Missouri", kind: .state),
    State(usps: "MT", fips: "30", name: "Montana", kind: .state),
    State(usps: "NE", fips: "31", name: "Nebraska", kind: .state),
    State(usps: "NV", fips: "32", name: "Nevada", kind: .state),
    State(usps: "NH", fips: "33", name: "New Hampshire", kind: .state),
    State(usps: "NJ", fips: "34", name: "New Jersey", kind: .state),
    State(usps: "NM", fips: "35", name: "New Mexico", kind: .state),
    State(usps: "NY", fips: "36", name: "New York", kind: .state),
    State(usps: "NC", fips: "37", name: "North Carolina", kind: .state),
    State(usps: "ND", fips: "38", name: "North Dakota", kind: .state),
    State(usps: "OH", fips: "39", name: "Ohio", kind: .state),
    State(usps: "OK", fips: "40", name: "Oklahoma", kind: .state),
    State(usps: "OR", fips: "41", name: "Oregon", kind: .state),
    State(usps: "PA", fips: "42", name: "Pennsylvania", kind: .state),
    State(usps: "RI", fips: "44", name: "Rhode Island", kind: .state),
    State(usps: "SC", fips: "45", name: "South Carolina", kind: .state),
    State(usps: "SD", fips: "46", name: "South Dakota", kind: .state),
    State(usps: "TN", fips: "47", name: "Tennessee", kind: .state),
    State(usps: "TX", fips: "48", name: "Texas", kind: .state),
    State(usps: "UT", fips: "49", name: "Utah", kind: .state),
    State(usps: "VT", fips: "50", name: "Vermont", kind: .state),
    State(usps: "VA", fips: "51", name: "Virginia", kind: .state),
    State(usps: "WA", fips: "53", name: "Washington", kind: .state),
    State(usps: "WV", fips: "54", name: "West Virginia", kind: .state),
    State(usps: "WI", fips: "55", name: "Wisconsin", kind: .state),
    State(usps: "WY", fips: "56", name: "Wyoming", kind: .state),
    State(usps: "PR", fips: "72", name: "Puerto Rico", kind: .territory),
    State(usps: "VI", fips: "78", name: "U.S. Virgin Islands", kind: .territory),
  ]

  /// The 50 states and the District of Columbia in FIPS order: the 51 with electors.
  public static let electing: [State] = all.filter { $0.kind != .territory }

  private static let byUSPS = Dictionary(uniqueKeysWithValues: all.map { ($0.usps, $0) })
  private static let byFIPS = Dictionary(uniqueKeysWithValues: all.map { ($0.fips, $0) })
  private static let byName: [String: State] = {
    var names = Dictionary(uniqueKeysWithValues: all.map { ($0.name.lowercased(), $0) })
    // The spellings of USA Trade Online, which differ from everybody else's.
    names["dist of columbia"] = byUSPS["DC"]
    names["us virgin islands"] = byUSPS["VI"]
    // Those of other publishers.
    for name in ["d.c.", "washington, d.c.", "washington dc", "dist. of columbia"] {
      names[name] = byUSPS["DC"]
    }
    for name in ["virgin islands", "virgin islands of the u.s.", "virgin islands, u.s."] {
      names[name] = byUSPS["VI"]
    }
    return names
  }()

  /// Finds a state by its postal code; nil for any other text, `XX` (unknown) included.
  public static func usps(_ code: some StringProtocol) -> State? { byUSPS[String(code)] }

  /// Finds a state by its two-digit FIPS code, leading zero included.
  public static func fips(_ code: some StringProtocol) -> State? { byFIPS[String(code)] }

  /// Finds a state by its FIPS code as publishers print it: without its leading zero (`1`), or as the
  /// five digits of a geographic code (`01000`).
  public static func fips(printed code: some StringProtocol) -> State? {
    let text = String(code)
    guard text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    switch text.utf8.count {
    case 1: return byFIPS["0" + text]
    case 2: return byFIPS[text]
    case 5 where text.hasSuffix("000"): return byFIPS[String(text.prefix(2))]
    default: return nil
    }
  }

  /// The state whose postal code or name is nearest to a text, for errors; nil where none is near.
  public static func nearest(to text: String) -> State? {
    if let found = named(text) ?? usps(text.uppercased()) { return found }
    return NearestName.to(text, among: all.map(\.name)).flatMap { named($0) }
  }

  /// What to write in place of a text that is no state, such as `01 (Alabama)` for the FIPS code `1`;
  /// nil where nothing is near.
  public static func suggestion(for text: String) -> String? {
    if let state = fips(printed: text) { return "\(state.fips) (\(state.name))" }
    let bare = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    if let state = usps(String(bare).uppercased()) ?? fips(String(bare)) { return state.usps }
    return NearestName.to(text, among: all.map(\.usps) + all.map(\.name))
  }

  /// Finds a state by a name as a publisher spells it, in any case.
  public static func named(_ name: some StringProtocol) -> State? { byName[name.lowercased()] }

  /// Orders states by FIPS code.
  public static func < (left: State, right: State) -> Bool { left.fips < right.fips }

  /// The postal code.
  public var description: String { usps }
}
