import Glibc
import Synchronization

/// Reading and replacing of whole files so that a crash leaves the old content or the new one.
///
/// Short writes and interruptions are taken up again; every other failure is thrown, that of a
/// `close` included, and leaves no half-written file under a name that counts.
struct DurableFiles: Sendable {
  /// The prefix of files that are being written; what has it is of no use after a crash.
  static let unfinished = ".new-"

  let system: any FileSystem
  /// Whether some folder could not be written through; said once, and only some file systems.
  let notices: Notices

  /// The bytes of a file.
  func read(_ path: String) throws -> [UInt8] {
    try translatingPath(path) {
      let size = try system.status(path).size
      let file = try retrying { try system.open(path, for: .reading) }
      var bytes: [UInt8]
      do {
        bytes = try readAll(file, expecting: size)
      } catch {
        try? system.close(file)
        throw error
      }
      try close(file)
      return bytes
    }
  }

  private func readAll(_ file: Int32, expecting size: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    var filled = 0
    while true {
      // One byte more than expected tells the end of the file from a file that grew.
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: 4096)) }
      let start = filled
      let count = try retrying {
        try bytes.withUnsafeMutableBytes { buffer in
          try system.read(file, into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
        }
      }
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// Puts bytes in place of a file so that they survive a loss of power once this returns.
  ///
  /// The order is: a new file with a name of its own in the same folder, all bytes, `fsync`,
  /// `close`, `rename`, `fsync` of the folder. Since the folder is the same, `rename` never
  /// crosses file systems.
  func replace(
    _ path: String, with bytes: [UInt8], mode: UInt32 = 0o644
  ) throws {
    let (folder, name) = Self.split(path)
    try translatingPath(path) {
      let (file, temporary) = try createUnfinished(in: folder, for: name, mode: mode)
      do {
        do {
          try writeAll(file, bytes)
          try retrying { try system.synchronize(file) }
        } catch {
          try? system.close(file)
          throw error
        }
        try close(file)
        try retrying { try system.rename(temporary, to: path) }
      } catch {
        // What is left over here does not count, and garbage collection takes it away.
        try? system.unlink(temporary)
        throw error
      }
      try synchronizeFolder(folder)
    }
  }

  /// Writes a file in place, neither durably nor atomically: for what nobody relies on.
  func overwrite(_ path: String, with bytes: [UInt8]) throws {
    let file = try retrying { try system.open(path, for: .overwriting) }
    do {
      try writeAll(file, bytes)
    } catch {
      try? system.close(file)
      throw error
    }
    try close(file)
  }

  private func createUnfinished(
    in folder: String, for name: String, mode: UInt32
  ) throws -> (file: Int32, path: String) {
    var number = 0
    while true {
      let path = "\(folder)/\(Self.unfinished)\(number)-\(name)"
      do {
        let file = try retrying {
          try system.open(path, for: .creating(mode: mode))
        }
        return (file, path)
      } catch let error as SystemCallFailure where error.code == EEXIST && number < 10_000 {
        // A leftover of a process that was killed: the lock says that nobody is writing it.
        number += 1
      }
    }
  }

  private func writeAll(_ file: Int32, _ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      let start = written
      let count = try retrying {
        try bytes.withUnsafeBytes { buffer in
          try system.write(file, UnsafeRawBufferPointer(rebasing: buffer[start...]))
        }
      }
      // A disk that takes nothing and says nothing would be asked for ever.
      if count == 0 { throw SystemCallFailure(call: "write", path: "", code: EIO) }
      written += count
    }
  }

  /// Writes the entries of a folder through to the disk.
  ///
  /// Some file systems know no such thing and say `EINVAL`; that is noted once and is no failure.
  func synchronizeFolder(_ folder: String) throws {
    let file = try retrying {
      try system.open(folder, for: .folder)
    }
    do {
      try retrying { try system.synchronize(file) }
    } catch let error as SystemCallFailure where error.code == EINVAL || error.code == ENOTSUP {
      notices.addOnce(
        "store.folder_sync_unsupported",
        "the file system cannot write folders through; a loss of power may undo the last refresh")
    } catch {
      try? system.close(file)
      throw error
    }
    try close(file)
  }

  /// Creates a folder unless it is there, and makes its name durable.
  func ensureFolder(_ path: String) throws {
    do {
      let status = try system.status(path)
      if !status.isFolder { throw SystemCallFailure(call: "mkdir", path: path, code: ENOTDIR) }
      return
    } catch let error as SystemCallFailure where error.code == ENOENT {}
    let parent = Self.split(path).folder
    if parent != "" && parent != path { try ensureFolder(parent) }
    do {
      try retrying { try system.makeFolder(path) }
    } catch let error as SystemCallFailure where error.code == EEXIST {}
    try synchronizeFolder(parent == "" ? "/" : parent)
  }

  /// Gives a file another name in the same folder, durably.
  func move(_ path: String, to newPath: String) throws {
    try retrying { try system.rename(path, to: newPath) }
    try synchronizeFolder(Self.split(newPath).folder)
  }

  /// Removes a file if it is there.
  func remove(_ path: String) throws {
    do {
      try retrying { try system.unlink(path) }
    } catch let error as SystemCallFailure where error.code == ENOENT {}
  }

  /// The status of an entry, or nil when there is none.
  func status(_ path: String) throws -> FileStatus? {
    do {
      return try system.status(path)
    } catch {
      guard [ENOENT, ENOTDIR].contains(error.code) else { throw error }
      return nil
    }
  }

  /// The names in a folder in their order, none when there is no folder.
  func list(_ folder: String) throws -> [String] {
    do {
      return try retrying { try system.list(folder) }.sorted()
    } catch let error as SystemCallFailure where error.code == ENOENT {
      return []
    }
  }

  /// Closes a file that was written.
  ///
  /// Linux closes the descriptor even when the call was interrupted, so it is never repeated.
  private func close(_ file: Int32) throws {
    do {
      try system.close(file)
    } catch  where error.code == EINTR {}
  }

  /// Repeats a call while it is interrupted.
  func retrying<Value>(
    _ call: () throws -> Value
  ) throws -> Value {
    while true {
      do {
        return try call()
      } catch let error as SystemCallFailure where error.code == EINTR {
        continue
      }
    }
  }

  /// Names the file in failures of calls that know only a descriptor.
  private func translatingPath<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let error as SystemCallFailure where error.path.isEmpty {
      throw SystemCallFailure(call: error.call, path: path, code: error.code)
    }
  }

  /// The folder and the last name of a path.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
