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
    let romania = [("ROM", true, 2001 as Int?), ("ROU", false, nil)].map {
      CountryCodeSpell(
        system: .iso3, code: $0.0, destination: ScheduleC("4850"), first: nil,
        last: $0.2.map { CalendarYear($0) }, isAlias: $0.1, note: "")
    }
    let sudan = [("7320", nil as Int?, 2011 as Int?), ("7321", 2011, nil)].map {
      CountryCodeSpell(
        system: .iso3, code: "SDN", destination: ScheduleC($0.0),
        first: $0.1.map { CalendarYear($0) }, last: $0.2.map { CalendarYear($0) }, note: "")
    }
    // Schedule C itself, by whose years a destination exists.
    let places = (present + [former, romania[1]] + sudan).map {
      CountryCodeSpell(
        system: .scheduleC, code: $0.destination?.text ?? "", destination: $0.destination,
        first: $0.first, last: $0.last, note: "")
    }
    let others = [
      CountryCodeSpell(
        system: .worldBank, code: "XKX", destination: ScheduleC("4803"), first: CalendarYear(2009),
        last: nil, note: ""),
      CountryCodeSpell(
        system: .worldBank, code: "WLD", destination: nil, first: nil, last: nil,
        note: "a group of countries"),
    ]
    return try CountryCrosswalk(spells: present + [former] + romania + sudan + places + others)
  }
}
