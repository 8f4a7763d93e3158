import Alliances
import Codes

/// A user's list of allies, named on the command line as `list:` and a file.
enum AllyListChoice {
  /// Reads the list.
  ///
  /// - Throws: `DataError`: a file that cannot be read (66), or a table that is refused with its row or
  ///   with the codes that are no country's in any year (65).
  static func rule(
    _ name: String, codes: CountryCrosswalk, onUnmatched: UnmatchedPolicy = .stop
  ) throws -> any AllyRule {
    let (table, file) = try UserTable.read(name, what: "allies")
    return try AllyList(table: table, file: file, codes: codes, onUnmatched: onUnmatched)
  }
}
