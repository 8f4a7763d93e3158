import Glibc

/// The file system of the machine.
public struct MachineFileSystem: FileSystem {
  /// Creates the file system; it has no state.
  public init() {}

  /// Opens a file or folder with `open(2)` and `O_CLOEXEC`; new files with `O_EXCL`.
  public func open(_ path: String, for use: FileUse) throws(SystemCallFailure) -> Int32 {
    let file =
      switch use {
      case .reading: Glibc.open(path, O_RDONLY | O_CLOEXEC)
      case .creating(let mode): Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      case .overwriting: Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      case .folder: Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      }
    try check(file >= 0, "open", path)
    return file
  }

  /// Reads with `read(2)`.
  public func read(
    _ file: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemCallFailure) -> Int {
    let count = Glibc.read(file, buffer.baseAddress, buffer.count)
    try check(count >= 0, "read", "")
    return count
  }

  /// Writes with `write(2)`.
  public func write(
    _ file: Int32, _ bytes: UnsafeRawBufferPointer
  ) throws(SystemCallFailure) -> Int {
    let count = Glibc.write(file, bytes.baseAddress, bytes.count)
    try check(count >= 0, "write", "")
    return count
  }

  /// Waits with `fsync(2)`.
  public func synchronize(_ file: Int32) throws(SystemCallFailure) {
    try check(fsync(file) == 0, "fsync", "")
  }

  /// Closes with `close(2)`.
  public func close(_ file: Int32) throws(SystemCallFailure) {
    try check(Glibc.close(file) == 0, "close", "")
  }

  /// Renames with `rename(2)`.
  public func rename(_ path: String, to newPath: String) throws(SystemCallFailure) {
    try check(Glibc.rename(path, newPath) == 0, "rename", newPath)
  }

  /// Removes with `unlink(2)`.
  public func unlink(_ path: String) throws(SystemCallFailure) {
    try check(Glibc.unlink(path) == 0, "unlink", path)
  }

  /// Creates with `mkdir(2)`, readable by everybody whom the umask lets.
  public func makeFolder(_ path: String) throws(SystemCallFailure) {
    try check(mkdir(path, 0o755) == 0, "mkdir", path)
  }

  /// Lists with `readdir(3)`.
  public func list(_ folder: String) throws(SystemCallFailure) -> [String] {
    let stream = opendir(folder)
    guard let stream else {
      throw SystemCallFailure(call: "opendir", path: folder, code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      // The end of the folder and an error both come as nil; only the error number tells.
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    try check(errno == 0, "readdir", folder)
    return names
  }

  /// Asks with `lstat(2)`.
  public func status(_ path: String) throws(SystemCallFailure) -> FileStatus {
    var record = stat()
    try check(lstat(path, &record) == 0, "lstat", path)
    return FileStatus(
      size: Int(record.st_size), modified: Int64(record.st_mtim.tv_sec),
      isFolder: record.st_mode & S_IFMT == S_IFDIR)
  }

  /// Locks with `flock(2)`, which the kernel undoes when the process ends in whatever way.
  public func lock(_ file: Int32) throws(SystemCallFailure) -> Bool {
    if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
    let code = errno
    guard code == EWOULDBLOCK else {
      throw SystemCallFailure(call: "flock", path: "", code: code)
    }
    return false
  }

  /// Unlocks with `flock(2)`.
  public func unlock(_ file: Int32) throws(SystemCallFailure) {
    try check(flock(file, LOCK_UN) == 0, "flock", "")
  }

  /// Looks up the folder's device among the mounts of `/proc/self/mountinfo` (see proc(5)) and
  /// compares the type of that file system; where there is no such list, the answer is no.
  public func isOnNetwork(_ folder: String) throws(SystemCallFailure) -> Bool {
    var record = stat()
    try check(stat(folder, &record) == 0, "stat", folder)
    let device = UInt64(record.st_dev)
    // The packing of device numbers is that of glibc's `gnu_dev_major` and `gnu_dev_minor`.
    let major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)
    let minor = (device & 0xFF) | (device >> 12 & ~0xFF & 0xFFFF_FFFF)
    guard let mounts = fopen("/proc/self/mountinfo", "re") else { return false }
    defer { fclose(mounts) }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, mounts), count > 0 {
      text += chunk[..<count]
    }
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[2] == "\(major):\(minor)",
        let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
      else { continue }
      let kind = fields[dash + 1]
      return kind.hasPrefix("nfs") || kind.hasPrefix("smb")
        || ["cifs", "9p", "afs", "ceph", "lustre", "fuse.sshfs"].contains(kind)
    }
    return false
  }

  /// Sleeps with `usleep(3)`.
  public func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }

  private func check(
    _ isDone: Bool, _ call: String, _ path: String
  ) throws(SystemCallFailure) {
    // The error number is read first: anything else may change it.
    let code = errno
    if !isDone { throw SystemCallFailure(call: call, path: path, code: code) }
  }
}
