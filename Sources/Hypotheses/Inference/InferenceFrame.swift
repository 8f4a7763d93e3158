import Codes
import Elections
import Panels

/// What inference knows of a data set beside its rows: the elections to which its periods belong, and the
/// names of its places.
struct InferenceFrame: Sendable {
  /// A year, or a month, of the data.
  struct Period: Sendable, Hashable {
    /// The year of the election that ends its cycle.
    let cycle: Int
    /// Its place in the cycle, from 0: years by their remainder by four, months in their order.
    let place: Int
    /// Whether it lies in the pre-election window.
    let isInWindow: Bool
    /// Who was in office.
    let incumbent: String
    /// The period as it is printed.
    let label: String
  }

  /// The periods in the order of the dimension `year`.
  let periods: [Period]
  /// Whether the window holds each place of the cycle.
  let window: [Bool]
  /// The states of origin; empty in national data.
  let origins: [Origin]
  /// The destinations as they are printed.
  let destinations: [String]
  /// The value of a component in a period, by its year and place, that need not be in the data; nil where
  /// it is not known.
  let value: @Sendable (Component, _ cycle: Int, _ place: Int) -> Double?

  /// The frame of a panel by year.
  ///
  /// - Parameters:
  ///   - panel: The panel.
  ///   - tables: What components need beside the panel; nil where none is asked for.
  init(panel: Panel, tables: ComponentTables? = nil) {
    let definition = panel.definitions.window
    origins = panel.origins
    destinations = panel.destinations.map(\.name)
    window = (0..<4).map { definition.contains(CalendarYear(2000 + $0)) }
    periods = panel.years.indices.map { index in
      Period(
        cycle: YearComponents.cycle(of: panel.years[index]), place: panel.years[index].number % 4,
        isInWindow: panel.isInWindow(year: index), incumbent: panel.incumbents[index].id,
        label: panel.years[index].description)
    }
    value = Self.byYear(window: definition, tables: tables)
  }

  /// The frame of a table by year or by month.
  init(
    periods: [Period], window: [Bool], destinations: [String],
    value: @escaping @Sendable (Component, Int, Int) -> Double?
  ) {
    self.periods = periods
    self.window = window
    self.destinations = destinations
    self.value = value
    origins = []
  }

  /// The values of what varies by year, also of years that are not in the data.
  static func byYear(
    window: PreElectionWindow, tables: ComponentTables?
  ) -> @Sendable (Component, Int, Int) -> Double? {
    { component, cycle, place in
      // Of a cycle's four years the one of the election leaves no remainder.
      let year = CalendarYear(cycle - (4 - place) % 4)
      return YearComponents.value(
        component, year: year, incumbent: "", isInWindow: window.contains(year), tables: tables)
    }
  }

  /// The elections of the periods in order.
  var cycles: [Int] { Set(periods.map(\.cycle)).sorted() }

  /// The periods of a cycle.
  func periods(of cycle: Int) -> [Int] { periods.indices.filter { periods[$0].cycle == cycle } }

  /// Why a cycle cannot show a bump by itself; nil where it can.
  func obstacle(in cycle: Int) -> String? {
    let own = periods(of: cycle)
    let inside = own.count { periods[$0].isInWindow }
    let unit = window.count == 4 ? "year" : "month"
    return inside > 0 && inside < own.count
      ? nil : "\(cycle): no \(unit) \(inside == 0 ? "inside" : "outside") the window"
  }
}
