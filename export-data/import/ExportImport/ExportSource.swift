/// The publishers' files that the import reads, by their paths below the data folder.
public enum ExportSource: String, CaseIterable, Sendable {
  /// One vintage of USA Trade Online, with totals and the unknown state.
  case states201903 = "state-exports/census_om_states_2014-2018_vintage2019-03.csv"
  /// Exports 2016-2025 by names.
  case namedExports = "state-exports/raw_state_exports_2016-2025_unquoted.csv"
  /// Imports 2016-2025 by names.
  case namedImports = "state-exports/raw_state_imports_2016-2025_unquoted.csv"
  /// National exports 2020-2025.
  case national202603 = "state-exports/census_us_exports_by_country_2020-2025_vintage2026-03.csv"
  /// The ten-state table.
  case tenStates = "state-exports/census_om_10states_by_destination_2012-2017.csv"
  /// The ten-state table as first published.
  case tenStatesWide = "state-exports/census_om_10states_by_destination_2012-2017_wide.csv"
  /// TransBorder Freight.
  case transBorder = "state-exports/bts_state_exports_canada_mexico_1993-2025.csv"
  /// `country.xlsx`.
  case countryTotals = "state-exports/census_us_total_trade_by_country_1985-2011.csv"
  /// Schedule C with other codes.
  case crosswalk = "countries/census_schedule_c_crosswalk.csv"
  /// Names of the ten-state table.
  case usaTradeNames = "countries/usatrade-names_crosswalk.csv"
  /// Membership in the Correlates of War state system, to 2016.
  case stateSystem = "alliances/cow_states.csv"
  /// The tidy table of both vintages, which the assembled ones must equal; read where it is there.
  case tidyStates = "state-exports/census_om_states_by_destination_2014-2025.csv"

  /// Whether the import goes on without the file.
  public var isOptional: Bool { self == .tidyStates }

  /// The name by which errors call the file.
  public var fileName: String { String(rawValue.split(separator: "/").last ?? "") }
}
