import Foundation

/// Where the state boundary tables lie once the package is built.
///
/// Reading them is left to the caller, who may have been told of another folder.
public enum MapData {
  /// The tables' file names within `folder`, in the order `Boundaries` takes them.
  public static let tables = ["tables/areas.csv", "tables/arcs.csv", "tables/rings.csv"]

  /// The description of the tables within `folder`.
  public static let description = "datapackage.json"

  /// The folder that holds the tables: the resource bundle beside the program.
  public static var folder: URL { Bundle.module.resourceURL ?? Bundle.module.bundleURL }
}
