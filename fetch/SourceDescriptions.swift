/// The descriptors of sources that are built in, as resources beside the program.
public enum SourceDescriptions {
  /// The name of the folder that the package manager copies the descriptors into.
  public static let resourceFolder = "swingport_SourceDescriptions.resources"
}
