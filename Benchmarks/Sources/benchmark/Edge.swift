#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Unbuffered output, so that a program that waits for a line gets it at once.
enum FileHandleOutput {
  static func standard(_ text: String) { write(text, to: 1) }

  static func error(_ text: String) { write(text, to: 2) }

  static func exit(_ status: Int32) -> Never { _exit(status) }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { platformWrite(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }

  private static func platformWrite(
    _ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, base, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, base, count)
    #else
      Glibc.write(descriptor, base, count)
    #endif
  }
}

/// What the system says about this process.
enum ProcessMemory {
  /// The largest resident memory so far.
  static var peakMegabytes: Double {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1e6
    #elseif canImport(Musl)
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) * 1024 / 1e6
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) * 1024 / 1e6
    #endif
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
