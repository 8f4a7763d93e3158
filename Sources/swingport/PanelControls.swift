import Panels

/// The built-in tables of controls.
enum PanelControls {
  /// All controls that need no table of the user's.
  ///
  /// - Throws: `DataError` where `control-data` is not there or is damaged.
  static func builtIn(_ folder: DataFolder) throws -> [any ControlVariable] {
    try ControlTables(package: DataFolder.package(folder.controls)).variables
  }
}
