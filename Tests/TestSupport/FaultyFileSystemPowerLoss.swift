import Glibc
import Store
import Synchronization

/// The machine's file system below one folder, whose power goes at a chosen call.
///
/// From that call on nothing works. `restart` then leaves in the folder what a disk may have kept:
/// the content of a file as of its last `fsync` (or some beginning of what was written since), the
/// entries of a folder as of the folder's last `fsync` (and any of the changes since, or none).
/// Files that others write, such as SQLite's, are not touched.
public final class PowerLossFileSystem: FileSystem {
  /// A file's content as the disk has it, however it is named.
  private final class Node {
    var durable: [UInt8] = []
  }

  /// A change of a folder's entries that the disk may not have yet.
  private enum Change {
    case add(String, Node)
    case addFolder(String)
    case remove(String)
    case rename(String, to: String, Node)
  }

  private struct State {
    var remaining = Int.max
    var isOff = false
    var paths: [Int32: String] = [:]
    /// What the folder would hold if every change was on the disk.
    var nodes: [String: Node] = [:]
    var durableFiles: [String: [String: Node]] = [:]
    var durableFolders: [String: Set<String>] = [:]
    var changes: [String: [Change]] = [:]
    /// The folders that were created, in their order.
    var made: [String] = []

    /// Whether a folder and all that it lies in are on the disk.
    func isDurable(_ folder: String) -> Bool {
      guard made.contains(folder) else { return true }
      let (parent, name) = PowerLossFileSystem.split(folder)
      return durableFolders[parent, default: []].contains(name) && isDurable(parent)
    }
  }

  private let machine = MachineFileSystem()
  private let state: UncheckedState

  /// State behind a lock; the nodes are only touched under it.
  private final class UncheckedState: @unchecked Sendable {
    private let lock = Mutex(())
    private var state = State()

    func with<Value>(
      _ body: (inout State) throws(SystemCallFailure) -> Value
    ) throws(SystemCallFailure) -> Value {
      var outcome: Result<Value, SystemCallFailure>?
      lock.withLock { _ in
        do throws(SystemCallFailure) {
          outcome = .success(try body(&state))
        } catch {
          outcome = .failure(error)
        }
      }
      guard let outcome else { preconditionFailure("the body did not run") }
      return try outcome.get()
    }
  }

  /// Creates a file system with power for ever.
  public init() { state = UncheckedState() }

  /// Lets the power go at a call from now on, counted from 1.
  public func losePower(at call: Int) {
    _ = try? state.with { state in state.remaining = call }
  }

  /// Whether the power has gone.
  public var isOff: Bool { (try? state.with { state in state.isOff }) ?? false }

  /// Counts a call that changes something.
  private func use(_ state: inout State, _ call: String, _ path: String) throws(SystemCallFailure) {
    state.remaining -= 1
    if state.remaining <= 0 { state.isOff = true }
    try check(state, call, path)
  }

  private func check(_ state: State, _ call: String, _ path: String) throws(SystemCallFailure) {
    if state.isOff { throw SystemCallFailure(call: call, path: path, code: EIO) }
  }

  fileprivate static func split(_ path: String) -> (folder: String, name: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return (parts.dropLast().joined(separator: "/"), String(parts.last ?? ""))
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func open(_ path: String, for use: FileUse) throws(SystemCallFailure) -> Int32 {
    try state.with { state throws(SystemCallFailure) in
      let (folder, name) = Self.split(path)
      switch use {
      case .creating, .overwriting: try self.use(&state, "open", path)
      case .reading, .folder: try check(state, "open", path)
      }
      let file = try machine.open(path, for: use)
      state.paths[file] = path
      switch use {
      case .creating, .overwriting:
        if state.nodes[path] == nil {
          let node = Node()
          state.nodes[path] = node
          state.changes[folder, default: []].append(.add(name, node))
        }
      case .reading, .folder: break
      }
      return file
    }
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func read(
    _ file: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemCallFailure) -> Int {
    try state.with { state throws(SystemCallFailure) in try check(state, "read", "") }
    return try machine.read(file, into: buffer)
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func write(
    _ file: Int32, _ bytes: UnsafeRawBufferPointer
  ) throws(SystemCallFailure) -> Int {
    try state.with { state throws(SystemCallFailure) in try use(&state, "write", "") }
    return try machine.write(file, bytes)
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func synchronize(_ file: Int32) throws(SystemCallFailure) {
    try state.with { state throws(SystemCallFailure) in
      try use(&state, "fsync", "")
      guard let path = state.paths[file] else { return }
      if let node = state.nodes[path] {
        node.durable = Self.content(path)
        return
      }
      for change in state.changes.removeValue(forKey: path) ?? [] {
        Self.apply(change, to: path, &state)
      }
    }
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func close(_ file: Int32) throws(SystemCallFailure) {
    defer { try? machine.close(file) }
    try state.with { state throws(SystemCallFailure) in
      state.paths[file] = nil
      try check(state, "close", "")
    }
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func rename(_ path: String, to newPath: String) throws(SystemCallFailure) {
    try state.with { state throws(SystemCallFailure) in
      try use(&state, "rename", newPath)
      try machine.rename(path, to: newPath)
      guard let node = state.nodes.removeValue(forKey: path) else { return }
      state.nodes[newPath] = node
      let (folder, name) = Self.split(path)
      state.changes[folder, default: []].append(.rename(name, to: Self.split(newPath).name, node))
    }
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func unlink(_ path: String) throws(SystemCallFailure) {
    try state.with { state throws(SystemCallFailure) in
      try use(&state, "unlink", path)
      try machine.unlink(path)
      state.nodes[path] = nil
      let (folder, name) = Self.split(path)
      state.changes[folder, default: []].append(.remove(name))
    }
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func makeFolder(_ path: String) throws(SystemCallFailure) {
    try state.with { state throws(SystemCallFailure) in
      try use(&state, "mkdir", path)
      try machine.makeFolder(path)
      let (folder, name) = Self.split(path)
      state.changes[folder, default: []].append(.addFolder(name))
      state.made.append(path)
    }
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func list(_ folder: String) throws(SystemCallFailure) -> [String] {
    try state.with { state throws(SystemCallFailure) in try check(state, "list", folder) }
    return try machine.list(folder)
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func status(_ path: String) throws(SystemCallFailure) -> FileStatus {
    try state.with { state throws(SystemCallFailure) in try check(state, "lstat", path) }
    return try machine.status(path)
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func lock(_ file: Int32) throws(SystemCallFailure) -> Bool {
    try state.with { state throws(SystemCallFailure) in try check(state, "flock", "") }
    return try machine.lock(file)
  }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func unlock(_ file: Int32) throws(SystemCallFailure) { try machine.unlock(file) }

  /// Makes the call unless the power is gone, and remembers what the disk may not have yet.
  public func isOnNetwork(_ folder: String) throws(SystemCallFailure) -> Bool { false }

  /// Does not wait.
  public func pause(milliseconds: Int) {}

  // MARK: Restart

  /// Leaves in the folders what the disk may have kept; call it when nothing is open any more.
  public func restart(using generator: inout some RandomNumberGenerator) {
    var draw = generator
    _ = try? state.with { state in
      for (folder, changes) in state.changes.sorted(by: { $0.key < $1.key }) {
        for change in changes where Bool.random(using: &draw) {
          Self.apply(change, to: folder, &state)
        }
      }
      for (path, node) in state.nodes.sorted(by: { $0.key < $1.key }) {
        let written = Self.content(path)
        if written != node.durable, Bool.random(using: &draw) {
          node.durable = Array(written.prefix(Int.random(in: 0...written.count, using: &draw)))
        }
      }
      // Files first, so that folders that were lost are empty when they are removed.
      let tracked = Set(state.nodes.keys)
      for path in tracked { Glibc.unlink(path) }
      for folder in state.made.reversed() where !state.isDurable(folder) { rmdir(folder) }
      for (folder, entries) in state.durableFiles where state.isDurable(folder) {
        for (name, node) in entries { Self.write(node.durable, to: "\(folder)/\(name)") }
      }
    }
    generator = draw
  }

  private static func apply(_ change: Change, to folder: String, _ state: inout State) {
    switch change {
    case .add(let name, let node): state.durableFiles[folder, default: [:]][name] = node
    case .addFolder(let name): state.durableFolders[folder, default: []].insert(name)
    case .remove(let name): state.durableFiles[folder]?[name] = nil
    case .rename(let name, let newName, let node):
      state.durableFiles[folder, default: [:]][name] = nil
      state.durableFiles[folder, default: [:]][newName] = node
    }
  }

  private static func content(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "re") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk[..<count]
    }
    return bytes
  }

  private static func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "we") else { return }
    defer { fclose(file) }
    fwrite(bytes, 1, bytes.count, file)
  }
}
