/// Where the state boundary tables lie once the package is built.
public enum MapData {
  /// The folder beside the program into which the tables are copied.
  public static let resourceFolder = "swingport_MapData.resources"
  /// The tables' names, in the order in which `Boundaries` takes them.
  public static let tableNames = ["areas", "arcs", "rings"]
}
