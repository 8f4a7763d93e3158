import Codes
import Foundation

/// The folder that results are written to, all or nothing.
///
/// Every file is first written under a temporary name in its own folder; only when all of them are on
/// disk does the first one get its name. What was there before stays until then. Renaming within a
/// folder does not fail for want of room; a machine that stops between two renames leaves whole files
/// of two runs, and running again repairs it.
struct OutputFolder {
  let root: URL

  /// Refuses a folder that cannot be written, before any time is spent on results.
  ///
  /// - Throws: `DataError` of kind `cannotCreate` or `noRoom`; nothing is left behind.
  func requireWritable() throws {
    let probe = ".swingport-\(ProcessInfo.processInfo.processIdentifier)"
    let missing = missingFolders(to: root)
    defer {
      for folder in missing.reversed() where isEmpty(folder) {
        try? FileManager.default.removeItem(at: folder)
      }
    }
    do {
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
      let file = root.appendingPathComponent(probe)
      try Data().write(to: file)
      try FileManager.default.removeItem(at: file)
    } catch {
      throw DataError.cannotWrite(into: root.path, error)
    }
  }

  /// Whether a file is there.
  func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  /// Writes files.
  ///
  /// - Parameter files: Paths below the folder, and contents.
  /// - Throws: `DataError` of kind `cannotCreate` or `noRoom`; no file was changed then.
  func write(_ files: [(path: String, bytes: [UInt8])]) throws {
    try write(
      files.map { file in (path: file.path, content: { try Data(file.bytes).write(to: $0) }) })
  }

  /// Writes files one after another, each by a closure that is given the temporary file.
  ///
  /// - Parameters:
  ///   - files: Paths below the folder, and what writes the contents; a closure may use what those
  ///     before it found out.
  ///   - stale: Paths of files of an earlier run that are removed where they are. They are set aside under
  ///     another name first, so that one that cannot be moved leaves everything as it was.
  /// - Throws: `DataError` of kind `cannotCreate` or `noRoom`, or what a closure throws as one; no file was
  ///   changed then.
  func write(
    _ files: [(path: String, content: (URL) throws -> Void)], removing stale: [String] = []
  ) throws {
    let manager = FileManager.default
    var written: [(temporary: URL, final: URL)] = []
    var created: [URL] = []
    var aside: [(temporary: URL, final: URL)] = []
    do {
      for file in files {
        let final = root.appendingPathComponent(file.path)
        let folder = final.deletingLastPathComponent()
        created += missingFolders(to: folder)
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: final.path, isDirectory: &isFolder), isFolder.boolValue {
          throw DataError(
            .cannotCreate, "\(final.path) is a folder",
            hint: "remove it, or choose another --out")
        }
        let temporary = folder.appendingPathComponent(".\(final.lastPathComponent).partial")
        // Listed before it is written, so that a file cut off by a full disk is removed too.
        written.append((temporary, final))
        try file.content(temporary)
      }
      for path in stale where has(path) {
        let final = root.appendingPathComponent(path)
        let temporary = final.deletingLastPathComponent()
          .appendingPathComponent(".\(final.lastPathComponent).stale")
        guard rename(final.path, temporary.path) == 0 else {
          throw DataError(
            .cannotCreate, "cannot remove \(final.path), which is of an earlier run",
            hint: "remove it, or choose another --out")
        }
        aside.append((temporary, final))
      }
      // All of them or none, also where the program is asked to stop in between.
      try Interruption.hold {
        for file in written {
          guard rename(file.temporary.path, file.final.path) == 0 else {
            throw CocoaError(.fileWriteUnknown)
          }
        }
        for file in aside { try? manager.removeItem(at: file.temporary) }
      }
    } catch {
      for file in aside { rename(file.temporary.path, file.final.path) }
      for file in written { try? manager.removeItem(at: file.temporary) }
      for folder in created.reversed() where isEmpty(folder) { try? manager.removeItem(at: folder) }
      if let known = error as? DataError { throw known }
      throw DataError.cannotWrite(into: root.path, error)
    }
  }

  private func missingFolders(to folder: URL) -> [URL] {
    var missing: [URL] = []
    var current = folder.standardizedFileURL
    while current.path != "/", !FileManager.default.fileExists(atPath: current.path) {
      missing.insert(current, at: 0)
      current = current.deletingLastPathComponent()
    }
    return missing
  }

  private func isEmpty(_ folder: URL) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty) ?? false
  }
}

extension DataError {
  /// Why a folder cannot be written, in a sentence: for want of room, or for another reason.
  static func cannotWrite(into folder: String, _ error: (any Error)? = nil) -> DataError {
    let system = error as? POSIXError
    if (error as? CocoaError)?.code == .fileWriteOutOfSpace
      || [.ENOSPC, .EDQUOT, .EFBIG].contains(system?.code)
    {
      return DataError(
        .noRoom, "there is no room for what goes into \(folder)",
        hint: "make room on that disk, or choose another folder, and run again")
    }
    return DataError(
      .cannotCreate, "cannot write into \(folder)",
      hint: "check that the folder can be created and written, or choose another --out")
  }

  /// The same, as a run over records or on Spark says it: there a full disk, of this machine or of
  /// another, has one status.
  var ofJob: DataError {
    kind == .noRoom ? DataError(.noRoomForJob, message, hint: hint) : self
  }
}

extension DataError.Kind {
  /// An output that cannot be created.
  static let cannotCreate = Self(id: "output.cannot_create", exitCode: .cannotCreate)
  /// A disk without room for an output.
  static let noRoom = Self(id: "output.no_room", exitCode: .cannotCreate)
  /// A disk without room for what a run over records or on Spark writes.
  static let noRoomForJob = Self(id: "job.no_room", exitCode: .unavailable)
}
