/// Where the built-in tables of controls lie, for the program that carries them.
///
/// The tables are read as a `DataPackage`; this target has no code but these names.
public enum ControlData {
  /// The folder beside the program into which SwiftPM copies `tables` and `datapackage.json`.
  public static let resourceFolder = "swingport_ControlData.resources"

  /// The tables of the package in order of name, as `datapackage.json` lists them.
  public static let tableNames = [
    "destination-distance", "destination-gdp", "destination-population", "state-gdp",
    "state-population",
  ]
}
