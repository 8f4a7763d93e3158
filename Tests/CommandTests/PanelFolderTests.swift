import Foundation
import Tables
import TestSupport
import Testing

/// What `swingport panel` may write over and remove, and what not.
@Suite struct `The folder of a panel` {
  private func everything(_ run: PanelRun) throws -> [String: [UInt8]] { try run.scratch.files() }

  @Test(arguments: ["csv", "sqlite", "both"])
  func `is never written over what the panel is made of`(format: String) throws {
    let run = try PanelRun()
    try run.write("panel.csv", PanelRun.exports)
    try run.write("gdp.csv", "iso3c,year,gdp\nCAN,2014,5\n")
    let before = try everything(run)
    if format != "sqlite" {
      let result = try run([
        "--source", "panel.csv", "--fill", "drop", "--format", format, "--out", ".",
      ])
      #expect(result.status == 64, "\(result.errors)")
      #expect(result.errors.contains("panel.csv, of which it is made"), "\(result.errors)")
      #expect(try everything(run) == before)
    } else {
      // Nothing is written over it, and nothing that no panel of this program wrote is removed.
      let result = try run([
        "--source", "panel.csv", "--fill", "drop", "--format", format, "--out", "p",
      ])
      #expect(result.status == 0, "\(result.errors)")
    }
    #expect(try everything(run)["panel.csv"] == before["panel.csv"])
  }

  @Test func `is not emptied of a source even where a form of it is not asked for`() throws {
    let run = try PanelRun()
    try run.write("panel.csv", PanelRun.exports)
    let before = try everything(run)
    let result = try run([
      "--source", "panel.csv", "--fill", "drop", "--format", "sqlite", "--out", ".",
    ])
    #expect(result.status == 64, "\(result.errors)")
    #expect(try everything(run) == before)
    // By another name of the same file as well.
    try FileManager.default.createSymbolicLink(
      at: run.scratch.root.appendingPathComponent("other.csv"),
      withDestinationURL: run.scratch.root.appendingPathComponent("panel.csv"))
    let link = try run(["--source", "other.csv", "--fill", "drop", "--out", "."])
    #expect(link.status == 64, "\(link.errors)")
    #expect(try run.scratch.files()["panel.csv"] == before["panel.csv"])
  }

  @Test func `keeps files and folders that no panel wrote`() throws {
    let run = try PanelRun()
    try run.write("x.csv", PanelRun.exports)
    let folder = run.scratch.root.appendingPathComponent("p/panel.sqlite")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try run.write("p/panel.sqlite/mine.txt", "mine")
    try run.write("p/read-panel.R", "my own script")
    let options = ["--source", "x.csv", "--fill", "drop", "--out"]
    #expect(try run(options + ["p"]).status == 0)
    #expect(try run.files("p")["panel.sqlite/mine.txt"] == Array("mine".utf8))
    // A panel.sqlite that no description names is somebody's.
    try FileManager.default.createDirectory(
      at: run.scratch.root.appendingPathComponent("q"), withIntermediateDirectories: true)
    try run.write("q/panel.sqlite", "mine")
    #expect(try run(options + ["q"]).status == 0)
    #expect(try run.files("q")["panel.sqlite"] == Array("mine".utf8))
  }

  @Test func `that holds other data or a panel that was changed is refused`() throws {
    let run = try PanelRun()
    try run.write("x.csv", PanelRun.exports)
    let options = ["--source", "x.csv", "--fill", "drop", "--out", "p", "--format"]
    try FileManager.default.createDirectory(
      at: run.scratch.root.appendingPathComponent("p"), withIntermediateDirectories: true)
    try run.write("p/datapackage.json", "{\"name\": \"mine\"}")
    let foreign = try run(options + ["csv"])
    #expect(foreign.status == 64)
    #expect(foreign.errors.contains("data that are no panel"), "\(foreign.errors)")
    #expect(try run.files("p").count == 1)
    try FileManager.default.removeItem(
      at: run.scratch.root.appendingPathComponent("p/datapackage.json"))
    #expect(try run(options + ["both"]).status == 0)
    let clean = try run(options + ["csv"])
    #expect(clean.status == 0)
    #expect(clean.errors.contains("removed p/panel.sqlite"), "\(clean.errors)")
    try run.write("p/panel.csv", "my own work\n")
    let before = try run.files("p")
    let changed = try run(options + ["sqlite"])
    #expect(changed.status == 64)
    #expect(changed.errors.contains("changed since it was written"), "\(changed.errors)")
    #expect(try run.files("p") == before)
  }

  @Test func `stays as it was where an earlier form cannot be removed`() throws {
    let run = try PanelRun()
    try run.write("x.csv", PanelRun.exports)
    let options = ["--source", "x.csv", "--fill", "drop", "--out", "p", "--format"]
    #expect(try run(options + ["both"]).status == 0)
    // The name under which it would be set aside is taken by a folder that is not empty.
    try FileManager.default.createDirectory(
      at: run.scratch.root.appendingPathComponent("p/.panel.sqlite.stale/x"),
      withIntermediateDirectories: true)
    try run.write("x.csv", PanelRun.exports + "OH,5880,2016,21\n")
    let before = try run.files("p")
    let result = try run(options + ["csv"])
    #expect(result.status == 73, "\(result.errors)")
    #expect(result.errors.contains("cannot remove"), "\(result.errors)")
    #expect(try run.files("p") == before)
  }

  @Test func `of a panel with zeros is a source of the same panel`() throws {
    let run = try PanelRun()
    try run.write("x.csv", PanelRun.exports)
    #expect(try run(["--source", "x.csv", "--fill", "zero", "--out", "p"]).status == 0)
    #expect(
      try run(["--source", "p/panel.csv", "--fill", "zero", "--out", "q"]).status == 0)
    #expect(try run.files("p")["panel.csv"] == run.files("q")["panel.csv"])
    let dropped = try run(["--source", "p/panel.csv", "--fill", "drop", "--out", "-"])
    let table = try DelimitedText(name: "panel").table(from: Array(dropped.output))
    // One zero is the publisher's, and the filled ones are absent pairs again.
    #expect(try table.column("exports_status").texts.count { $0 == "zero" } == 1)
    #expect(table.rowCount == 6)
  }

  @Test func `of national figures is a source of the same panel`() throws {
    let run = try PanelRun()
    let options = ["--fill", "zero", "--on-unmatched", "list", "--out"]
    let years = ["--years", "1990-1995", "--destinations", "CAN,ROU,MEX,IRN"]
    let first = try run(["--source", "census-country-totals"] + years + options + ["p"])
    #expect(first.status == 0, "\(first.errors)")
    let again = try run(["--source", "p/panel.csv"] + options + ["q"])
    #expect(again.status == 0, "\(again.errors)")
    func column(_ folder: String, _ name: String) throws -> [String] {
      try DelimitedText(name: folder).table(from: run.files(folder)["panel.csv"] ?? [])
        .column(name).texts
    }
    for name in ["schedule_c", "state", "year", "exports_usd", "exports_status"] {
      #expect(try column("p", name) == column("q", name), "\(name)")
    }
    #expect(try column("p", "exports_status").contains("not_covered"))
  }

  @Test func `takes windows by month and lists from a stream`() throws {
    let run = try PanelRun()
    try run.write(
      "m.csv",
      "state,schedule_c,year,month,exports_usd\n"
        + (1...12).map { "PA,1220,2016,\($0),1\n" }.joined())
    let options = ["--source", "m.csv", "--fill", "drop", "--out", "-"]
    for (months, count) in [("3", 3), ("6", 6), ("24", 10)] {
      let result = try run(options + ["--period", "month", "--window", months])
      #expect(result.status == 0, "\(result.errors)")
      let table = try DelimitedText(name: "panel").table(from: Array(result.output))
      #expect(try table.column("window").texts.count { $0 == "1" } == count)
    }
    for wrong in [["--window", "12"], ["--period", "month", "--window", "7"]] {
      let result = try run(options + wrong)
      #expect(result.status == 64)
      #expect(result.errors.contains("--window"), "\(result.errors)")
    }
    let pipe = run.scratch.root.appendingPathComponent("pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    let writer = Thread {
      try? FileHandle(forWritingTo: pipe)
        .write(contentsOf: Data("iso3c,year,gdp\nCAN,2016,5\n".utf8))
    }
    writer.start()
    let streamed = try run(options + ["--control", "gdp=pipe"])
    #expect(streamed.status == 0, "\(streamed.errors)")
    let table = try DelimitedText(name: "panel").table(from: Array(streamed.output))
    #expect(try table.column("gdp").texts == ["5"])
  }
}
