/// The hand-kept files of facts about destinations, in `export-data/import/facts/`.
public enum ExportFact: String, CaseIterable, Sendable {
  /// Code, name, ISO codes, kind and a note, one row a destination.
  case destinations = "destinations.csv"
  /// Correlates of War numbers by years of validity.
  case cowCodes = "destination-cow-codes.csv"
  /// Codes that ISO codes and the facts above do not give: withdrawn ones, those of other publishers,
  /// years of validity, and codes that mean no destination.
  case codeExceptions = "country-code-exceptions.csv"
  /// Territories and their sovereigns by years.
  case sovereigns = "territory-sovereigns.csv"
  /// Names that Census prints where it prints no code.
  case names = "destination-names.csv"
}
