import Codes
import Tables

/// Reads Schedule C as the Census Bureau prints it: below a heading, lines of code, name and
/// two-letter ISO code between bars.
public enum ScheduleCList {
  /// A country or territory.
  public struct Country: Hashable, Sendable {
    /// The code of four digits.
    public let code: ScheduleC
    /// The name as printed, single blanks at its ends removed.
    public let name: String
    /// The two-letter ISO code; nil where none is printed, as for Gaza and the West Bank.
    public let iso2: String?
  }

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: The countries in the file's order.
  /// - Throws: `DataError` of kind `malformedTable` (no line of a country, bars that are gone),
  ///   `badCell` for a code that is no country's, or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> [Country] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DataError(
        .malformedTable, "\(name): the text is not valid UTF-8",
        hint: "convert it, or fetch it again")
    }
    var countries: [Country] = []
    var seen: [String: Int] = [:]
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated() {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
        String($0).trimmed
      }
      guard let code = fields.first, code.utf8.first.map({ (48...57).contains($0) }) ?? false
      else { continue }
      guard fields.count == 3, !fields[1].isEmpty else {
        throw DataError(
          .malformedTable, "\(name), line \(index + 1): code, name and ISO code are wanted",
          hint: "fetch it again; the layout has changed if it lasts")
      }
      let schedule = ScheduleC(code)
      let iso = fields[2]
      guard schedule.isCountry,
        iso.isEmpty || (iso.utf8.count == 2 && iso.utf8.allSatisfy { (65...90).contains($0) })
      else {
        throw DataError(
          .badCell, "\(name), line \(index + 1): '\(code)' with '\(iso)' is no country",
          hint: "fetch it again")
      }
      if let earlier = seen.updateValue(index + 1, forKey: code) {
        throw DataError(
          .duplicateKey, "\(name), line \(index + 1): \(code) stands on line \(earlier) already",
          hint: "keep one of the two rows")
      }
      countries.append(
        Country(code: schedule, name: fields[1], iso2: iso.isEmpty ? nil : iso))
    }
    guard !countries.isEmpty else {
      throw DataError(
        .malformedTable, "\(name): there is no line of a country", hint: "fetch it again")
    }
    return countries
  }
}
