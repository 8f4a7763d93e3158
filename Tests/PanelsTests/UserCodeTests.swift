import Codes
import Panels
import Tables
import TestSupport
import Testing

/// Panels of users' rows, joined with the built-in codes and their years.
@Suite struct `Country codes of a users rows` {
  static let data = Result { try `The built-in exports as a panel`.data() }

  private func build(
    _ text: String, onUnmatched: UnmatchedPolicy = .stop, marks: [String] = [],
    shared: SharedCodePolicy = .keep, fill: FillPolicy = .drop
  ) throws -> BuiltPanel {
    let data = try Self.data.get()
    let part = try Array(text.utf8).withUnsafeBytes {
      try ExportPart(
        reading: $0, named: "mine.csv", codes: data.context.codes, missingMarks: marks, threads: 1)
    }
    var selection = try SimulatedPanels.selection(origins: "PA,OH", onUnmatched: onUnmatched)
    selection.sharedCodes = shared
    return try BuiltPanel(
      parts: [part], design: SimulatedPanels.design(selection, fill: fill),
      context: data.context, published: nil)
  }

  private func rows(_ column: String, _ body: String) throws -> [String] {
    try SimulatedPanels.rows(
      build("state,\(column),year,exports_usd\n" + body), "exports_usd")
  }

  @Test func `may be of two or three letters numbers of war or older ones`() throws {
    #expect(
      try rows("iso2c", "PA,NA,2015,5\nPA,HK,2015,6\n") == ["PA 5820 2015 6", "PA 7920 2015 5"])
    #expect(try rows("iso3c", "PA,NAM,2015,5\n") == ["PA 7920 2015 5"])
    #expect(
      try rows("cown", "PA,255,2015,5\nPA,260,1985,6\n").filter { !$0.hasSuffix(" ") }
        == ["PA 4280 1985 6", "PA 4280 2015 5"])
    // CEPII's and withdrawn ISO codes.
    #expect(
      try rows("iso3c", "PA,ROM,1999,1\nPA,ZAR,1996,2\nPA,TMP,2001,3\nPA,YUG,1999,4\n")
        .filter { !$0.hasSuffix(" ") } == [
          "PA 4799 1999 4", "PA 4850 1999 1", "PA 5601 2001 3", "PA 7660 1996 2",
        ])
    // Kosovo by the World Bank.
    #expect(try rows("iso3c", "PA,XKX,2015,5\n") == ["PA 4803 2015 5"])
  }

  @Test func `mean what they meant in the year of their row`() throws {
    #expect(
      try rows("iso3c", "PA,SDN,2010,1\nPA,SDN,2012,2\n").filter { !$0.hasSuffix(" ") }
        == ["PA 7320 2010 1", "PA 7321 2012 2"])
    #expect(
      try rows("iso2c", "PA,CS,1992,1\nPA,CS,2004,2\n").filter { !$0.hasSuffix(" ") }
        == ["PA 4350 1992 1", "PA 4799 2004 2"])
  }

  /// The column, a row's code and year, and words of the error.
  static let gone: [(column: String, code: String, year: Int, words: [String])] = [
    ("iso3c", "CSK", 1995, ["'CSK' in 1995", "it holds to 1992"]),
    ("schedule_c", "7320", 2015, ["'7320' in 2015", "to 2011", "7321"]),
    ("schedule_c", "4801", 2005, ["'4801' in 2005", "from 2009"]),
    ("cown", "265", 1995, ["'265' in 1995"]),
    ("iso2c", "SU", 2000, ["'SU' in 2000", "to 1991"]),
    (
      "schedule_c", "DEU", 2015, ["'DEU'", "ISO 3166 alpha-3 code of 4280 Germany", "column iso3c"]
    ),
    ("iso3c", "4280", 2015, ["'4280'", "Schedule C code of 4280 Germany", "column schedule_c"]),
    ("iso3c", "DEX", 2015, ["'DEX'", "nearest"]),
  ]

  @Test(arguments: gone.indices)
  func `that did not exist in the year stop the join and say what was valid`(index: Int) throws {
    let fault = Self.gone[index]
    let text = "state,\(fault.column),year,exports_usd\nPA,\(fault.code),\(fault.year),5\n"
    let error = try #require(#expect(throws: DataError.self) { try build(text) })
    #expect(error.kind == .unmatchedCode)
    for word in fault.words { #expect(error.message.contains(word), "\(error)") }
    let more = text + "PA,\(fault.column == "schedule_c" ? "1220" : "CAN"),2015,7\n"
    guard fault.column == "schedule_c" || fault.column == "iso3c" else { return }
    let dropped = try build(more, onUnmatched: .drop)
    #expect(dropped.report.unmatched.map(\.code) == [fault.code])
    #expect(dropped.report.unmatched[0].figures == 1)
    #expect(try SimulatedPanels.rows(dropped, "exports_usd").contains("PA 1220 2015 7"))
    #expect(try !SimulatedPanels.rows(dropped, "exports_usd").contains { $0.hasSuffix(" 5") })
    let listed = try build(more, onUnmatched: .list)
    #expect(listed.report.unmatched == dropped.report.unmatched)
    #expect(
      try SimulatedPanels.rows(listed, "exports_usd").contains(
        "PA \(fault.code) \(fault.year) 5"))
    #expect(listed.report.markdown().contains("destination `\(fault.code)`, 1 figures"))
  }

  /// A header, a row and words of the error.
  static let contradictions: [(header: String, row: String, words: [String])] = [
    (
      "state,schedule_c,iso3c,year,exports_usd", "PA,1220,MEX,2015,5",
      ["row 2 below the header", "schedule_c 1220 is 1220 Canada", "iso3c MEX is 2010 Mexico"]
    ),
    (
      "state,iso3c,cown,year,exports_usd", "PA,CAN,70,2015,5",
      ["row 2", "iso3c CAN is 1220 Canada", "cown 70 is 2010 Mexico"]
    ),
    (
      "state,iso3c,iso2c,year,exports_usd", "PA,CAN,QQ,2015,5",
      ["row 2", "iso2c QQ is no code of 2015"]
    ),
    (
      "state,state_fips,schedule_c,year,exports_usd", "PA,39,1220,2015,5",
      ["row 2", "state PA is PA", "state_fips 39 is OH"]
    ),
  ]

  @Test(arguments: contradictions.indices)
  func `that contradict each other in one row are refused with the row`(index: Int) throws {
    let fault = Self.contradictions[index]
    let good = [
      "state": "PA", "state_fips": "42", "schedule_c": "1220", "iso3c": "CAN", "iso2c": "CA",
      "cown": "20", "year": "2014", "exports_usd": "1",
    ]
    let columns = fault.header.split(separator: ",").map(String.init)
    let first = columns.map { good[$0] ?? "" }.joined(separator: ",")
    #expect(try build("\(fault.header)\n\(first)\n").table.rowCount == 1)
    let error = try #require(
      #expect(throws: DataError.self) { try build("\(fault.header)\n\(first)\n\(fault.row)\n") })
    for word in fault.words { #expect(error.message.contains(word), "\(error)") }
  }

  @Test func `may be empty in one column where another has them`() throws {
    let text = """
      state,state_fips,schedule_c,iso3c,cown,year,exports_usd
      PA,42,4803,,,2015,1
      ,42,,CAN,20,2015,2
      PA,,7320,SDN,625,2011,4

      """
    #expect(
      try SimulatedPanels.rows(build(text), "exports_usd").filter { !$0.hasSuffix(" ") }
        == ["PA 1220 2015 2", "PA 4803 2015 1", "PA 7320 2011 4"])
    let error = #expect(throws: DataError.self) {
      try build("state,schedule_c,iso3c,year,exports_usd\nPA,,,2015,1\n")
    }
    #expect(error?.message.contains("row 1 below the header") == true)
  }

  @Test func `name destinations in every system`() throws {
    let codes = try Self.data.get().context.codes
    let canada: Set = [ScheduleC("1220")]
    for name in ["1220", "CAN", "CA", "20"] { #expect(try codes.destinations(name) == canada) }
    #expect(try codes.destinations("NA") == [ScheduleC("7920")])
    #expect(try codes.destinations("NAM") == [ScheduleC("7920")])
    #expect(try codes.destinations("ROM") == [ScheduleC("4850")])
    #expect(try codes.destinations("ZAR,TMP") == [ScheduleC("7660"), ScheduleC("5601")])
    #expect(try codes.destinations("SDN") == [ScheduleC("7320"), ScheduleC("7321")])
    let error = #expect(throws: DataError.self) { try codes.destinations("JPX") }
    #expect(error?.message.contains("nearest: JPN Japan") == true)
  }

  @Test func `of a control are of any system and those left out are listed`() throws {
    let codes = try Self.data.get().context.codes
    func control(
      _ text: String, _ policy: UnmatchedPolicy = .stop, marks: [String] = []
    ) throws -> ListedControl {
      try ListedControl(
        name: "gdp", table: SimulatedTables.table(text), file: "gdp.csv", codes: codes,
        onUnmatched: policy, missingMarks: marks)
    }
    func figure(_ control: ListedControl, _ code: String, _ year: Int) -> Cell<Double> {
      control.cell(
        ControlUnit(
          state: nil, destination: codes[ScheduleC(code)], period: PanelPeriod(CalendarYear(year))))
    }
    #expect(try figure(control("iso2c,year,value\nNA,2015,2\n"), "7920", 2015) == .value(2))
    #expect(try figure(control("cown,year,value\n255,2015,3\n"), "4280", 2015) == .value(3))
    #expect(try figure(control("iso3c,year,value\nROM,2015,4\n"), "4850", 2015) == .value(4))
    let dropped = try control("iso3c,year,value\nCAN,2015,1\nQQQ,2015,1\nQQQ,2016,1\n", .drop)
    #expect(dropped.unmatched.map(\.code) == ["QQQ"] && dropped.unmatched[0].figures == 2)
    let design = try SimulatedPanels.design(
      SimulatedPanels.selection(), controls: [dropped])
    let report = try SimulatedPanels.build(design).report
    #expect(report.joins.last?.unmatched == dropped.unmatched)
    #expect(report.markdown().contains("- destination `QQQ`, 2 rows"))
    let error = #expect(throws: DataError.self) {
      try control("schedule_c,iso3c,year,value\n1220,MEX,2015,1\n")
    }
    #expect(error?.message.contains("another destination than schedule_c 1220") == true)
    #expect(throws: DataError.self) { try control("iso3c,year,value\nCAN,2015,NA\n") }
    #expect(
      try figure(control("iso3c,year,value\nCAN,2015,NA\n", marks: ["NA"]), "1220", 2015)
        == .notReported(.marked("NA")))
  }

  @Test func `that two destinations share in a year are reported and added up when that is asked`()
    throws
  {
    let text = """
      state,schedule_c,year,exports_usd
      PA,7320,2010,1
      PA,7320,2011,2
      PA,7321,2011,4
      OH,7321,2011,8
      PA,7321,2012,16
      PA,1220,2011,32

      """
    let kept = try build(text)
    #expect(
      kept.report.sharedCodes == [
        SharedCode(iso3c: "SDN", year: 2011, scheduleC: ["7320", "7321"])
      ])
    #expect(kept.report.markdown().contains("`SDN` 2011: `schedule_c` 7320, 7321"))
    for fill in FillPolicy.allCases {
      let summed = try build(text, shared: .sum, fill: fill)
      #expect(summed.report.sharedCodes.isEmpty)
      #expect(summed.report.dollarsByYear == kept.report.dollarsByYear)
      let table = try SimulatedPanels.table(summed)
      let keys = try table.rows.map {
        try "\(table.column("iso3c")[$0]) \(table.column("year")[$0]) \(table.column("state")[$0])"
      }
      #expect(Set(keys).count == keys.count)
      let rows = try SimulatedPanels.rows(summed, "exports_usd")
      #expect(rows.contains("PA 7320 2010 1") && rows.contains("PA 7321 2011 6"))
      #expect(rows.contains("OH 7321 2011 8") && rows.contains("PA 7321 2012 16"))
      #expect(!rows.contains { $0.contains("7320 2011") })
    }
  }

  @Test func `of destinations that do not exist in a year are no rows under either policy`() throws
  {
    let text = """
      state,schedule_c,year,exports_usd
      PA,7320,2010,1
      PA,7323,2013,4
      PA,1220,2012,32

      """
    let filled = try build(text, fill: .zero)
    let rows = try SimulatedPanels.rows(filled, "exports_status")
    #expect(
      rows.filter { $0.hasPrefix("PA 7320") } == [
        "PA 7320 2010 reported", "PA 7320 2011 not_covered",
      ])
    #expect(
      rows.filter { $0.hasPrefix("PA 7323") } == [
        "PA 7323 2011 not_covered", "PA 7323 2012 filled", "PA 7323 2013 reported",
      ])
    #expect(rows.contains("PA 1220 2010 filled") && rows.contains("PA 1220 2011 not_covered"))
    let cells = filled.report.cells
    // Sudan as it was in 2012 and 2013, South Sudan in 2010, each for two states; 2011 has no figure.
    #expect(cells.noSuchDestination == 6)
    #expect(cells.rows + cells.noSuchDestination == cells.all)
    #expect(
      cells.all == cells.reported + cells.zeros + cells.filled + cells.noSuchDestination
        + cells.notReported.values.reduce(0, +))
    #expect(filled.report.markdown().contains("the destination did not exist | 6 |"))
    #expect(try build(text).table.rowCount == 3 + 6)
  }

  @Test func `of destinations that do not exist are filled in no analysis either`() throws {
    let data = try Self.data.get()
    let lattice = try data.exports(
      .censusCountryTotals, years: CalendarYear(1992)...CalendarYear(1998))
    let panel = try Panel(
      name: "national", exports: lattice,
      definitions: PanelDefinitions(
        swingRule: nil, allyRules: [], window: .yearBeforeAndOf, fill: .zero, reassurance: nil),
      context: data.context)
    let filled = panel.rows.filter(\.isFilled).map {
      (panel.destinations[$0.destination].scheduleC, panel.years[$0.year])
    }
    #expect(!filled.isEmpty)
    for (place, year) in filled { #expect(data.crosswalk.exists(place, in: year)) }
  }

  @Test func `and marks in amounts are refused unless they are named and then counted`() throws {
    let text =
      "state,iso2c,year,exports_usd\nPA,NA,2015,NA\nPA,CA,2015,.\nOH,CA,2015,\nOH,NA,2015,7\n"
    for mark in ["NA", "nan", ".", "-"] {
      let error = try #require(
        #expect(throws: DataError.self) {
          try build("state,iso2c,year,exports_usd\nPA,CA,2015,1\nPA,NA,2015,\(mark)\n")
        })
      #expect(error.message.contains("line 3, column 'exports_usd'"), "\(error)")
      #expect(error.message.contains(mark) && error.hint.contains("--missing-marks"), "\(error)")
    }
    let panel = try build(text, marks: ["NA", "."])
    #expect(
      panel.report.cells.notReported == [
        "marked 'NA' in the table": 1, "marked '.' in the table": 1,
        NotReported.emptyInTable.description: 1,
      ])
    #expect(
      try SimulatedPanels.rows(panel, "exports_status") == [
        "OH 1220 2015 not_reported", "OH 7920 2015 reported", "PA 1220 2015 not_reported",
        "PA 7920 2015 not_reported",
      ])
    let error = #expect(throws: DataError.self) { try build(text, marks: ["NA"]) }
    #expect(error?.message.contains("row 2 below the header: the amount '.'") == true)
  }

  @Test func `and amounts that are too large or a table with semicolons are told as such`() throws {
    let large = #expect(throws: DataError.self) {
      try build("state,schedule_c,year,exports_usd\nPA,1220,2015,99999999999999999999\n")
    }
    #expect(large?.message.contains("row 1 below the header: exports are too large") == true)
    let semicolons = #expect(throws: DataError.self) {
      try build("state;schedule_c;year;exports_usd\nPA;1220;2015;1\n")
    }
    #expect(semicolons?.hint.contains("looks separated by ';'") == true)
  }
}
