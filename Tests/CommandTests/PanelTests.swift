import Codes
import Foundation
import Store
import Tables
import TestSupport
import Testing

/// Tables and runs that tests of `swingport panel` share.
struct PanelRun {
  let scratch: Scratch
  var environment = ["PATH": "/usr/bin:/bin"]

  init() throws { scratch = try Scratch() }

  /// Writes a file below the folder.
  func write(_ path: String, _ text: String) throws {
    try Data(text.utf8).write(to: scratch.root.appendingPathComponent(path))
  }

  /// Runs `swingport panel` in the folder.
  func callAsFunction(_ arguments: [String]) throws -> Program.Run {
    try Program(environment: environment, folder: scratch.root).run(["panel"] + arguments)
  }

  /// The files below a folder by their names.
  func files(_ folder: String) throws -> [String: [UInt8]] {
    Dictionary(
      uniqueKeysWithValues: try scratch.files().filter { $0.key.hasPrefix(folder + "/") }
        .map { (String($0.key.dropFirst(folder.count + 1)), $0.value) })
  }

  static let exports = """
    state,schedule_c,year,exports_usd
    PA,1220,2014,100
    PA,1220,2016,300
    PA,7920,2014,0
    PA,7920,2015,5
    OH,1220,2014,10
    OH,5880,2015,20

    """
}

@Suite struct `swingport panel` {
  @Test func `one command writes the panel its reports its dictionary and scripts that read it`()
    throws
  {
    let run = try PanelRun()
    let result = try run([
      "--source", "census", "--fill", "zero", "--swing", "margin-5", "--ally", "treaty", "--format",
      "both", "--lag", "1", "--out", "p",
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "")
    #expect(result.text.contains("fill: zero — a pair without a row"))
    #expect(result.text.hasSuffix("join report: p/join-report.md\n"))
    let files = try run.files("p")
    #expect(
      files.keys.sorted() == [
        "data-dictionary.md", "datapackage.json", "join-report.json", "join-report.md", "panel.csv",
        "panel.sqlite", "read-panel.R", "read-panel.do", "read-panel.py",
      ])
    let package = try DataPackage { files[$0] ?? [] }
    let table = try package.table("panel-csv")
    #expect(table.rowCount == 143_208)
    #expect(
      table.header.prefix(6) == ["iso3c", "cown", "schedule_c", "state_fips", "state", "year"])
    #expect(try package.verifiedBytes(of: "panel-sqlite").starts(with: Array("SQLite".utf8)))
    #expect(package.descriptor.resources[0].sources.contains { $0.publisher.contains("Census") })
    // The reports of analyze and panel agree on what both count.
    let analysis = try Program(folder: run.scratch.root).run([
      "analyze", "swing-states", "--out", "a",
    ])
    #expect(analysis.status == 0, "\(analysis.errors)")
    let other = try DelimitedText(name: "analysis").table(
      from: run.files("a")["panel-swing-states.csv"] ?? [])
    for (mine, theirs) in [
      ("schedule_c", "schedule_c"), ("year", "year"), ("exports_usd", "value_usd"),
      ("swing_margin_5", "swing"), ("window", "window"), ("incumbent", "incumbent"),
      ("ally_treaty", "ally_treaty"), ("cown", "cown"), ("vintage", "vintage"),
    ] {
      #expect(try table.column(mine).texts == other.column(theirs).texts, "\(mine)")
    }
    #expect(
      try files["data-dictionary.md"] == Checkout.bytes("docs/data-dictionary.md"))
    // Over its own output it writes the same again, SQLite included.
    let again = try run([
      "--source", "census", "--fill", "zero", "--swing", "margin-5", "--ally", "treaty", "--format",
      "both", "--lag", "1", "--out", "p",
    ])
    #expect(again.status == 0)
    #expect(try run.files("p") == files)
  }

  @Test func `json is the join report and nothing is written unless a folder is named`() throws {
    let run = try PanelRun()
    let result = try run(["--source", "bts", "--fill", "drop", "--json"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try run.scratch.files().isEmpty)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
    #expect(report["schema"] as? String == "swingport.panel-join/1")
    let named = try run(["--source", "bts", "--fill", "drop", "--json", "--out", "p"])
    #expect(named.output == result.output)
    #expect(try run.files("p")["join-report.json"] == result.output)
    let stream = try run(["--source", "bts", "--fill", "drop", "--out", "-"])
    #expect(try stream.output == run.files("p")["panel.csv"])
  }

  @Test func `every built-in source builds and national ones have one origin`() throws {
    let run = try PanelRun()
    for (source, rows) in [
      ("census-ten-states", 13_500), ("bts", 2_244), ("census-country-totals", 6_178),
    ] {
      let result = try run(["--source", source, "--fill", "zero", "--out", source])
      #expect(result.status == 0, "\(source): \(result.errors)")
      let table = try DelimitedText(name: source).table(
        from: run.files(source)["panel.csv"] ?? [])
      #expect(table.rowCount == rows, "\(source)")
    }
  }

  @Test func `real dollars controls lags and lists are columns with their coverage`() throws {
    let run = try PanelRun()
    try run.write("exports.csv", PanelRun.exports)
    try run.write("cpi.csv", "year,deflator\n2014,50\n2015,100\n2016,200\n")
    try run.write("gdp.csv", "iso3c,year,value\nCAN,2014,1.5\nCAN,2016,2.5\nNAM,2015,0.5\n")
    try run.write("swing.csv", "year,state,swing\n2014,PA,1\n2015,PA,1\n2016,PA,0\n")
    try run.write("ally.csv", "year,iso3c,ally\n2014,CAN,1\n2015,CAN,1\n2016,CAN,1\n")
    let result = try run([
      "--source", "exports.csv", "--fill", "drop", "--origins", "PA,OH", "--dollars", "real:cpi",
      "--deflator", "cpi=cpi.csv", "--control", "gdp=gdp.csv", "--swing", "list:swing.csv",
      "--ally",
      "list:ally.csv", "--lag", "1", "--lag", "gdp:2", "--lead", "1", "--out", "p",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let text = String(decoding: try run.files("p")["panel.csv"] ?? [], as: UTF8.self)
    #expect(
      text.hasPrefix(
        """
        iso3c,cown,schedule_c,state_fips,state,year,commodity,destination,destination_kind,\
        exports_usd,exports_status,exports_real_usd,vintage,window,periods_to_election,incumbent,\
        incumbent_party,incumbent_eligible,swing_list_swing_csv,ally_list_ally_csv,gdp,exports_usd_lag1,gdp_lag2,\
        exports_usd_lead1
        CAN,20,1220,39,OH,2014,all,Canada,country,10,reported,20,,0,2,obama,D,0,0,1,1.5,,,
        """), "\(text.prefix(900))")
    #expect(
      text.contains(
        "CAN,20,1220,42,PA,2016,all,Canada,country,300,reported,150,,1,0,obama,D,0,0,1,2.5,,1.5,\n")
    )
    #expect(
      text.contains(
        "NAM,565,7920,42,PA,2014,all,Namibia,country,0,zero,0,,0,2,obama,D,0,1,0,,,,5\n"))
    let report = String(decoding: try run.files("p")["join-report.md"] ?? [], as: UTF8.self)
    #expect(report.contains("panel with the control gdp"))
    #expect(report.contains("2014–2016"))
  }

  @Test func `a users table speaks of its own states and a sum in part says so`() throws {
    let run = try PanelRun()
    let months = (1...12).map { "OH,1220,2015,\($0),10\n" }.joined()
    try run.write(
      "m.csv", "state,schedule_c,year,month,exports_usd\n" + months + "PA,1220,2015,3,1000\n")
    let yearly = try run(["--source", "m.csv", "--fill", "drop", "--out", "-"])
    #expect(yearly.status == 0, "\(yearly.errors)")
    #expect(yearly.text.contains(",OH,2015,all,Canada,country,120,reported,"))
    #expect(yearly.text.contains(",PA,2015,all,Canada,country,1000,reported_in_part,"))
    let monthly = try run(
      ["--source", "m.csv", "--fill", "zero", "--period", "month", "--out", "-"])
    #expect(monthly.text.split(separator: "\n").count == 1 + 2 * 12)
  }

  @Test func `permuting splitting and unrelated rows change no byte`() throws {
    let run = try PanelRun()
    let rows = PanelRun.exports.split(separator: "\n").map(String.init)
    let options = ["--fill", "zero", "--origins", "PA,OH", "--format", "both", "--lag", "1"]
    func files(_ name: String, _ sources: [[String]]) throws -> [String: [UInt8]] {
      let folder = run.scratch.root.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      var arguments = options + ["--out", name]
      for (index, lines) in sources.enumerated() {
        let file = "\(name)/part\(index == 0 ? "" : "\(index)").csv"
        try run.write(file, ([rows[0]] + lines).joined(separator: "\n") + "\n")
        arguments += ["--source", file]
      }
      let result = try run(arguments)
      #expect(result.status == 0, "\(result.errors)")
      return try run.files(name).filter { !$0.key.hasPrefix("part") }
    }
    let body = Array(rows.dropFirst())
    let base = try files("base", [body])
    #expect(base.count == 9)
    #expect(try files("reversed", [body.reversed()]) == base)
    let split = try files("split", [[body[4], body[0]], [body[3], body[1], body[5], body[2]]])
    let joined = try files("joined", [[body[4], body[0], body[3], body[1], body[5], body[2]]])
    #expect(joined == base)
    for file in ["panel.csv", "panel.sqlite", "data-dictionary.md", "read-panel.py"] {
      #expect(split[file] == base[file], "\(file)")
    }
    let more = try files("more", [body + ["WI,1220,2015,9", "XX,1220,2015,9", "PA,0003,2015,9"]])
    for file in ["panel.csv", "panel.sqlite"] { #expect(more[file] == base[file], "\(file)") }
  }

  @Test func `numbers of threads and locales change no byte`() throws {
    let run = try PanelRun()
    try run.write("exports.csv", PanelRun.exports)
    let arguments = ["--source", "exports.csv", "--fill", "zero", "--format", "both", "--out", "p"]
    #expect(try run(arguments).status == 0)
    let plain = try run.files("p")
    var other = run
    other.environment["LC_ALL"] = "de_DE.UTF-8"
    other.environment["TZ"] = "Pacific/Apia"
    #expect(try other(arguments).status == 0)
    #expect(try run.files("p") == plain)
  }
}

@Suite struct `Panels from the store` {
  private func store(_ run: PanelRun, months: Bool = false, extra: Bool = false) throws -> String {
    let folder = run.scratch.root.appendingPathComponent("store").path
    let writer = try StoreWriter.open(
      at: folder, holder: LockHolder(process: 1, host: "test", since: Stamp(seconds: 0)))
    func commit(_ source: String, _ rows: [(Int, Int?, String, String, String, Int64)]) throws {
      let bytes = Array("answer of \(source)".utf8)
      let exports = try ExportColumns(
        periods: rows.compactMap { row in
          row.1.map { Period(year: row.0, month: $0) } ?? Period(year: row.0)
        },
        states: CodeColumn(rows.map(\.2)), destinations: CodeColumn(rows.map(\.3)),
        commodities: CodeColumn(rows.map(\.4)), dollars: rows.map(\.5))
      _ = try writer.commit(
        [
          Arrival(
            Snapshot(
              partition: "all", retrievedAt: Stamp(seconds: 0), url: "https://localhost/",
              object: try writer.stage(bytes), bytes: bytes.count, rows: rows.count),
            exports: exports)
        ], source: source, label: "2026-03", at: Stamp(seconds: 0))
    }
    try commit(
      "census-statehs-annual",
      [
        (2015, nil, "PA", "1220", "", 100), (2016, nil, "PA", "1220", "", 200),
        (2015, nil, "PR", "1220", "", 7), (2016, nil, "XX", "7920", "", 3),
        (2016, nil, "OH", "7920", "", 4),
      ])
    try commit(
      "census-country-totals",
      [
        (2015, nil, "-", "1220", "", 107), (2016, nil, "-", "1220", "", 200),
        (2016, nil, "-", "7920", "", 7),
      ])
    try commit(
      "census-statehs-monthly",
      (1...12).map { (2016, $0, "PA", "1220", "", Int64($0)) }
        + [(2017, 1, "PA", "1220", "", 50), (2017, 2, "OH", "7920", "", 60)])
    try commit(
      "census-statehs-hs2",
      (1...12).flatMap { month in
        [
          (2016, month, "PA", "1220", "87", 1), (2016, month, "PA", "1220", "88", 10),
          (2016, month, "OH", "1220", "93", 100), (2016, month, "OH", "1220", "89", 1000),
        ]
      })
    if extra { try commit("bts-transborder", [(2016, 1, "PA", "1220", "", 9)]) }
    try writer.close()
    return folder
  }

  private func rows(_ run: PanelRun, _ arguments: [String]) throws -> [String] {
    let result = try run(arguments + ["--out", "p"])
    #expect(result.status == 0, "\(result.errors)")
    let table = try DelimitedText(name: "panel").table(from: run.files("p")["panel.csv"] ?? [])
    let month = table.header.contains("month") ? try table.column("month") : nil
    return try table.rows.map { row in
      let names = ["state", "schedule_c", "commodity", "year", "exports_usd"]
      return try names.map { try table.column($0)[row] }.joined(separator: " ")
        + (month.map { " in \($0[row])" } ?? "")
    }
  }

  @Test func `by year take what is in use and are reconciled with the store's own totals`() throws {
    let run = try PanelRun()
    let store = try store(run)
    let annual = try rows(run, ["--source", "census", "--store", store, "--fill", "drop"])
    #expect(
      annual == ["OH 7920 all 2016 4", "PA 1220 all 2015 100", "PA 1220 all 2016 200"])
    let report = String(decoding: try run.files("p")["join-report.md"] ?? [], as: UTF8.self)
    #expect(report.contains("census of the store (census-statehs-annual, vintage 2026-03)"))
    #expect(report.contains("| 2015 | 100 | 107 | 7 | 6.54 |"))
    #expect(report.contains("| 2016 7920 Namibia | 4 | 7 | 3 | 42.86 |"))
    let national = try rows(
      run, ["--source", "census-country-totals", "--store", store, "--fill", "drop"])
    #expect(national.contains("US 1220 all 2015 107"))
  }

  @Test func `read the periods around the years that are asked for where lags reach them`() throws {
    let run = try PanelRun()
    let store = try store(run)
    func cells(_ arguments: [String], _ column: String) throws -> [String] {
      let result = try run(["--source", "census", "--store", store, "--fill", "drop"] + arguments)
      #expect(result.status == 0, "\(result.errors)")
      let table = try DelimitedText(name: "panel").table(from: run.files("p")["panel.csv"] ?? [])
      return try table.rows.map {
        try "\(table.column("state")[$0]) \(table.column("year")[$0]) \(table.column(column)[$0])"
      }
    }
    let annual = ["--years", "2016-2016", "--lag", "1", "--out", "p"]
    #expect(try cells(annual, "exports_usd_lag1") == ["OH 2016 ", "PA 2016 100"])
    let report = String(decoding: try run.files("p")["join-report.md"] ?? [], as: UTF8.self)
    #expect(report.contains("outside of the panel's periods: 2015, vintage 2026-03"))
    // A lag of a lag reaches as far as both together.
    let chain = annual + ["--lag", "exports_usd_lead1:2"]
    #expect(
      try cells(["--years", "2016-2016", "--lead", "1", "--out", "p"], "exports_usd_lead1")
        == ["OH 2016 ", "PA 2016 "])
    #expect(
      try cells(chain + ["--lead", "1"], "exports_usd_lead1_lag2") == ["OH 2016 ", "PA 2016 100"])
    let months = ["--period", "month", "--years", "2017-2017", "--out", "p", "--lag", "7"]
    #expect(
      try cells(months + ["--lag", "exports_usd_lag7:6"], "exports_usd_lag7_lag6").sorted()
        == cells(months + ["--lag", "exports_usd:13"], "exports_usd_lag13").sorted())
    #expect(
      try cells(months + ["--lag", "exports_usd_lag7:5"], "exports_usd_lag7_lag5")
        .contains("PA 2017 1"))
    let monthly = [
      "--period", "month", "--years", "2017-2017", "--lag", "1", "--lag", "exports_usd:13",
    ]
    #expect(
      try cells(monthly + ["--out", "p"], "exports_usd_lag1") == ["OH 2017 ", "PA 2017 12"])
    #expect(try cells(monthly + ["--out", "p"], "exports_usd_lag13").contains("OH 2017 "))
  }

  @Test func `of some years have the destinations of all of them`() throws {
    let run = try PanelRun()
    let store = try store(run)
    let options = ["--source", "census", "--store", store, "--fill", "zero"]
    let whole = try rows(run, options + ["--origins", "PA,OH"])
    let cut = try rows(run, options + ["--origins", "PA,OH", "--years", "2015-2015"])
    #expect(cut == whole.filter { $0.contains(" 2015 ") })
    // Namibia has figures of 2016 alone.
    #expect(cut.contains("OH 7920 all 2015 0"))
  }

  @Test func `by month and by chapter take the sources that have them`() throws {
    let run = try PanelRun()
    let store = try store(run)
    let months = try rows(
      run, ["--source", "census", "--store", store, "--period", "month", "--fill", "drop"])
    #expect(months.count == 14)
    #expect(months.contains("PA 1220 all 2016 12 in 12"))
    let chapters = try rows(
      run,
      [
        "--source", "census", "--store", store, "--commodities", "87,purchasable-goods", "--fill",
        "drop",
      ])
    #expect(
      chapters == [
        "OH 1220 purchasable-goods 2016 13200", "PA 1220 87 2016 12",
        "PA 1220 purchasable-goods 2016 120",
      ])
    let mixed = try run([
      "--source", "census", "--store", store, "--commodities", "all,87", "--fill", "drop",
    ])
    #expect(mixed.status == 64)
    #expect(mixed.errors.contains("never spliced"))
  }

  @Test func `do not change by a byte when another source comes into the store`() throws {
    let run = try PanelRun()
    let store = try store(run)
    let arguments = [
      "--source", "census", "--store", store, "--fill", "zero", "--format", "both", "--out", "p",
    ]
    #expect(try run(arguments).status == 0)
    let before = try run.files("p")
    let writer = try StoreWriter.open(
      at: store, holder: LockHolder(process: 1, host: "test", since: Stamp(seconds: 0)))
    let bytes = Array("unrelated".utf8)
    _ = try writer.commit(
      [
        Arrival(
          Snapshot(
            partition: "all", retrievedAt: Stamp(seconds: 0), url: "https://localhost/",
            object: try writer.stage(bytes), bytes: bytes.count, rows: 1),
          exports: try ExportColumns(
            periods: [Period(year: 2015)].compactMap { $0 }, states: CodeColumn(["PA"]),
            destinations: CodeColumn(["2010"]), dollars: [5]))
      ], source: "bts-transborder", label: "2026-03", at: Stamp(seconds: 0))
    try writer.close()
    #expect(try run(arguments).status == 0)
    #expect(try run.files("p") == before)
  }

  @Test func `say what is missing`() throws {
    let run = try PanelRun()
    let absent = try run(["--source", "census", "--store", "nowhere", "--fill", "drop"])
    #expect(absent.status == 66)
    #expect(absent.errors.contains("swingport refresh census-statehs-annual"))
    let never = try run(["--source", "census-ten-states", "--store", "nowhere", "--fill", "drop"])
    #expect(never.status == 64)
  }
}
