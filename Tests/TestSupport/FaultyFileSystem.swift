import Glibc
import Store
import Synchronization

/// The machine's file system, but for one call that fails, or every call from that one on.
public final class FaultyFileSystem: FileSystem {
  /// How the chosen call fails.
  public enum Fault: Equatable, Sendable {
    /// With an error number, without doing anything (a `close` does close).
    case error(Int32)
    /// A write takes one byte only, a read gives one byte only; other calls work.
    case short
  }

  private struct State {
    var calls = 0
    var failing: ClosedRange<Int> = 0...0
    var fault: Fault = .short
    var isHit = false
    var only: String?
  }

  private let machine = MachineFileSystem()
  private let state = Mutex(State())

  /// Creates a file system that works until it is told otherwise.
  public init() {}

  /// Lets calls fail from now on.
  ///
  /// - Parameters:
  ///   - number: Which call from now on, counted from 1.
  ///   - fault: How it fails.
  ///   - isLasting: Whether every call after it fails too.
  ///   - only: The name of the system call that is counted and fails; nil for every one.
  public func fail(
    at number: Int, with fault: Fault, isLasting: Bool = false, only: String? = nil
  ) {
    state.withLock {
      $0 = State(failing: number...(isLasting ? .max : number), fault: fault, only: only)
    }
  }

  /// Lets every call work again and says whether a call failed since `fail` was called.
  public func recover() -> Bool {
    state.withLock { state in
      defer { state = State() }
      return state.isHit
    }
  }

  /// Counts a call; throws if it is to fail, and says whether it is to do less than asked.
  @discardableResult
  private func count(_ call: String, _ path: String = "") throws(SystemCallFailure) -> Bool {
    let fault: Fault? = state.withLock { state in
      if let only = state.only, only != call { return nil }
      state.calls += 1
      guard state.failing.contains(state.calls) else { return nil }
      state.isHit = true
      return state.fault
    }
    switch fault {
    case .error(let code): throw SystemCallFailure(call: call, path: path, code: code)
    case .short: return true
    case nil: return false
    }
  }

  /// Counts the call, then makes it or fails.
  public func open(_ path: String, for use: FileUse) throws(SystemCallFailure) -> Int32 {
    try count("open", path)
    return try machine.open(path, for: use)
  }

  /// Counts the call, then makes it or fails.
  public func read(
    _ file: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemCallFailure) -> Int {
    let isShort = try count("read")
    return try machine.read(
      file, into: isShort ? UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(1)) : buffer)
  }

  /// Counts the call, then makes it or fails.
  public func write(
    _ file: Int32, _ bytes: UnsafeRawBufferPointer
  ) throws(SystemCallFailure) -> Int {
    let isShort = try count("write")
    return try machine.write(
      file, isShort ? UnsafeRawBufferPointer(rebasing: bytes.prefix(1)) : bytes)
  }

  /// Counts the call, then makes it or fails.
  public func synchronize(_ file: Int32) throws(SystemCallFailure) {
    try count("fsync")
    try machine.synchronize(file)
  }

  /// Counts the call, then makes it or fails.
  public func close(_ file: Int32) throws(SystemCallFailure) {
    defer { try? machine.close(file) }
    try count("close")
  }

  /// Counts the call, then makes it or fails.
  public func rename(_ path: String, to newPath: String) throws(SystemCallFailure) {
    try count("rename", newPath)
    try machine.rename(path, to: newPath)
  }

  /// Counts the call, then makes it or fails.
  public func unlink(_ path: String) throws(SystemCallFailure) {
    try count("unlink", path)
    try machine.unlink(path)
  }

  /// Counts the call, then makes it or fails.
  public func makeFolder(_ path: String) throws(SystemCallFailure) {
    try count("mkdir", path)
    try machine.makeFolder(path)
  }

  /// Counts the call, then makes it or fails.
  public func list(_ folder: String) throws(SystemCallFailure) -> [String] {
    try count("list", folder)
    return try machine.list(folder)
  }

  /// Counts the call, then makes it or fails.
  public func status(_ path: String) throws(SystemCallFailure) -> FileStatus {
    try count("lstat", path)
    return try machine.status(path)
  }

  /// Counts the call, then makes it or fails.
  public func lock(_ file: Int32) throws(SystemCallFailure) -> Bool {
    try count("flock")
    return try machine.lock(file)
  }

  /// Counts the call, then makes it or fails.
  public func unlock(_ file: Int32) throws(SystemCallFailure) { try machine.unlock(file) }

  /// Counts the call, then makes it or fails.
  public func isOnNetwork(_ folder: String) throws(SystemCallFailure) -> Bool {
    try count("mountinfo", folder)
    return try machine.isOnNetwork(folder)
  }

  /// Counts the call, then makes it or fails.
  public func pause(milliseconds: Int) { machine.pause(milliseconds: milliseconds) }
}
