import Alliances
import Codes
import Elections
import Panels
import Tables
import TestSupport
import Testing

/// What becomes of codes that mean no destination, in sources, lists and controls.
@Suite struct `Codes that mean no destination` {
  private func build(
    _ text: String, onUnmatched: UnmatchedPolicy = .stop, marks: [String] = [],
    allies: [any AllyRule] = [], controls: [any ControlVariable] = [],
    measures: [SwingMeasure] = [], length: PeriodLength = .year, origins: String = "PA,OH"
  ) throws -> BuiltPanel {
    let data = try `Country codes of a users rows`.data.get()
    let part = try Array(text.utf8).withUnsafeBytes {
      try ExportPart(
        reading: $0, named: "mine.csv", codes: data.context.codes, missingMarks: marks, threads: 1)
    }
    var design = try SimulatedPanels.design(
      SimulatedPanels.selection(length: length, origins: origins, onUnmatched: onUnmatched),
      controls: controls, allyRules: allies)
    design.swingMeasures = measures
    return try BuiltPanel(parts: [part], design: design, context: data.context, published: nil)
  }

  private func control(
    _ text: String, _ policy: UnmatchedPolicy = .stop, marks: [String] = []
  ) throws -> ListedControl {
    try ListedControl(
      name: "gdp", table: SimulatedTables.table(text, name: "gdp.csv"), file: "gdp.csv",
      codes: `Country codes of a users rows`.data.get().context.codes, onUnmatched: policy,
      missingMarks: marks)
  }

  static let header = "state,iso3c,year,exports_usd\n"

  @Test func `have no flag and no figure that says no ally`() throws {
    let data = try `Country codes of a users rows`.data.get()
    let rules = try ["treaty", "nato", "atop-defense"].map { try data.allyRule($0) }
    let panel = try build(
      Self.header + "PA,DEX,2015,5\nPA,CAN,2015,6\nPA,CHE,2015,7\n", onUnmatched: .list,
      allies: rules)
    for rule in ["treaty", "nato", "atop_defense"] {
      let flags = try SimulatedPanels.rows(panel, "ally_\(rule)")
      #expect(flags == ["PA 1220 2015 1", "PA 4419 2015 0", "PA DEX 2015 "], "\(rule)")
    }
    for account in panel.report.joins where account.join.name.contains("ally rule") {
      #expect(account.left == 3 && account.matched == 2)
      #expect(account.notReported == [NotReported.unknownCode.description: 1])
    }
    let reputation = try ReputationControl(
      StatementsMeasure(data.statements), allies: rules[0], context: data.context,
      territories: .own)
    let measured = try build(
      Self.header + "PA,DEX,2005,5\nPA,CAN,2005,6\n", onUnmatched: .list, controls: [reputation])
    #expect(
      measured.report.joins.last?.notReported == [NotReported.unknownCode.description: 1])
    // The same answer for those who ask about a destination themselves.
    #expect(
      data.context.codes.status(of: ScheduleC("9999"), by: rules[0], in: CalendarYear(2015))
        == .notReported(.unknownCode))
  }

  /// A code of the World Bank or of ISO, and the words of its reason.
  @Test(arguments: [
    ("PSE", "Gaza (5082) and the West Bank (5083) together"), ("USA", "the United States"),
    ("GUM", "Guam"), ("PRI", "Puerto Rico"),
  ])
  func `and are no group stop the join with the reason`(code: String, reason: String) throws {
    let text = Self.header + "PA,CAN,2015,6\nPA,\(code),2015,5\n"
    let error = try #require(#expect(throws: DataError.self) { try build(text) })
    #expect(error.kind == .unmatchedCode)
    #expect(error.message.contains("'\(code)' in 2015"), "\(error)")
    #expect(error.message.contains(reason), "\(error)")
    #expect(error.message.contains("in mine.csv, row 2 below the header"), "\(error)")
    let dropped = try build(text, onUnmatched: .drop)
    #expect(dropped.report.unmatched.map(\.code) == [code])
    #expect(dropped.report.tables[0].setAside == ["destination not in the table of codes": 1])
  }

  @Test func `and are groups are set aside and listed with their dollars`() throws {
    let panel = try build(
      "state,schedule_c,iso3c,year,exports_usd\nPA,,CAN,2015,6\nPA,,WLD,2015,5\nOH,,WLD,2015,4\n"
        + "PA,0015,,2015,3\nPA,-,,2015,\n")
    #expect(panel.table.rowCount == 1)
    let codes = panel.report.tables[0].setAsideCodes
    #expect(codes.map(\.code) == ["-", "0015", "WLD"])
    #expect(codes.map(\.figures) == [1, 1, 2] && codes.map(\.dollars) == [0, 3, 9])
    #expect(
      panel.report.markdown().contains("- `WLD` (a group of countries), 2 figures, 9 dollars"))
    let error = try #require(
      #expect(throws: DataError.self) { try build(Self.header + "PA,WLD,2015,5\n") })
    #expect(error.message.contains("group or total: 1"), "\(error)")
  }

  @Test(arguments: [
    ("iso2c", "UK", "nearest: GB United Kingdom"), ("iso2c", "EL", "nearest: GR Greece"),
    ("cown", "0740", "nearest: 740 Japan"), ("iso3c", "DEX", "nearest: DEU Germany"),
  ])
  func `are told with what was meant`(column: String, code: String, words: String) throws {
    let error = try #require(
      #expect(throws: DataError.self) {
        try build("state,\(column),year,exports_usd\nPA,\(code),2015,5\n")
      })
    #expect(error.message.contains(words), "\(error)")
  }

  @Test func `and origins that are none are left out and listed with what was meant`() throws {
    let text = "state_fips,iso3c,year,exports_usd\n42,CAN,2015,6\n1,CAN,2015,5\n"
    let error = try #require(#expect(throws: DataError.self) { try build(text) })
    #expect(error.message.contains("origin '1' (nearest: 01 (Alabama))"), "\(error)")
    #expect(error.message.contains("row 2 below the header"), "\(error)")
    let listed = try build(text, onUnmatched: .list)
    #expect(listed.report.unmatched.map(\.code) == ["1"])
    #expect(listed.table.rowCount == 1)
    #expect(UnmatchedPolicy.list.description.contains("origins that are not known"))
  }

  @Test func `in thousands are listed by twenty and each is counted`() throws {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    let codes = letters.flatMap { a in letters.map { b in "Q\(a)\(b)" } }
    let text =
      Self.header + "PA,CAN,2015,6\n" + codes.map { "PA,\($0),2015,1\n" }.joined()
    let unknown = try build(text, onUnmatched: .drop).report.unmatched
    #expect(unknown.count > 650)
    let error = try #require(#expect(throws: DataError.self) { try build(text) })
    #expect(error.message.contains(" and \(unknown.count - 20) more"))
    #expect(error.message.utf8.count < 4_000)
  }

  @Test func `of a list are counted with its join`() throws {
    let data = try `Country codes of a users rows`.data.get()
    func list(_ policy: UnmatchedPolicy) throws -> AllyList {
      try AllyList(
        table: SimulatedTables.table(
          "year,iso3c,ally\n2000,ROM,1\n2000,YUG,1\n2015,ROM,1\n2015,SUN,1\n2015,XKX,1\n2015,EUU,0\n"
        ), file: "mine.csv", codes: data.crosswalk, onUnmatched: policy)
    }
    let error = try #require(#expect(throws: DataError.self) { try list(.stop) })
    #expect(error.message.contains("SUN (2015, 1 row; it holds to 1991"), "\(error)")
    let rule = try list(.drop)
    let panel = try build(
      "state,schedule_c,year,exports_usd\nPA,4850,2000,1\nPA,4799,2000,2\nPA,4850,2015,3\n"
        + "PA,4803,2015,4\nPA,1220,2015,5\n", allies: [rule])
    #expect(
      try SimulatedPanels.rows(panel, "ally_list_mine_csv").filter { !$0.hasSuffix(" ") } == [
        "PA 1220 2015 0", "PA 4799 2000 1", "PA 4803 2015 1", "PA 4850 2000 1", "PA 4850 2015 1",
      ])
    let account = try #require(panel.report.joins.last)
    #expect(account.unmatched.map(\.code) == ["SUN"])
    #expect(account.notes == ["1 row of EUU set aside: a group of countries"])
    #expect(
      panel.report.markdown().contains("- destination `SUN`, 1 row of 2015: it holds to 1991"))
  }

  @Test func `of a control are all named at once and groups are set aside`() throws {
    let rows = "iso3c,year,gdp\nCAN,2015,1\nQQA,2015,1\nWLD,2015,9\nQQA,2016,1\nJPX,2015,2\n"
    let error = try #require(#expect(throws: DataError.self) { try control(rows) })
    #expect(error.message.contains("line 3: no destination has the code 'QQA'"), "\(error)")
    #expect(error.message.contains("line 6: no destination has the code 'JPX'"), "\(error)")
    #expect(error.message.contains("nearest: JPN Japan"), "\(error)")
    #expect(!error.message.contains("WLD"), "\(error)")
    let kept = try control(rows, .drop)
    #expect(kept.unmatched.map(\.code) == ["JPX", "QQA"])
    #expect(kept.notes == ["1 row of WLD set aside: a group of countries"])
    let noted = try control("iso3c,year,gdp,note,source\nCAN,2015,1,x,y\n")
    #expect(noted.notes == ["the columns note, source of gdp.csv are not read"])
  }
}

/// How the tables of controls and deflators are read.
@Suite struct `Tables of controls` {
  private func control(_ text: String, marks: [String] = []) throws -> ListedControl {
    try ListedControl(
      name: "gdp", table: SimulatedTables.table(text, name: "gdp.csv"), file: "gdp.csv",
      codes: SimulatedTables.codes(), onUnmatched: .stop, missingMarks: marks)
  }

  @Test func `by month have the figure of the month and fit panels by month alone`() throws {
    let monthly = try control(
      "iso3c,year,month,value\nCAN,2015,1,5\nCAN,2015,2,6\nNAM,2015,1,0\n")
    #expect(monthly.variesWithinYears)
    let text = "state,schedule_c,year,month,exports_usd\nPA,1220,2015,1,1\nPA,1220,2015,2,2\n"
    let panel = try SimulatedPanels.build(
      [text],
      SimulatedPanels.design(
        SimulatedPanels.selection(length: .month, origins: "PA"), controls: [monthly]))
    let table = try SimulatedPanels.table(panel)
    #expect(try table.column("gdp").texts == ["5", "6"])
    let account = try #require(panel.report.joins.last)
    #expect(account.join.key == ["iso3c", "year", "month"])
    #expect(account.unused == 1, "Namibia is no destination of the panel")
    let error = try #require(
      #expect(throws: DataError.self) {
        try SimulatedPanels.build(
          SimulatedPanels.design(SimulatedPanels.selection(), controls: [monthly]))
      })
    #expect(error.message.contains("gdp is by month, and the panel by year"), "\(error)")
    #expect(throws: DataError.self) { try control("iso3c,year,month,value\nCAN,2015,13,5\n") }
    #expect(throws: DataError.self) {
      try Deflator(
        name: "cpi", table: SimulatedTables.table("year,month,deflator\n2015,1,50\n"))
    }
  }

  @Test func `count the rows that no unit of the panel needs`() throws {
    let typo = try control("iso3c,year,value\nCAN,2014,1\nCAN,2061,2\nNAM,2015,3\n")
    let panel = try SimulatedPanels.build(
      SimulatedPanels.design(SimulatedPanels.selection(), controls: [typo]))
    let account = try #require(panel.report.joins.last)
    #expect(account.right == 3 && account.matched == 2 && account.unused == 1)
    #expect(account.join.years == "2014–2015, 2061")
    #expect(
      panel.report.markdown().contains(
        "panel with the control gdp: 1 of 3 rows are of no unit of the panel."))
  }

  @Test(arguments: [("0x10", false), (" 5", true), ("5 ", true), ("1e3", true), ("inf", false)])
  func `read numbers as sources do with marks and without`(text: String, isNumber: Bool) throws {
    for marks in [[], ["NA"]] {
      func amount() throws -> [Int64] {
        try Array("state,schedule_c,year,exports_usd\nPA,1220,2015,\(text)\n".utf8)
          .withUnsafeBytes {
            try ExportPart(
              reading: $0, named: "x.csv", codes: SimulatedTables.codes(), missingMarks: marks,
              threads: 1)
          }.dollars
      }
      #expect(((try? amount()) != nil) == isNumber, "\(text) \(marks)")
      #expect(
        ((try? control("iso3c,year,value\nCAN,2015,\(text)\n", marks: marks)) != nil) == isNumber)
    }
    #expect((PrintedNumber.finite(text) != nil) == isNumber)
  }

  @Test func `have a name that begins with a letter and at least one row`() throws {
    for name in ["1x", "_x", "X", ""] {
      #expect(throws: DataError.self) {
        try ListedControl(
          name: name, table: SimulatedTables.table("year,value\n2015,1\n"), file: "x.csv",
          codes: SimulatedTables.codes(), onUnmatched: .stop)
      }
    }
    let empty = #expect(throws: DataError.self) { try control("year,value\n") }
    #expect(empty?.message.contains("a header and no row") == true)
    let source = #expect(throws: DataError.self) {
      try SimulatedPanels.part("state,schedule_c,year,exports_usd\n", name: "x.csv")
    }
    #expect(source?.message.contains("x.csv has a header and no row") == true)
  }
}

@Suite struct `Swing measures of a panel` {
  @Test func `are columns of places and points with their coverage`() throws {
    let data = try `Country codes of a users rows`.data.get()
    let text = "state,schedule_c,year,exports_usd\nPA,1220,2020,1\nPA,1220,2024,2\nPR,1220,2024,3\n"
    let part = try Array(text.utf8).withUnsafeBytes {
      try ExportPart(reading: $0, named: "x.csv", codes: data.context.codes, threads: 1)
    }
    var design = try SimulatedPanels.design(
      SimulatedPanels.selection(origins: "PA,PR"),
      shifts: [PanelShift(variable: "swing_margin", periods: 4)], allyRules: [])
    design.swingMeasures = SwingMeasure.allCases
    let panel = try BuiltPanel(
      parts: [part], design: design, context: data.context, published: nil)
    func cells(_ column: String) throws -> [String] {
      try SimulatedPanels.rows(panel, column).filter {
        $0.contains(" 2020 ") || $0.contains(" 2024 ")
      }
    }
    // Pennsylvania is next to Wisconsin in 2016 and in 2020; see the elections worked by hand.
    #expect(try cells("swing_pivot_distance").prefix(2) == ["PA 1220 2020 1", "PA 1220 2024 1"])
    #expect(try cells("swing_pivot_distance").last == "PR 1220 2024 ")
    let points = try cells("swing_margin")
    #expect(
      points[0].hasPrefix("PA 1220 2020 0.0400") || points[0].hasPrefix("PA 1220 2020 0.0401"))
    #expect(points[1].hasPrefix("PA 1220 2024 0.537"))
    #expect(points.last == "PR 1220 2024 ")
    #expect(try cells("swing_margin_lag4")[1].hasSuffix(points[0].split(separator: " ")[3]))
    let account = try #require(
      panel.report.joins.first { $0.join.name.contains("measure pivot-distance") })
    #expect(account.notReported["no electors"] == account.left / 2)
    #expect(panel.report.choices.contains { $0.option == "swing" && $0.value == "margin" })
  }
}
