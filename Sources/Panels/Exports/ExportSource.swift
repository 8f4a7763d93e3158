import Codes

/// A built-in source of exports; two sources are never spliced.
public enum ExportSource: String, Sendable, CaseIterable, Codable {
  /// Census Bureau, exports by state of origin of movement, all states and destinations, 2014–2025.
  case censusOriginOfMovement = "census"
  /// The same series for ten states as taken in June 2019, 2012–2017, with its printed zeros.
  case censusTenStates = "census-ten-states"
  /// Bureau of Transportation Statistics, exports to Canada and Mexico, 2004–2025.
  case transborderFreight = "bts"
  /// Census Bureau, national exports by country, 1985–2011.
  case censusCountryTotals = "census-country-totals"

  /// The source as it is cited under a table.
  ///
  /// - Parameter vintages: The vintage of each year's figures, which are part of the citation where a
  ///   source has been taken at several times.
  public func citation(vintages: [CalendarYear: String]) -> String {
    switch self {
    case .censusOriginOfMovement:
      "U.S. Census Bureau, exports by state of origin of movement, f.a.s. value, current dollars, "
        + "domestic and foreign goods; " + Self.words(vintages)
    case .censusTenStates:
      "U.S. Census Bureau, USA Trade Online, State Export Data (Origin of Movement), ten states, "
        + "taken 13 June 2019"
    case .transborderFreight:
      "U.S. Bureau of Transportation Statistics, North American TransBorder Freight Data, exports "
        + "over all modes"
    case .censusCountryTotals:
      "U.S. Census Bureau, U.S. trade in goods by country, 1985–2011, f.a.s. value, not seasonally "
        + "adjusted"
    }
  }

  /// Vintages with their years, such as `vintages 2019-03 (2014–2015) and 2026-03 (2016–2025)`.
  private static func words(_ vintages: [CalendarYear: String]) -> String {
    let spans = Dictionary(grouping: vintages.keys, by: { vintages[$0] ?? "" })
      .sorted { ($0.value.min()?.number ?? 0) < ($1.value.min()?.number ?? 0) }
      .map { vintage, years in
        let first = years.min()?.description ?? ""
        let last = years.max()?.description ?? ""
        return "\(vintage) (\(first == last ? first : "\(first)–\(last)"))"
      }
    return (spans.count == 1 ? "vintage " : "vintages ") + spans.joined(separator: " and ")
  }

  /// The source line under a figure: publisher, series and vintage.
  public func publisherLine(vintage: String) -> String {
    switch self {
    case .censusOriginOfMovement, .censusTenStates:
      "U.S. Census Bureau, exports by state of origin of movement, vintage \(vintage)."
    case .transborderFreight:
      "U.S. Bureau of Transportation Statistics, TransBorder Freight Data, vintage \(vintage)."
    case .censusCountryTotals:
      "U.S. Census Bureau, U.S. trade in goods by country, vintage \(vintage)."
    }
  }

  /// The origins that the source has.
  public var origins: [Origin] {
    switch self {
    case .censusOriginOfMovement, .transborderFreight: State.electing.map(Origin.state)
    case .censusTenStates:
      ["CT", "DE", "MD", "NC", "NJ", "NY", "OH", "PA", "VA", "WV"]
        .compactMap { State.usps($0) }.map(Origin.state)
    case .censusCountryTotals: [.unitedStates]
    }
  }
}
