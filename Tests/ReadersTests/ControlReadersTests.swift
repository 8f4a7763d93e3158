import Codes
import Readers
import TestSupport
import Testing

private func kind(_ read: () throws -> Void) -> String? {
  do {
    try read()
    return nil
  } catch { return (error as? DataError)?.kind.id ?? "other" }
}

private let bank = """
  [{"page":1,"pages":1,"per_page":20000,"total":4,"sourceid":"2","lastupdated":"2026-07-01"},
  [{"indicator":{"id":"NY.GDP.MKTP.CD","value":"GDP"},"country":{"id":"CA","value":"Canada"},
  "countryiso3code":"CAN","date":"2023","value":2173340000000.25,"unit":"","decimal":0},
  {"indicator":{"id":"NY.GDP.MKTP.CD","value":"GDP"},"country":{"id":"CA","value":"Canada"},
  "countryiso3code":"CAN","date":"2024","value":null,"unit":"","decimal":0},
  {"indicator":{"id":"NY.GDP.MKTP.CD","value":"GDP"},"country":{"id":"1W","value":"World"},
  "countryiso3code":"WLD","date":"2023","value":105,"unit":"","decimal":0},
  {"indicator":{"id":"NY.GDP.MKTP.CD","value":"GDP"},"country":{"id":"NA","value":"Namibia"},
  "countryiso3code":"NAM","date":"2023","value":1.2e10,"unit":"","decimal":0}]]
  """

private let gdp = """
  GeoFIPS,GeoName,Region,TableName,ComponentName,Unit,IndustryId,IndustryClassification,Description,2017,2018
   "00000","United States *", ,SAGDP2N,"GDP","Millions of current dollars",1,"...","All",30.0,31.5
   "01000","Alabama",5,SAGDP2N,"GDP","Millions of current dollars",1,"...","All",10.5,(D)
   "01000","Alabama",5,SAGDP2N,"GDP","Millions of current dollars",2,"...","Private",(L),9
   "91000","New England",1,SAGDP2N,"GDP","Millions of current dollars",1,"...","All",5.0,(NA)
  "Note: See the included footnote file."
  "Source: Bureau of Economic Analysis"

  """

private let people = """
  SUMLEV,REGION,DIVISION,STATE,NAME,ESTIMATESBASE2020,POPESTIMATE2020,POPESTIMATE2021
  010,0,0,00,United States,3,30,31
  040,3,6,01,Alabama,1,10,11
  040,X,X,72,Puerto Rico,1,5,6
  """

private let distances = """
  iso_o;iso_d;contig;comlang_off;comlang_ethno;colony;comcol;curcol;col45;smctry;dist;distcap;distw;distwces
  USA;CAN;1;1;1;0;0;0;0;0;548.3946;737.0425;2079.297;1154.774
  USA;MAC;0;0;0;0;0;0;0;0;12976.25;13140.83;.;.
  """

private let schedule = """
  Schedule C - Country List
  [Produced: simulated]
  Code | Name | ISO Code
  ---------------------
  1220 | Canada                         | CA
  4803 | Kosovo                         | KV
  5082 | Gaza Strip administered by Israel |
  7920 | Namibia | NA
  """

@Suite struct `Readers of control series` {
  /// F61.
  @Test func `an indicator is read with null as not reported and aggregates apart`() throws {
    let series = try WorldBankIndicator.read(
      Array(bank.utf8), name: "bank", indicator: "NY.GDP.MKTP.CD")
    #expect(series.values.map(\.area) == ["CAN", "CAN", "NAM"])
    #expect(series.values[0].number?.text == "2173340000000.25" && series.values[1].number == nil)
    #expect(series.setAside.map(\.area) == ["WLD"])
    for (old, new, id) in [
      ("\"pages\":1", "\"pages\":2", "table.malformed"),
      ("\"total\":4", "\"total\":5", "table.malformed"),
      ("\"value\":105", "\"value\":1e400", "table.bad_cell"),
      ("\"value\":105", "\"value\":\"105\"", "table.bad_cell"),
      ("\"2024\"", "\"2023\"", "table.duplicate_key"), ("\"2024\"", "\"2024Q1\"", "table.bad_cell"),
      ("\"NAM\"", "\"nam\"", "table.bad_cell"),
    ] {
      let text = bank.replacing(old, with: new)
      #expect(
        kind {
          _ = try WorldBankIndicator.read(
            Array(text.utf8), name: "bank", indicator: "NY.GDP.MKTP.CD")
        } == id, "\(new)")
    }
    let refused = #"[{"message":[{"id":"120","key":"Invalid value","value":"not valid"}]}]"#
    #expect(
      kind { _ = try WorldBankIndicator.read(Array(refused.utf8), name: "b", indicator: "x") }
        == "table.malformed")
  }

  /// F61.
  @Test func `state GDP is read with its odd quotes and marks`() throws {
    let series = try BEAStateGDP.read(Array(gdp.utf8), name: "gdp")
    #expect(series.values.map(\.area) == ["AL", "AL"])
    #expect(series.values.map { $0.number?.text } == ["10.5", nil])
    #expect(series.setAside.map(\.area).contains("New England"))
    let later = gdp.replacing("IndustryId", with: "LineCode")
    #expect(try BEAStateGDP.read(Array(later.utf8), name: "gdp") == series)
    for (old, new, id) in [
      ("\"Source: Bureau of Economic Analysis\"\n", "", "table.malformed"),
      ("10.5,(D)", "10.5,(X)", "table.bad_cell"), ("10.5,(D)", "\"10,500\",(D)", "table.bad_cell"),
      ("10.5,(D)", "10.5", "table.malformed"), ("\"01000\"", "\"1000\"", "table.bad_cell"),
      ("Millions", "Thousands", "table.bad_cell"),
    ] {
      let text = gdp.replacing(old, with: new)
      #expect(kind { _ = try BEAStateGDP.read(Array(text.utf8), name: "gdp") } == id, "\(new)")
    }
  }

  /// F59.
  @Test func `population is read by summary level and codes keep their zeros`() throws {
    let series = try CensusPopulation.read(Array(people.utf8), name: "people")
    #expect(
      series.values.map { "\($0.area) \($0.year) \($0.number?.text ?? "")" } == [
        "AL 2020 10", "PR 2020 5", "AL 2021 11", "PR 2021 6",
      ])
    #expect(series.setAside.map(\.area) == ["United States", "United States"])
    for (old, new) in [(",01,Al", ",1,Al"), ("040,3", "40,3"), (",10,11", ",-10,11")] {
      let text = people.replacing(old, with: new)
      #expect(
        kind { _ = try CensusPopulation.read(Array(text.utf8), name: "people") } == "table.bad_cell"
      )
    }
  }

  @Test func `distances are read with points as not reported`() throws {
    let pairs = try CEPIIDistances.read(Array(distances.utf8), name: "cepii")
    #expect(pairs.map(\.destination) == ["CAN", "MAC"] && pairs[0].isContiguous)
    #expect(pairs[0].kilometres.number == 548.3946 && pairs[1].weightedKilometres == nil)
    let comma = distances.replacing("548.3946", with: "548,3946")
    #expect(kind { _ = try CEPIIDistances.read(Array(comma.utf8), name: "c") } == "table.bad_cell")
  }

  @Test func `Schedule C is read below its heading and Namibia is not missing`() throws {
    let list = try ScheduleCList.read(Array(schedule.utf8), name: "list")
    #expect(list.map(\.iso2) == ["CA", "KV", nil, "NA"])
    #expect(list[2].name == "Gaza Strip administered by Israel")
    for (old, new, id) in [
      ("1220 |", "122 |", "table.bad_cell"), ("4803", "1220", "table.duplicate_key"),
      ("| NA", "", "table.malformed"), ("| CA", "| CAN", "table.bad_cell"),
    ] {
      let text = schedule.replacing(old, with: new)
      #expect(kind { _ = try ScheduleCList.read(Array(text.utf8), name: "l") } == id, "\(new)")
    }
  }

  @Test func `boundaries are whole or refused`() throws {
    let text = #"""
      {"type":"Topology","arcs":[[[0,0],[1,1]]],"objects":{"states":{"type":"GeometryCollection",
      "geometries":[{"type":"Polygon","arcs":[[0,-1]],"id":"01","properties":{"name":"Alabama"}}]}}}
      """#
    #expect(try USAtlasStates.read(Array(text.utf8), name: "atlas").map(\.fips) == ["01"])
    for (old, new) in [("-1]", "-2]"), ("\"01\"", "\"1\""), ("Topology", "Feature")] {
      let changed = text.replacing(old, with: new)
      #expect(
        kind { _ = try USAtlasStates.read(Array(changed.utf8), name: "a") } == "table.malformed")
    }
  }

  @Test(.enabled(if: Checkout.hasShared, "needs the shared data folder beside the checkout"))
  func `the publishers' own files are read whole`() throws {
    let gdp = try BEAStateGDP.read(
      Checkout.sharedBytes("data/controls/BEA_SAGDP2N_ALL_AREAS_1997_2018.csv"), name: "SAGDP2N")
    #expect(gdp.values.count == 51 * 22 && gdp.setAside.count == 9 * 22)
    #expect(
      gdp.setAside.first { $0.year == CalendarYear(2018) }?.number?.text == "20494079.0")
    let people = try CensusPopulation.read(
      Checkout.sharedBytes("data/controls/NST-EST2023-ALLDATA.csv"), name: "NST-EST2023")
    #expect(people.values.count == 52 * 4)
    let pairs = try CEPIIDistances.read(
      Checkout.sharedBytes("data/controls/dist_cepii_USA.csv"), name: "dist_cepii")
    #expect(pairs.count == 224)
    let atlas = try USAtlasStates.read(
      Checkout.sharedBytes("data/boundaries/states-10m.json"), name: "states-10m")
    #expect(atlas.count == 56)
  }
}
