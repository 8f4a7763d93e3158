import Foundation
import Tables
import TestSupport
import Testing

@Suite struct `swingport analyze` {
  @Test func `one command writes every file that the README promises and names the report`() throws
  {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run(["analyze"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
    #expect(run.text.hasSuffix("report: out/report.html\n"))
    let files = try scratch.files()
    #expect(
      files.keys.sorted() == [
        "out/estimates.csv", "out/estimates.json", "out/join-report.json",
        "out/maps/ally-share-2024.csv", "out/maps/ally-share-2024.svg",
        "out/panel-bts-canada-mexico.csv", "out/panel-national-concessions.csv",
        "out/panel-swing-states.csv", "out/panel-ten-states-2012.csv", "out/report.html",
      ])
    #expect(
      try files["out/maps/ally-share-2024.svg"]
        == Checkout.bytes("docs/pictures/ally-share-2024.svg"),
      "the map changed; if on purpose, copy it over docs/pictures/ally-share-2024.svg")
    let estimates = try DelimitedText(name: "estimates.csv").table(
      from: files["out/estimates.csv"] ?? [])
    for column in [
      "term", "estimate", "std.error", "statistic", "p.value", "conf.low", "conf.high", "analysis",
      "model", "outcome", "nobs", "clusters",
    ] {
      #expect(estimates.header.contains(column))
    }
    #expect(
      Set(try estimates.column("analysis").texts) == [
        "swing-states", "ten-states-2012", "bts-canada-mexico", "national-concessions",
      ])
    let panel = try DelimitedText(name: "panel").table(
      from: files["out/panel-swing-states.csv"] ?? [])
    #expect(panel.rowCount == 143_208)
    #expect(try panel.column("iso3c").texts.contains("NAM"))
  }

  @Test func `the same data give the same bytes in any folder locale and time zone`() throws {
    let first = try Scratch()
    let second = try Scratch()
    let plain = try Program(folder: first.root).run(["analyze", "bts-canada-mexico"])
    let turkish = try Program(
      environment: [
        "PATH": "/usr/bin", "LANG": "tr_TR.UTF-8", "LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Apia",
      ], folder: second.root
    ).run(["analyze", "bts-canada-mexico"])
    #expect(plain.status == 0 && turkish.status == 0, "\(plain.errors)\(turkish.errors)")
    #expect(plain.output == turkish.output)
    let files = try first.files()
    #expect(files.count == 7)
    #expect(try files == second.files())
    // Over its own output, it writes the same again.
    let again = try Program(folder: first.root).run(["analyze", "bts-canada-mexico"])
    #expect(again.status == 0)
    #expect(try files == first.files())
  }

  @Test func `json goes to standard output and nothing to disk`() throws {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run(["analyze", "bts-canada-mexico", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    let document = try JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any]
    #expect(document?["schema"] as? String == "swingport.analyze/1")
    #expect(try scratch.files().isEmpty)
  }

  @Test func `a user's rule and years are used and printed`() throws {
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run([
      "analyze", "bts-canada-mexico", "--swing", "margin-3", "--ally", "nato", "--years",
      "2008-2020", "--out", "close/by",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let files = try scratch.files()
    let estimates = String(decoding: files["close/by/estimates.csv"] ?? [], as: UTF8.self)
    #expect(estimates.contains("margin-3"))
    #expect(!estimates.contains("margin-5"))
    #expect(estimates.contains("nato"))
    let panel = try DelimitedText(name: "panel").table(
      from: files["close/by/panel-bts-canada-mexico.csv"] ?? [])
    #expect(panel.rowCount == 51 * 2 * 13)
  }
}

@Suite struct `What a user gets wrong` {
  @Test func `output that cannot take all of the result is an error`() throws {
    let run = try Program(file: URL(fileURLWithPath: "/bin/sh")).run([
      "-c",
      "'\(Program.folder.path)/swingport' analyze bts-canada-mexico --json > /dev/full",
    ])
    #expect(run.status == 74)
    #expect(run.errors.contains("standard output was cut off"), "\(run.errors)")
  }

  static let mistakes: [(arguments: [String], status: Int32, parts: [String])] = [
    (["analyze", "swing"], 64, ["no analysis is called 'swing'", "swing-states"]),
    (["analyze", "--swing", "close"], 64, ["no swing rule is called 'close'", "margin-5"]),
    (["analyze", "--ally", "friends"], 64, ["no ally rule is called 'friends'", "treaty"]),
    (
      ["analyze", "swing-states", "--years", "2010-2020"], 64,
      ["no figures for 2010", "2014 to 2025"]
    ),
    (["analyze", "swing-states", "--years", "2020-"], 64, ["no span of years", "2014-2025"]),
    (["analyze", "swing-states", "--years", "2020-2016"], 64, ["no span of years"]),
    (["analyze", "--years", "2014-2025"], 64, ["without an analysis"]),
    (["analyze", "--out", "/dev/null/out"], 73, ["cannot write into /dev/null/out", "--out"]),
    (["analyze", "--out", ""], 64, ["--out is empty"]),
    (["analyze", "--json", "--out", "x"], 64, ["--json writes no files"]),
    (["analyze", "swing-states", "--years", "0-2147483647"], 64, ["no span of years"]),
    (
      ["analyze", "swing-states", "--ally", "atop-defense"], 64,
      ["reports nothing for 2019–2025", "--years 2014-2018"]
    ),
    (["analyze", "swing-states", "--years", "2016-2016"], 64, ["no year outside"]),
    (["analyze", "national-concessions", "--swing", "margin-3"], 64, ["national"]),
    (
      ["analyze", "swing-states", "--window", "4"], 64,
      ["longer than the cycle of four years", "0, 1 or 2"]
    ),
    (["analyze", "swing-states", "--window", "3"], 64, ["fills the cycle"]),
    (["analyze", "swing-states", "--window", "-1"], 64, ["--window"]),
    (["analyze", "--unknown"], 64, ["--unknown"]),
    (["analyse"], 64, ["analyse"]),
  ]

  @Test(arguments: mistakes.indices)
  func `gives one clear error with what to do and writes nothing`(index: Int) throws {
    let mistake = Self.mistakes[index]
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run(mistake.arguments)
    #expect(run.status == mistake.status, "\(run.errors)")
    for part in mistake.parts { #expect(run.errors.contains(part), "\(run.errors)") }
    #expect(run.output.isEmpty)
    #expect(try scratch.files().isEmpty)
  }

  @Test func `a damaged table is named and nothing is written`() throws {
    let scratch = try Scratch()
    try scratch.copyData()
    let table = scratch.root.appendingPathComponent("export-data/tables/bts-exports.csv")
    var bytes = try Data(contentsOf: table)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: table)
    let before = try scratch.files()
    let run = try Program(
      environment: ["SWINGPORT_DATA": scratch.root.path], folder: scratch.root
    ).run(["analyze", "bts-canada-mexico"])
    #expect(run.status == 65)
    #expect(run.errors.contains("tables/bts-exports.csv is damaged"), "\(run.errors)")
    #expect(run.errors.contains("fresh clone"))
    #expect(try scratch.files() == before)
  }

  @Test(arguments: [
    "election-data/tables/treaties.csv", "election-data/datapackage.json",
    "map-data/tables/arcs.csv", "export-data/tables/destinations.csv",
  ])
  func `a missing table is named with its path and nothing is written`(path: String) throws {
    let scratch = try Scratch()
    try scratch.copyData()
    try FileManager.default.removeItem(at: scratch.root.appendingPathComponent(path))
    let before = try scratch.files()
    let run = try Program(
      environment: ["SWINGPORT_DATA": scratch.root.path], folder: scratch.root
    ).run(["analyze", "bts-canada-mexico"])
    #expect(run.status == 66)
    #expect(run.errors.contains(path), "\(run.errors)")
    #expect(try scratch.files() == before)
  }

  @Test func `a folder in the place of a file leaves the earlier results alone`() throws {
    let scratch = try Scratch()
    let out = scratch.root.appendingPathComponent("out")
    try FileManager.default.createDirectory(
      at: out.appendingPathComponent("report.html"), withIntermediateDirectories: true)
    try Data("earlier".utf8).write(to: out.appendingPathComponent("estimates.csv"))
    let before = try scratch.files()
    let run = try Program(folder: scratch.root).run(["analyze", "bts-canada-mexico"])
    #expect(run.status == 73)
    #expect(run.errors.contains("report.html is a folder"), "\(run.errors)")
    #expect(try scratch.files() == before)
  }

  @Test func `the program works when it is moved with its data and says so when it is not`() throws
  {
    let scratch = try Scratch()
    let moved = scratch.root.appendingPathComponent("bin")
    try FileManager.default.createDirectory(at: moved, withIntermediateDirectories: true)
    let manager = FileManager.default
    try manager.copyItem(
      at: Program.folder.appendingPathComponent("swingport"),
      to: moved.appendingPathComponent("swingport"))
    var program = Program(file: moved.appendingPathComponent("swingport"), folder: scratch.root)
    let alone = try program.run(["analyze", "bts-canada-mexico"])
    #expect(alone.status == 66)
    #expect(alone.errors.contains("SWINGPORT_DATA"), "\(alone.errors)")
    for name in ["ElectionData", "ExportData", "MapData"] {
      try manager.copyItem(
        at: Program.folder.appendingPathComponent("swingport_\(name).resources"),
        to: moved.appendingPathComponent("swingport_\(name).resources"))
    }
    let together = try program.run(["analyze", "bts-canada-mexico"])
    #expect(together.status == 0, "\(together.errors)")
    // Through a link from elsewhere, too.
    let link = scratch.root.appendingPathComponent("link")
    try manager.createSymbolicLink(
      at: link, withDestinationURL: moved.appendingPathComponent("swingport"))
    program.file = link
    #expect(try program.run(["analyze", "bts-canada-mexico"]).status == 0)
  }
}

@Suite struct `Help texts` {
  @Test(arguments: [
    (["--help"], "swingport"), (["analyze", "--help"], "swingport-analyze"),
    (["panel", "--help"], "swingport-panel"), (["rules", "--help"], "swingport-rules"),
    (["fit", "--help"], "swingport-fit"), (["records", "--help"], "swingport-records"),
    (["fit-block", "--help"], "swingport-fit-block"),
    (["fit-blocks", "--help"], "swingport-fit-blocks"),
    (["refresh", "--help"], "swingport-refresh"), (["sources", "--help"], "swingport-sources"),
    (["verify", "--help"], "swingport-verify"), (["diff", "--help"], "swingport-diff"),
    (["accept", "--help"], "swingport-accept"), (["doctor", "--help"], "swingport-doctor"),
    (["schedule", "--help"], "swingport-schedule"),
    (["event-study", "--help"], "swingport-event-study"),
    (["placebo", "--help"], "swingport-placebo"),
    (["leave-one-out", "--help"], "swingport-leave-one-out"),
    (["power", "--help"], "swingport-power"), (["honest", "--help"], "swingport-honest"),
    (["permute", "--help"], "swingport-permute"),
  ])
  func `are those of the snapshot`(arguments: [String], name: String) throws {
    let run = try Program().run(arguments)
    #expect(run.status == 0)
    let expected = try Checkout.bytes("Tests/Snapshots/Help/\(name).txt")
    if run.output != expected {
      let actual = FileManager.default.temporaryDirectory
        .appendingPathComponent("\(name).actual.txt")
      try Data(run.output).write(to: actual)
      Issue.record("the help changed; if on purpose, copy \(actual.path) over the snapshot")
    }
  }
}
