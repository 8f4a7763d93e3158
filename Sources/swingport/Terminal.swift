import Codes
import Foundation

/// Standard output for results, standard error for talk.
enum Terminal {
  /// Writes a line of talk.
  static func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  /// Writes a result; a reader that has gone away ends the output quietly.
  ///
  /// - Throws: `DataError` of kind `cannotWrite` when the output cannot take all of it.
  static func print(bytes: [UInt8]) throws {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        write(STDOUT_FILENO, buffer.baseAddress?.advanced(by: start), buffer.count - start)
      }
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
