/// Where the built-in export tables lie, for the program that carries them.
///
/// The tables themselves are read as a `DataPackage`; this target has no code but these names.
public enum ExportData {
  /// The folder beside the program into which SwiftPM copies `tables` and `datapackage.json`.
  public static let resourceFolder = "swingport_ExportData.resources"

  /// The tables of the package in order of name, as `datapackage.json` lists them.
  public static let tableNames = [
    "bts-exports", "bts-state-unknown", "census-country-totals", "census-country-world-totals",
    "census-exports-2019-03", "census-exports-2026-03", "census-national-totals",
    "census-state-unknown", "census-unidentified-destinations", "census-world-totals",
    "country-codes", "destination-cow-codes", "destination-names", "destinations", "state-imports",
    "ten-states-2012-2017", "ten-states-all-origins", "territory-sovereigns",
  ]
}
