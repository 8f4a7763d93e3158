import Codes
import Foundation
import Records
import Store
import Tables
import TestSupport
import Testing

/// A store with months of chapters and rows that were set aside, and runs of the program beside it.
struct RecordsRun {
  let scratch: Scratch
  var environment = ["PATH": "/usr/bin:/bin"]

  init(besides: [(Int, Int, String, String, String, Int64)] = []) throws {
    scratch = try Scratch()
    let writer = try StoreWriter.open(
      at: scratch.root.appendingPathComponent("store").path,
      holder: LockHolder(process: 1, host: "test", since: Stamp(seconds: 0)))
    let bytes = Array("answer".utf8)
    var rows = besides
    for year in [2015, 2016] {
      for month in 1...12 {
        for (state, dollars) in [("PA", 10), ("OH", 100)] as [(String, Int64)] {
          for commodity in ["870323", "880240", "890190", "930190"] {
            rows.append((year, month, state, "1220", commodity, dollars * Int64(month)))
            rows.append((year, month, state, "5880", commodity, dollars))
          }
        }
      }
    }
    _ = try writer.commit(
      [
        Arrival(
          Snapshot(
            partition: "all", retrievedAt: Stamp(seconds: 0), url: "https://localhost/",
            object: try writer.stage(bytes), bytes: bytes.count, rows: rows.count),
          exports: try ExportColumns(
            periods: rows.compactMap { Period(year: $0.0, month: $0.1) },
            states: CodeColumn(rows.map(\.2)), destinations: CodeColumn(rows.map(\.3)),
            commodities: CodeColumn(rows.map(\.4)), dollars: rows.map(\.5)),
          setAside: try SetAsideColumns(
            reasons: CodeColumn(["country-group"]),
            periods: [2015].compactMap { Period(year: $0, month: 1) },
            states: CodeColumn(["PA"]), destinations: CodeColumn(["0003"]),
            commodities: CodeColumn(["870323"]), dollars: [7_777]))
      ], source: "census-statehs-hs2", label: "2026-03", at: Stamp(seconds: 0))
    try writer.close()
  }

  func callAsFunction(_ arguments: [String]) throws -> Program.Run {
    try Program(environment: environment, folder: scratch.root).run(arguments)
  }

  /// Writes the records of the store to `records`.
  func records() throws {
    let run = try self(["records", "census-statehs-hs2", "--store", "store", "--out", "records"])
    #expect(run.status == 0, "\(run.errors)")
  }

  /// Writes records by hand, as the store would not hold them, with a manifest that is right.
  func records(of lines: [String]) throws {
    let path = "year=2016/month=05/part-0001.csv"
    let bytes = Array((RecordLayout.header + lines.map { $0 + "\n" }.joined()).utf8)
    let file = scratch.root.appendingPathComponent("records/" + path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    let dollars = lines.reduce(Int64(0)) { $0 &+ (Int64($1.split(separator: ",").last ?? "") ?? 0) }
    func hash(_ bytes: [UInt8]) -> String {
      var hash = RunningHash()
      bytes.withUnsafeBytes { hash.add($0) }
      return String(hash.text.dropFirst("sha256:".count))
    }
    let manifest = RecordManifest(
      source: "simulated", vintage: "by hand",
      parts: [
        .init(
          path: path, rows: lines.count, dollars: dollars, bytes: bytes.count, hash: hash(bytes))
      ], commodities: ["870323"])
    try Data(manifest.json { hash(Array($0.utf8)) }.utf8).write(
      to: scratch.root.appendingPathComponent("records/" + RecordLayout.manifestName))
  }

  /// Changes a file of the folder.
  func change(_ path: String, _ body: (inout Data) -> Void) throws {
    let file = scratch.root.appendingPathComponent(path)
    var bytes = try Data(contentsOf: file)
    body(&bytes)
    try bytes.write(to: file)
  }

  func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: scratch.root.appendingPathComponent(path)), as: UTF8.self)
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: scratch.root.appendingPathComponent(path).path)
  }

  /// What the job of a run into that folder has said so far.
  func log(below folder: String) -> String {
    let root = scratch.root.appendingPathComponent(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.compactMap {
      FileManager.default.contents(atPath: root.appendingPathComponent("\($0)/spark.log").path)
    }.map { String(decoding: $0, as: UTF8.self) }.joined()
  }

  /// Puts a program of that name in a folder of its own, which becomes the path.
  mutating func pretend(_ name: String, _ script: String) throws {
    let folder = scratch.root.appendingPathComponent("bin")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(name)
    try Data(("#!/bin/sh\n" + script + "\n").utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    environment["PATH"] = folder.path
  }
}

@Suite struct `Records of the store` {
  @Test func `come by year and month with types, sizes and hashes, and read back whole`() throws {
    let run = try RecordsRun()
    try run.records()
    let part = try run.text("records/year=2015/month=01/part-0001.csv")
    #expect(part.hasPrefix("state,destination,commodity,reason,dollars\nOH,1220,870323,,100\n"))
    #expect(part.hasSuffix("PA,0003,870323,country-group,7777\n"))
    let manifest = try run.text("records/_manifest.json")
    #expect(manifest.contains(#""rows": 385"#))
    #expect(manifest.contains(#""commodities": ["#))
    let check = try run(["records", "--verify", "records"])
    #expect(check.text == "385 records in 24 files are whole\n")
    #expect(try run.scratch.files().keys.allSatisfy { !$0.contains(".partial-") })
    // The same bytes again, in place of those that are there.
    let before = try run.scratch.files()
    try run.records()
    #expect(try run.scratch.files() == before)
  }

  /// What is done to a folder of records, and what is then said.
  enum Damage: String, CaseIterable, CustomTestStringConvertible {
    case digit, code, cut, lost, unknown, commodity, count

    var testDescription: String { rawValue }
    static let part = "records/year=2016/month=05/part-0001.csv"

    func happen(to run: RecordsRun) throws {
      func replace(_ old: String, _ new: String) throws {
        let text = try run.text("records/_manifest.json")
        #expect(text.contains(old))
        try run.change("records/_manifest.json") {
          $0 = Data(text.replacingOccurrences(of: old, with: new).utf8)
        }
      }
      switch self {
      case .digit: try run.change(Self.part) { $0[$0.count - 2] ^= 1 }
      // Another destination of the same length: no sum by part changes.
      case .code:
        try run.change(Self.part) {
          $0 = Data(
            String(decoding: $0, as: UTF8.self).replacingOccurrences(of: "5880", with: "5830").utf8)
        }
      case .cut: try run.change(Self.part) { $0.removeLast(9) }
      case .lost:
        try FileManager.default.removeItem(at: run.scratch.root.appendingPathComponent(Self.part))
      case .unknown:
        try Data(contentsOf: run.scratch.root.appendingPathComponent(Self.part)).write(
          to: run.scratch.root.appendingPathComponent(
            "records/year=2016/month=05/part-0002.csv"))
      case .commodity: try replace("\"870323\",", "")
      case .count: try replace("\"rows\": 16", "\"rows\": 15")
      }
    }

    var says: String {
      switch self {
      case .digit, .code: "part-0001.csv of"
      case .cut: "year=2016/month=05/part-0001.csv of"
      case .lost: "is missing"
      case .unknown: "part-0002.csv of"
      case .commodity, .count: "_manifest.json was changed since it was written"
      }
    }
  }

  @Test(arguments: Damage.allCases)
  func `that were damaged are named, by whatever reads them`(damage: Damage) throws {
    let run = try RecordsRun()
    try run.records()
    try damage.happen(to: run)
    let panel = [
      "panel", "--records", "records", "--commodities", "87", "--fill", "drop", "--out", "a/b",
      "--engine",
    ]
    for arguments in [["records", "--verify", "records"], panel + ["native"], panel + ["sqlite"]] {
      let made = try run(arguments)
      #expect(made.status == 65, "\(made.errors)")
      #expect(made.errors.contains(damage.says), "\(made.errors)")
      #expect(made.errors.split(separator: "\n").count == 2)
      #expect(!run.exists("a"))
    }
  }

  @Test func `that find no room leave nothing, and say so with 69`() throws {
    // A month of more bytes than the limit, which the store's own files stay below.
    let run = try RecordsRun(
      besides: (0..<8_000).map { (2016, 12, "WI", "1220", "\(840_000 + $0)", 1_000_000) })
    let command = "exec '\(Program.folder.path)/swingport' records census-statehs-hs2 --store store"
    let full = try Program(
      file: URL(fileURLWithPath: "/bin/sh"), environment: run.environment, folder: run.scratch.root
    ).run(["-c", "trap '' XFSZ; ulimit -f 256; \(command) --out records"])
    #expect(full.status == 69, "\(full.errors)")
    #expect(full.errors.contains("there is no room for what goes into"), "\(full.errors)")
    #expect(try run.scratch.files().keys.allSatisfy { $0.hasPrefix("store/") })
  }

  @Test func `never replace what is no records`() throws {
    let run = try RecordsRun()
    let folder = run.scratch.root.appendingPathComponent("records")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: folder.appendingPathComponent("notes.txt"))
    let refused = try run([
      "records", "census-statehs-hs2", "--store", "store", "--out", "records",
    ])
    #expect(refused.status == 73)
    #expect(try run.text("records/notes.txt") == "mine")
  }
}

@Suite struct `Panels of records` {
  private static let choice = [
    "panel", "--records", "records", "--commodities", "87,purchasable-goods", "--fill", "drop",
  ]

  @Test func `have the same cells by every engine, and are those of the store's own panel`() throws
  {
    let run = try RecordsRun()
    try run.records()
    for engine in ["native", "sqlite"] {
      let made = try run(Self.choice + ["--engine", engine, "--out", engine])
      #expect(made.status == 0, "\(made.errors)")
    }
    let cells = try run.text("native/cells.csv")
    #expect(cells.hasPrefix("state,schedule_c,year,commodity,exports_usd\nOH,1220,2015,87,7800\n"))
    #expect(!cells.contains("0003"))
    #expect(try run.text("sqlite/cells.csv") == cells)
    #expect(try run.text("sqlite/panel.csv") == run.text("native/panel.csv"))
    #expect(try run.text("native/panel.csv").contains("purchasable-goods"))
  }

  @Test func `are planned without being run`() throws {
    let run = try RecordsRun()
    try run.records()
    let plan = try run(
      Self.choice + ["--engine", "spark", "--master", "spark://host:7077", "--dry-run"])
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.text.contains("CREATE OR REPLACE TEMPORARY VIEW records AS"))
    #expect(plan.text.contains("CAST(SUM(r.dollars) AS BIGINT) AS exports_usd"))
    #expect(plan.text.contains("spark-submit --master spark://host:7077"))
    #expect(!run.exists("out"))
  }

  private static let started = #"echo 'SWINGPORT {"event": "started", "version": "3.5.3"}'"#

  @Test(
    arguments: [
      (nil, nil, 78, "Spark is not installed here"),
      ("exit 0", nil, 78, "Spark runs on Java, and there is none here"),
      (
        #"echo 'SWINGPORT {"event": "started", "version": "3.3.0"}'; exec /bin/sleep 60"#, "true",
        78,
        "Spark 3.3.0 is not one"
      ),
      (
        "echo 'All masters are unresponsive! Giving up.' >&2; exit 1", "true", 69, "no Spark master"
      ),
      ("echo \"Could not parse Master URL: 'x'\" >&2; exit 1", "true", 78, "no address of a Spark"),
      ("echo 'java.io.IOException: No space left on device' >&2; exit 1", "true", 69, "is full"),
      (started + "; exit 0", "true", 69, "without its cells"),
      ("for last; do :; done; /bin/mkdir -p $last; exit 3", "true", 69, "status 3"),
    ] as [(String?, String?, Int32, String)])
  func `that Spark cannot make leave one sentence and nothing else`(
    spark: String?, java: String?, status: Int32, says: String
  ) throws {
    var run = try RecordsRun()
    try run.records()
    run.environment["PATH"] = run.scratch.root.path
    if let spark { try run.pretend("spark-submit", Self.tolerant(spark)) }
    if let java { try run.pretend("java", java) }
    let made = try run(Self.choice + ["--engine", "spark", "--master", "x"])
    #expect(made.status == status, "\(made.errors)")
    #expect(made.errors.contains(says), "\(made.errors)")
    #expect(made.errors.split(separator: "\n").count == 2)
    #expect(try run.scratch.files().keys.allSatisfy { !$0.hasPrefix("out/") })
  }

  /// A script whose job leaves the folder that the program looks into.
  private static func tolerant(_ script: String) -> String {
    script.contains("started")
      ? "for last; do :; done; /bin/mkdir -p $last\n" + script
      : script
  }

  @Test(
    arguments: [
      (["--swing", "nothing"], 64), (["--control", "gdp=none.csv"], 66), (["--lag", "x"], 64),
      (["--window", "3"], 64), (["--destinations", "ZZZ"], 64), (["--missing-marks", "7"], 64),
    ] as [([String], Int32)])
  func `check every choice before a job is begun`(choice: [String], status: Int32) throws {
    var run = try RecordsRun()
    try run.records()
    try run.pretend("java", "exit 0")
    try run.pretend("spark-submit", "echo > begun; exit 3")
    let refused = try run(Self.choice + ["--engine", "spark", "--master", "x"] + choice)
    #expect(refused.status == status, "\(refused.errors)")
    #expect(!run.exists("begun") && !run.exists("out"))
    let begun = try run(Self.choice + ["--engine", "spark", "--master", "x"])
    #expect(begun.status == 69 && run.exists("begun"))
  }

  @Test func `that cannot be built leave the cells and the panel that were there`() throws {
    let run = try RecordsRun()
    try run.records()
    let choice = Self.choice + ["--out", "a", "--engine"]
    #expect(try run(choice + ["native"]).status == 0)
    // A destination whose code ended in 1992 is refused when the panel is built.
    let other = try RecordsRun(besides: [(2016, 12, "PA", "4350", "870323", 5)])
    try other.records()
    try FileManager.default.removeItem(at: run.scratch.root.appendingPathComponent("records"))
    try FileManager.default.moveItem(
      at: other.scratch.root.appendingPathComponent("records"),
      to: run.scratch.root.appendingPathComponent("records"))
    let before = try run.scratch.files()
    for engine in ["native", "sqlite"] {
      let refused = try run(choice + [engine])
      #expect(refused.status == 65)
      #expect(refused.errors.contains("'4350'"), "\(refused.errors)")
      #expect(refused.errors.contains("the cells of records"), "\(refused.errors)")
      #expect(try run.scratch.files() == before)
    }
  }

  @Test(arguments: ["native", "sqlite"])
  func `of sums that cannot be are refused by name`(engine: String) throws {
    let choice = [
      "panel", "--records", "records", "--commodities", "87", "--fill", "drop", "--engine", engine,
    ]
    for (lines, says) in [
      (
        ["PA,1220,870323,,9223372036854775807", "PA,1220,870323,,9223372036854775807"],
        "the sum of PA and 1220 in 2016 does not fit 64 bits"
      ),
      (
        ["PA,1220,870323,,5", "PA,5880,870323,,-7"],
        "the exports of PA to 5880 in 2016 (87) add up to -7 dollars"
      ),
    ] {
      let run = try RecordsRun()
      try run.records(of: lines)
      let made = try run(choice)
      #expect(made.status == 65, "\(made.errors)")
      #expect(made.errors.contains(says), "\(made.errors)")
      #expect(!run.exists("out"))
    }
  }

  @Test func `say where they cannot write, and where there is no room`() throws {
    let run = try RecordsRun()
    try run.records()
    try Data("a file".utf8).write(to: run.scratch.root.appendingPathComponent("file"))
    for arguments in [
      ["--engine", "sqlite", "--work", "file/below"],
      ["--engine", "native", "--out", "file/below"],
    ] {
      let made = try run(Self.choice + arguments)
      #expect(made.status == 73, "\(made.errors)")
      #expect(made.errors.contains("cannot write into"), "\(made.errors)")
      #expect(made.errors.split(separator: "\n").count == 2)
      #expect(!run.exists("out"))
    }
    let command = "exec '\(Program.folder.path)/swingport' \(Self.choice.joined(separator: " "))"
    let full = try Program(
      file: URL(fileURLWithPath: "/bin/sh"), environment: run.environment, folder: run.scratch.root
    ).run(["-c", "trap '' XFSZ; ulimit -f 1; \(command) --engine native"])
    #expect(full.status == 69, "\(full.errors)")
    #expect(full.errors.contains("there is no room for what goes into"), "\(full.errors)")
    #expect(!run.exists("out"))
  }

  @Test func `take no choices that contradict each other`() throws {
    let run = try RecordsRun()
    try run.records()
    for (arguments, says) in [
      (["--engine", "spark"], "needs the address of a master"),
      (["--engine", "native", "--source", "census"], "name two sources"),
      (["--engine", "native", "--dry-run"], "belong to --engine spark"),
      ([], "no engine is"),
      (["--engine", "native", "--record-format", "parquet"], "belong to --engine spark"),
      (["--engine", "native", "--work", "w"], "--engine native needs no folder"),
      (
        ["--engine", "spark", "--master", "x", "--record-format", "parquet"],
        "says nothing of where the Parquet is"
      ),
    ] {
      let refused = try run(Self.choice + arguments)
      #expect(refused.status == 64)
      #expect(refused.errors.contains(says), "\(refused.errors)")
    }
  }
}

/// Spark as the path has it, without any variable of the environment.
enum InstalledSpark {
  static let path = ProcessInfo.processInfo.environment["PATH"] ?? ""

  static let isThere: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sh", "-c", "command -v java && python3 -c 'import pyspark'"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}

@Suite(
  .enabled(
    if: InstalledSpark.isThere,
    "Spark is not run: python3 on the path has no module pyspark, or there is no java"),
  .serialized)
struct `Spark itself` {
  @Test func `makes the same panel, and names a part that it cannot read`() throws {
    var run = try RecordsRun()
    run.environment["PATH"] = InstalledSpark.path
    try run.records()
    let choice = [
      "panel", "--records", "records", "--commodities", "87,88", "--fill", "drop", "--period",
      "month",
    ]
    let spark = choice + ["--engine", "spark", "--master", "local[2]"]
    #expect(try run(choice + ["--engine", "native", "--out", "a"]).status == 0)
    let made = try run(spark + ["--out", "b"])
    #expect(made.status == 0, "\(made.errors)")
    for name in ["cells.csv", "panel.csv", "join-report.json", "datapackage.json"] {
      #expect(try run.text("a/" + name) == run.text("b/" + name))
    }
    #expect(try run.scratch.files().keys.allSatisfy { !$0.contains("swingport-cells") })
    // A part of the same size whose dollars are no number.
    try run.change("records/year=2016/month=05/part-0001.csv") {
      $0[$0.count - 2] = UInt8(ascii: "x")
    }
    let refused = try run(spark + ["--out", "c"])
    #expect(refused.status == 65, "\(refused.errors)")
    #expect(refused.errors.contains("month=05/part-0001.csv"), "\(refused.errors)")
    #expect(!run.exists("c/cells.csv"))
  }
}
