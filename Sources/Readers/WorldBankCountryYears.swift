import Codes
import Tables

/// Reads copies of an indicator of the World Bank as a table of `Country Name, Country Code, Year,
/// Value`.
///
/// A country and year that is not reported has no row.
public enum WorldBankCountryYears {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: One value a country and year; aggregates are set aside by the codes that
  ///   ``WorldBankIndicator/aggregates`` lists.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> ControlSeries {
    let table = try DelimitedText(name: name).table(from: bytes)
    let code = try table.column("Country Code")
    let year = try table.column("Year")
    let value = try table.column("Value")
    var values: [ControlSeries.Value] = []
    var setAside: [ControlSeries.Value] = []
    for row in table.rows {
      let area = code[row]
      guard area.utf8.count == 3, area.utf8.allSatisfy({ (65...90).contains($0) }) else {
        throw code.error(
          row, "'\(area.prefix(40))' is no code of three letters", hint: "fetch the file again")
      }
      guard let number = PrintedNumber(value[row]), number.number >= 0 else {
        throw value.error(
          row, "'\(value[row].prefix(40))' is no figure",
          hint: "leave out rows that are not reported")
      }
      let entry = ControlSeries.Value(area: area, year: try year.year(row), number: number)
      if WorldBankIndicator.aggregates.contains(area) {
        setAside.append(entry)
      } else {
        values.append(entry)
      }
    }
    return try ControlSeries(values: values, setAside: setAside).requireUnique(name: name)
  }
}
