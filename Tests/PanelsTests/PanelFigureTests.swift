import Codes
import Elections
import Panels
import Tables
import TestSupport
import Testing

/// What becomes of figures on their way from a table into a panel, and of those that are none.
@Suite struct `Figures of a panel` {
  private func build(
    _ text: String, fill: FillPolicy = .zero, length: PeriodLength = .year,
    shared: SharedCodePolicy = .keep, marks: [String] = [], dollars: DollarChoice = .nominal,
    window: Int? = nil
  ) throws -> BuiltPanel {
    let data = try `The coverage of a source of exports`.data.get()
    let part = try Array(text.utf8).withUnsafeBytes {
      try ExportPart(
        reading: $0, named: "mine.csv", codes: data.context.codes, missingMarks: marks, threads: 1)
    }
    var selection = try SimulatedPanels.selection(length: length)
    selection.sharedCodes = shared
    var design = try SimulatedPanels.design(selection, fill: fill, dollars: dollars)
    if let window { design.window = try MonthlyWindow(months: window) }
    return try BuiltPanel(
      parts: [part], design: design, context: data.context, published: nil)
  }

  private func statuses(_ panel: BuiltPanel) throws -> [String] {
    try SimulatedPanels.rows(panel, "exports_status")
  }

  @Test func `of a panel that is a source again stay what they were`() throws {
    // PA has a sum in part and an empty cell, OH two absent pairs; 2015 has no figure at all.
    let months = (1...12).map { "PA,1220,2014,\($0),1\nPA,1220,2016,\($0),0\n" }.joined()
    let text =
      "state,schedule_c,year,month,exports_usd\n" + months
      + "PA,7920,2014,3,5\nOH,7920,2016,4,\n"
    for fill in FillPolicy.allCases {
      let first = try build(text, fill: fill)
      let csv = String(decoding: first.table.csv(), as: UTF8.self)
      if fill == .zero { #expect(csv.contains("filled") && csv.contains("reported_in_part")) }
      #expect(csv.contains("zero") && csv.contains("not_reported"))
      let again = try build(csv, fill: fill)
      // What the source does not speak of is no row where absent pairs are none.
      let kept = csv.split(separator: "\n").filter {
        fill == .zero || !$0.contains(",not_covered,")
      }
      let found = String(decoding: again.table.csv(), as: UTF8.self)
      #expect(found.split(separator: "\n") == kept, "\(fill)")
      // What was filled is an absent pair again, which another policy leaves out.
      let dropped = try build(csv, fill: .drop)
      #expect(try !statuses(dropped).contains { $0.hasSuffix("filled") })
      #expect(
        try statuses(dropped).count { $0.hasSuffix(" zero") }
          == statuses(first).count { $0.hasSuffix(" zero") })
    }
  }

  @Test(arguments: [
    ("filled", "5", "the status is 'filled', and the amount is 5"),
    ("zero", "", "the status is 'zero', and the amount is none"),
    ("reported", "", "the status is 'reported', and the amount is none"),
    ("not_covered", "0", "the status is 'not_covered', and the amount is 0"),
    ("final", "5", "'final' is no status of exports"),
  ])
  func `with a status that contradicts them are refused with their row`(
    status: String, amount: String, message: String
  ) throws {
    let error = try #require(
      #expect(throws: DataError.self) {
        try build(
          "state,schedule_c,year,exports_usd,exports_status\nPA,1220,2015,1,reported\n"
            + "PA,7920,2015,\(amount),\(status)\n")
      })
    #expect(error.message.contains("row 2 below the header: \(message)"), "\(error)")
  }

  @Test func `that add up to more than can be counted are refused with their row`() throws {
    var text = "state,schedule_c,year,exports_usd\n"
    for number in 0..<1100 { text += "PA,1220,\(1800 + number),8999999999999999\n" }
    let error = try #require(#expect(throws: DataError.self) { try build(text) })
    #expect(error.kind == .tooManyDollars)
    #expect(error.message.contains("mine.csv, row 1025 below the header"), "\(error)")
  }

  @Test func `in real dollars that are too many name the cell and the index`() throws {
    let deflator = try Deflator(
      name: "d", table: SimulatedTables.table("year,deflator\n2015,0.001\n2019,100\n"))
    let error = try #require(
      #expect(throws: DataError.self) {
        try build(
          "state,schedule_c,year,exports_usd\nPA,1220,2015,8000000000000000\n",
          dollars: .real(deflator, base: CalendarYear(2019)))
      })
    #expect(error.message.contains("state PA, schedule_c 1220, 2015"), "\(error)")
    #expect(error.hint.contains("check the index of 2015"))
  }

  @Test func `need no index of a year in which there is none of them`() throws {
    let deflator = try Deflator(
      name: "d", table: SimulatedTables.table("year,deflator\n2015,50\n2017,100\n"))
    let text = "state,schedule_c,year,exports_usd\nPA,1220,2015,4\nPA,1220,2017,9\n"
    let real = DollarChoice.real(deflator, base: CalendarYear(2017))
    let panel = try build(text, dollars: real)
    #expect(
      try SimulatedPanels.rows(panel, "exports_real_usd").filter { $0.hasPrefix("PA") }
        == ["PA 1220 2015 8", "PA 1220 2016 ", "PA 1220 2017 9"])
    let error = #expect(throws: DataError.self) {
      try build(text + "PA,1220,2016,1\n", dollars: real)
    }
    #expect(error?.message.contains("no figure for 2016") == true)
  }

  @Test func `that are marked keep the first mark in a sum and empty ones are empty`() throws {
    var text = "state,schedule_c,year,month,exports_usd\n"
    for month in 1...12 {
      text += "PA,1220,2015,\(month),\(month == 4 ? "NA" : month == 7 ? "" : "1")\n"
      text += "OH,1220,2015,\(month),\(month == 9 ? "" : "1")\n"
    }
    let panel = try build(text, marks: ["NA"])
    #expect(
      panel.report.cells.notReported
        == ["marked 'NA' in the table": 1, NotReported.emptyInTable.description: 1])
    #expect(NotReported.emptyInTable.description == "empty in the table")
  }

  @Test func `of a year without any have no dollars and not none`() throws {
    let panel = try build("state,schedule_c,year,exports_usd\nPA,1220,2015,4\nPA,1220,2017,0\n")
    #expect(panel.report.dollarsByYear == ["2015": 4, "2017": 0])
    #expect(panel.report.markdown().contains("| 2016 | 0.0 % |  |"))
    #expect(try statuses(panel).contains("PA 1220 2016 not_covered"))
  }

  @Test func `that are added up are joined many to one and others one to one`() throws {
    let months = (1...12).map { "PA,1220,2015,\($0),1\n" }.joined()
    let text = "state,schedule_c,year,month,exports_usd\n" + months
    let sums = try #require(build(text).report.joins.first)
    #expect(sums.join.cardinality == .manyToOne && sums.left == 12 && sums.right == 2)
    #expect(sums.notes.first?.contains("no key stands twice") == true)
    let cells = try #require(build(text, length: .month).report.joins.first)
    #expect(cells.join.cardinality == .oneToOne && cells.notes.isEmpty)
  }

  @Test func `of shared codes are sums in part where one of the codes has no row`() throws {
    let text = """
      state,schedule_c,year,exports_usd
      PA,7320,2011,2
      PA,7321,2011,4
      OH,7321,2011,8
      OH,7321,2012,1

      """
    let panel = try build(text, shared: .sum)
    let found = try statuses(panel)
    #expect(found.contains("PA 7321 2011 reported"))
    // Ohio has no row of Sudan as it was until July; in 2012 there is no such code.
    #expect(found.contains("OH 7321 2011 reported_in_part"))
    #expect(found.contains("OH 7321 2012 reported"))
    #expect(panel.report.cells.sumsWithAbsentParts == 1)
  }

  @Test(arguments: [3, 6, 12, 24])
  func `lie in the window that was chosen`(months: Int) throws {
    let text =
      "state,schedule_c,year,month,exports_usd\n"
      + (2013...2016).flatMap { year in (1...12).map { "PA,1220,\(year),\($0),1\n" } }.joined()
    let panel = try build(text, length: .month, window: months)
    let table = try SimulatedPanels.table(panel)
    let window = try table.column("window")
    let state = try table.column("state")
    let found = table.rows.filter { state[$0] == "PA" && window[$0] == "1" }
    // The months before November 2016, and none of it or after it.
    #expect(found.count == months)
    #expect(try found.last.map { try table.column("month")[$0] } == "10")
    let choice = try #require(panel.report.choices.first { $0.option == "window" })
    #expect(choice.value == "\(months)" && choice.meaning.contains("last \(months) months"))
    #expect(
      panel.table.column("window")?.definition.description.contains("last \(months) months")
        == true)
  }

  @Test func `of which a column has no value are named`() throws {
    let control = try ListedControl(
      name: "gdp", table: SimulatedTables.table("iso3c,year,gdp\nCAN,1999,5\n"), file: "gdp.csv",
      codes: SimulatedTables.codes(), onUnmatched: .stop)
    let panel = try SimulatedPanels.build(
      SimulatedPanels.design(SimulatedPanels.selection(), controls: [control]))
    #expect(panel.report.emptyColumns == ["gdp"])
    #expect(panel.report.markdown().contains("Columns without any value: gdp."))
  }
}
