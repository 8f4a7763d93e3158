import Codes
import Foundation
import Tables

/// A table of the user's that is named on the command line as `list:` and a file.
enum UserTable {
  /// The identifier of the rule that a name on the command line means: for a list, `list:` and the
  /// file's name without its folders, so that outputs do not depend on where it lies.
  static func identifier(_ name: String) -> String {
    guard name.hasPrefix("list:") else { return name }
    return "list:" + URL(fileURLWithPath: String(name.dropFirst(5))).lastPathComponent
  }

  /// Reads the table that a name such as `list:mine.csv` means.
  ///
  /// - Throws: `DataError`: a file that cannot be read (66), or a table that is none (65).
  static func read(_ name: String, what: String) throws -> (table: Table, file: String) {
    do {
      return try read(path: String(name.dropFirst("list:".count)), what: "list of \(what)")
    } catch let error as DataError where error.kind == .missingTable {
      throw DataError(
        error.kind, error.message, hint: "check the name after list: and the file's permissions")
    }
  }

  /// Reads the table of a path.
  ///
  /// - Throws: `DataError`: a file that cannot be read (66), or a table that is none (65).
  static func read(path: String, what: String) throws -> (table: Table, file: String) {
    let bytes: [UInt8]
    do {
      // Read as sources are, so that a stream will do as well.
      let stream = try MappedFile(path: path)
      bytes = withExtendedLifetime(stream) { Array(stream.bytes) }
    } catch {
      throw DataError(
        .missingTable, "the \(what) '\(path)' cannot be read",
        hint: "check the path and the file's permissions")
    }
    let file = URL(fileURLWithPath: path).lastPathComponent
    return (try DelimitedText(name: file).table(from: bytes), file)
  }
}
