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
    case digit, code, cut, lost, unknown, packed, linked, commodity, count

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
      case .packed:
        try Data(contentsOf: run.scratch.root.appendingPathComponent(Self.part)).write(
          to: run.scratch.root.appendingPathComponent("records/year=2016/month=05/more.CSV"))
      case .linked:
        try FileManager.default.createSymbolicLink(
          atPath: run.scratch.root.appendingPathComponent("records/year=2017").path,
          withDestinationPath: "year=2016")
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
      case .packed: "more.CSV of"
      case .linked: "year=2017"
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

  @Test func `are asked for one thing at a time`() throws {
    let run = try RecordsRun()
    try run.records()
    for (arguments, says) in [
      (["--verify", "records", "--rewrite", "records"], "--verify has no use for 'records'"),
      (["--verify", "records", "--out", "b"], "--verify has no use for 'b'"),
      (["census", "--rewrite", "records"], "--rewrite has no use for 'census'"),
      (["--rewrite", "records", "--parquet", "p"], "needs --parquet (where to) and --master"),
      (["--rewrite", "records", "--parquet", "records/p", "--master", "x"], "lies in the folder"),
      (["--rewrite", "records", "--parquet", "", "--master", "x"], "is empty"),
      (["--rewrite", "records", "--parquet", "p[1]", "--master", "x"], "reads as a pattern"),
    ] {
      let refused = try run(["records"] + arguments)
      #expect(refused.status == 64, "\(refused.errors)")
      #expect(refused.errors.contains(says), "\(refused.errors)")
      #expect(!run.exists("p") && !run.exists("b"))
    }
  }

  @Test(arguments: [("exit 3", "status 3"), ("exit 0", "without saying that it was done")])
  func `that Spark fails to rewrite leave no Parquet`(end: String, says: String) throws {
    var run = try RecordsRun()
    try run.records()
    try run.pretend("java", "exit 0")
    try run.pretend(
      "spark-submit",
      "for last; do :; done; /bin/mkdir -p ${last#file://}/part; echo > ${last#file://}/x; \(end)")
    let failed = try run([
      "records", "--rewrite", "records", "--parquet", "p/q", "--master", "x",
    ])
    #expect(failed.status == 69, "\(failed.errors)")
    #expect(failed.errors.contains(says), "\(failed.errors)")
    #expect(try run.scratch.files().keys.allSatisfy { !$0.hasPrefix("p/") })
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
