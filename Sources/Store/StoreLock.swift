import Codes

/// Who has the lock of a store, for the message to whoever has to wait.
public struct LockHolder: Codable, Equatable, Sendable {
  /// The number of the process.
  public let process: Int32
  /// The name of the machine.
  public let host: String
  /// When the process took the lock.
  public let since: Stamp

  /// Creates a holder.
  public init(process: Int32, host: String, since: Stamp) {
    self.process = process
    self.host = host
    self.since = since
  }
}

/// The exclusive lock of a store: `flock` on the descriptor of its folder.
///
/// The kernel undoes it when the process ends, however it ends, so nothing is ever left to clean
/// up. The file `lock` only says who has it; deleting that file frees nothing.
final class StoreLock: Sendable {
  private let descriptor: Int32
  private let files: DurableFiles

  /// Takes the lock of a folder, waiting at most `waitSeconds` for it.
  init(
    folder: String, holder: LockHolder, waitSeconds: Int, files: DurableFiles
  ) throws {
    self.files = files
    let system = files.system
    let descriptor = try files.retrying { try system.open(folder, for: .folder) }
    self.descriptor = descriptor
    let pause = 50
    var attempts = waitSeconds * 1000 / pause
    while try !files.retrying({ try system.lock(descriptor) }) {
      if attempts <= 0 { throw Self.busy(folder, files) }
      attempts -= 1
      system.pause(milliseconds: pause)
    }
    // The message is a courtesy: without it the lock holds just as well.
    try? files.overwrite("\(folder)/lock", with: SealedRecord.bytes(holder))
  }

  deinit {
    // Closing alone would leave the lock to a process that was forked off in this moment.
    try? files.system.unlock(descriptor)
    try? files.system.close(descriptor)
  }

  private static func busy(_ folder: String, _ files: DurableFiles) -> DataError {
    let bytes = (try? files.read("\(folder)/lock")) ?? []
    let who = SealedRecord.record(LockHolder.self, bytes).map {
      "process \($0.process) on \($0.host) since \($0.since)"
    }
    return DataError(
      .storeBusy, "the store is being changed by \(who ?? "another process")",
      hint: "wait until that is done, or let this run wait with --wait SECONDS")
  }
}
