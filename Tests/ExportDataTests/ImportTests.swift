import Codes
import ExportImport
import Tables
import TestSupport
import Testing

@Suite struct `Export import` {
  /// Two states, two destinations and all files that the import reads, in a few lines each.
  static let small: [ExportSource: String] = [
    .states201903: """
    state,destination,cty_code,year,value_usd,vintage
    PA,Canada,1220,2014,70,2019-03
    XX,Canada,1220,2014,5,2019-03
    ALL,Canada,1220,2014,75,2019-03
    PA,Unidentified Countries,,2014,3,2019-03
    ALL,Unidentified Countries,,2014,3,2019-03
    PA,World Total,-,2014,73,2019-03
    XX,World Total,-,2014,5,2019-03
    ALL,World Total,-,2014,78,2019-03

    """,
    .namedExports: "State,Country,Time,Exports\nPennsylvania,Canada,2020,\"1,080\"\n",
    .namedImports: "State,Country,Time,Imports\nOhio,Korea, South,2016,0\n",
    .national202603: """
    destination,cty_code,year,value_usd
    World Total,-,2020,1100
    Canada,1220,2020,1100

    """,
    .tenStates: """
    state,destination,year,value_usd,cty_code
    ALL,Canada,2014,75,1220
    PA,Canada,2014,70,1220

    """,
    .tenStatesWide: "destination,all_2014,pa_2014,pa_total\nCanada,75,70,70\n",
    .transBorder: "state,country,year,value_usd\nPA,Canada,2004,9.0\nDU,Canada,2004,1.0\n",
    .countryTotals: """
    year,CTY_CODE,CTYNAME,EYR
    1985,0015,World,1.5
    1985,1220,Canada,1.500001
    ,5220,Yemen,0

    """,
    .crosswalk: """
    cty_code,name,iso2,kind,iso3c,cown
    1220,Canada,CA,country,CAN,20
    5800,South Korea,KR,country,KOR,732
    7XXX,Africa,,group,,

    """,
    .usaTradeNames: "destination,cty_code,iso2,iso3c,cown\nCanada,1220,CA,CAN,20.0\n",
    .stateSystem: """
    stateabb,ccode,styear,stmonth,stday,endyear,endmonth,endday
    CAN,20,1920,1,10,2016,12,31
    ROK,732,1949,6,29,2016,12,31

    """,
    .tidyStates: """
    state,destination,cty_code,year,value_usd,vintage
    PA,Canada,1220,2014,70,2019-03
    PA,Canada,1220,2020,1080,2026-03

    """,
  ]

  static let facts: [ExportFact: String] = [
    .destinations: """
    schedule_c,destination,iso2,iso3c,kind,note
    5800,South Korea,KR,KOR,country,
    1220,Canada,CA,CAN,country,

    """,
    .cowCodes: "schedule_c,cown,year_from,year_to,note\n1220,20,1920,,\n5800,732,1949,,\n",
    .codeExceptions: """
    system,code,schedule_c,year_from,year_to,alias,note
    cepii,KRX,5800,,,false,an older code
    iso3,USA,,,,false,the United States

    """,
    .sovereigns: "schedule_c,sovereign,year_from,year_to,note\n",
    .names: "name,schedule_c\nCanada,1220\n\"Korea, South\",5800\nUnidentified Countries,8220\n",
  ]

  private func run(
    _ sources: [ExportSource: String] = small, _ facts: [ExportFact: String] = facts
  ) throws -> ExportImport.Result {
    try ExportImport.package(
      source: { sources[$0].map { Array($0.utf8) } }, fact: { Array((facts[$0] ?? "").utf8) })
  }

  private func text(_ result: ExportImport.Result, _ table: String) -> String? {
    result.files.first { $0.path == "tables/\(table).csv" }
      .map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func `figures go where they belong, absent stays blank and zero stays zero`() throws {
    let result = try run()
    #expect(
      text(result, "census-exports-2019-03")
        == "vintage,state,schedule_c,2014,2015\n2019-03,PA,1220,70,\n")
    #expect(
      text(result, "census-exports-2026-03")?.hasSuffix("\n2026-03,PA,1220,,,,,1080,,,,,\n") == true
    )
    #expect(text(result, "state-imports")?.hasSuffix("\nOH,5800,0,,,,,,,,,\n") == true)
    #expect(
      text(result, "census-state-unknown")?.hasSuffix("\n2019-03,1220,5,\n") == true)
    #expect(
      text(result, "census-world-totals")?
        .hasSuffix(
          "\n2019-03,PA,73,,,,,,,\n2019-03,ALL,78,,,,,,,\n2019-03,XX,5,,,,,,,\n"
            + "2026-03,ALL,,,1100,,,,,\n") == true)
    #expect(
      text(result, "census-unidentified-destinations")?
        .hasSuffix("\n2019-03,PA,3,\n2019-03,ALL,3,\n") == true)
    #expect(text(result, "census-country-totals")?.contains("\n1220,1500001,") == true)
    #expect(
      text(result, "country-codes")
        == """
        system,code,schedule_c,year_from,year_to,alias,note
        cepii,CAN,1220,,,false,
        cepii,KRX,5800,,,false,an older code
        iso2,CA,1220,,,false,
        iso2,KR,5800,,,false,
        iso3,CAN,1220,,,false,
        iso3,KOR,5800,,,false,
        iso3,USA,,,,false,the United States
        schedule-c,1220,1220,,,false,
        schedule-c,5800,5800,,,false,
        world-bank,CAN,1220,,,false,
        world-bank,KOR,5800,,,false,

        """)
    #expect(text(result, "destinations")?.contains("\n1220,Canada,CA,CAN,country,\n5800,") == true)
    #expect(result.files.count == 19)
  }

  @Test func `the same inputs give the same bytes`() throws {
    #expect(try run().files.map(\.bytes) == run().files.map(\.bytes))
  }

  @Test func `a file that is not there is named, the tidy table may be absent`() throws {
    for source in ExportSource.allCases where !source.isOptional {
      let error = #expect(throws: DataError.self) {
        try run(Self.small.filter { $0.key != source })
      }
      #expect(error?.kind == .missingSource)
      #expect(error?.message.contains(source.rawValue) == true)
    }
    let report = try run(Self.small.filter { $0.key != .tidyStates }).report
    #expect(report.contains { $0.hasPrefix("not compared with") })
  }

  @Test(arguments: [
    (
      ExportSource.states201903, "World Total,-,2014,73", "World Total,-,2014,74",
      "World Total of PA"
    ),
    (.states201903, "ALL,Canada,1220,2014,75", "ALL,Canada,1220,2014,76", "of ALL in 2014"),
    (.states201903, "XX,Canada,1220,2014,5,2019-03\n", "", "World Total of XX"),
    (.national202603, "-,2020,1100", "-,2020,1101", "World Total in 2020"),
    (.national202603, "1100", "1079", "above the national 1079"),
    (.namedExports, "1,080", "1,081", "PA to 1220 in 2020"),
    (.tenStatesWide, "75,70,70", "75,71,70", "PA to Canada in 2014"),
    (.tenStatesWide, "all_2014,pa_2014,pa_total\nCanada,75,70,70", "pa_2014\nCanada,70", "2 cells"),
    (.tidyStates, "2014,70", "2014,71", "PA to 1220 in 2014"),
    (.tidyStates, "PA,Canada,1220,2020", "XX,Canada,1220,2020", "unknown origins"),
  ])
  func `a figure that does not add up is refused by name`(
    _ source: ExportSource, _ old: String, _ new: String, _ place: String
  ) throws {
    let error = try refusal(source, old, new)
    #expect(error?.kind == .doesNotAddUp)
    #expect(error?.message.contains(place) == true, "\(error?.message ?? "")")
    #expect(error?.kind.exitCode == .dataRejected)
  }

  @Test func `a cell of 2014 that differs between the two Census tables is refused`() throws {
    var sources = Self.small
    sources[.tenStates] = Self.small[.tenStates]?.replacing("2014,70", with: "2014,71")
    sources[.tenStatesWide] = "destination,all_2014,pa_2014\nCanada,75,71\n"
    let error = #expect(throws: DataError.self) { try run(sources) }
    #expect(error?.message.contains("PA to 1220 in 2014 is 71") == true)
  }

  @Test(arguments: [
    (ExportSource.namedImports, "Korea, South", "Korea", "'Korea'"),
    (.states201903, "PA,Canada,1220", "PA,Kanada,1220", "'Kanada'"),
    (.national202603, "Canada,1220", "South Korea,1220", "'South Korea'"),
    (.countryTotals, "1220,Canada", "2010,Mexico", "2010"),
    (.usaTradeNames, "Canada,1220", "Canada,5800", "1220"),
    (.usaTradeNames, "20.0", "732.0", "732"),
  ])
  func `a destination that the facts lack or contradict is refused by name`(
    _ source: ExportSource, _ old: String, _ new: String, _ place: String
  ) throws {
    let error = try refusal(source, old, new)
    #expect(error?.kind == .destinationDisagrees)
    #expect(error?.message.contains(place) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    (ExportFact.cowCodes, "1220,20,1920,,", "1220,20,1919,,", "1919"),
    (.cowCodes, "1220,20,1920,,", "1220,20,1920,1950,\n1220,20,1950,,", "two numbers"),
    (.cowCodes, "1220,20,1920,,", "1220,20,1950,1940,", "end before"),
    (.cowCodes, "1220,20,1920,,", "1220,732,1950,,", "732"),
    (.cowCodes, "1220,20,1920,,\n", "", "none"),
    (.cowCodes, "1220,20,1920,,", "9999,20,1920,,", "9999"),
    (.destinations, "CA,CAN", "CA,CAM", "CAM"),
    (.codeExceptions, "cepii,KRX", "cepi,KRX", "no system"),
    (.codeExceptions, "KRX,5800", "KRX,5801", "5801"),
    (.codeExceptions, "the United States", "", "needs a note"),
    (.codeExceptions, "KRX,5800,,", "KRX,5800,1990,1980", "end before"),
    (.codeExceptions, "cepii,KRX,5800", "cepii,CAN,5800", "means"),
    (.codeExceptions, "false,an older", "no,an older", "neither true nor false"),
    (.sovereigns, "note\n", "note\n1220,5801,,,\n", "5801"),
    (.sovereigns, "note\n", "note\n1220,1220,,,\n", "own sovereign"),
    (.destinations, "CA,CAN,country", "CA,CAN,former", "former"),
    (.destinations, "CA,CAN,country", "CA,CAN,place", "place"),
  ])
  func `facts that contradict the publishers' lists are refused`(
    _ fact: ExportFact, _ old: String, _ new: String, _ place: String
  ) throws {
    var facts = Self.facts
    let original = try #require(facts[fact])
    facts[fact] = original.replacing(old, with: new)
    #expect(facts[fact] != original)
    let error = #expect(throws: DataError.self) { try run(Self.small, facts) }
    #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
  }

  private func refusal(_ source: ExportSource, _ old: String, _ new: String) throws -> DataError? {
    var sources = Self.small
    let original = try #require(sources[source])
    sources[source] = original.replacing(old, with: new)
    #expect(sources[source] != original)
    return #expect(throws: DataError.self) { try run(sources) }
  }

  @Test(
    .enabled(if: Checkout.hasShared, "needs the shared folder beside the checkout"))
  func `the import gives the committed bytes again`() throws {
    let result = try ExportImport.package(
      source: { try Checkout.sharedBytes("data/" + $0.rawValue) },
      fact: { try Checkout.bytes("export-data/import/facts/" + $0.rawValue) })
    for file in result.files {
      #expect(try Checkout.bytes("export-data/" + file.path) == file.bytes, "\(file.path)")
    }
    #expect(result.files.count == 17)
  }
}
