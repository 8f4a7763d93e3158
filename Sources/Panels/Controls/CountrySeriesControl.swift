import Codes
import Tables

/// A yearly series of countries, such as an indicator of the World Bank, as a variable of a panel.
///
/// Figures are kept as they are, decimals included. Countries go by their codes of the series' last
/// year, as the built-in controls do.
public struct CountrySeriesControl: ControlVariable {
  /// A figure of a country in a year.
  public struct Figure: Hashable, Sendable {
    /// The country's code in the system of the series.
    public let code: String
    /// The year.
    public let year: CalendarYear
    /// The figure; a country and year that is not reported has none.
    public let value: Double

    /// Creates a figure.
    public init(code: String, year: CalendarYear, value: Double) {
      self.code = code
      self.year = year
      self.value = value
    }
  }

  /// The name of the column.
  public let name: String
  /// The unit.
  public let unit: String
  /// What it is, with the codes that were set aside.
  public let definition: String
  /// The first and the last year of the series.
  public let coverage: ClosedRange<CalendarYear>?
  /// The years with a figure, in order; nil where it has none.
  public let years: [CalendarYear]?
  /// How the series is cited.
  public let source: DataPackageDescriptor.Source?
  /// The figures of destinations.
  public let rowCount: Int?
  private let system: CountryCodeSystem
  private let figures: [ScheduleC: [CalendarYear: Double]]

  /// Makes a variable of a series.
  ///
  /// - Parameters:
  ///   - name: The name of the column.
  ///   - unit: The unit of every figure.
  ///   - definition: What it is, in a sentence with its source and vintage.
  ///   - figures: The figures; codes that mean no destination are set aside and named in the
  ///     definition.
  ///   - system: The system of the codes.
  ///   - crosswalk: What the codes mean.
  ///   - source: How the series is cited.
  /// - Throws: `DataError` of kind `duplicateKey` for a destination and year with two figures.
  public init(
    name: String, unit: String, definition: String, figures: [Figure],
    in system: CountryCodeSystem, crosswalk: CountryCrosswalk, source: DataPackageDescriptor.Source?
  ) throws {
    let years = figures.map(\.year)
    self.years = years.isEmpty ? nil : Set(years).sorted()
    var places: [String: ScheduleC] = [:]
    var setAside = Set<String>()
    if let last = years.max() {
      for code in Set(figures.map(\.code)) {
        if let place = crosswalk.destination(code, in: system, year: last) {
          places[code] = place
        } else {
          setAside.insert(code)
        }
      }
    }
    var found: [ScheduleC: [CalendarYear: Double]] = [:]
    var count = 0
    for figure in figures {
      guard let place = places[figure.code] else { continue }
      guard found[place, default: [:]].updateValue(figure.value, forKey: figure.year) == nil else {
        throw DataError(
          .duplicateKey,
          "\(name): \(figure.code) (Schedule C \(place)) in \(figure.year) has two figures, and the "
            + "join is declared many_to_one",
          hint: "fetch the series again; which of the two is right cannot be told")
      }
      count += 1
    }
    self.name = name
    self.unit = unit
    self.definition =
      definition
      + (setAside.isEmpty
        ? "" : "; codes that are no destination: \(setAside.sorted().joined(separator: " "))")
    self.system = system
    self.figures = found
    self.source = source
    rowCount = count
    if let first = years.min(), let last = years.max() {
      coverage = first...last
    } else {
      coverage = nil
    }
  }

  /// The unit of the official exchange rate, PA.NUS.FCRF.
  public static let exchangeRateUnit = "local currency units per U.S. dollar, average of the year"

  /// One figure a destination and year.
  public var key: ControlKey { .destinationYear }

  /// The figure of a destination in a year, or why there is none.
  public func cell(_ unit: ControlUnit) -> Cell<Double> {
    guard let destination = unit.destination?.scheduleC, let year = unit.period?.year else {
      return .notReported(.absentPair)
    }
    guard let coverage, coverage.contains(year) else { return .notReported(.outsideCoverage) }
    guard let reported = figures[destination] else { return .notReported(.noCode(system.title)) }
    guard let figure = reported[year] else { return .notReported(.absentPair) }
    return figure == 0 ? .reportedZero : .value(figure)
  }
}
