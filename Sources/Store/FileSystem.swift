/// A system call that failed, with what it was asked to do.
public struct SystemCallFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the call, such as `fsync`.
  public let call: String
  /// The file or folder that the call was about.
  public let path: String
  /// The error number of the system, such as `ENOSPC`.
  public let code: Int32

  /// Creates a failure.
  public init(call: String, path: String, code: Int32) {
    self.call = call
    self.path = path
    self.code = code
  }

  /// The call, the path and the error number.
  public var description: String { "\(call) \(path): error \(code)" }
}

/// What a file is opened for.
public enum FileUse: Equatable, Sendable {
  /// Reading a file that is there.
  case reading
  /// Writing a file that must not be there yet, with permission bits that the umask narrows.
  case creating(mode: UInt32)
  /// Writing a file from its start, there or not.
  case overwriting
  /// Holding a folder, to write its entries through or to lock it.
  case folder
}

/// What the file system says of a file or folder.
public struct FileStatus: Equatable, Sendable {
  /// The number of bytes.
  public let size: Int
  /// Seconds since 1970 at which the content was last changed, by the clock of the machine.
  public let modified: Int64
  /// Whether the entry is a folder.
  public let isFolder: Bool

  /// Creates a status.
  public init(size: Int, modified: Int64, isFolder: Bool) {
    self.size = size
    self.modified = modified
    self.isFolder = isFolder
  }
}

/// The system calls that the store makes on its files, one to one.
///
/// Every call may fail, be interrupted (`EINTR`) or, where it counts bytes, do less than it was
/// asked to; `DurableFiles` copes with that, so that a test can fail any one of them.
public protocol FileSystem: Sendable {
  /// Opens a file or folder for this process alone (`O_CLOEXEC`).
  ///
  /// - Returns: The descriptor.
  func open(_ path: String, for use: FileUse) throws(SystemCallFailure) -> Int32
  /// Reads at most as many bytes as the buffer holds; 0 at the end of the file.
  func read(
    _ file: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemCallFailure) -> Int
  /// Writes some of the bytes and says how many.
  func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer) throws(SystemCallFailure) -> Int
  /// Waits until the content (of a folder: its entries) would survive a loss of power.
  func synchronize(_ file: Int32) throws(SystemCallFailure)
  /// Closes a descriptor, which is gone even when the call fails.
  func close(_ file: Int32) throws(SystemCallFailure)
  /// Gives an entry another name in the same folder, in place of what had that name.
  func rename(_ path: String, to newPath: String) throws(SystemCallFailure)
  /// Removes a file's name.
  func unlink(_ path: String) throws(SystemCallFailure)
  /// Creates a folder.
  func makeFolder(_ path: String) throws(SystemCallFailure)
  /// The names in a folder, in no order, without `.` and `..`.
  func list(_ folder: String) throws(SystemCallFailure) -> [String]
  /// The status of an entry, links not followed.
  func status(_ path: String) throws(SystemCallFailure) -> FileStatus
  /// Takes the exclusive lock on an open file or folder unless another has it.
  ///
  /// - Returns: False when another has it.
  func lock(_ file: Int32) throws(SystemCallFailure) -> Bool
  /// Gives the lock back, for every descriptor of the same opening.
  func unlock(_ file: Int32) throws(SystemCallFailure)
  /// Whether a folder lies on a file system of another machine, where locks cannot be trusted.
  func isOnNetwork(_ folder: String) throws(SystemCallFailure) -> Bool
  /// Does nothing for a while, between two attempts to get the lock.
  func pause(milliseconds: Int)
}
