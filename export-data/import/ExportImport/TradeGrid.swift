import Codes
import Tables

/// Amounts by a row's key and year: what a table with a column a year is written from.
///
/// Keys are lists of text, such as a state's FIPS code and a Schedule C code; they sort as text.
struct TradeGrid {
  private(set) var cells: [[String]: [CalendarYear: Dollars]] = [:]

  /// Puts an amount into its cell.
  ///
  /// The readers have refused repeated keys already.
  mutating func put(_ key: [String], _ year: CalendarYear, _ value: Dollars) {
    cells[key, default: [:]][year] = value
  }

  subscript(key: [String], year: CalendarYear) -> Dollars? { cells[key]?[year] }

  /// The sum over all rows of one year.
  func total(_ year: CalendarYear) -> Dollars {
    cells.values.reduce(.zero) { $0 + ($1[year] ?? .zero) }
  }

  /// The rows in order of key, blank where there is no amount; rows without any amount are left out.
  ///
  /// - Parameters:
  ///   - years: The columns.
  ///   - prefix: Texts in front of every row, such as the vintage.
  ///   - print: How a key is printed.
  func rows(
    _ years: [CalendarYear], prefix: [String] = [], print: ([String]) -> [String] = { $0 }
  ) -> [[String]] {
    cells.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { key in
      let amounts = years.map { cells[key]?[$0]?.description ?? "" }
      return amounts.allSatisfy(\.isEmpty) ? nil : prefix + print(key) + amounts
    }
  }
}

/// A table's key of a state and a destination, in FIPS order.
func pairKey(_ state: State, _ destination: ScheduleC) -> [String] {
  [state.fips, destination.text]
}

/// Prints the FIPS code of a ``pairKey(_:_:)`` as the postal code.
func postalKey(_ key: [String]) -> [String] {
  guard let first = key.first, let state = State.fips(first) else { return key }
  return [state.usps] + key.dropFirst()
}
