import Foundation
import TestSupport
import Testing

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
    #expect(
      cells.hasPrefix("state,schedule_c,year,month,commodity,exports_usd\nOH,1220,2015,1,87,100\n"))
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
      (started + "; exit 0", "true", 69, "without saying that it was done"),
      (
        started + #"; echo 'SWINGPORT {"event": "done"}'; exit 0"#, "true", 69, "without its cells"
      ),
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

  @Test func `have the years that have all their months, as a table of months would`() throws {
    let run = try RecordsRun(besides: [(2017, 1, "PA", "1220", "870323", 5)])
    try run.records()
    let choice = ["panel", "--fill", "drop", "--commodities", "870323,880240"]
    let records = choice + ["--records", "records", "--engine"]
    for engine in ["native", "sqlite"] {
      let made = try run(records + [engine, "--out", engine])
      #expect(made.status == 0, "\(made.errors)")
      let panel = try run.text(engine + "/panel.csv")
      #expect(panel.contains(",2016,") && !panel.contains(",2017,"))
    }
    let cells = try run(choice + ["--source", "native/cells.csv", "--out", "again"])
    #expect(cells.status == 0, "\(cells.errors)")
    #expect(try run.text("again/panel.csv") == run.text("native/panel.csv"))
    #expect(try run(records + ["native", "--years", "2017"]).status == 64)
    let never = try run(records + ["native", "--years", "2020"])
    #expect(never.status == 64)
    #expect(never.errors.contains("has no records of 2020"), "\(never.errors)")
  }

  @Test(arguments: [["--period", "month"], []])
  func `have lags that reach before the years that are asked for`(period: [String]) throws {
    let run = try RecordsRun()
    try run.records()
    let choice =
      ["panel", "--fill", "drop", "--commodities", "87", "--years", "2016", "--lag", "1"] + period
    let made = try run(choice + ["--records", "records", "--engine", "native", "--out", "a"])
    #expect(made.status == 0, "\(made.errors)")
    let again = try run(choice + ["--source", "a/cells.csv", "--out", "b"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(try run.text("a/panel.csv") == run.text("b/panel.csv"))
    let rows = try run.text("a/panel.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let lag = try #require(rows[0].firstIndex { $0.contains("lag") })
    #expect(rows.dropFirst().allSatisfy { !$0[lag].isEmpty })
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/usr/bin/strace"),
      "strace is not installed; scripts/setup.sh installs it"))
  func `are of one run with their cells, also when the run is stopped while it names them`() throws
  {
    let run = try RecordsRun()
    try run.records()
    let choice = ["panel", "--records", "records", "--fill", "drop", "--engine", "native"]
    #expect(try run(choice + ["--commodities", "87", "--out", "a"]).status == 0)
    #expect(try run(choice + ["--commodities", "88", "--out", "b"]).status == 0)
    let stopped = try Program(
      file: URL(fileURLWithPath: "/bin/sh"), environment: run.environment, folder: run.scratch.root
    ).run([
      "-c",
      "strace -f -qq -o calls -e trace=rename,renameat,renameat2 "
        + "-e inject=rename,renameat,renameat2:signal=SIGTERM '\(Program.folder.path)/swingport' "
        + choice.joined(separator: " ") + " --commodities 88 --out a",
    ])
    #expect(stopped.status != 0)
    #expect(try run.text("calls").contains("SIGTERM"))
    for name in ["cells.csv", "panel.csv", "join-report.json", "datapackage.json"] {
      #expect(try run.text("a/" + name) == run.text("b/" + name), "\(name)")
    }
    #expect(try run.scratch.files().keys.allSatisfy { !$0.contains(".partial") })
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
        "the exports of PA to 5880 in 2016-05 (87) add up to -7 dollars"
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
      (["--engine", "spark", "--master", ""], "--master is empty"),
      (["--engine", "spark", "--master", "x", "--conf", "=x"], "--conf was given '=x'"),
      (["--engine", "spark", "--master", "x", "--record-path", ""], "is empty"),
      (["--engine", "spark", "--master", "x", "--record-path", "s[9]"], "reads as a pattern"),
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
