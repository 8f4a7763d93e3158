import Foundation
import Tables
import TestSupport
import Testing

@Suite struct `swingport panel at its edges` {
  @Test(arguments: [
    ["analyze", "--swing", "margin-3", "--swing", "margin-5"],
    ["analyze", "swing-states", "--years=2014-2016", "--years", "2016-2018"],
    ["panel", "--source", "census", "--fill", "zero", "--out", "a", "-o", "b"],
    ["panel", "--source", "census", "--fill", "zero", "--store", "a", "--store", "b"],
    ["map", "ally-share", "--year", "2023", "--year", "2024"],
    ["fit", "x.csv", "--formula", "y ~ x", "--formula", "y ~ z"],
    ["fit", "x.csv", "--formula", "y ~ x", "--where", "x > 1", "--where", "x > 2"],
  ])
  func `an option that takes one value is refused when it is given twice`(arguments: [String])
    throws
  {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run(arguments)
    #expect(run.status == 64, "\(arguments): \(run.errors)")
    #expect(run.errors.contains("is given twice, and the command takes one"), "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(try scratch.files().isEmpty)
  }

  @Test func `a form that is not asked for any more does not stay beside the new one`() throws {
    let run = try PanelRun()
    try run.write("x.csv", PanelRun.exports)
    let options = ["--source", "x.csv", "--fill", "drop", "--out", "p", "--format"]
    #expect(try run(options + ["both"]).status == 0)
    #expect(try run.files("p")["panel.sqlite"] != nil)
    #expect(try run(options + ["csv"]).status == 0)
    #expect(try run.files("p")["panel.sqlite"] == nil)
    #expect(try run(options + ["sqlite"]).status == 0)
    #expect(try run.files("p")["panel.csv"] == nil)
    #expect(try run.files("p")["read-panel.R"] == nil)
    #expect(try run.files("p")["panel.sqlite"] != nil)
  }

  @Test func `unknown codes of lists and controls are left out and listed where that is asked`()
    throws
  {
    let run = try PanelRun()
    try run.write("x.csv", "state,iso3c,year,exports_usd\nPA,CAN,2016,1\nPA,DEX,2016,2\n")
    try run.write("ally.csv", "year,iso3c,ally\n2016,CAN,1\n2016,JPX,1\n")
    try run.write("rep.csv", "year,iso3c,reputation\n2016,CAN,4\n2016,SUN,1\n")
    let result = try run([
      "--source", "x.csv", "--fill", "drop", "--years", "2016", "--ally", "list:ally.csv", "--ally",
      "treaty", "--reputation", "list:rep.csv", "--on-unmatched", "list", "--swing", "margin",
      "--out", "p",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let table = try DelimitedText(name: "panel").table(from: run.files("p")["panel.csv"] ?? [])
    #expect(try table.column("schedule_c").texts == ["1220", "DEX"])
    #expect(try table.column("ally_list_ally_csv").texts == ["1", ""])
    #expect(try table.column("ally_treaty").texts == ["1", ""])
    #expect(try table.column("reputation_list_rep_csv").texts == ["4", ""])
    #expect(try table.column("swing_margin").texts.allSatisfy { !$0.isEmpty })
    let report = String(decoding: try run.files("p")["join-report.md"] ?? [], as: UTF8.self)
    for code in ["JPX", "SUN", "DEX"] { #expect(report.contains("`\(code)`"), "\(report)") }
    #expect(report.contains("no table of codes has the destination: 1"))
    let blanks = try run([
      "--source", "census", "--fill", "drop", "--destinations", "CAN, JPN", "--years", "2016",
      "--out", "-",
    ])
    #expect(blanks.status == 0, "\(blanks.errors)")
  }

  @Test func `a list of swing states may have FIPS codes and names of states`() throws {
    let run = try PanelRun()
    try run.write("x.csv", PanelRun.exports)
    try run.write("a.csv", "year,state_fips,swing\n2016,42,1\n")
    try run.write("b.csv", "year,state,swing\n2016,Pennsylvania,1\n")
    for list in ["a", "b"] {
      let result = try run([
        "--source", "x.csv", "--fill", "drop", "--years", "2016", "--swing", "list:\(list).csv",
        "--out", "-",
      ])
      #expect(result.status == 0, "\(result.errors)")
      let table = try DelimitedText(name: "panel").table(from: Array(result.output))
      #expect(try table.column("swing_list_\(list)_csv").texts == ["1"])
    }
    try run.write("c.csv", "year,state_fips,swing\n2016,1,1\n")
    let wrong = try run([
      "--source", "x.csv", "--fill", "drop", "--swing", "list:c.csv", "--out", "-",
    ])
    #expect(wrong.status == 65 && wrong.errors.contains("01 (Alabama)"), "\(wrong.errors)")
  }

  @Test func `a list of swing states that lacks one names it and does not call it safe`() throws {
    let run = try PanelRun()
    try run.write("x.csv", "state,schedule_c,year,exports_usd\nPA,1220,2016,1\nOH,1220,2016,2\n")
    try run.write("both.csv", "year,state,swing\n2016,OH,0\n2016,FL,1\n")
    try run.write("ones.csv", "year,state,swing\n2016,OH,1\n2016,FL,1\n")
    func swing(_ file: String) throws -> (flags: [String], text: String, report: String) {
      let result = try run([
        "--source", "x.csv", "--fill", "drop", "--swing", "list:\(file)", "--out", "p",
      ])
      #expect(result.status == 0, "\(result.errors)")
      let files = try run.files("p")
      let table = try DelimitedText(name: "panel").table(from: files["panel.csv"] ?? [])
      let name = try #require(table.header.first { $0.hasPrefix("swing_list") })
      return (
        try table.column(name).texts, result.text,
        String(decoding: files["join-report.md"] ?? [], as: UTF8.self)
      )
    }
    let both = try swing("both.csv")
    #expect(both.flags == ["0", ""], "Ohio is safe, Pennsylvania is not in the list")
    #expect(both.report.contains("none of PA, which are not defined"), "\(both.report)")
    #expect(both.text.contains("none of PA"))
    #expect(both.report.contains("no row of the list: 1"))
    let ones = try swing("ones.csv")
    #expect(ones.flags == ["1", "0"])
    #expect(ones.report.contains("2016 names swing states alone"))
    // An analysis stops, and names the state.
    let analysis = try Program(folder: run.scratch.root).run([
      "analyze", "swing-states", "--swing", "list:both.csv", "--years", "2016-2016", "--out", "a",
    ])
    #expect(analysis.status == 65)
    #expect(analysis.errors.contains("has no row for AL in 2016"), "\(analysis.errors)")
  }

  @Test func `years of a control with a gap are said with the gap`() throws {
    let run = try PanelRun()
    let result = try run([
      "--source", "census", "--fill", "drop", "--origins", "PA", "--destinations", "CA",
      "--controls",
      "state_population", "--out", "p",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let report = String(decoding: try run.files("p")["join-report.md"] ?? [], as: UTF8.self)
    #expect(report.contains("1990–2013, 2020–2023"))
    let dictionary = String(
      decoding: try run.files("p")["data-dictionary.md"] ?? [], as: UTF8.self)
    #expect(dictionary.contains("1990–2013, 2020–2023"))
  }

  @Test func `a panel is a source of panels`() throws {
    let run = try PanelRun()
    let first = try run([
      "--source", "census-ten-states", "--fill", "drop", "--years", "2015-2016", "--out", "p",
    ])
    #expect(first.status == 0, "\(first.errors)")
    let again = try run(["--source", "p/panel.csv", "--fill", "drop", "--out", "q"])
    #expect(again.status == 0, "\(again.errors)")
    func column(_ folder: String, _ name: String) throws -> [String] {
      try DelimitedText(name: folder).table(from: run.files(folder)["panel.csv"] ?? [])
        .column(name).texts
    }
    for name in ["iso3c", "cown", "schedule_c", "state", "year", "exports_usd"] {
      #expect(try column("p", name) == column("q", name), "\(name)")
    }
  }

  @Test func `destinations that share an ISO code are named on standard output`() throws {
    let run = try PanelRun()
    let kept = try run(["--source", "census-country-totals", "--fill", "drop", "--out", "p"])
    #expect(kept.text.contains("iso3c is not unique in 11 destination-years"))
    let summed = try run([
      "--source", "census-country-totals", "--fill", "drop", "--shared-codes", "sum", "--out", "q",
    ])
    #expect(summed.status == 0 && !summed.text.contains("not unique"), "\(summed.errors)")
    let zeros = try run(["--source", "census-country-totals", "--fill", "zero", "--out", "z"])
    #expect(zeros.text.contains("pairs of destinations that did not exist are no rows"))
  }
}
