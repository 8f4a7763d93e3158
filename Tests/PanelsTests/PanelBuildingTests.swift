import Alliances
import Codes
import Elections
import Panels
import Tables
import TestSupport
import Testing

@Suite struct `A panel as a table` {
  @Test func `an absent pair is filled or dropped by policy and a figure kept back stays missing`()
    throws
  {
    let selection = try SimulatedPanels.selection()
    let dropped = try SimulatedPanels.build(SimulatedPanels.design(selection))
    #expect(
      try SimulatedPanels.rows(dropped, "exports_usd") == [
        "OH 1010 2015 4", "OH 1220 2014 10", "OH 1220 2015 20", "OH 1220 2016 ",
        "PA 1220 2014 100", "PA 1220 2016 300", "PA 7920 2014 0", "PA 7920 2015 5",
      ])
    #expect(
      try SimulatedPanels.rows(dropped, "exports_status").map { $0.split(separator: " ")[3] } == [
        "reported", "reported", "reported", "not_reported", "reported", "reported", "zero",
        "reported",
      ])
    let filled = try SimulatedPanels.build(SimulatedPanels.design(selection, fill: .zero))
    #expect(filled.table.rowCount == 18)
    let rows = try SimulatedPanels.rows(filled, "exports_status")
    #expect(rows.count { $0.hasSuffix("filled") } == 10)
    #expect(rows.contains("PA 7920 2014 zero"))
    #expect(rows.contains("OH 1220 2016 not_reported"))
    #expect(try SimulatedPanels.rows(filled, "exports_usd").contains("OH 1220 2016 "))
    #expect(try SimulatedPanels.rows(filled, "exports_usd").contains("PA 1220 2015 0"))
  }

  @Test func `the key columns come first and Namibia keeps its code`() throws {
    let panel = try SimulatedPanels.build(
      SimulatedPanels.design(SimulatedPanels.selection(), fill: .zero))
    let table = try SimulatedPanels.table(panel)
    #expect(
      table.header.prefix(6) == ["iso3c", "cown", "schedule_c", "state_fips", "state", "year"])
    #expect(try table.column("iso3c").texts.contains("NAM"))
    #expect(Set(try table.column("state_fips").texts) == ["39", "42"])
    // Greenland has no Correlates of War number, and ATOP cannot speak of it.
    #expect(try SimulatedPanels.rows(panel, "cown").contains("OH 1010 2015 "))
    #expect(try SimulatedPanels.rows(panel, "ally_atop_defense").contains("OH 1010 2015 "))
  }

  @Test func `a lag counts on the calendar and never takes the row before across a gap`() throws {
    let shifts = [
      try PanelShift("1", isLead: false), try PanelShift("exports_usd:2", isLead: false),
      try PanelShift("1", isLead: true),
    ]
    let panel = try SimulatedPanels.build(
      SimulatedPanels.design(SimulatedPanels.selection(), shifts: shifts))
    let lags = try SimulatedPanels.rows(panel, "exports_usd_lag1")
    #expect(lags.contains("PA 1220 2016 "), "2015 is missing: \(lags)")
    #expect(lags.contains("OH 1220 2015 10"))
    #expect(lags.contains("PA 7920 2015 0"), "a printed zero is a value")
    #expect(lags.contains("PA 1220 2014 "), "nothing comes from another pair")
    #expect(try SimulatedPanels.rows(panel, "exports_usd_lag2").contains("PA 1220 2016 100"))
    #expect(try SimulatedPanels.rows(panel, "exports_usd_lead1").contains("PA 1220 2014 "))
    #expect(try SimulatedPanels.rows(panel, "exports_usd_lead1").contains("OH 1220 2014 20"))
    let filled = try SimulatedPanels.build(
      SimulatedPanels.design(SimulatedPanels.selection(), fill: .zero, shifts: shifts))
    #expect(try SimulatedPanels.rows(filled, "exports_usd_lag1").contains("PA 1220 2016 0"))
  }

  @Test func `a year without any figure is a gap that no policy fills`() throws {
    let text = "state,schedule_c,year,exports_usd\nPA,1220,2014,1\nPA,1220,2016,3\n"
    let panel = try SimulatedPanels.build(
      [text],
      SimulatedPanels.design(
        SimulatedPanels.selection(origins: "PA"), fill: .zero,
        shifts: [PanelShift(variable: "exports_usd", periods: 1)]))
    #expect(
      try SimulatedPanels.rows(panel, "exports_status") == [
        "PA 1220 2014 reported", "PA 1220 2015 not_covered", "PA 1220 2016 reported",
      ])
    #expect(try SimulatedPanels.rows(panel, "exports_usd_lag1").last == "PA 1220 2016 ")
  }

  @Test func `a lag of a column that is not there or does not vary is refused`() throws {
    for (variable, message) in [("gdp", "no column 'gdp'"), ("schedule_c", "same in every period")]
    {
      let error = #expect(throws: DataError.self) {
        try SimulatedPanels.build(
          SimulatedPanels.design(
            SimulatedPanels.selection(),
            shifts: [PanelShift(variable: variable, periods: 1)]))
      }
      #expect(error?.message.contains(message) == true)
    }
    #expect(throws: DataError.self) { try PanelShift("0", isLead: false) }
    #expect(throws: DataError.self) { try PanelShift(":1", isLead: false) }
  }

  @Test func `real dollars are current ones over the price index and stay missing where those are`()
    throws
  {
    let deflator = try Deflator(
      name: "cpi",
      table: SimulatedTables.table("year,deflator\n2014,50\n2015,80\n2016,100\n"))
    let panel = try SimulatedPanels.build(
      SimulatedPanels.design(
        SimulatedPanels.selection(), dollars: .real(deflator, base: CalendarYear(2016))))
    let rows = try SimulatedPanels.rows(panel, "exports_real_usd")
    #expect(rows.contains("PA 1220 2014 200"))
    #expect(rows.contains("OH 1220 2015 25"))
    #expect(rows.contains("OH 1220 2016 "))
    #expect(rows.contains("PA 7920 2014 0"))
    let short = try Deflator(
      name: "cpi", table: SimulatedTables.table("year,deflator\n2014,50\n2016,100\n"))
    let error = #expect(throws: DataError.self) {
      try SimulatedPanels.build(
        SimulatedPanels.design(
          SimulatedPanels.selection(), dollars: .real(short, base: CalendarYear(2016))))
    }
    #expect(error?.message.contains("no figure for 2015") == true)
  }

  @Test func `months are summed to a year only where all twelve are there`() throws {
    var text = "state,schedule_c,year,month,exports_usd\n"
    for month in 1...12 where month != 5 { text += "PA,1220,2015,\(month),1\n" }
    text += "OH,1220,2015,5,7\n"
    for month in 1...3 { text += "PA,1220,2016,\(month),10\n" }
    let years = try SimulatedPanels.build(
      [text], SimulatedPanels.design(SimulatedPanels.selection()))
    #expect(
      try SimulatedPanels.rows(years, "exports_usd") == ["OH 1220 2015 7", "PA 1220 2015 11"])
    #expect(years.report.cells.sumsWithAbsentParts == 2)
    let asked = try SimulatedPanels.build(
      [text], SimulatedPanels.design(SimulatedPanels.selection(years: 2015...2016)))
    #expect(try SimulatedPanels.rows(asked, "exports_status").contains("PA 1220 2016 not_covered"))
    let months = try SimulatedPanels.build(
      [text], SimulatedPanels.design(SimulatedPanels.selection(length: .month), fill: .zero))
    // The months that are out, and none after them.
    #expect(months.table.axes.periods.last?.description == "2016-03")
    #expect(months.table.rowCount == 2 * 15)
    #expect(try SimulatedPanels.table(months).header.contains("month"))
  }

  @Test func `the window and the incumbent of a month are those of its days`() throws {
    var text = "state,schedule_c,year,month,exports_usd\n"
    for (year, month) in [(2015, 10), (2015, 11), (2016, 10), (2016, 11), (2017, 1)] {
      text += "PA,1220,\(year),\(month),1\n"
    }
    let panel = try SimulatedPanels.build(
      [text], SimulatedPanels.design(SimulatedPanels.selection(length: .month, origins: "PA")))
    let table = try SimulatedPanels.table(panel)
    #expect(
      table.rowCount == 5 + 11, "eleven months have no figure at all and stay as missing rows")
    func cell(_ column: String, _ year: String, _ month: String) throws -> String? {
      let row = try table.rows.first {
        try table.column("year")[$0] == year && table.column("month")[$0] == month
      }
      return try row.map { try table.column(column)[$0] }
    }
    #expect(try cell("window", "2015", "10") == "0")
    #expect(try cell("window", "2015", "11") == "1")
    #expect(try cell("window", "2016", "10") == "1")
    #expect(try cell("window", "2016", "11") == "0")
    #expect(try cell("periods_to_election", "2016", "11") == "0")
    #expect(try cell("incumbent", "2016", "12") == "obama")
    #expect(try cell("incumbent", "2017", "1") == "trump-1")
    #expect(try cell("exports_status", "2016", "12") == "not_covered")
  }

  @Test func `chapters are series of their own and a group is their sum`() throws {
    let text = """
      state,schedule_c,year,commodity,exports_usd
      PA,1220,2015,87,1
      PA,1220,2015,88,2
      PA,1220,2015,89,4
      PA,1220,2015,93,8
      OH,1220,2015,93,
      OH,1220,2015,88,5

      """
    let panel = try SimulatedPanels.build(
      [text],
      SimulatedPanels.design(
        SimulatedPanels.selection(commodities: "87,purchasable-goods,88+93"), fill: .zero))
    let table = try SimulatedPanels.table(panel)
    let rows = try table.rows.map {
      try "\(table.column("state")[$0]) \(table.column("commodity")[$0]) "
        + "\(table.column("exports_usd")[$0]) \(table.column("exports_status")[$0])"
    }
    #expect(
      rows == [
        "OH 87 0 filled", "OH purchasable-goods  not_reported", "OH 88+93  not_reported",
        "PA 87 1 reported", "PA purchasable-goods 14 reported", "PA 88+93 10 reported",
      ])
    let error = #expect(throws: DataError.self) {
      try SimulatedPanels.build([text], SimulatedPanels.design(SimulatedPanels.selection()))
    }
    #expect(error?.message.contains("no figures of all goods") == true)
    for wrong in ["87,87", "88+8802", "tanks", ""] {
      #expect(throws: DataError.self) { try CommodityChoice.list(wrong) }
    }
  }

  @Test func `the rows handed to a sink are those of the text`() throws {
    struct Collector: PanelRowSink {
      var row: [String]
      var text = ""
      mutating func set(_ column: Int, text: UnsafeBufferPointer<UInt8>) {
        row[column] = String(decoding: text, as: UTF8.self)
      }
      mutating func set(_ column: Int, wholeNumber: Int64) { row[column] = "\(wholeNumber)" }
      mutating func set(_ column: Int, decimal: Double) {
        row[column] = decimal == decimal.rounded() ? "\(Int(decimal))" : "\(decimal)"
      }
      mutating func setMissing(_ column: Int) { row[column] = "" }
      mutating func endRow() { text += row.joined(separator: ",") + "\n" }
    }
    let gdp = try ListedControl(
      name: "gdp", table: SimulatedTables.table("state,year,gdp\nPA,2014,1.5\nOH,2015,2\n"),
      file: "gdp.csv", codes: SimulatedTables.codes(), onUnmatched: .stop)
    for fill in FillPolicy.allCases {
      let panel = try SimulatedPanels.build(
        SimulatedPanels.design(
          SimulatedPanels.selection(), fill: fill, controls: [gdp],
          shifts: [PanelShift(variable: "exports_usd", periods: 1)]))
      var collector = Collector(row: panel.table.columns.map { _ in "" })
      try panel.table.write(to: &collector)
      let header = panel.table.columns.map(\.name).joined(separator: ",") + "\n"
      #expect(header + collector.text == String(decoding: panel.table.csv(), as: UTF8.self))
    }
  }
}

@Suite struct `Permuting and splitting what a panel is made of` {
  static let simulated: [String] = {
    var generator = SeededGenerator(seed: 4)
    var rows: [String] = []
    for state in ["PA", "OH", "WI", "PR"] {
      for place in ["1010", "1220", "7920", "0003"] {
        for year in 2013...2017 {
          for month in 1...12 where generator.next() % 3 > 0 {
            rows.append("\(state),\(place),\(year),\(month),\(generator.next() % 1_000_000)")
          }
        }
      }
    }
    return rows
  }()

  private func files(_ parts: [[String]], _ length: PeriodLength) throws -> [[UInt8]] {
    let header = "state,schedule_c,year,month,exports_usd\n"
    let panel = try SimulatedPanels.build(
      parts.map { header + $0.joined(separator: "\n") + "\n" },
      SimulatedPanels.design(
        SimulatedPanels.selection(length: length, origins: "PA,OH,WI"), fill: .zero,
        shifts: [PanelShift(variable: "exports_usd", periods: 2)]))
    return [
      panel.table.csv(), parts.count == 1 ? try panel.report.json() : [],
      parts.count == 1 ? Array(panel.report.markdown().utf8) : [],
    ]
  }

  @Test(arguments: PeriodLength.allCases)
  func `change no byte`(length: PeriodLength) throws {
    let base = try files([Self.simulated], length)
    for seed in 1...20 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let shuffled = Self.simulated.shuffled(using: &generator)
      #expect(try files([shuffled], length) == base)
      let cut = Int(generator.next() % UInt64(shuffled.count - 2)) + 1
      let split = try files([Array(shuffled[..<cut]), Array(shuffled[cut...])], length)
      #expect(split[0] == base[0])
    }
  }

  @Test func `nor does a source's row that nobody asked for`() throws {
    let base = try files([Self.simulated], .year)
    let more = Self.simulated + ["VI,7920,2015,1,5", "XX,1010,2015,1,5", "PA,-,2015,1,9"]
    #expect(try files([more], .year)[0] == base[0])
  }
}
