import Foundation

/// A file that is written piece by piece.
final class StreamedFile {
  private let descriptor: Int32

  /// Opens a file anew.
  ///
  /// - Throws: A `POSIXError`.
  init(_ url: URL) throws {
    descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw Self.failure }
  }

  deinit { close(descriptor) }

  private static var failure: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }

  /// Writes all bytes.
  ///
  /// - Throws: A `POSIXError`.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var start = 0
    while start < bytes.count {
      let count = Foundation.write(
        descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start)
      if count > 0 {
        start += count
      } else if count == 0 || errno != EINTR {
        throw Self.failure
      }
    }
  }
}
