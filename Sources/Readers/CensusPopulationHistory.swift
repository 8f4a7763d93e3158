import Codes
import Tables

/// Reads population by state and year in the long layout of copies of the Census Bureau's
/// intercensal and postcensal estimates: `state/region, ages, year, population`.
///
/// `ages` is `total` or `under18`, `USA` stands among the postal codes, and `NaN` is not reported.
public enum CensusPopulationHistory {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: Persons of all ages by postal code and year, Puerto Rico included; the nation is set
  ///   aside.
  /// - Throws: `DataError` of kind `malformedTable`, `missingColumn`, `badCell` or `duplicateKey`.
  public static func read(_ bytes: some Collection<UInt8>, name: String) throws -> ControlSeries {
    let table = try DelimitedText(name: name).table(from: bytes)
    let place = try table.column("state/region")
    let ages = try table.column("ages")
    let year = try table.column("year")
    let persons = try table.column("population")
    try table.requireUnique(["state/region", "ages", "year"])
    var values: [ControlSeries.Value] = []
    var setAside: [ControlSeries.Value] = []
    for row in table.rows {
      guard ["total", "under18"].contains(ages[row]) else {
        throw ages.error(
          row, "'\(ages[row])' is neither total nor under18", hint: "fetch the file again")
      }
      guard ages[row] == "total" else { continue }
      let calendarYear = try year.year(row)
      var number: PrintedNumber?
      if persons[row] != "NaN" {
        guard try persons.requiredWholeNumber(row) >= 0 else {
          throw persons.error(row, "no count of persons", hint: "fetch the file again")
        }
        number = PrintedNumber(persons[row])
      }
      if place[row] == "USA" {
        setAside.append(.init(area: "United States", year: calendarYear, number: number))
      } else {
        values.append(
          .init(area: try place.state(row).usps, year: calendarYear, number: number))
      }
    }
    return try ControlSeries(values: values, setAside: setAside).requireUnique(name: name)
  }
}
