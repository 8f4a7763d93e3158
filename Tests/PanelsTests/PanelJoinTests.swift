import Alliances
import Codes
import Elections
import Panels
import Tables
import TestSupport
import Testing

@Suite struct `Joins that are declared` {
  private func join(
    _ cardinality: JoinCardinality, _ left: [String], _ right: [String]
  ) throws -> KeyedJoin<String> {
    try KeyedJoin(
      JoinDeclaration(name: "left with right", key: ["code"], cardinality: cardinality),
      left: left, right: right, describe: { $0 })
  }

  @Test func `keep every left row and say which right rows nobody needs`() throws {
    let many = try join(.manyToOne, ["a", "b", "a", "c"], ["c", "a", "z"])
    #expect(many.single == [1, nil, 1, 0])
    #expect(many.unused == [2])
    let wide = try join(.oneToMany, ["a", "b"], ["b", "a", "b"])
    #expect(wide.matches == [[1], [0, 2]])
    #expect(try join(.oneToOne, ["a", "b"], ["b", "a"]).single == [1, 0])
  }

  @Test(arguments: [
    (JoinCardinality.manyToOne, ["a"], ["b", "a", "b"], "right", "b (rows 1, 3)"),
    (.oneToMany, ["a", "c", "c", "a"], ["a"], "left", "a (rows 1, 4); c (rows 2, 3)"),
    (.oneToOne, ["a", "a"], ["b"], "left", "a (rows 1, 2)"),
    (.oneToOne, ["a"], ["b", "b"], "right", "b (rows 1, 2)"),
  ])
  func `name the keys that stand too often`(
    cardinality: JoinCardinality, left: [String], right: [String], side: String, words: String
  ) throws {
    let error = try #require(
      #expect(throws: DataError.self) { try join(cardinality, left, right) })
    #expect(error.kind == .cardinality)
    #expect(error.message.contains("on the \(side)"), "\(error)")
    #expect(error.message.contains(words), "\(error)")
    #expect(error.message.contains(cardinality.rawValue))
  }

  @Test func `never multiply rows whatever the keys are`() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let left = (0..<12).map { _ in "\(generator.next() % 5)" }
      let right = Array(Set((0..<6).map { _ in "\(generator.next() % 8)" })).sorted()
      let joined = try join(.manyToOne, left, right)
      #expect(joined.matches.count == left.count)
      for (row, match) in joined.single.enumerated() {
        #expect(match.map { right[$0] } == (right.contains(left[row]) ? left[row] : nil))
      }
      #expect(
        Set(joined.unused.map { right[$0] }) == Set(right).subtracting(left))
    }
  }
}

@Suite struct `Codes that a panel joins on` {
  static let odd = """
    state,schedule_c,year,exports_usd
    PA,1220,2015,1
    PA,7921,2015,2
    PA,1010,2015,4
    ON,1220,2015,8
    XX,1220,2015,16
    PA,0003,2015,32
    PA,-,2015,64

    """

  @Test func `stop where they are not known and list all with the nearest`() throws {
    let error = try #require(
      #expect(throws: DataError.self) {
        try SimulatedPanels.build(
          [Self.odd], SimulatedPanels.design(SimulatedPanels.selection()))
      })
    #expect(error.kind == .unmatchedCode)
    #expect(error.message.contains("destination '7921' (nearest: 7920 Namibia)"), "\(error)")
    #expect(error.message.contains("origin 'ON'"), "\(error)")
    #expect(error.hint.contains("--on-unmatched list"))
  }

  @Test func `are left out or kept by a policy and counted either way`() throws {
    let dropped = try SimulatedPanels.build(
      [Self.odd], SimulatedPanels.design(SimulatedPanels.selection(onUnmatched: .drop)))
    #expect(
      try SimulatedPanels.rows(dropped, "exports_usd") == ["PA 1010 2015 4", "PA 1220 2015 1"])
    #expect(dropped.report.unmatched.map(\.code) == ["ON", "7921"])
    let table = dropped.report.tables[0]
    #expect(
      table.setAside == [
        "destination not in the table of codes": 1, "origin not in the table of codes": 1,
        "origin not asked for: XX (unknown)": 1, "group or total": 2,
      ])
    #expect(table.figures == table.matched + table.setAside.values.reduce(0, +))
    let kept = try SimulatedPanels.build(
      [Self.odd], SimulatedPanels.design(SimulatedPanels.selection(onUnmatched: .list)))
    #expect(try SimulatedPanels.rows(kept, "exports_usd").contains("PA 7921 2015 2"))
    #expect(try SimulatedPanels.rows(kept, "iso3c").contains("PA 7921 2015 "))
    #expect(try SimulatedPanels.rows(kept, "destination_kind").contains("PA 7921 2015 unmatched"))
    #expect(kept.report.unmatched.map(\.code) == ["ON", "7921"])
    #expect(kept.report.markdown().contains("nearest: 7920 Namibia"))
  }

  @Test func `may be ISO codes and names of states`() throws {
    let text = "state,iso3c,year,exports_usd\nPennsylvania,NAM,2015,5\n39,CAN,2015,6\n"
    let panel = try SimulatedPanels.build(
      [text], SimulatedPanels.design(SimulatedPanels.selection()))
    #expect(
      try SimulatedPanels.rows(panel, "exports_usd") == ["OH 1220 2015 6", "PA 7920 2015 5"])
    let national = try SimulatedPanels.build(
      ["iso3c,year,exports_usd\nNAM,2015,5\n"],
      SimulatedPanels.design(SimulatedPanels.selection(origins: "US")))
    #expect(try SimulatedPanels.rows(national, "exports_usd") == ["US 7920 2015 5"])
    #expect(try SimulatedPanels.rows(national, "swing_margin_5") == ["US 7920 2015 "])
  }

  @Test func `of territories stand for themselves or their sovereign or are left out`() throws {
    let codes = try DestinationCodes(
      destinations: SimulatedTables.table(
        "schedule_c,destination,iso3c,kind\n1010,Greenland,GRL,territory\n4099,Denmark,DNK,country\n"
          + "5082,Gaza Strip,,territory\n"),
      cowCodes: SimulatedTables.table("schedule_c,cown,year_from,year_to\n4099,390,1816,\n"))
    let context = try PanelContext(
      returns: SimulatedTables.context().returns, presidents: SimulatedTables.context().presidents,
      codes: codes,
      sovereigns: Sovereigns(spells: [
        .init(
          territory: ScheduleC("1010"), sovereign: ScheduleC("4099"), first: nil, last: nil),
        .init(territory: ScheduleC("5082"), sovereign: nil, first: nil, last: nil),
      ]))
    let text = "state,schedule_c,year,exports_usd\nPA,1010,2015,4\nPA,4099,2015,5\nPA,5082,2015,6\n"
    let part = try Array(text.utf8).withUnsafeBytes {
      try ExportPart(reading: $0, named: "t.csv", codes: codes, threads: 1)
    }
    let atop = try AtopDefenseRule(
      table: SimulatedTables.table("partner_cown,year_from,year_to\n390,1949,2018\n"))
    func build(_ policy: TerritoryPolicy) throws -> BuiltPanel {
      try BuiltPanel(
        parts: [part],
        design: SimulatedPanels.design(
          SimulatedPanels.selection(territories: policy), allyRules: [atop]),
        context: context, published: nil)
    }
    let own = try build(.own)
    #expect(
      try SimulatedPanels.rows(own, "ally_atop_defense") == [
        "PA 1010 2015 ", "PA 4099 2015 1", "PA 5082 2015 ",
      ])
    let sovereign = try build(.sovereign)
    #expect(
      try SimulatedPanels.rows(sovereign, "ally_atop_defense") == [
        "PA 1010 2015 1", "PA 4099 2015 1", "PA 5082 2015 ",
      ])
    #expect(try SimulatedPanels.rows(sovereign, "sovereign_iso3c")[0] == "PA 1010 2015 DNK")
    #expect(try SimulatedPanels.rows(sovereign, "exports_usd")[0] == "PA 1010 2015 4")
    let dropped = try build(.drop)
    #expect(try SimulatedPanels.rows(dropped, "exports_usd") == ["PA 4099 2015 5"])
    #expect(dropped.report.droppedTerritoryDollars == ["2015": 10])
    #expect(dropped.report.tables[0].setAside == ["territory left out": 2])
  }
}

@Suite struct `What a panel refuses` {
  static let faults: [(text: String, parts: [String])] = [
    (
      "state,schedule_c,year,exports_usd\nPA,1220,2015,1\nOH,1220,2015,2\nPA,1220,2015,1\n",
      ["row 3 below the header", "state PA, schedule_c 1220, 2015 stands twice", "row 1 below"]
    ),
    (
      "state,schedule_c,year,exports_usd\nPA,1220,2015,-1\n",
      ["row 1 below the header", "exports are negative"]
    ),
    (
      "state,schedule_c,year,exports_usd\nPA,1220,2015,1.5\n",
      ["row 1 below the header", "no whole number"]
    ),
    ("state,schedule_c,year,exports_usd\nPA,1220,,1\n", ["row 1", "the year is missing"]),
    ("state,schedule_c,year,month,exports_usd\nPA,1220,2015,13,1\n", ["row 1", "month"]),
    ("state,schedule_c,year,exports_usd\n,1220,2015,1\n", ["row 1", "'state' is empty"]),
    ("state,schedule_c,year\nPA,1220,2015\n", ["lacks a column of exports"]),
    ("state,schedule_c,year,exports_usd\n", ["has a header and no row"]),
    ("state,schedule_c,year,exports_usd\nPA,1220,2015,many\n", ["line 2", "many"]),
  ]

  @Test(arguments: faults.indices)
  func `is named with its row and the reason`(index: Int) throws {
    let fault = Self.faults[index]
    let error = try #require(
      #expect(throws: DataError.self) {
        try SimulatedPanels.build(
          [fault.text], SimulatedPanels.design(SimulatedPanels.selection()))
      })
    for part in fault.parts { #expect(error.description.contains(part), "\(error)") }
    #expect(!error.hint.isEmpty)
  }

  @Test func `a figure of one part that stands in another`() throws {
    let header = "state,schedule_c,year,exports_usd\n"
    let error = #expect(throws: DataError.self) {
      try SimulatedPanels.build(
        [header + "PA,1220,2015,1\n", header + "OH,1220,2015,1\nPA,1220,2015,1\n"],
        SimulatedPanels.design(SimulatedPanels.selection()))
    }
    #expect(error?.message.contains("simulated-1.csv, row 2") == true)
    #expect(error?.message.contains("simulated-0.csv, row 1") == true)
  }

  @Test func `years and months that the source does not have`() throws {
    let missing = #expect(throws: DataError.self) {
      try SimulatedPanels.build(
        SimulatedPanels.design(SimulatedPanels.selection(years: 2013...2015)))
    }
    #expect(missing?.kind == .yearOutOfRange)
    #expect(missing?.hint.contains("2014 to 2016") == true)
    let months = #expect(throws: DataError.self) {
      try SimulatedPanels.build(SimulatedPanels.design(SimulatedPanels.selection(length: .month)))
    }
    #expect(months?.message.contains("no months") == true)
  }
}

@Suite struct `Controls of a panel` {
  @Test func `are joined by their key and missing where the table says nothing`() throws {
    let codes = try SimulatedTables.codes()
    func control(_ name: String, _ text: String) throws -> ListedControl {
      try ListedControl(
        name: name, table: SimulatedTables.table(text), file: "\(name).csv", codes: codes,
        onUnmatched: .stop)
    }
    let controls = [
      try control("gdp", "state,year,value\nPA,2014,1.5\nPA,2016,\nOH,2014,0\n"),
      try control("people", "iso3c,year,people\nCAN,2014,35\nNAM,2015,2\n"),
      try control("rate", "year,value\n2015,0.25\n"),
      try control("miles", "state,schedule_c,value\nPA,1220,300\n"),
    ]
    #expect(controls.map(\.key) == [.stateYear, .destinationYear, .year, .stateDestination])
    let panel = try SimulatedPanels.build(
      SimulatedPanels.design(
        SimulatedPanels.selection(), controls: controls,
        shifts: [PanelShift(variable: "gdp", periods: 1)]))
    let gdp = try SimulatedPanels.rows(panel, "gdp")
    #expect(gdp.contains("PA 1220 2014 1.5"))
    #expect(gdp.contains("PA 1220 2016 "))
    #expect(gdp.contains("OH 1220 2014 0"), "a zero that was reported is a zero")
    #expect(gdp.contains("OH 1220 2015 "), "a row that is not there is none")
    #expect(try SimulatedPanels.rows(panel, "gdp_lag1").contains("PA 7920 2015 1.5"))
    #expect(try SimulatedPanels.rows(panel, "people").contains("PA 7920 2015 2"))
    #expect(try SimulatedPanels.rows(panel, "rate").contains("OH 1010 2015 0.25"))
    #expect(try SimulatedPanels.rows(panel, "miles").contains("PA 1220 2016 300"))
    #expect(try SimulatedPanels.rows(panel, "miles").contains("OH 1220 2015 "))
    let account = try #require(panel.report.joins.first { $0.join.name.contains("gdp") })
    #expect(account.join.cardinality == .manyToOne)
    #expect(account.join.key == ["state", "year"])
    #expect(account.left == 6 && account.matched == 2)
    #expect(account.join.coverage == [2014, 2016])
    #expect(
      account.notReported == [
        NotReported.absentPair.description: 3, NotReported.emptyInTable.description: 1,
      ])
    #expect(account.coverageByYear == ["2014": 1, "2015": 0, "2016": 0])
  }

  @Test(arguments: [
    ("state,year,value\nPA,2014,1\nPA,2014,1\n", "PA 2014 stands twice"),
    ("state,year,value\nPX,2014,1\n", "'PX' is no state"),
    ("iso3c,value\nNAX,1\n", "'NAX' (nearest: NAM Namibia)"),
    ("year,value\n2014,x\n", "'x' is no number"),
    ("value\n1\n", "no key"),
    ("state,year\nPA,2014\n", "no column 'gdp'"),
  ])
  func `are refused with their row`(text: String, words: String) throws {
    let error = try #require(
      #expect(throws: DataError.self) {
        try ListedControl(
          name: "gdp", table: SimulatedTables.table(text), file: "gdp.csv",
          codes: SimulatedTables.codes(), onUnmatched: .stop)
      })
    #expect(error.description.contains(words), "\(error)")
  }
}
