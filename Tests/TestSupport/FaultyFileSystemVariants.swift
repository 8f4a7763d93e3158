import Glibc
import Store
import Synchronization

/// A file system that hands on to the machine's; others change single calls of it.
public protocol PassingFileSystem: FileSystem {
  /// Where calls go that are not changed.
  var machine: MachineFileSystem { get }
}

extension PassingFileSystem {
  /// Hands on to the machine.
  public func open(_ path: String, for use: FileUse) throws(SystemCallFailure) -> Int32 {
    try machine.open(path, for: use)
  }

  /// Hands on to the machine.
  public func read(
    _ file: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemCallFailure) -> Int {
    try machine.read(file, into: buffer)
  }

  /// Hands on to the machine.
  public func write(
    _ file: Int32, _ bytes: UnsafeRawBufferPointer
  ) throws(SystemCallFailure) -> Int {
    try machine.write(file, bytes)
  }

  /// Hands on to the machine.
  public func synchronize(_ file: Int32) throws(SystemCallFailure) {
    try machine.synchronize(file)
  }

  /// Hands on to the machine.
  public func close(_ file: Int32) throws(SystemCallFailure) { try machine.close(file) }

  /// Hands on to the machine.
  public func rename(_ path: String, to newPath: String) throws(SystemCallFailure) {
    try machine.rename(path, to: newPath)
  }

  /// Hands on to the machine.
  public func unlink(_ path: String) throws(SystemCallFailure) { try machine.unlink(path) }

  /// Hands on to the machine.
  public func makeFolder(_ path: String) throws(SystemCallFailure) {
    try machine.makeFolder(path)
  }

  /// Hands on to the machine.
  public func list(_ folder: String) throws(SystemCallFailure) -> [String] {
    try machine.list(folder)
  }

  /// Hands on to the machine.
  public func status(_ path: String) throws(SystemCallFailure) -> FileStatus {
    try machine.status(path)
  }

  /// Hands on to the machine.
  public func lock(_ file: Int32) throws(SystemCallFailure) -> Bool { try machine.lock(file) }

  /// Hands on to the machine.
  public func unlock(_ file: Int32) throws(SystemCallFailure) { try machine.unlock(file) }

  /// Hands on to the machine.
  public func isOnNetwork(_ folder: String) throws(SystemCallFailure) -> Bool {
    try machine.isOnNetwork(folder)
  }

  /// Hands on to the machine.
  public func pause(milliseconds: Int) { machine.pause(milliseconds: milliseconds) }
}

/// A file system that remembers every rename.
public final class RenameRecorder: PassingFileSystem {
  /// The file system below.
  public let machine = MachineFileSystem()
  private let recorded = Mutex<[(String, String)]>([])

  /// Creates a file system without renames.
  public init() {}

  /// The renames: old path and new.
  public var renames: [(String, String)] { recorded.withLock { $0 } }

  /// Renames and remembers it.
  public func rename(_ path: String, to newPath: String) throws(SystemCallFailure) {
    try machine.rename(path, to: newPath)
    recorded.withLock { $0.append((path, newPath)) }
  }
}

/// A file system that knows no `fsync` of folders, as some do.
public final class FolderSyncRefuser: PassingFileSystem {
  /// The file system below.
  public let machine = MachineFileSystem()
  private let folders = Mutex<Set<Int32>>([])

  /// Creates the file system.
  public init() {}

  /// Opens and remembers which descriptors are folders.
  public func open(_ path: String, for use: FileUse) throws(SystemCallFailure) -> Int32 {
    let file = try machine.open(path, for: use)
    folders.withLock { open in
      if use == .folder { open.insert(file) } else { open.remove(file) }
    }
    return file
  }

  /// Refuses folders.
  public func synchronize(_ file: Int32) throws(SystemCallFailure) {
    if folders.withLock({ $0.contains(file) }) {
      throw SystemCallFailure(call: "fsync", path: "", code: EINVAL)
    }
    try machine.synchronize(file)
  }
}

/// A file system that says it lies on another machine.
public struct NetworkFileSystem: PassingFileSystem {
  /// The file system below.
  public let machine = MachineFileSystem()

  /// Creates the file system.
  public init() {}

  /// Says yes.
  public func isOnNetwork(_ folder: String) throws(SystemCallFailure) -> Bool { true }
}

/// A file system that does something else instead of pausing.
public final class PauseHook: PassingFileSystem {
  /// The file system below.
  public let machine = MachineFileSystem()
  private let count = Mutex(0)
  private let body: @Sendable () -> Void

  /// Creates a file system that runs a body whenever it is to pause.
  public init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  /// How often it was to pause.
  public var pauses: Int { count.withLock { $0 } }

  /// Runs the body.
  public func pause(milliseconds: Int) {
    count.withLock { $0 += 1 }
    body()
  }
}
