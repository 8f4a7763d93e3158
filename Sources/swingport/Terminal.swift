import Codes
import Foundation

/// Standard output for results, standard error for talk.
enum Terminal {
  /// Occupies the numbers of standard streams that were closed.
  ///
  /// No file of the store can then get such a number and be written to by mistake; writing to the
  /// stream still fails.
  static func occupyStandardStreams() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(number, F_GETFD) == -1 && errno == EBADF {
      // The lowest free number is given out, which is this one.
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes a line of talk; where nobody can hear it, it is lost and nothing else.
  static func say(_ line: String) { mutter(line + "\n") }

  /// Writes to standard error as it stands.
  static func mutter(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        return
      }
    }
  }

  /// Writes a result; a reader that has gone away ends the output quietly.
  ///
  /// - Throws: `DataError` of kind `cannotWrite` when the output cannot take all of it.
  static func print(bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try print(bytes: $0) } }

  /// Writes a part of a result; everything else as above.
  static func print(bytes: UnsafeRawBufferPointer) throws {
    var start = 0
    while start < bytes.count {
      let written = write(
        STDOUT_FILENO, bytes.baseAddress?.advanced(by: start), bytes.count - start)
      if written > 0 {
        start += written
      } else if errno == EPIPE {
        return
      } else if errno != EINTR {
        throw DataError(
          .cannotWrite,
          "standard output was cut off after \(start) of \(bytes.count) bytes: "
            + String(cString: strerror(errno)),
          hint: "make room or name another file, and run the command again")
      }
    }
  }

  /// Ends the program as a shell expects after a signal.
  static func exit(signal: Int32) -> Never { Foundation.exit(128 + signal) }

  /// Ends the program.
  static func exit(_ code: ExitCode) -> Never {
    Foundation.exit(code.rawValue)
  }
}

extension DataError.Kind {
  /// An output that was cut off.
  static let cannotWrite = Self(id: "output.cannot_write", exitCode: .inputOutput)
}
