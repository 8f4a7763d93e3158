import Codes
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file, or of a stream.
///
/// A file is mapped, so that it takes memory only while it is read and none of it is copied; what
/// cannot be mapped (standard input from a pipe, a device) is read into memory. The bytes must not
/// change while they are in use: a file that is cut short by another program meanwhile ends this one.
final class MappedFile: @unchecked Sendable {
  // Unchecked because of the pointer: nobody writes to the bytes once they are here.

  /// All bytes, for as long as this object lives.
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Opens a file, or standard input for `-`.
  ///
  /// - Throws: `DataError` of kind `missingTable` where there is no such file or it is a folder, and
  ///   `unreadableFile` where it cannot be read.
  init(path: String) throws(DataError) {
    let isStandardInput = path == "-"
    let descriptor = isStandardInput ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      throw errno == ENOENT || errno == ENOTDIR
        ? DataError(
          .missingTable, "there is no file \(path)", hint: "check the path, or use - for a stream")
        : Self.unreadable(path)
    }
    defer { if !isStandardInput { close(descriptor) } }
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw Self.unreadable(path) }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw DataError(.missingTable, "\(path) is a folder", hint: "name a file in it")
    }
    let size = Int(status.st_size)
    if status.st_mode & S_IFMT == S_IFREG, size > 0, lseek(descriptor, 0, SEEK_CUR) == 0,
      let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    {
      bytes = UnsafeRawBufferPointer(start: start, count: size)
      isMapped = true
    } else {
      bytes = try Self.readAll(descriptor, path)
      isMapped = false
    }
  }

  deinit {
    guard let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress) else { return }
    if isMapped { munmap(start, bytes.count) } else { free(start) }
  }

  /// Lets the system take back the pages of a range; they are read again if they are needed again.
  func release(_ range: Range<Int>) {
    guard isMapped, let base = bytes.baseAddress else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let first = (range.lowerBound + page - 1) / page * page
    let last = range.upperBound / page * page
    if first < last {
      madvise(UnsafeMutableRawPointer(mutating: base + first), last - first, MADV_DONTNEED)
    }
  }

  /// The columns of the table in the file.
  ///
  /// - Throws: What `ColumnTable` throws.
  func columns(
    named file: String, columns: Set<String>?, as reading: ColumnTable.Reading, threads: Int
  ) throws(DataError) -> ColumnTable {
    try ColumnTable(
      reading: bytes, named: file, columns: columns, as: reading, threads: threads,
      release: { [self] in release($0) })
  }

  /// Reads to the end of a stream, into memory that grows in place where the system can.
  private static func readAll(
    _ descriptor: Int32, _ path: String
  ) throws(DataError) -> UnsafeRawBufferPointer {
    var capacity = 1 << 20
    var count = 0
    guard var start = malloc(capacity) else { throw unreadable(path) }
    while true {
      if count == capacity {
        capacity *= 2
        guard let larger = realloc(start, capacity) else {
          free(start)
          throw unreadable(path)
        }
        start = larger
      }
      let got = read(descriptor, start + count, capacity - count)
      if got == 0 { break }
      if got > 0 {
        count += got
      } else if errno != EINTR {
        free(start)
        throw unreadable(path)
      }
    }
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  private static func unreadable(_ path: String) -> DataError {
    DataError(
      .unreadableFile, "\(path == "-" ? "standard input" : path) cannot be read",
      hint: "check that you may read the file")
  }
}

extension DataError.Kind {
  /// An input that is there and cannot be read.
  static let unreadableFile = Self(id: "input.unreadable", exitCode: .inputMissing)
}
