/// What becomes of a code that the table of codes does not have.
public enum UnmatchedPolicy: String, Sendable, CaseIterable, Codable {
  /// The join stops and lists all of them, each with the nearest code that there is.
  case stop
  /// Rows of a source whose destination is not known stay; the report lists their codes.
  case list
  /// Their rows are left out, and the report lists them.
  case drop

  /// The policy in words, as it is printed.
  public var description: String {
    switch self {
    case .stop: "a code that is not known stops the join"
    case .list:
      "rows of a destination that is not known stay in the source, without other codes and flags; "
        + "its origins that are not known, and such rows of controls and lists, are left out; all are "
        + "listed"
    case .drop: "rows of a code that is not known are left out and listed"
    }
  }
}
