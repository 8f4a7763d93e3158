import Codes
import Foundation

/// Standard output for results, standard error for talk.
enum Terminal {
  /// Writes a line of talk.
  static func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  /// Writes a result.
  ///
  /// A reader that has gone away ends the output quietly.
  static func print(bytes: [UInt8]) {
    try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
  }

  /// Ends the program.
  static func exit(_ code: ExitCode) -> Never {
    Foundation.exit(code.rawValue)
  }
}
