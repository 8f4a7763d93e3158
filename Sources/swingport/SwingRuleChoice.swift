import Codes
import Elections
import Foundation
import Tables

/// A swing rule as it is named on the command line: an identifier, or `list:` and a file.
enum SwingRuleChoice {
  /// Finds the rule, reading the user's table where one is named.
  ///
  /// - Throws: `DataError`: an unknown rule (64), a file that cannot be read (66), or a table that is
  ///   refused with its row (65).
  static func rule(_ name: String) throws -> any SwingRule {
    guard name.hasPrefix("list:") else { return try SwingRules.named(name) }
    let file = String(name.dropFirst("list:".count))
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw DataError(
        .missingTable, "the list of swing states '\(file)' cannot be read",
        hint: "check the name after list: and the file's permissions")
    }
    let label = URL(fileURLWithPath: file).lastPathComponent
    return try SwingList(table: DelimitedText(name: label).table(from: bytes), file: label)
  }
}
