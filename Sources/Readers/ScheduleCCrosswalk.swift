import Codes
import Tables

/// Reads the list of Census Schedule C codes with ISO and Correlates of War codes: columns
/// `cty_code`, `name`, `iso2`, `kind`, `iso3c`, `cown`, and `iso3n` where the file has it.
///
/// Every cell is text: Namibia's ISO code is `NA`. The copy repeats each group in many rows.
public enum ScheduleCCrosswalk {
  /// One country or territory.
  public struct Row: Hashable, Sendable {
    /// The Schedule C code.
    public let code: ScheduleC
    /// The name as Census prints it.
    public let name: String
    /// Census's two letters, ISO 3166-1 alpha-2 but for Kosovo, Gaza and the West Bank.
    public let iso2: String
    /// ISO 3166-1 alpha-3; nil where there is none.
    public let iso3: ISO3?
    /// The Correlates of War number; nil where there is none.
    public let cow: COWCode?
    /// The United Nations' number in three digits; nil where there is none.
    public let m49: String?
  }

  /// What a file holds.
  public struct Reading: Hashable, Sendable {
    /// The countries and territories in the file's order.
    public let countries: [Row]
    /// The codes of the groups, each once, in order of code.
    public let groups: [ScheduleC]
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: The countries, and the groups set aside.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn` or `badCell`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> Reading {
    let table = try DelimitedText(name: name).table(from: bytes)
    let code = try table.column("cty_code")
    let countryName = try table.column("name")
    let iso2 = try table.column("iso2")
    let kind = try table.column("kind")
    let iso3 = try table.column("iso3c")
    let cow = try table.column("cown")
    let number = table.header.contains("iso3n") ? try table.column("iso3n") : nil
    var countries: [Row] = []
    var seen = Set<ScheduleC>()
    var groups = Set<ScheduleC>()
    for row in table.rows {
      switch kind[row] {
      case "group":
        groups.insert(ScheduleC(try code.text(row)))
      case "country":
        let entry = Row(
          code: try code.countryCode(row), name: try countryName.text(row), iso2: iso2[row],
          iso3: iso3[row].isEmpty ? nil : ISO3(iso3[row]),
          cow: try cow.wholeNumber(row).map { COWCode(String($0)) },
          m49: try number.flatMap { try threeDigits($0, row) })
        guard seen.insert(entry.code).inserted else {
          throw code.error(
            row, "the country \(entry.code) stands on an earlier line already",
            hint: "keep one of the two rows")
        }
        countries.append(entry)
      default:
        throw kind.error(
          row, "'\(kind[row])' is neither country nor group", hint: "write country or group")
      }
    }
    return Reading(countries: countries, groups: groups.sorted())
  }

  /// The three digits of a number that the copy prints as `4.0`.
  private static func threeDigits(_ column: Table.Column, _ row: Int) throws -> String? {
    let cell = column[row]
    if cell.isEmpty { return nil }
    let digits = cell.hasSuffix(".0") ? String(cell.dropLast(2)) : cell
    guard let value = Int(digits), (1...999).contains(value) else {
      throw column.error(row, "'\(cell)' is no number of three digits", hint: "write it as 004")
    }
    return String(repeating: "0", count: 3 - String(value).utf8.count) + String(value)
  }
}
