import FoundationEssentials

/// The folders that tests read: the checkout itself, and `shared` beside it where it exists.
public enum Checkout {
  /// The repository's root folder, without a trailing slash.
  public static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// The folder of other people's data and known answers beside the checkout.
  public static let shared: String = root + "/../shared"

  /// Whether that folder is there; tests that need it are skipped visibly where it is not.
  public static let hasShared: Bool = FileManager.default.fileExists(atPath: shared + "/data")

  /// The bytes of a file.
  ///
  /// - Parameter path: A path from the repository's root.
  /// - Throws: What reading the file throws.
  public static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: root + "/" + path)))
  }

  /// The bytes of a file in the shared folder.
  ///
  /// - Parameter path: A path from that folder.
  /// - Throws: What reading the file throws.
  public static func sharedBytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: shared + "/" + path)))
  }
}
