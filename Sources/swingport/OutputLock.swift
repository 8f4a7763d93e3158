import Codes
import Foundation

/// Keeps other runs out of a folder of results for as long as it lives.
///
/// It is the kernel's lock on the folder itself, which ends with the process in whatever way and leaves
/// no file behind.
final class OutputLock {
  private let descriptor: Int32
  private let created: [URL]

  /// Locks a folder, which is created where it is missing.
  ///
  /// - Throws: `DataError` of kind `outputBusy` while another run holds it, `cannotCreate` or `noRoom`.
  init(_ folder: URL) throws(DataError) {
    var missing: [URL] = []
    var current = folder.standardizedFileURL
    while current.path != "/", !FileManager.default.fileExists(atPath: current.path) {
      missing.append(current)
      current = current.deletingLastPathComponent()
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(into: folder.path, error)
    }
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw .cannotWrite(into: folder.path) }
    // A file system without locks keeps nobody out; results there are whole all the same.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw DataError(
        .outputBusy, "another run writes into \(folder.path)",
        hint: "wait for it to end, or choose another --out")
    }
    self.descriptor = descriptor
    created = missing
  }

  /// Unlocks; folders that were made for nothing go away.
  deinit {
    for folder in created where rmdir(folder.path) != 0 { break }
    close(descriptor)
  }
}

extension DataError.Kind {
  /// An output that another run writes into.
  static let outputBusy = Self(id: "output.busy", exitCode: .tryLater)
}
