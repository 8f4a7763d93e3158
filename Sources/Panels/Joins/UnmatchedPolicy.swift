/// What becomes of a code that the table of codes does not have.
public enum UnmatchedPolicy: String, Sendable, CaseIterable, Codable {
  /// The join stops and lists all of them, each with the nearest code that there is.
  case stop
  /// Their rows stay, without the codes that are not known, and the report lists them.
  case list
  /// Their rows are left out, and the report lists them.
  case drop

  /// The policy in words, as it is printed.
  public var description: String {
    switch self {
    case .stop: "a code that is not known stops the join"
    case .list: "rows of a code that is not known stay, without other codes, and are listed"
    case .drop: "rows of a code that is not known are left out and listed"
    }
  }
}

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

/// What becomes of destinations that have one ISO 3166 code in one year, such as Sudan's two codes of
/// Schedule C in 2011.
public enum SharedCodePolicy: String, Sendable, CaseIterable, Codable {
  /// Each keeps its rows: the key is `schedule_c`, and `iso3c` with the year is none.
  case keep
  /// They are one, under the Schedule C code that has the ISO code on 31 December.
  case sum

  /// The policy in words, as it is printed.
  public var description: String {
    switch self {
    case .keep: "destinations that share an ISO code keep their rows; the key is schedule_c"
    case .sum:
      "destinations that share an ISO code are added up under the one that has it on 31 December"
    }
  }
}
