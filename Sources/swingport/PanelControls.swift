import Panels

/// The built-in tables of controls.
enum PanelControls {
  /// All controls that need no table of the user's; none where the program has none built in.
  static func builtIn() throws -> [any ControlVariable] { [] }
}
