import Foundation

/// Where the repository lies, and a folder for what tests write.
enum WorkingFolder {
  /// The repository's root, found from this file.
  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A new folder for one test's files.
  static func make() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "maps-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
