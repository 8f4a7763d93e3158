import Codes
import Tables

/// The names of countries in the Correlates of War state system.
package struct CountryNames: Sendable {
  private let names: [COWCode: String]

  /// Reads the state system's membership table.
  ///
  /// - Throws: `DataError` for a malformed table or a number with two names.
  package init(_ bytes: [UInt8], name: String) throws {
    let table = try DelimitedText(name: name).table(from: bytes)
    let code = try table.column("ccode")
    let text = try table.column("statenme")
    var names: [COWCode: String] = [:]
    for row in table.rows {
      let earlier = names.updateValue(try text.text(row), forKey: COWCode(try code.text(row)))
      if let earlier, earlier != text[row] {
        throw text.error(
          row, "'\(text[row])' has the number of '\(earlier)'", hint: "fetch the file again")
      }
    }
    self.names = names
  }

  /// The name of a country.
  ///
  /// - Throws: `DataError` for a number that no country has.
  package func name(of code: COWCode) throws -> String {
    guard let name = names[code] else {
      throw DataError(
        .unknownCode, "no country has the Correlates of War number \(code)",
        hint: "check the number in the file that uses it")
    }
    return name
  }
}
