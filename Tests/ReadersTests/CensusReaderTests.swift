import Codes
import Readers
import Tables
import TestSupport
import Testing

@Suite struct `Census readers` {
  static let states = """
    state,state_name,destination,cty_code,iso2,iso3c,cown,year,value_usd,vintage
    AK,Alaska,Afghanistan,5310,AF,AFG,700,2014,69000,2019-03
    ALL,All States,Namibia,7920,NA,NAM,565,2014,100,2019-03
    XX,Unknown,Namibia,7920,NA,NAM,565,2014,100,2019-03
    ND,North Dakota,Unidentified Countries,,,,,2014,101833,2019-03
    AK,Alaska,World Total,-,,,,2014,69000,2019-03

    """
  static let named = """
    State,Country,Time,Exports
    Alaska,Greenland,2016,"7,950"
    Alaska,Korea, South,2016,"484,844,595"
    Dist of Columbia,"Svalbard, Jan Mayen Island",2017,12

    """
  static let tenStates = """
    state,destination,year,value_usd,cty_code,iso2,iso3c,cown,us_defense_ally_atop
    ALL,Afghanistan,2012,1521555394,5310,AF,AFG,700,0
    PA,Afghanistan,2012,0,5310,AF,AFG,700,0

    """
  static let wide = """
    "destination","all_total","all_average","all_2012","pa_2012"
    "Afghanistan",6079016261,1013169376.83333,1521555394,0

    """
  static let national = """
    destination,cty_code,year,value_usd
    World Total,-,2020,15
    Canada,1220,2020,15

    """
  static let totals = """
    year,CTY_CODE,CTYNAME,EJAN,EYR
    1985,0001,OPEC,1033,12478
    ,5220,Yemen,0,0
    2003,1220,Canada,1.5,169923.699999
    1993,5080,Israel,0,0

    """
  static let crosswalk = """
    cty_code,name,iso2,note,kind,countrycode_name,iso3c,iso3n,cown
    7920,Namibia,NA,,country,Namibia,NAM,516.0,565
    4803,Kosovo,KV,,country,,,,
    7XXX,Africa,,,group,Parma,,,335
    7XXX,Africa,,,group,Saxony,,,269

    """
  static let names = """
    destination,cty_code,name,iso2,iso3c,cown
    Congo (Brazzaville),7630,"Congo, Republic of the Congo",CG,COG,484.0
    Namibia,7920,Namibia,NA,NAM,565.0
    Aruba,2779,Aruba,AW,ABW,

    """
  static let transBorder = """
    state,state_name,country,year,value_usd
    AK,Alaska,Canada,1993,42852695.0
    DU,Unknown,Mexico,2004,7.0

    """

  @Test func `states, totals and unknowns come back as what they are`() throws {
    let rows = try CensusStateExports.read(Self.states.utf8, name: "states.csv")
    #expect(rows.map(\.origin.description) == ["AK", "ALL", "XX", "ND", "AK"])
    #expect(rows.map(\.destination.country?.text) == ["5310", "7920", "7920", nil, nil])
    #expect(rows[3].destination == .unidentified)
    #expect(rows[4].destination == .world)
    #expect(rows[0].value == Dollars(69000))
    #expect(rows[0].year == CalendarYear(2014))
    #expect(rows[0].vintage == "2019-03")
  }

  @Test func `a name with unquoted commas is what stands between state and year`() throws {
    let rows = try CensusNamedStateTrade.read(Self.named.utf8, name: "raw.csv", flow: .exports)
    #expect(
      rows.map(\.countryName) == ["Greenland", "Korea, South", "Svalbard, Jan Mayen Island"])
    #expect(rows.map(\.value.count) == [7950, 484_844_595, 12])
    #expect(rows.map(\.state.usps) == ["AK", "AK", "DC"])
    #expect(rows.map(\.line) == [2, 3, 4])
  }

  @Test func `exports are not read as imports`() throws {
    let error = #expect(throws: DataError.self) {
      try CensusNamedStateTrade.read(Self.named.utf8, name: "raw.csv", flow: .imports)
    }
    #expect(error?.kind == .missingColumn)
    #expect(error?.message.contains("raw.csv, line 1") == true)
  }

  @Test func `the ten-state table is the same long and wide, zeros kept`() throws {
    let long = try CensusTenStates.read(Self.tenStates.utf8, name: "ten.csv")
    let wide = try CensusTenStatesWide.read(Self.wide.utf8, name: "wide.csv")
    #expect(long.map(\.value) == wide.map(\.value))
    #expect(long.map(\.origin) == wide.map(\.origin))
    #expect(long[1].value == .zero)
  }

  @Test func `the world is apart from the countries in the national table`() throws {
    let rows = try CensusNationalExports.read(Self.national.utf8, name: "national.csv")
    #expect(rows.map(\.destination) == [.world, .country(ScheduleC("1220"))])
  }

  @Test func `groups and rows without a year are set aside, millions are exact`() throws {
    let reading = try CensusCountryTotals.read(Self.totals.utf8, name: "country.csv")
    #expect(reading.countries.map(\.exports.count) == [169_923_699_999, 0])
    #expect(reading.groups.map(\.code.text) == ["0001"])
    #expect(reading.rowsWithoutYear == 1)
  }

  @Test func `Namibia's code is text and groups count once`() throws {
    let reading = try ScheduleCCrosswalk.read(Self.crosswalk.utf8, name: "codes.csv")
    #expect(reading.countries.map(\.iso2) == ["NA", "KV"])
    #expect(reading.countries.map(\.iso3?.text) == ["NAM", nil])
    #expect(reading.countries.map(\.cow?.text) == ["565", nil])
    #expect(reading.groups == [ScheduleC("7XXX")])
    let names = try USATradeNames.read(Self.names.utf8, name: "names.csv")
    #expect(names.map(\.cow?.text) == ["484", "565", nil])
    #expect(names[1].iso2 == "NA")
  }

  @Test func `TransBorder amounts lose their point and nothing else`() throws {
    let rows = try BTSStateExports.read(Self.transBorder.utf8, name: "bts.csv")
    #expect(rows.map(\.value.count) == [42_852_695, 7])
    #expect(rows.map(\.origin.description) == ["AK", "XX"])
    #expect(rows.map(\.destination.text) == ["1220", "2010"])
  }
}
