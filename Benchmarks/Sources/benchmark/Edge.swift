#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system's call, under a name that a method does not hide.
private func writeBytes(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, start, count)
}

/// Unbuffered output, so that a program that waits for a line gets it at once.
enum FileHandleOutput {
  static func standard(_ text: String) { write(text, to: 1) }

  static func error(_ text: String) { write(text, to: 2) }

  static func exit(_ status: Int32) -> Never { _exit(status) }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// What the system says about this process.
enum ProcessUsage {
  /// The time of all threads so far.
  static var processorSeconds: Double {
    var usage = rusage()
    getrusage(0, &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  /// The largest resident memory so far.
  static var peakMegabytes: Double {
    var usage = rusage()
    // RUSAGE_SELF is 0 and has another type in every C library.
    getrusage(0, &usage)
    #if canImport(Darwin)
      return Double(usage.ru_maxrss) / 1e6
    #else
      return Double(usage.ru_maxrss) * 1024 / 1e6
    #endif
  }
}

/// Mapped bytes as threads see them.
struct Mapping: @unchecked Sendable {
  // Unchecked because of the pointer; nobody writes to the bytes.
  let bytes: UnsafeRawBufferPointer

  /// Lets the system take back pages, which it reads again if they are touched again.
  func release(_ range: Range<Int>) {
    let page = 4096
    let first = (range.lowerBound + page - 1) / page * page
    let last = range.upperBound / page * page
    guard first < last, let start = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: start + first), last - first, MADV_DONTNEED)
  }
}

/// Bytes of a file, mapped for as long as the program runs.
func mappedBytes(_ path: String) throws -> UnsafeRawBufferPointer {
  let descriptor = open(path, O_RDONLY)
  if descriptor < 0 { throw Failure.unreadable(path) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0, status.st_size > 0,
    let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0),
    start != MAP_FAILED
  else { throw Failure.unreadable(path) }
  return UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
}
