import Codes
import Maps
import Panels

/// What exports are divided by: population or gross domestic product, by state and year.
public struct Denominators: Sendable {
  /// What they are, such as `population`.
  public let name: String
  /// The source line: publisher, series, vintage.
  public let source: String
  /// The tables that they are read from, for the metadata.
  public let sources: [MapSource]
  private let values: [State: [CalendarYear: Double]]

  /// Makes a table of denominators.
  ///
  /// - Parameters:
  ///   - name: What they are.
  ///   - source: The source line.
  ///   - values: Persons, or dollars; a state or year without one is not reported. Values that are not
  ///     above zero are taken for not reported.
  ///   - sources: The tables that they are read from, for the metadata.
  public init(
    name: String, source: String, values: [State: [CalendarYear: Double]],
    sources: [MapSource] = []
  ) {
    self.name = name
    self.sources = sources
    self.source = source
    self.values = values
  }

  /// Makes a table of denominators from a table of controls.
  ///
  /// - Parameters:
  ///   - name: What they are.
  ///   - source: The source line.
  ///   - control: Persons, or dollars.
  ///   - sources: The tables that they are read from, for the metadata.
  public init(
    name: String, source: String, control: YearlyControl<State>, sources: [MapSource] = []
  ) {
    var values: [State: [CalendarYear: Double]] = [:]
    for state in control.areas {
      for year in control.years {
        if case .value(let figure) = control[state, year] {
          values[state, default: [:]][year] = Double(figure)
        }
      }
    }
    self.init(name: name, source: source, values: values, sources: sources)
  }

  /// The value of a state in a year; nil where none is reported.
  public subscript(state: State, year: CalendarYear) -> Double? {
    values[state]?[year].flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
  }

  /// The years for which any state has a value, in order.
  public var years: [CalendarYear] { Set(values.values.flatMap(\.keys)).sorted() }
}
