import Codes
import Panels
import Tables
import TestSupport
import Testing

@Suite struct `Lags and leads at the edge of a panels years` {
  static let exports = """
    state,schedule_c,year,exports_usd
    PA,1220,2013,1
    PA,1220,2014,2
    PA,1220,2015,4
    PA,1220,2016,8
    PA,1220,2018,16
    OH,1220,2014,32
    OH,1220,2017,64
    OH,7920,2013,128

    """

  private func build(
    _ years: ClosedRange<Int>?, _ shifts: [String], fill: FillPolicy = .drop,
    controls: [any ControlVariable] = [], text: String = exports, length: PeriodLength = .year,
    dollars: DollarChoice = .nominal
  ) throws -> BuiltPanel {
    try SimulatedPanels.build(
      [text],
      SimulatedPanels.design(
        SimulatedPanels.selection(length: length, years: years), fill: fill, dollars: dollars,
        controls: controls,
        shifts: try shifts.map {
          try PanelShift(
            $0.hasPrefix("+") ? String($0.dropFirst()) : $0, isLead: $0.hasPrefix("+"))
        }))
  }

  @Test func `come from the source's periods outside and the rows stay within`() throws {
    let panel = try build(2015...2016, ["1", "exports_usd:2", "+1", "+exports_usd:2"])
    func rows(_ column: String) throws -> [String] { try SimulatedPanels.rows(panel, column) }
    #expect(try rows("exports_usd") == ["PA 1220 2015 4", "PA 1220 2016 8"])
    #expect(try rows("exports_usd_lag1") == ["PA 1220 2015 2", "PA 1220 2016 4"])
    #expect(try rows("exports_usd_lag2") == ["PA 1220 2015 1", "PA 1220 2016 2"])
    // Pennsylvania has no 2017, and the lead of 2016 is not the figure of 2018.
    #expect(try rows("exports_usd_lead1") == ["PA 1220 2015 8", "PA 1220 2016 "])
    #expect(try rows("exports_usd_lead2") == ["PA 1220 2015 ", "PA 1220 2016 16"])
    #expect(panel.report.periodsAround.isEmpty, "the table has no vintage to name")
    #expect(panel.report.tables[0].matched == 2)
    #expect(panel.report.dollarsByYear == ["2015": 4, "2016": 8])
    // Namibia has figures outside of the years alone: a destination without rows, which zeros would fill.
    #expect(panel.table.axes.destinations.map(\.scheduleC.text) == ["1220", "7920"])
    let filled = try SimulatedPanels.rows(build(2015...2016, [], fill: .zero), "exports_status")
    #expect(filled.contains("OH 7920 2016 filled"))
  }

  @Test func `are those of the whole panel cut afterwards`() throws {
    var generator = SeededGenerator(seed: 3)
    var text = "state,schedule_c,year,month,exports_usd\n"
    for state in ["PA", "OH"] {
      for place in ["1220", "7920"] {
        for year in 2012...2017 {
          for month in 1...12 where generator.next() % 4 > 0 {
            text += "\(state),\(place),\(year),\(month),\(generator.next() % 1000)\n"
          }
        }
      }
    }
    let shifts = ["3", "exports_usd:14", "+exports_usd:5", "exports_status:1", "incumbent:2"]
    for length in PeriodLength.allCases {
      for fill in FillPolicy.allCases {
        let whole = try SimulatedPanels.table(
          build(nil, shifts, fill: fill, text: text, length: length))
        let cut = try SimulatedPanels.table(
          build(2014...2015, shifts, fill: fill, text: text, length: length))
        let kept = try whole.rows.filter {
          try ["2014", "2015"].contains(whole.column("year")[$0])
        }
        #expect(cut.rowCount == kept.count)
        for name in cut.header {
          let mine = try cut.column(name).texts
          let theirs = try whole.column(name)
          #expect(mine == kept.map { theirs[$0] }, "\(name) by \(length)")
        }
      }
    }
  }

  @Test func `of controls flags and the incumbent reach as far as their own tables`() throws {
    let gdp = try ListedControl(
      name: "gdp",
      table: SimulatedTables.table("iso3c,year,gdp\nCAN,2011,5\nCAN,2013,6\nCAN,2019,7\n"),
      file: "gdp.csv", codes: SimulatedTables.codes(), onUnmatched: .stop)
    // The first year of the exports is 2013: two years before them the control has a figure.
    let panel = try build(
      nil,
      [
        "gdp:2", "+gdp:1", "incumbent:1", "+incumbent:1", "window:1", "swing_margin_5:1",
        "ally_atop_defense:1",
      ], controls: [gdp])
    func rows(_ column: String) throws -> [String] {
      try SimulatedPanels.rows(panel, column).filter { $0.hasPrefix("PA 1220") }
    }
    #expect(try rows("gdp_lag2").first == "PA 1220 2013 5")
    #expect(try rows("gdp_lead1").last == "PA 1220 2018 7")
    #expect(try rows("incumbent_lag1").first == "PA 1220 2013 obama")
    #expect(try rows("incumbent_lead1").last == "PA 1220 2018 trump-1")
    #expect(try rows("window_lag1").first == "PA 1220 2013 1")
    #expect(try rows("ally_atop_defense_lag1").first == "PA 1220 2013 1")
    // The rule needs an election before the year, and the returns begin in 2012.
    #expect(try rows("swing_margin_5_lag1").first == "PA 1220 2013 ")
    #expect(try rows("swing_margin_5_lag1").last == "PA 1220 2018 0")
  }

  @Test func `of real dollars are missing where the deflator ends and not an error`() throws {
    let deflator = try Deflator(
      name: "cpi", table: SimulatedTables.table("year,deflator\n2015,50\n2016,100\n"))
    let panel = try build(
      2015...2016, ["exports_real_usd:1"], dollars: .real(deflator, base: CalendarYear(2016)))
    #expect(
      try SimulatedPanels.rows(panel, "exports_real_usd_lag1") == [
        "PA 1220 2015 ", "PA 1220 2016 8",
      ])
  }

  @Test func `of lags are longer lags`() throws {
    let panel = try build(2015...2016, ["1", "exports_usd_lag1:1", "+exports_usd_lag1:1"])
    #expect(
      try SimulatedPanels.rows(panel, "exports_usd_lag1_lag1")
        == ["PA 1220 2015 1", "PA 1220 2016 2"])
    #expect(
      try SimulatedPanels.rows(panel, "exports_usd_lag1_lead1")
        == ["PA 1220 2015 4", "PA 1220 2016 8"])
  }

  @Test func `name the vintages of the built-in years that they read`() throws {
    let data = try `Country codes of a users rows`.data.get()
    let selection = try SimulatedPanels.selection(
      years: 2016...2017, origins: "PA", destinations: [ScheduleC("1220")])
    let panel = try BuiltPanel(
      parts: data.exportParts(of: .censusOriginOfMovement),
      design: SimulatedPanels.design(selection, shifts: [PanelShift("1", isLead: false)]),
      context: data.context, published: nil)
    #expect(panel.report.periodsAround == ["2015": "2019-03"])
    #expect(
      panel.report.markdown().contains("outside of the panel's periods: 2015, vintage 2019-03"))
    let lattice = try data.exports(
      .censusOriginOfMovement, years: CalendarYear(2015)...CalendarYear(2015))
    let place = try #require(
      lattice.destinations.firstIndex { $0.scheduleC == ScheduleC("1220") })
    let state = try #require(lattice.origins.firstIndex { $0.code == "PA" })
    let figure = try #require(lattice[state, place, 0].reported)
    #expect(
      try SimulatedPanels.rows(panel, "exports_usd_lag1").first == "PA 1220 2016 \(figure)")
  }
}
