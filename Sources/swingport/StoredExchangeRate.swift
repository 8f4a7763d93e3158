import Codes
import Panels
import Store
import Tables

/// The official exchange rate of the store as a control of a panel.
enum StoredExchangeRate {
  /// The name of the control.
  static let name = "exchange_rate"
  private static let source = "world-bank"
  private static let indicator = "PA.NUS.FCRF"

  /// Reads the vintage in use.
  ///
  /// - Throws: `DataError` of exit status 66 where no store holds the rate.
  static func control(
    _ folder: StoreFolder, data: BuiltInData
  ) throws -> any ControlVariable {
    guard let store = try folder.openIfAny() else { throw missing("there is no store") }
    guard let vintage = try store.current(source) else {
      throw missing("the store has no figures of \(source)")
    }
    let series = try store.series(of: vintage, variable: indicator)
    guard series.count > 0 else {
      throw missing("vintage \(vintage.label) of \(source) has no part \(indicator)")
    }
    let values = series.values
    let periods = series.periods
    return try CountrySeriesControl(
      name: name, unit: CountrySeriesControl.exchangeRateUnit,
      definition: "official exchange rate, \(CountrySeriesControl.exchangeRateUnit) (World Bank, "
        + "\(indicator); vintage \(vintage.label) of \(source) in the store, "
        + "\(series.count) figures of countries and years)",
      figures: (0..<series.count).map {
        CountrySeriesControl.Figure(
          code: series.entities[$0], year: CalendarYear(periods[$0].year), value: values[$0])
      },
      in: .worldBank, crosswalk: data.crosswalk, source: try StoredPanel.citation(of: vintage))
  }

  private static func missing(_ what: String) -> DataError {
    DataError(
      .noStoredSeries, "the control \(name) comes from the store, and \(what)",
      hint: "run 'swingport refresh \(source)', or give a table of your own with --control "
        + "\(name)=FILE")
  }
}

extension DataError.Kind {
  /// A series that no store holds.
  static let noStoredSeries = Self(id: "store.no_series", exitCode: .inputMissing)
}
