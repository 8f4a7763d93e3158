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
