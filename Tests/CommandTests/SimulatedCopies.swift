import Codes
import Foundation
import TestSupport
import Testing

/// A copy of one part of a source, as a person would fetch it.
struct SourceCopy {
  /// The part; nil where the source has one alone.
  var part: String?
  /// The file.
  var bytes: [UInt8]
  /// Why the gate holds it, as with a copy that is not of the pinned version; nil where it does not.
  var held: String?
}

/// Simulated copies of every source, in the publisher's layout and as large as it is believed.
///
/// Every figure is made up, but for those of the Census sources, which are the built-in ones.
enum SimulatedCopies {
  private static let tables = Result { try CensusAnswerTables.builtIn() }
  private static let jurisdictions = State.all.filter { $0.kind != .territory }

  /// A copy of a part of a source.
  static func of(_ source: String, plan: (String) throws -> String) throws -> SourceCopy {
    switch source {
    case "atop": SourceCopy(bytes: atop)
    case "bea-state-gdp": SourceCopy(bytes: stateProduct)
    case "bts-transborder": SourceCopy(part: "2015", bytes: freight)
    case "census-schedule-c": SourceCopy(bytes: try scheduleC())
    case "census-state-population": SourceCopy(bytes: population)
    case "cepii-geodist": SourceCopy(bytes: try distances())
    case "medsl-2024": SourceCopy(bytes: medsl, held: "pinned version 2025-11-20")
    case "mit-president": SourceCopy(bytes: mit, held: "pinned version 20210113")
    case "us-atlas": SourceCopy(part: "states-10m", bytes: atlas)
    case "world-bank": SourceCopy(part: "SP.POP.TOTL", bytes: try worldBank())
    case "census-statehs-hs2": try census(source, part: "2024-06", plan: plan)
    default: try census(source, part: "2024", plan: plan)
    }
  }

  private static func text(_ lines: [String]) -> [UInt8] {
    Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// The answer to the question that the plan has for the part.
  private static func census(
    _ source: String, part: String, plan: (String) throws -> String
  ) throws -> SourceCopy {
    let lines = try plan(source).split(separator: "\n").map(String.init)
    let line = try #require(lines.firstIndex { $0.hasPrefix("\(source) \(part):") })
    let address = try #require(lines[line + 1].split(separator: "//").last)
    let target = String(address[(address.firstIndex(of: "/") ?? address.startIndex)...])
    let server = CensusAnswerServer(tables: try tables.get(), key: "REDACTED")
    let reply = LoopbackCensus.reply(of: server, target: target)
    try #require(reply.status == 200, "\(target)")
    return SourceCopy(part: part, bytes: reply.body)
  }

  private static var atop: [UInt8] {
    var lines = [
      #""ccode1","ccode2","year","atop_defense","atop_offense","atop_neutral","atop_nonagg","#
        + #""atop_consul""#
    ]
    for partner in 0..<30 {
      for year in 1970...2018 {
        lines.append("2,\(20 + partner * 10),\(year),\(partner % 2),0,0,0,1")
      }
    }
    return text(lines)
  }

  /// A table of state products in an archive with another table.
  private static var stateProduct: [UInt8] {
    let years = 1997...2018
    var lines = [
      "GeoFIPS,GeoName,Region,TableName,ComponentName,Unit,IndustryId,IndustryClassification,"
        + "Description," + years.map(String.init).joined(separator: ",")
    ]
    var areas = jurisdictions.map { ("\($0.fips)000", $0.name) }
    areas.insert(("00000", "United States *"), at: 0)
    for (index, region) in ["New England", "Mideast", "Great Lakes"].enumerated() {
      areas.append(("9\(index + 1)000", region))
    }
    for (fips, name) in areas {
      for industry in 1...12 {
        let cells = years.map { industry == 3 && $0 == 1997 ? "(D)" : "\($0 * industry).5" }
        let place = #" "\#(fips)","\#(name)", ,SAGDP2N,"Gross domestic product (GDP) by state","#
        let what = #""Millions of current dollars",\#(industry),"...","Industry","#
        lines.append(place + what + cells.joined(separator: ","))
      }
    }
    lines += [
      #""Note: See the included footnote file.""#, #""Source: simulated""#,
    ]
    return ZipBuilder([
      .init("SAGDP1__ALL_AREAS_1997_2018.csv", text(["another table"])),
      .init("SAGDP2N__ALL_AREAS_1997_2018.csv", text(lines)),
    ]).bytes
  }

  /// A year's archive that also holds a year-to-date file and a zipped copy of a month.
  private static var freight: [UInt8] {
    let header =
      "TRDTYPE,USASTATE,DEPE,DISAGMOT,MEXSTATE,CANPROV,COUNTRY,VALUE,SHIPWT,FREIGHT_CHARGES,DF,"
      + "CONTCODE,MONTH,YEAR"
    func table(_ months: ClosedRange<Int>) -> [UInt8] {
      var lines = [header]
      for month in months {
        let number = month < 10 ? "0\(month)" : "\(month)"
        for state in jurisdictions.map(\.usps) + ["DU"] {
          for mode in [3, 5, 6] {
            lines.append("1,\(state),3801,\(mode),,XO,1220,\(1000 * mode),5,1,1,X,\(number),2015")
            lines.append("2,\(state),3801,\(mode),XX,,2010,\(1000 * mode),5,1,,X,\(number),2015")
          }
        }
      }
      return text(lines)
    }
    let months = ["January", "February", "March", "April", "May", "June"].enumerated().map {
      ZipBuilder.Entry("2015/\($1) 2015/dot1_0\($0 + 1)15.csv", table($0 + 1...$0 + 1))
    }
    let copy = ZipBuilder([.init("dot1_0115.csv", table(1...1))]).bytes
    return ZipBuilder(
      months + [
        .init("2015/June 2015/dot1_ytd_0615.csv", table(1...6)),
        .init("2015/Zip Files/January 2015.zip", copy),
      ]
    ).bytes
  }

  /// Codes and names of the built-in destinations, with two-letter and three-letter codes.
  private static func destinations() throws -> [[String]] {
    String(decoding: try Checkout.bytes("export-data/tables/destinations.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      .filter { $0.count == 6 && ["country", "territory"].contains($0[4]) }
  }

  private static func scheduleC() throws -> [UInt8] {
    text(
      ["Schedule C - Country List", "[Produced: simulated]", "", "Code | Name | ISO Code", "-----"]
        + (try destinations()).map { "\($0[0]) | \($0[1])            | \($0[2])" })
  }

  private static var population: [UInt8] {
    let more = (1...40).map { "RATE\($0)" }
    var lines = [
      (["SUMLEV", "REGION", "DIVISION", "STATE", "NAME", "ESTIMATESBASE2020"]
        + (2020...2023).map { "POPESTIMATE\($0)" } + more).joined(separator: ",")
    ]
    func add(_ level: String, _ fips: String, _ name: String, _ persons: Int) {
      lines.append(
        ([level, "1", "2", fips, name, "\(persons)"] + (0...3).map { "\(persons + $0)" }
          + more.map { _ in "10.25" }).joined(separator: ","))
    }
    add("010", "00", "United States", 5_100)
    for region in ["Northeast Region", "Midwest Region"] { add("020", "00", region, 2_500) }
    for state in jurisdictions { add("040", state.fips, state.name, 100) }
    add("040", "72", "Puerto Rico", 90)
    return text(lines)
  }

  private static func distances() throws -> [UInt8] {
    let codes = Set(try destinations().map { $0[3] }.filter { $0.utf8.count == 3 }).sorted()
    var lines = [
      "iso_o;iso_d;contig;comlang_off;comlang_ethno;colony;comcol;curcol;col45;smctry;dist;distcap;"
        + "distw;distwces"
    ]
    for (index, code) in codes.enumerated() {
      let weighted = index % 40 == 7 ? ".;." : "\(900 + index).125;\(800 + index).5"
      lines.append("USA;\(code);0;0;1;0;0;0;0;0;\(1000 + index).25;\(1100 + index).5;\(weighted)")
    }
    return text(lines)
  }

  private static var medsl: [UInt8] {
    var lines = [
      #""year","state","state_po","state_fips","state_ic","office","candidate","party_detailed","#
        + #""party_simplified","writein","mode","votes","totalvotes","stage","special","#
        + #""unofficial","version""#
    ]
    for state in jurisdictions {
      for candidate in 1...10 {
        let party = candidate == 1 ? "DEMOCRAT" : candidate == 2 ? "REPUBLICAN" : "OTHER"
        let place = #"2024,"\#(state.name.uppercased())","\#(state.usps)","\#(state.fips)","1","#
        let who = #""US PRESIDENT","SIMULATED, \#(candidate)","\#(party)","\#(party)",FALSE,"#
        let votes = #""TOTAL",\#(100 - candidate),1000,"GEN",FALSE,FALSE,2025-11-20"#
        lines.append(place + who + votes)
      }
    }
    return text(lines)
  }

  private static var mit: [UInt8] {
    var lines = [
      "year,state,state_po,state_fips,state_cen,state_ic,office,candidate,party_detailed,writein,"
        + "candidatevotes,totalvotes,version,notes,party_simplified"
    ]
    for year in stride(from: 1976, through: 2020, by: 4) {
      for state in jurisdictions {
        for candidate in 1...7 {
          let party = candidate == 1 ? "DEMOCRAT" : candidate == 2 ? "REPUBLICAN" : "OTHER"
          let fips = state.fips.hasPrefix("0") ? String(state.fips.dropFirst()) : state.fips
          let place = "\(year),\(state.name.uppercased()),\(state.usps),\(fips),1,1,US PRESIDENT,"
          let votes = "\(party),FALSE,\(100 - candidate),1000,20210113,NA,\(party)"
          lines.append(place + "\"SIMULATED, \(candidate)\"," + votes)
        }
      }
    }
    return text(lines)
  }

  private static var atlas: [UInt8] {
    let points = (0..<120).map { "[\($0),\($0 * 2)]" }.joined(separator: ",")
    var areas: [String] = []
    for (index, state) in jurisdictions.enumerated() {
      let properties = #"{"name":"\#(state.name)"}"#
      areas.append(
        #"{"type":"Polygon","arcs":[[\#(index)]],"id":"\#(state.fips)","properties":\#(properties)}"#
      )
    }
    let arcs = jurisdictions.map { _ in "[\(points)]" }.joined(separator: ",")
    let states = #"{"type":"GeometryCollection","geometries":[\#(areas.joined(separator: ","))]}"#
    let text =
      #"{"type":"Topology","transform":{"scale":[1,1],"translate":[0,0]},"objects":{"states":"#
      + states + #"},"arcs":["# + arcs + "]}"
    return Array(text.utf8)
  }

  private static func worldBank() throws -> [UInt8] {
    let codes = Set(try destinations().map { $0[3] }.filter { $0.utf8.count == 3 }).sorted()
      .prefix(120)
    // Aruba reports nothing; the World is no country.
    return worldBank(
      "SP.POP.TOTL",
      (codes + ["WLD"]).flatMap { code in
        (1960...2023).map { (code, "\($0)", code == "ABW" ? "null" : "1000") }
      })
  }

  /// An answer of the World Bank with figures by country's code and year.
  static func worldBank(
    _ indicator: String, _ figures: [(code: String, year: String, value: String)]
  ) -> [UInt8] {
    var entries: [String] = []
    for figure in figures {
      let place =
        #""country":{"id":"ZZ","value":"\#(figure.code)"},"countryiso3code":"\#(figure.code)""#
      let cell = #""date":"\#(figure.year)","value":\#(figure.value),"unit":"","decimal":0"#
      entries.append(
        #"{"indicator":{"id":"\#(indicator)","value":"simulated"},"# + place + "," + cell + "}")
    }
    let head = #"{"page":1,"pages":1,"per_page":20000,"total":\#(entries.count),"sourceid":"2"}"#
    return Array(("[" + head + ",[" + entries.joined(separator: ",") + "]]").utf8)
  }
}
