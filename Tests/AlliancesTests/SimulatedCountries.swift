import Codes

/// ISO 3166 codes of a few countries, for lists of partners.
enum SimulatedCountries {
  static func codes() throws -> CountryCrosswalk {
    let present = [("CAN", "1220"), ("MEX", "2010"), ("JPN", "5880"), ("GBR", "4120")].map {
      CountryCodeSpell(
        system: .iso3, code: $0.0, destination: ScheduleC($0.1), first: nil, last: nil, note: "")
    }
    let former = CountryCodeSpell(
      system: .iso3, code: "CSK", destination: ScheduleC("4350"), first: nil,
      last: CalendarYear(1992), note: "")
    return try CountryCrosswalk(spells: present + [former])
  }
}
