import Codes
import Foundation

/// Standard output for results, standard error for talk.
enum Terminal {
  /// Writes a line of talk.
  static func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  /// Writes a result.
  static func print(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  /// Ends the program.
  static func exit(_ code: ExitCode) -> Never {
    Foundation.exit(code.rawValue)
  }
}
