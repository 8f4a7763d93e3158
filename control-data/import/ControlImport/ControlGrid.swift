import Codes
import Readers

/// Whole figures by area and year, from 1990 on.
struct ControlGrid {
  /// The years from the first to the last that any area has.
  let years: [CalendarYear]
  /// The figures by the area's code as the publisher writes it; a year that is not reported is absent.
  let cells: [String: [CalendarYear: Int64]]

  /// Sorts figures into a grid.
  ///
  /// - Throws: `DataError` of kind `doesNotAddUp` for an area and year that two files hold, and what
  ///   the conversion throws.
  init(_ values: [ControlSeries.Value], whole: (PrintedNumber) throws -> Int64) throws {
    var cells: [String: [CalendarYear: Int64]] = [:]
    for value in values where value.year >= ControlImport.firstYear {
      guard let number = value.number else { continue }
      let figure = try whole(number)
      guard cells[value.area, default: [:]].updateValue(figure, forKey: value.year) == nil else {
        throw DataError(
          .doesNotAddUp, "\(value.area) in \(value.year) stands in two files",
          hint: "give each year from one file")
      }
    }
    self.cells = cells
    let present = cells.values.flatMap(\.keys)
    years =
      if let first = present.min(), let last = present.max() { Array(first...last) } else { [] }
  }

  /// The figures of an area, a text a year; blank where not reported.
  func texts(_ area: String) -> [String] {
    years.map { year in cells[area]?[year].map(String.init) ?? "" }
  }

  /// Millions of dollars as printed, in dollars: digits are shifted and nothing is rounded.
  static func dollars(millions number: PrintedNumber) throws -> Int64 {
    guard let dollars = Dollars(millions: number.text) else { throw bad(number) }
    return dollars.count
  }

  /// A whole number as printed.
  static func whole(_ number: PrintedNumber) throws -> Int64 {
    guard let whole = Int64(number.text) else { throw bad(number) }
    return whole
  }

  /// The nearest whole number.
  static func nearest(_ number: PrintedNumber) throws -> Int64 {
    guard let whole = Int64(exactly: number.number.rounded()) else { throw bad(number) }
    return whole
  }

  private static func bad(_ number: PrintedNumber) -> DataError {
    DataError(
      .doesNotAddUp, "'\(number.text)' is no figure of the kind expected",
      hint: "compare with the publisher's file")
  }
}
