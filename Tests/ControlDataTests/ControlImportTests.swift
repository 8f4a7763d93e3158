import Codes
import ControlImport
import Tables
import TestSupport
import Testing

@Suite struct `Control import` {
  /// Small simulated files in the publishers' layouts.
  private static let small: [ControlSource: String] = {
    var gdp = [
      "GeoFIPS,GeoName,Region,TableName,ComponentName,Unit,IndustryId,IndustryClassification,"
        + "Description,1997,1998"
    ]
    func add(_ fips: String, _ name: String, _ cells: String) {
      gdp.append(
        #" "\#(fips)","\#(name)", ,SAGDP2N,"GDP","Millions of current dollars",1,"...","All","#
          + cells)
    }
    add("00000", "United States *", "513.0,5130.0")
    for state in State.electing { add("\(state.fips)000", state.name, "10.0,100.0") }
    for region in 1...7 { add("9\(region)000", "Region \(region)", "60.0,600.0") }
    add("98000", "Far West", "90.0,900.0")
    gdp += [#""Note: simulated""#, #""Source: simulated""#, ""]

    var before = "state/region,ages,year,population\nPR,total,1990,NaN\nUSA,total,1990,51\n"
    before += "AL,under18,1990,1\nUSA,under18,1990,1\n"
    for state in State.electing { before += "\(state.usps),total,1990,1\n" }
    var after = "SUMLEV,STATE,NAME,POPESTIMATE2020\n010,00,United States,102\n"
    for state in State.electing { after += "040,\(state.fips),\(state.name),2\n" }
    after += "040,72,Puerto Rico,9\n"
    let bank = "Country Name,Country Code,Year,Value\n"
    return [
      .stateGDP: gdp.joined(separator: "\n"), .populationTo2013: before,
      .populationFrom2020: after,
      .countryGDP: bank + "Canada,CAN,1989,1\nCanada,CAN,1990,2.5\nCanada,CAN,1992,3.49\n"
        + "Kosovo,XKX,1992,0\nWorld,WLD,1990,9\nGuam,GUM,1990,9\n",
      .countryPopulation: bank + "Canada,CAN,1990,7\n\"Korea, Rep.\",KOR,1991,8\n",
      .distances: """
      iso_o;iso_d;contig;comlang_off;comlang_ethno;colony;comcol;curcol;col45;smctry;dist;distcap;distw;distwces
      USA;CAN;1;1;1;0;0;0;0;0;548.3946;737.0425;.;.
      USA;ROM;0;0;0;0;0;0;0;0;7639.5;7639.5;8600.25;8500
      USA;YUG;0;0;0;0;0;0;0;0;7266.376;7266.4;8710.541;8700
      USA;PRI;0;0;0;0;0;0;0;0;2500;2500;2600;2600

      """,
    ]
  }()

  private static let destinations = """
    schedule_c,destination,iso2,iso3c,kind,note
    1220,Canada,CA,CAN,country,
    4799,Serbia and Montenegro,CS,SCG,former,
    4803,Kosovo,,,country,
    4850,Romania,RO,ROU,country,
    5800,South Korea,KR,KOR,country,

    """

  private func run(_ sources: [ControlSource: String] = small) throws -> ControlImport.Result {
    try ControlImport.package(
      source: { sources[$0].map { Array($0.utf8) } },
      destinations: DelimitedText(name: "destinations").table(from: Array(Self.destinations.utf8)))
  }

  private func lines(_ table: String) throws -> [String] {
    let file = try run().files.first { $0.path == "tables/\(table).csv" }
    return String(decoding: try #require(file).bytes, as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  @Test func `figures go where they belong, and what is not reported stays blank`() throws {
    let gdp = try lines("destination-gdp")
    #expect(
      gdp == [
        "schedule_c,world_bank,1990,1991,1992", "1220,CAN,3,,3", "4803,XKX,,,0", "4850,,,,",
        "5800,,,,",
      ])
    #expect(
      try lines("destination-population") == [
        "schedule_c,world_bank,1990,1991", "1220,CAN,7,", "4803,,,", "4850,,,", "5800,KOR,,8",
      ])
    #expect(
      try lines("destination-distance") == [
        "schedule_c,cepii,kilometres,weighted_kilometres", "1220,CAN,548.3946,",
        "4799,YUG,7266.376,8710.541", "4803,,,", "4850,ROM,7639.5,8600.25", "5800,,,",
      ])
    #expect(try lines("state-gdp").prefix(2) == ["state,1997,1998", "AL,10000000,100000000"])
    let population = try lines("state-population")
    #expect(population.count == 53 && population[0].hasPrefix("state,1990,1991,"))
    #expect(population[1].hasPrefix("AL,1,,") && population[1].hasSuffix(",,2"))
    #expect(population.last?.hasPrefix("PR,,") == true && population.last?.hasSuffix(",9") == true)
    #expect(try run().report.contains { $0.contains("set aside GUM") })
  }

  @Test func `the same inputs give the same bytes`() throws {
    #expect(try run().files.map(\.bytes) == run().files.map(\.bytes))
  }

  @Test func `a file that is not there is named`() throws {
    for source in ControlSource.allCases {
      let error = #expect(throws: DataError.self) {
        try run(Self.small.filter { $0.key != source })
      }
      #expect(error?.kind == .missingSource)
      #expect(error?.message.contains(source.rawValue) == true)
    }
  }

  @Test(arguments: [
    (
      ControlSource.stateGDP, "\"Alabama\", ,SAGDP2N,\"GDP\",\"Millions of current dollars\",1",
      "\"Alabama\", ,SAGDP2N,\"GDP\",\"Millions of current dollars\",2", "51 states"
    ),
    (.stateGDP, "60.0,600.0", "60.0,500.0", "1998"),
    (.stateGDP, "513.0,5130.0", "530.0,5130.0", "1997"),
    (.stateGDP, "513.0,5130.0", "509.0,5130.0", "1997"),
    (.populationTo2013, "USA,total,1990,51", "USA,total,1990,52", "1990"),
    (.populationTo2013, "AL,total,1990,1\n", "", "50 states"),
    (.populationTo2013, "AL,total,1990,1\n", "AL,total,1990,NaN\n", "AL in 1990"),
    (.populationTo2013, "AL,under18", "AL,adults", "adults"),
    (.populationFrom2020, "United States,102", "United States,101", "2020"),
    (.countryGDP, "1992,3.49", "1992,n/a", "n/a"),
    (.countryGDP, "1990,2.5", "1989,2.5", "stands twice"),
    (.countryPopulation, "CAN,1990", "Can,1990", "'Can'"),
    (.distances, "USA;PRI", "CAN;PRI", "from 'CAN'"),
  ])
  func `a figure that does not add up or does not belong is refused by name`(
    source: ControlSource, old: String, new: String, place: String
  ) throws {
    var sources = Self.small
    let original = try #require(sources[source])
    sources[source] = original.replacing(old, with: new)
    #expect(sources[source] != original)
    let error = #expect(throws: DataError.self) { try run(sources) }
    #expect(error?.kind.exitCode == .dataRejected)
    #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
  }
}
