/// The built-in tables on elections, alliances and presidents.
public enum ElectionData {
  /// The folder of the tables beside the installed program, and the data package's root in it.
  public static let resourceFolder = "swingport_ElectionData.resources"
}
