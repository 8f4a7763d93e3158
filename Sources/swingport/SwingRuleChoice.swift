import Codes
import Elections

/// A swing rule as it is named on the command line: an identifier, or `list:` and a file.
enum SwingRuleChoice {
  /// Finds the rule, reading the user's table where one is named.
  ///
  /// - Throws: `DataError`: an unknown rule (64), a file that cannot be read (66), or a table that is
  ///   refused with its row (65).
  static func rule(_ name: String) throws -> any SwingRule {
    guard name.hasPrefix("list:") else { return try SwingRules.named(name) }
    let (table, file) = try UserTable.read(name, what: "swing states")
    return try SwingList(table: table, file: file)
  }
}
