import Codes
import Foundation
import Store
import Tables
import TestSupport
import Testing

@Suite struct `swingport panel with measures and rates` {
  /// The cells of a column by `schedule_c year` in a panel that was written.
  private func cells(_ run: PanelRun, _ column: String) throws -> [String: String] {
    let table = try DelimitedText(name: "panel").table(from: run.files("p")["panel.csv"] ?? [])
    let place = try table.column("schedule_c")
    let year = try table.column("year")
    let cells = try table.column(column)
    return Dictionary(table.rows.map { ("\(place[$0]) \(year[$0])", cells[$0]) }) { $1 }
  }

  @Test func `--reputation adds a column a measure and says what each is`() throws {
    let run = try PanelRun()
    try run.write("mine.csv", "incumbent,reputation\nobama,1.5\n")
    let result = try run([
      "--source", "bts", "--fill", "drop", "--years", "2009-2013", "--ally",
      "treaty", "--reputation", "statements", "--reputation", "list:mine.csv", "--reputation",
      "ordinal", "--out", "p",
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.text.contains("reputation: statements — measure of reputation statements, version 1"))
    let statements = try cells(run, "reputation_statements")
    // His first year has nothing before it; 2012 needs 2011, after the last coded year.
    #expect(statements["1220 2009"] == "0")
    #expect(Int(statements["1220 2011"] ?? "") != nil)
    #expect(statements["1220 2012"] == "" && statements["1220 2013"] == "")
    #expect(Set(try cells(run, "reputation_list_mine_csv").values) == ["1.5"])
    #expect(try cells(run, "reputation_ordinal_pew_germany_first_year")["2010 2013"] == "-1")
    let report = String(decoding: try run.files("p")["join-report.md"] ?? [], as: UTF8.self)
    #expect(report.contains("panel with the reputation statements"))
    #expect(report.contains("outside the years that the source covers"))
    let package = String(decoding: try run.files("p")["datapackage.json"] ?? [], as: UTF8.self)
    #expect(package.contains("Blankenship"))
  }

  @Test(arguments: [
    (["statements"], "names no ally rule"), (["incumbent"], "no scale"),
    (["statments"], "did you mean statements?"), (["tariff-tolerance"], "needs a file"),
    (["ordinal", "--reputation", "ordinal"], "two columns"),
  ])
  func `--reputation refuses what has no column`(names: [String], words: String) throws {
    let run = try PanelRun()
    let result = try run(
      ["--source", "bts", "--fill", "drop", "--out", "p", "--reputation"] + names)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(try run.files("p").isEmpty)
  }

  @Test func `--controls exchange_rate reads the store and names vintage and years`() throws {
    let run = try PanelRun()
    try run.write("mine.csv", PanelRun.exports)
    let store = run.scratch.root.appendingPathComponent("store").path
    let arguments = [
      "--source", "mine.csv", "--fill", "drop", "--controls", "exchange_rate", "--out", "p",
    ]
    var reader = run
    reader.environment["SWINGPORT_STORE"] = store
    let none = try reader(arguments)
    #expect(none.status == 66)
    #expect(none.errors.contains("swingport refresh world-bank"))
    #expect(none.errors.contains("--control exchange_rate=FILE"))

    func commit(_ variable: String, _ rows: [(String, Int, Double)]) throws {
      let writer = try StoreWriter.open(
        at: store, holder: LockHolder(process: 1, host: "test", since: Stamp(seconds: 0)))
      let bytes = Array("answer of \(variable)".utf8)
      _ = try writer.commit(
        [
          Arrival(
            Snapshot(
              partition: variable, retrievedAt: Stamp(seconds: 0), url: "https://localhost/",
              object: try writer.stage(bytes), bytes: bytes.count, rows: rows.count),
            series: try SeriesColumns(
              variables: CodeColumn(repeating: variable, count: rows.count),
              periods: rows.compactMap { Period(year: $0.1) },
              entities: CodeColumn(rows.map(\.0)), values: rows.map(\.2)))
        ], source: "world-bank", label: "2026-10", at: Stamp(seconds: 0))
      try writer.close()
    }
    try commit("SP.POP.TOTL", [("CAN", 2014, 35_000_000)])
    let other = try reader(arguments)
    #expect(other.status == 66)
    #expect(other.errors.contains("has no part PA.NUS.FCRF"))

    try commit(
      "PA.NUS.FCRF",
      [
        ("CAN", 2014, 1.10474749166667), ("CAN", 2016, 1.32561417), ("NAM", 2014, 10.85265569),
        ("WLD", 2014, 3),
      ])
    let result = try reader(arguments)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.contains("PA.NUS.FCRF; vintage 2026-10"))
    let rates = try cells(run, "exchange_rate")
    #expect(rates["1220 2014"] == "1.10474749166667")
    #expect(rates["1220 2016"] == "1.32561417")
    #expect(rates["7920 2014"] == "10.85265569")
    #expect(rates["7920 2015"] == "" && rates["5880 2015"] == "")
    let files = try run.files("p")
    #expect(
      String(decoding: files["datapackage.json"] ?? [], as: UTF8.self)
        .contains("World Development Indicators"))
    #expect(
      String(decoding: files["join-report.json"] ?? [], as: UTF8.self)
        .contains("panel with the control exchange_rate"))
  }
}
