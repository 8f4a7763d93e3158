import Foundation
import TestSupport
import Testing

@Suite struct `Scripts that read a panel` {
  /// The first of some programs that the machine has; nil where it has none.
  private static func program(_ names: [String]) -> URL? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
      .split(separator: ":")
    for name in names {
      for folder in folders {
        let file = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: file) { return URL(fileURLWithPath: file) }
      }
    }
    return nil
  }

  private static let python = program(["python3"])
  private static let r = program(["Rscript"])
  private static let sqlite = program(["sqlite3"])

  private func panel() throws -> PanelRun {
    let run = try PanelRun()
    try run.write("exports.csv", PanelRun.exports)
    let result = try run([
      "--source", "exports.csv", "--fill", "drop", "--origins", "PA,OH", "--swing", "margin-5",
      "--ally", "atop-defense", "--lag", "1", "--format", "both", "--out", "p",
    ])
    #expect(result.status == 0, "\(result.errors)")
    return run
  }

  private func run(_ file: URL?, _ arguments: [String], in folder: URL) throws -> Program.Run {
    let environment = ProcessInfo.processInfo.environment
      .filter { ["PATH", "HOME"].contains($0.key) }
      .merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    return try Program(file: #require(file), environment: environment, folder: folder)
      .run(arguments)
  }

  @Test(.enabled(if: python != nil, "no python3 on this machine"))
  func `in Python keep codes as text and tell missing from zero`() throws {
    let panel = try panel()
    defer { withExtendedLifetime(panel) {} }
    let folder = panel.scratch.root.appendingPathComponent("p")
    let script = """
      import importlib.util
      spec = importlib.util.spec_from_file_location("reader", "read-panel.py")
      reader = importlib.util.module_from_spec(spec)
      spec.loader.exec_module(reader)
      rows = reader.read_rows("panel.csv")
      assert rows[0]["state_fips"] == "39", rows[0]
      assert {row["iso3c"] for row in rows} == {"CAN", "NAM", "JPN"}, rows
      zero = [row for row in rows if row["schedule_c"] == "7920" and row["year"] == 2014][0]
      assert zero["exports_usd"] == 0 and zero["exports_usd_lag1"] is None, zero
      panel = reader.read_panel("panel.csv")
      assert len(panel) == 6
      if not isinstance(panel, list):
          assert str(panel.dtypes["state_fips"]) in ("string", "str"), panel.dtypes
          assert panel["exports_usd_lag1"].isna().sum() == 5, panel
      print("ok")
      """
    let checked = try run(Self.python, ["-c", script], in: folder)
    #expect(checked.status == 0 && checked.text == "ok\n", "\(checked.errors)")
    let plain = try run(Self.python, ["read-panel.py"], in: folder)
    #expect(plain.text == "6 rows, 20 columns\n", "\(plain.text)\(plain.errors)")
  }

  @Test(.enabled(if: r != nil, "no Rscript on this machine"))
  func `in R keep codes as text and tell missing from zero`() throws {
    let panel = try panel()
    defer { withExtendedLifetime(panel) {} }
    let folder = panel.scratch.root.appendingPathComponent("p")
    let script = """
      source("read-panel.R")
      stopifnot(is.character(panel$state_fips), panel$state_fips[1] == "39")
      stopifnot(setequal(panel$iso3c, c("CAN", "NAM", "JPN")))
      zero <- panel[panel$schedule_c == "7920" & panel$year == 2014, ]
      stopifnot(zero$exports_usd == 0, is.na(zero$exports_usd_lag1))
      """
    let checked = try run(Self.r, ["-e", script], in: folder)
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(checked.text.contains("6 rows, 20 columns"))
  }

  @Test(.enabled(if: sqlite != nil, "no sqlite3 on this machine"))
  func `in SQL find the cells of the CSV in the table`() throws {
    let panel = try panel()
    defer { withExtendedLifetime(panel) {} }
    let folder = panel.scratch.root.appendingPathComponent("p")
    let dump = try run(
      Self.sqlite, ["-csv", "-header", "panel.sqlite", "SELECT * FROM panel"], in: folder)
    #expect(dump.status == 0, "\(dump.errors)")
    let text = dump.text.replacingOccurrences(of: "\r\n", with: "\n")
    let csv = try Data(contentsOf: folder.appendingPathComponent("panel.csv"))
    #expect(text == String(decoding: csv, as: UTF8.self))
    let types = try run(
      Self.sqlite,
      [
        "panel.sqlite",
        "SELECT DISTINCT typeof(state_fips), typeof(year), typeof(exports_usd) FROM panel",
      ], in: folder)
    #expect(types.text == "text|integer|integer\n")
  }
}

@Suite struct `The guide to panels` {
  @Test func `has no command that fails and none that talks on standard error`() throws {
    let guide = String(decoding: try Checkout.bytes("docs/guides/panel.md"), as: UTF8.self)
    func blocks(_ language: String) -> [String] {
      guide.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
        $0.components(separatedBy: "\n```").first
      }
    }
    let run = try PanelRun()
    // The tables that the guide shows are the files that its commands name.
    for table in blocks("csv") {
      let lines = table.split(separator: "\n", maxSplits: 1)
      let name = try #require(lines.first?.split(separator: " ").last.map(String.init))
      try run.write(name, String(lines[1]) + "\n")
    }
    let commands = blocks("sh").flatMap {
      $0.replacingOccurrences(of: "\\\n", with: " ").split(separator: "\n")
    }
    #expect(commands.count >= 8)
    for command in commands {
      let result = try Program(
        file: URL(fileURLWithPath: "/bin/sh"),
        environment: ["PATH": "\(Program.folder.path):/usr/bin:/bin"], folder: run.scratch.root
      ).run(["-c", "set -e; \(command)"])
      #expect(result.status == 0, "\(command): \(result.errors)")
      #expect(result.errors == "", "\(command)")
    }
  }
}
