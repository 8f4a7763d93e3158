/// A system of country codes in which some publisher names a country.
public enum CountryCodeSystem: String, CaseIterable, Hashable, Sendable {
  /// Census Schedule C, four digits: the destinations of exports.
  case scheduleC = "schedule-c"
  /// ISO 3166-1 alpha-2, of former places ISO 3166-3; `NA` is Namibia.
  case iso2
  /// ISO 3166-1 alpha-3, of former places ISO 3166-3.
  case iso3
  /// The number in the Correlates of War state system.
  case cow
  /// The World Bank's three letters: ISO 3166-1 but for Kosovo (`XKX`) and groups of countries.
  case worldBank = "world-bank"
  /// CEPII GeoDist's three letters: an older ISO 3166-1, with `ROM`, `ZAR`, `TMP` and `YUG`.
  case cepii
  /// The United Nations' three digits (M49), with leading zeros; WITS names reporters by it.
  case m49 = "un-m49"

  /// The system's name in text for people.
  public var title: String {
    switch self {
    case .scheduleC: "Schedule C"
    case .iso2: "ISO 3166 alpha-2"
    case .iso3: "ISO 3166 alpha-3"
    case .cow: "Correlates of War"
    case .worldBank: "World Bank"
    case .cepii: "CEPII"
    case .m49: "UN M49"
    }
  }
}
