import Glibc

/// A program that a test runs beside itself.
public final class ChildProcess: Sendable {
  private let process: pid_t
  private let output: Int32

  /// Starts a program of the path with nothing to read.
  ///
  /// - Parameters:
  ///   - arguments: Its name and its arguments.
  ///   - folder: The folder that it starts in.
  ///   - readsOutput: Whether its output is for `readLine`; else it is thrown away, as errors are.
  public init?(_ arguments: [String], in folder: String, readsOutput: Bool = false) {
    var ends: [Int32] = [-1, -1]
    if readsOutput {
      guard pipe(&ends) == 0 else { return nil }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if readsOutput {
      posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    }
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // The shell changes the folder and becomes the program.
    let line = ["sh", "-c", #"cd "$0" && exec "$@""#, folder] + arguments
    var texts: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) }
    defer { for text in texts { free(text) } }
    texts.append(nil)
    // Threads that run tests block signals, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var process: pid_t = 0
    let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, texts, environ)
    if readsOutput { close(ends[1]) }
    guard code == 0 else {
      if readsOutput { close(ends[0]) }
      return nil
    }
    self.process = process
    output = ends[0]
  }

  /// The next line of the output, without its end; nil when there is none.
  public func readLine() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1 {
      if byte == 10 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// Waits for the end.
  ///
  /// - Returns: The exit status; nil when a signal ended it.
  public func wait() -> Int32? {
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }

  /// Its number.
  public var number: Int32 { process }

  /// The most memory that it has had resident so far, in KiB; nil when it has ended.
  public var peakResidentKibibytes: Int? {
    guard let file = fopen("/proc/\(process)/status", "r") else { return nil }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    while getline(&line, &room, file) > 0, let text = line.map({ String(cString: $0) }) {
      guard text.hasPrefix("VmHWM:") else { continue }
      return Int(text.filter(\.isNumber))
    }
    return nil
  }

  /// Sends a signal; the program may have ended, and is then not disturbed.
  public func send(_ signal: Int32) { kill(process, signal) }

  /// Waits for the end.
  ///
  /// - Returns: The exit status as a shell has it: 128 more than the signal that ended it.
  public func status() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  /// Ends the program and waits for its end.
  public func terminate() {
    kill(process, SIGKILL)
    _ = wait()
    if output >= 0 { close(output) }
  }
}
