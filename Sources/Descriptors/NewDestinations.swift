/// What becomes of an answer with destinations that the built-in table of destinations lacks.
public enum NewDestinations: String, Sendable, CaseIterable {
  /// It waits for a person, since an analysis refuses a destination that it does not know.
  case hold
  /// It is used, and the log says which they are.
  case report
}
