/// The hand-kept files of facts about destinations, in `export-data/import/facts/`.
public enum ExportFact: String, CaseIterable, Sendable {
  /// Code, name, ISO codes, kind and a note, one row a destination.
  case destinations = "destinations.csv"
  /// Correlates of War numbers by years of validity.
  case cowCodes = "destination-cow-codes.csv"
  /// Names that Census prints where it prints no code.
  case names = "destination-names.csv"
}
