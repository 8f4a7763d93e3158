import Codes
import Panels
import Tables
import TestSupport
import Testing

/// What a source speaks of, and what is never filled.
@Suite struct `The coverage of a source of exports` {
  static let data = Result { try `The built-in exports as a panel`.data() }

  /// The part of a panel that was asked for.
  struct Cut: Sendable {
    var years: ClosedRange<Int>?
    var origins: [String]?
    var destinations: Set<ScheduleC>?
  }

  private func panel(
    _ source: ExportSource, _ cut: Cut = Cut(), fill: FillPolicy = .zero,
    shared: SharedCodePolicy = .keep
  ) throws -> BuiltPanel {
    let data = try Self.data.get()
    var selection = try SimulatedPanels.selection(
      years: cut.years,
      origins: cut.origins?.joined(separator: ",")
        ?? (source.origins == [.unitedStates]
          ? "US" : source.origins.map(\.code).joined(separator: ",")),
      destinations: cut.destinations)
    selection.coverage = source.coverage
    selection.sharedCodes = shared
    return try BuiltPanel(
      parts: data.exportParts(of: source), design: SimulatedPanels.design(selection, fill: fill),
      context: data.context, published: shared == .sum ? data.panelTotals(of: source) : nil)
  }

  /// The rows of a panel as texts, of some years, origins and destinations.
  private func rows(_ panel: BuiltPanel, _ cut: Cut = Cut()) throws -> [String] {
    let table = try SimulatedPanels.table(panel)
    let names = ["state", "schedule_c", "year", "exports_usd", "exports_status", "vintage"]
    let columns = try names.map { try table.column($0) }
    return table.rows.filter { row in
      (cut.years.map { $0.contains(Int(columns[2][row]) ?? 0) } ?? true)
        && (cut.origins.map { $0.contains(columns[0][row]) } ?? true)
        && (cut.destinations.map { $0.contains(ScheduleC(columns[1][row])) } ?? true)
    }.map { row in columns.map { $0[row] }.joined(separator: ",") }
  }

  @Test(arguments: ExportSource.allCases)
  func `does not change with what is cut out of it`(source: ExportSource) throws {
    let whole = try panel(source)
    let years = whole.table.axes.periods.map(\.year.number)
    let origins = whole.table.axes.origins.map(\.code)
    let places = whole.table.axes.destinations.map(\.scheduleC)
    var generator = SeededGenerator(seed: 21)
    func pick<Element>(_ values: [Element]) -> Element {
      values[Int(generator.next() % UInt64(values.count))]
    }
    var cuts = [Cut(years: years[0]...years[0]), Cut(years: years.last.map { $0...$0 })]
    if source.origins != [.unitedStates] {
      let small = origins.contains("DC") ? "DC" : "DE"
      cuts += [Cut(origins: [small]), Cut(years: years[1]...years[2], origins: [small])]
      cuts += [Cut(origins: [pick(origins)], destinations: Set((0..<9).map { _ in pick(places) }))]
    }
    for _ in 0..<3 {
      let first = pick(years)
      cuts.append(
        Cut(
          years: first...min(first + 2, years[years.count - 1]),
          destinations: Set((0..<20).map { _ in pick(places) })))
    }
    for cut in cuts {
      let mine: BuiltPanel
      do {
        mine = try panel(source, cut)
      } catch let error as DataError where error.kind == .nothingAskedFor {
        #expect(try rows(whole, cut).allSatisfy { $0.contains(",not_covered,") }, "\(cut)")
        continue
      }
      let theirs = try rows(whole, cut)
      #expect(try rows(mine) == theirs, "\(cut)")
      #expect(!theirs.isEmpty)
    }
  }

  @Test func `of national totals is the countries that are named before 1992`() throws {
    let data = try Self.data.get()
    let panel = try panel(.censusCountryTotals)
    let statuses = try SimulatedPanels.rows(panel, "exports_status")
    for year in 1985...1991 {
      let mine = statuses.filter { $0.contains(" \(year) ") }
      #expect(mine.count { $0.hasSuffix(" reported") } == 76)
      #expect(!mine.contains { $0.hasSuffix(" filled") })
      #expect(mine.count { $0.hasSuffix(" not_covered") } > 100)
    }
    #expect(!statuses.contains { $0.contains(" 1992 ") && $0.hasSuffix(" not_covered") })
    #expect(statuses.contains { $0.contains(" 1993 ") && $0.hasSuffix(" filled") })
    // That they are not all: the world total of the same publisher is larger, until it is not.
    let world = try data.exportTable("census-country-world-totals")
    for year in 1987...1992 {
      let total = try #require(try world.column("\(year)").wholeNumber(0))
      let sum = try #require(panel.report.dollarsByYear["\(year)"])
      let share = Double(total - sum) / Double(total)
      #expect(year < 1992 ? share > 0.015 : share == 0, "\(year): \(share)")
    }
    let cells = panel.report.cells
    #expect(
      cells.notReported[NotReported.notCovered.description]
        == statuses.count { $0.hasSuffix(" not_covered") })
    #expect(
      panel.report.choices.first { $0.option == "coverage" }?.meaning.contains("before 1992")
        == true)
    let dropped = try self.panel(.censusCountryTotals, fill: .drop)
    #expect(
      try SimulatedPanels.rows(dropped, "exports_status").allSatisfy {
        $0.hasSuffix(" reported") || $0.hasSuffix(" zero")
      })
  }

  @Test func `is no reason to write a panel without any value`() throws {
    let romania: Set = [ScheduleC("4850")]
    for fill in FillPolicy.allCases {
      let error = #expect(throws: DataError.self) {
        try panel(
          .censusCountryTotals, Cut(years: 1990...1991, destinations: romania), fill: fill)
      }
      #expect(error?.kind == .nothingAskedFor)
      #expect(error?.hint.contains("from 1992 on every destination") == true, "\(fill)")
    }
    #expect(throws: DataError.self) {
      try panel(.transborderFreight, Cut(destinations: [ScheduleC("5880")]))
    }
    let both = try panel(
      .transborderFreight,
      Cut(
        years: 2010...2010, origins: ["PA"], destinations: [ScheduleC("5880"), ScheduleC("1220")])
    )
    #expect(
      try SimulatedPanels.rows(both, "exports_status")
        == ["PA 1220 2010 reported", "PA 5880 2010 not_covered"])
  }

  @Test func `is of its own origins and no other state is filled`() throws {
    let panel = try panel(
      .censusTenStates,
      Cut(years: 2015...2015, origins: ["PA", "TX"], destinations: [ScheduleC("1220")]))
    #expect(
      try SimulatedPanels.rows(panel, "exports_status")
        == ["PA 1220 2015 reported", "TX 1220 2015 not_covered"])
  }

  @Test func `by month does not fill the year in which a country begins`() throws {
    let data = try Self.data.get()
    var text = "state,schedule_c,year,month,exports_usd\n"
    for year in 2010...2012 {
      for month in 1...12 { text += "PA,1220,\(year),\(month),5\n" }
    }
    text += "PA,7323,2011,8,7\nPA,7323,2012,2,8\n"
    let panel = try BuiltPanel(
      parts: [SimulatedPanels.part(text, codes: data.context.codes)],
      design: SimulatedPanels.design(
        SimulatedPanels.selection(length: .month, origins: "PA"), fill: .zero),
      context: data.context, published: nil)
    let table = try SimulatedPanels.table(panel)
    let place = try table.column("schedule_c")
    let year = try table.column("year")
    let month = try table.column("month")
    let status = try table.column("exports_status")
    let found = table.rows.filter { place[$0] == "7323" }
      .map { "\(year[$0])-\(month[$0]) \(status[$0])" }
    // South Sudan became a state on 9 July 2011; the table of codes has years and no months.
    #expect(found.count == 24)
    #expect(found.prefix(12).count { $0.hasSuffix("not_covered") } == 11)
    #expect(found.contains("2011-8 reported") && found.contains("2012-1 filled"))
    #expect(
      panel.report.cells.notReported == [NotReported.yearOfChange.description: 11])
  }

  @Test func `explains the gaps of shared codes under the code that has the sum`() throws {
    let kept = try panel(.censusCountryTotals, Cut(years: 2011...2011), fill: .drop)
    let panel = try panel(.censusCountryTotals, Cut(years: 2011...2011), fill: .drop, shared: .sum)
    #expect(panel.report.dollarsByYear == kept.report.dollarsByYear)
    // Published figures by destination, as the national totals of the store are.
    let data = try Self.data.get()
    var totals = PublishedTotals(name: "simulated", byYear: [:], byDestination: [:])
    try totals.add(data.exportTable("census-country-totals"), byDestination: true)
    for policy in SharedCodePolicy.allCases {
      var selection = try SimulatedPanels.selection(years: 1990...2011, origins: "US")
      selection.sharedCodes = policy
      let found = try BuiltPanel(
        parts: data.exportParts(of: .censusCountryTotals),
        design: SimulatedPanels.design(selection), context: data.context, published: totals
      ).report.reconciliation
      #expect(found.byDestination.count > 4000)
      for line in found.byDestination { #expect(line.gapDollars == 0, "\(policy) \(line)") }
    }
  }
}
