import Codes

/// The states to which the territories of the trade statistics belong.
///
/// Sources: CIA, The World Factbook, dependency status; for Hong Kong the Joint Declaration of 19
/// December 1984 (in force until 30 June 1997 under the United Kingdom), for Macao that of 13 April
/// 1987 (under Portugal until 19 December 1999). The Cook Islands and Niue conduct themselves in free
/// association with New Zealand, which is responsible for their defence. The Gaza Strip, the West Bank
/// and Western Sahara have no sovereign that is undisputed and are joined as themselves.
public enum TerritorySovereigns {
  private static let sovereigns: [String: String] = [
    "GRL": "DNK", "FRO": "DNK", "SPM": "FRA", "GLP": "FRA", "MTQ": "FRA", "GUF": "FRA",
    "NCL": "FRA", "WLF": "FRA", "PYF": "FRA", "MYT": "FRA", "REU": "FRA", "ATF": "FRA",
    "BMU": "GBR", "TCA": "GBR", "CYM": "GBR", "AIA": "GBR", "VGB": "GBR", "MSR": "GBR",
    "FLK": "GBR", "GIB": "GBR", "SHN": "GBR", "PCN": "GBR", "IOT": "GBR", "SJM": "NOR",
    "ANT": "NLD", "SXM": "NLD", "CUW": "NLD", "ABW": "NLD", "NFK": "AUS", "CCK": "AUS",
    "CXR": "AUS", "HMD": "AUS", "COK": "NZL", "TKL": "NZL", "NIU": "NZL",
  ]

  /// The sovereign of a territory on 31 December of a year; nil where there is none or none that is
  /// undisputed.
  public static func sovereign(of territory: ISO3, in year: CalendarYear) -> ISO3? {
    switch territory.text {
    case "HKG": ISO3(year >= CalendarYear(1997) ? "CHN" : "GBR")
    case "MAC": ISO3(year >= CalendarYear(1999) ? "CHN" : "PRT")
    default: sovereigns[territory.text].map { ISO3($0) }
    }
  }
}
