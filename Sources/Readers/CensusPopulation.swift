import Codes
import Tables

/// Reads population estimates of the Census Bureau (NST-EST, all data): a row an area, a column
/// `POPESTIMATE` and year, summary level 040 for states.
public enum CensusPopulation {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: Persons by postal code and year; the nation, regions and divisions are set aside
  ///   under their names.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> ControlSeries {
    let table = try DelimitedText(name: name).table(from: bytes)
    let level = try table.column("SUMLEV")
    let fips = try table.column("STATE")
    let place = try table.column("NAME")
    let prefix = "POPESTIMATE"
    let years = table.header.filter { $0.hasPrefix(prefix) && Int($0.dropFirst(11)) != nil }
    guard !years.isEmpty else {
      throw DataError(
        .missingColumn, "\(name) has no column \(prefix) and a year", hint: "fetch it again")
    }
    var values: [ControlSeries.Value] = []
    var setAside: [ControlSeries.Value] = []
    for header in years {
      let column = try table.column(header)
      let year = CalendarYear(Int(header.dropFirst(prefix.utf8.count)) ?? 0)
      for row in table.rows {
        guard column[row].utf8.first != UInt8(ascii: "-"),
          try column.requiredWholeNumber(row) >= 0, let number = PrintedNumber(column[row])
        else { throw column.error(row, "no count of persons", hint: "fetch it again") }
        if level[row] == "040" {
          guard let state = State.fips(fips[row]) else {
            throw fips.error(
              row, "'\(fips[row])' is no state's code with its leading zero",
              hint: "fetch it again; codes are text")
          }
          values.append(.init(area: state.usps, year: year, number: number))
        } else {
          guard ["010", "020", "030"].contains(level[row]) else {
            throw level.error(
              row, "'\(level[row])' is no summary level of states and above",
              hint: "fetch it again; levels are text with leading zeros")
          }
          setAside.append(.init(area: place[row], year: year, number: number))
        }
      }
    }
    return try ControlSeries(values: values, setAside: setAside).requireUnique(name: name)
  }
}
