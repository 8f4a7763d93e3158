import Foundation
import Testing

extension Program {
  /// Begins to run the program; its standard error goes to a file.
  func start(_ arguments: [String], errors: URL) throws -> Process {
    try Data().write(to: errors)
    return try start(arguments, errors: FileHandle(forWritingTo: errors))
  }

  /// Begins to run the program; its standard error goes to an open file.
  func start(_ arguments: [String], errors: FileHandle) throws -> Process {
    let process = Process()
    process.executableURL = file
    process.arguments = arguments
    process.environment = environment
    if let folder { process.currentDirectoryURL = folder }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }
}

/// Waits until something holds, for two minutes at most.
private func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<1200 {
    if condition() { return true }
    usleep(100_000)
  }
  return false
}

/// What is done to runs beside Spark, with a pretended `spark-submit`.
@Suite struct `Runs of records that meet` {
  private static let choice = [
    "panel", "--records", "records", "--commodities", "87,88", "--fill", "drop", "--out", "both",
  ]

  /// A run whose Spark says that it has begun and then waits for a file named `go`.
  private func waiting() throws -> (RecordsRun, Process) {
    var run = try RecordsRun()
    try run.records()
    try run.pretend("java", "exit 0")
    try run.pretend(
      "spark-submit",
      "echo $$ > begun\nwhile ! [ -e go ]; do /bin/sleep 0.1; done\nexit 3")
    let first = try Program(environment: run.environment, folder: run.scratch.root).start(
      Self.choice + ["--engine", "spark", "--master", "x"],
      errors: run.scratch.root.appendingPathComponent("first.txt"))
    #expect(eventually { (try? run.text("begun"))?.hasSuffix("\n") == true })
    return (run, first)
  }

  @Test func `in one output are refused until the first has ended`() throws {
    let (run, first) = try waiting()
    let second = try run(Self.choice + ["--engine", "native"])
    #expect(second.status == 75)
    #expect(second.errors.contains("another run writes into"), "\(second.errors)")
    // So is a panel of anything else.
    let other = try run(["panel", "--source", "bts", "--fill", "drop", "--out", "both"])
    #expect(other.status == 75, "\(other.errors)")
    #expect(!run.exists("both/cells.csv") && !run.exists("both/panel.csv"))
    try Data().write(to: run.scratch.root.appendingPathComponent("go"))
    first.waitUntilExit()
    #expect(first.terminationStatus == 69)
    #expect(!run.exists("both"))
    let third = try run(Self.choice + ["--engine", "native"])
    #expect(third.status == 0, "\(third.errors)")
    #expect(run.exists("both/panel.csv"))
  }

  @Test func `show a terminal how far their job is, and nothing else`() throws {
    var run = try RecordsRun()
    try run.records()
    try run.pretend("java", "exit 0")
    let told = [
      #"{"event": "started", "version": "3.5.9"}"#,
      #"{"event": "progress", "stage": 4, "done": 2, "of": 7}"#,
    ].map { "echo 'SWINGPORT \($0)'\n" }.joined()
    try run.pretend("spark-submit", told + "exit 3")
    let program = Program(environment: run.environment, folder: run.scratch.root)
    let choice = Self.choice + ["--engine", "spark", "--master", "x"]
    var near: Int32 = -1
    var far: Int32 = -1
    #expect(openpty(&near, &far, nil, nil, nil) == 0)
    defer { close(near) }
    let process = try program.start(choice, errors: FileHandle(fileDescriptor: far))
    process.waitUntilExit()
    _ = fcntl(near, F_SETFL, O_NONBLOCK)
    var drawn = [UInt8](repeating: 0, count: 1 << 16)
    let count = max(0, read(near, &drawn, drawn.count))
    close(far)
    let text = String(decoding: drawn[..<count], as: UTF8.self)
    #expect(text.contains("\r\u{1B}[KSpark: stage 4, 2 of 7 tasks\r\u{1B}[K"), "\(text)")
    // A file is shown the sentence alone.
    let written = run.scratch.root.appendingPathComponent("errors.txt")
    try program.start(choice, errors: written).waitUntilExit()
    let sentence = try run.text("errors.txt")
    #expect(!sentence.contains("stage 4") && sentence.hasPrefix("swingport: "), "\(sentence)")
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `end with their job when they are asked to stop`(signal: Int32) throws {
    let (run, first) = try waiting()
    let job = try #require(
      Int32(run.text("begun").trimmingCharacters(in: .whitespacesAndNewlines)))
    kill(first.processIdentifier, signal)
    first.waitUntilExit()
    #expect(first.terminationStatus == 128 + signal)
    #expect(eventually { kill(job, 0) != 0 })
    #expect(try run.scratch.files().keys.allSatisfy { !$0.hasPrefix("both/") })
  }
}

@Suite(
  .enabled(
    if: InstalledSpark.isThere,
    "Spark is not broken: python3 on the path has no module pyspark, or there is no java"),
  .serialized)
struct `Spark that fails` {
  /// A cluster of two workers with an executor each, all on this machine.
  private static let cluster = [
    "--engine", "spark", "--master", "local-cluster[2,1,512]", "--conf",
    "spark.executor.memory=512m", "--conf", "spark.ui.enabled=false",
  ]
  private static let local = [
    "--engine", "spark", "--master", "local[2]", "--conf", "spark.ui.enabled=false",
  ]

  private func blocks() throws -> BlocksRun {
    var run = try BlocksRun()
    run.environment["PATH"] = InstalledSpark.path
    return run
  }

  @Test(arguments: ["gaussian", "poisson"])
  func `not at all gives the estimates of one machine to the byte`(family: String) throws {
    let run = try blocks()
    let model = ["blocks", "--block", "hs6", "--family", family, "--json"] + BlocksRun.model
    let direct = try run(["fit-blocks"] + model)
    // The rows of a block in several files, and blocks mixed within them.
    let rows = try run.scatter(into: 3)
    let made = try run(["fit-blocks", rows] + model.dropFirst() + Self.local)
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output == direct.output)
    #expect(made.errors == "")
  }

  @Test func `by an executor killed in the middle of a block loses nothing`() throws {
    let run = try blocks()
    let model = ["blocks", "--block", "hs6", "--family", "poisson", "--json"] + BlocksRun.model
    let direct = try run(["fit-blocks"] + model)
    // The first task of all kills the Java process that it runs below, and with it itself.
    let program = try run.wrapper(
      """
      if /bin/mkdir "$here/killed" 2>/dev/null; then
        parent=$$
        until /usr/bin/tr '\\0' ' ' < /proc/$parent/cmdline | /bin/grep -q CoarseGrainedExecutorBackend
        do parent=$(/usr/bin/cut -d ' ' -f 4 /proc/$parent/stat); done
        echo $parent > "$here/killed/executor"
        kill -9 $parent
        exit 1
      fi
      exec "$swingport" "$@"
      """)
    let made = try run(["fit-blocks"] + model + Self.cluster + ["--program", program])
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output == direct.output)
    #expect(run.exists("killed/executor"))
  }

  @Test func `by tasks that run twice counts every block once`() throws {
    let run = try blocks()
    let model = ["blocks", "--block", "hs6", "--family", "poisson", "--json"] + BlocksRun.model
    let direct = try run(["fit-blocks"] + model)
    // Every second call answers and fails.
    let program = try run.wrapper(
      """
      "$swingport" "$@" || exit 1
      for place in 1 2 3 4 5 6 7 8 9; do
        /bin/mkdir "$here/failed-$place" 2>/dev/null && exit 9
      done
      exit 0
      """)
    let made = try run(
      ["fit-blocks"] + model + [
        "--engine", "spark", "--master", "local[2,40]", "--conf", "spark.ui.enabled=false",
        "--program", program,
      ])
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output == direct.output)
    #expect(run.exists("failed-9"))
  }

  @Test func `for want of the program names the worker and the partition`() throws {
    let run = try blocks()
    let model = ["blocks", "--block", "hs6", "--family", "gaussian"] + BlocksRun.model
    let made = try run(["fit-blocks"] + model + Self.local + ["--program", "swingport-elsewhere"])
    #expect(made.status == 78, "\(made.errors)")
    #expect(made.errors.contains("has no program swingport-elsewhere for partition"))
    #expect(made.errors.split(separator: "\n").count == 2)
    #expect(made.output.isEmpty)
  }

  @Test func `over damaged rows names the block and the partition`() throws {
    let run = try blocks()
    let model = ["blocks", "--block", "hs6", "--family", "gaussian"] + BlocksRun.model
    let file = run.scratch.root.appendingPathComponent("blocks/2.csv")
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let save = ["--save", "fit.json"]
    try Data((text + "010140,oops,1,2010,1220,PA\n").utf8).write(to: file)
    let word = try run(["fit-blocks"] + model + save + Self.local)
    #expect(word.status == 65, "\(word.errors)")
    #expect(word.errors.contains("block 010140, partition "), "\(word.errors)")
    #expect(word.errors.contains("oops"), "\(word.errors)")
    // Cut within the last field, where a line is whole to look at.
    try Data(text.utf8.dropLast(2)).write(to: file)
    let ends = try run(["fit-blocks"] + model + save + Self.local)
    #expect(ends.status == 65, "\(ends.errors)")
    #expect(
      ends.errors.contains("blocks/2.csv ends within a line: it was cut, or its last line has no"),
      "\(ends.errors)")
    #expect(ends.errors.split(separator: "\n").count == 2, "\(ends.errors)")
    // Whole, and in a folder that Spark passes over.
    let below = run.scratch.root.appendingPathComponent("blocks/new")
    try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
    try FileManager.default.removeItem(at: file)
    try Data(text.utf8).write(to: below.appendingPathComponent("2.csv"))
    let unseen = try run(["fit-blocks"] + model + save + Self.local)
    #expect(unseen.status == 65, "\(unseen.errors)")
    #expect(
      unseen.errors.contains("blocks/new/2.csv lies in a folder below, where Spark does not look"),
      "\(unseen.errors)")
    try FileManager.default.removeItem(at: below)
    try Data((text + "010140,1\n").utf8).write(to: file)
    let cut = try run(["fit-blocks"] + model + save + Self.local)
    #expect(cut.status == 65, "\(cut.errors)")
    #expect(!run.exists("fit.json"))
  }

  @Test func `by an executor of the reduction killed, and tasks run twice, loses nothing`() throws {
    var run = try RecordsRun()
    run.environment["PATH"] = InstalledSpark.path
    try run.records()
    let choice = [
      "panel", "--records", "records", "--commodities", "87,88", "--fill", "drop", "--period",
      "month",
    ]
    #expect(try run(choice + ["--engine", "native", "--out", "a"]).status == 0)
    let errors = run.scratch.root.appendingPathComponent("errors.txt")
    let process = try Program(environment: run.environment, folder: run.scratch.root).start(
      choice + Self.cluster + ["--out", "b"]
        + [
          "spark.speculation=true", "spark.speculation.multiplier=1.01",
          "spark.speculation.quantile=0.1", "spark.speculation.interval=10ms",
          "spark.speculation.minTaskRuntime=1ms", "spark.sql.files.maxPartitionBytes=300",
          "spark.sql.files.openCostInBytes=0",
        ].flatMap { ["--conf", $0] }, errors: errors)
    // As soon as the log speaks of tasks, one of the executors below the job is killed.
    var victim: Int32?
    #expect(
      eventually {
        if !process.isRunning { return true }
        let log = run.log(below: "b")
        if log.contains("Starting task 3.0") { victim = Self.executor(of: process) }
        return victim != nil
      })
    let executor = try #require(victim)
    #expect(kill(executor, SIGKILL) == 0)
    process.waitUntilExit()
    let said = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(try run.text("a/cells.csv") == run.text("b/cells.csv"))
    #expect(try run.text("a/panel.csv") == run.text("b/panel.csv"))
  }

  /// An executor among the processes that a process has begun, directly or not.
  private static func executor(of process: Process) -> Int32? {
    var parents: [Int32: Int32] = [:]
    var executors: [Int32] = []
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let number = Int32(name),
        let stat = FileManager.default.contents(
          atPath: "/proc/\(name)/stat"),
        let rest = String(decoding: stat, as: UTF8.self).split(separator: ")").last
      else { continue }
      let fields = rest.split(separator: " ")
      if fields.count > 1 { parents[number] = Int32(fields[1]) }
      let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
      if String(decoding: line, as: UTF8.self).contains("CoarseGrainedExecutorBackend") {
        executors.append(number)
      }
    }
    return executors.sorted().first {
      var current = $0
      while let parent = parents[current], parent > 1 {
        if parent == process.processIdentifier { return true }
        current = parent
      }
      return false
    }
  }

  @Test func `to find a master says so in one sentence`() throws {
    var run = try RecordsRun()
    run.environment["PATH"] = InstalledSpark.path
    try run.records()
    let made = try run([
      "panel", "--records", "records", "--commodities", "87", "--fill", "drop", "--engine",
      "spark", "--master", "spark://127.0.0.1:9", "--conf", "spark.ui.enabled=false",
    ])
    #expect(made.status == 69, "\(made.errors)")
    #expect(made.errors.contains("no Spark master answers at spark://127.0.0.1:9"))
    #expect(made.errors.split(separator: "\n").count == 2)
    #expect(!run.exists("out"))
  }
}

@Suite(
  .enabled(
    if: InstalledSpark.isThere,
    "Spark writes no Parquet: python3 on the path has no module pyspark, or there is no java"),
  .serialized)
struct `Parquet that Spark makes of records` {
  @Test func `is checked and gives the same panel`() throws {
    var run = try RecordsRun()
    run.environment["PATH"] = InstalledSpark.path
    try run.records()
    let rewrite = [
      "records", "--rewrite", "records", "--master", "local[2]", "--conf",
      "spark.ui.enabled=false", "--parquet",
    ]
    let made = try run(rewrite + ["fast"])
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.text == "385 records as Parquet: fast\n")
    #expect(try run(rewrite + ["fast"]).status == 73)
    let choice = ["panel", "--records", "records", "--commodities", "87,88", "--fill", "drop"]
    #expect(try run(choice + ["--engine", "native", "--out", "a"]).status == 0)
    let panel = try run(
      choice + [
        "--engine", "spark", "--master", "local[2]", "--record-format", "parquet",
        "--record-path", run.scratch.root.appendingPathComponent("fast").path, "--out", "b",
      ])
    #expect(panel.status == 0, "\(panel.errors)")
    #expect(try run.text("a/panel.csv") == run.text("b/panel.csv"))
    // A page whose bytes are others, without the checksums that Hadoop leaves beside local files.
    let root = run.scratch.root.appendingPathComponent("fast")
    let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    for file in files where file.hasSuffix(".crc") {
      try FileManager.default.removeItem(at: root.appendingPathComponent(file))
    }
    let damaged = try #require(files.sorted().first { $0.hasSuffix(".parquet") })
    let bytes = try Data(contentsOf: root.appendingPathComponent(damaged))
    var refusals = 0
    for place in [bytes.count / 8, bytes.count / 4, bytes.count / 2, bytes.count - 3] {
      try run.change("fast/" + damaged) {
        $0 = bytes
        $0[place] ^= 1
      }
      let refused = try run(
        choice + [
          "--engine", "spark", "--master", "local[2]", "--record-format", "parquet",
          "--record-path", root.path, "--out", "c",
        ])
      // A byte that nothing is read from changes nothing.
      if refused.status == 0 {
        #expect(try run.text("c/cells.csv") == run.text("a/cells.csv"))
        try FileManager.default.removeItem(at: run.scratch.root.appendingPathComponent("c"))
        continue
      }
      #expect(refused.status == 65, "\(place): \(refused.errors)")
      #expect(!run.exists("c"))
      refusals += 1
    }
    #expect(refusals >= 2)
    // A month that is gone.
    try FileManager.default.removeItem(at: root.appendingPathComponent("year=2015/month=3"))
    try run.change("fast/" + damaged) { $0 = bytes }
    let lost = try run(
      choice + [
        "--engine", "spark", "--master", "local[2]", "--record-format", "parquet",
        "--record-path", root.path, "--out", "c",
      ])
    #expect(lost.status == 65, "\(lost.errors)")
    #expect(lost.errors.contains("year=2015/month=03 holds 0 records"), "\(lost.errors)")
  }

  @Test func `is not made of records that were changed`() throws {
    var run = try RecordsRun()
    run.environment["PATH"] = InstalledSpark.path
    try run.records()
    try `Records of the store`.Damage.code.happen(to: run)
    let refused = try run([
      "records", "--rewrite", "records", "--master", "local[2]", "--parquet", "fast",
    ])
    #expect(refused.status == 65, "\(refused.errors)")
    #expect(refused.errors.contains("month=05/part-0001.csv"), "\(refused.errors)")
    #expect(!run.exists("fast"))
  }
}

@Suite(
  .enabled(
    if: InstalledSpark.isThere,
    "Spark looks at no copies: python3 on the path has no module pyspark, or there is no java"),
  .serialized)
struct `Records that only Spark sees` {
  private static let choice = [
    "panel", "--records", "records", "--commodities", "87", "--fill", "drop", "--engine", "spark",
    "--master", "local[2]", "--conf", "spark.ui.enabled=false",
  ]

  @Test func `are held against the manifest byte by byte`() throws {
    var run = try RecordsRun()
    run.environment["PATH"] = InstalledSpark.path
    try run.records()
    let copy = run.scratch.root.appendingPathComponent("copy of records")
    let records = run.scratch.root.appendingPathComponent("records")
    let choice = Self.choice + ["--record-path", copy.path, "--out", "a"]
    try FileManager.default.copyItem(at: records, to: copy)
    let whole = try run(choice)
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(whole.errors == "")
    try FileManager.default.removeItem(at: run.scratch.root.appendingPathComponent("a"))
    typealias Damage = `Records of the store`.Damage
    for damage in [Damage.code, .cut, .lost, .unknown, .packed, .linked] {
      // The copy is damaged, and what is here is whole.
      try damage.happen(to: run)
      try FileManager.default.removeItem(at: copy)
      try FileManager.default.copyItem(at: records, to: copy)
      try run.records()
      let refused = try run(choice)
      #expect(refused.status == 65, "\(refused.errors)")
      #expect(refused.errors.contains(damage.says), "\(refused.errors)")
      #expect(refused.errors.split(separator: "\n").count == 2)
      #expect(!run.exists("a"))
    }
  }

  @Test func `do not wrap around where their sum is too large`() throws {
    var run = try RecordsRun()
    run.environment["PATH"] = InstalledSpark.path
    try run.records(of: [
      "PA,1220,870323,,9223372036854775807", "PA,1220,870323,,9223372036854775807",
    ])
    let here = try run(Self.choice)
    #expect(here.status == 65, "\(here.errors)")
    #expect(here.errors.contains("the sum of PA and 1220 in 2016 does not fit 64 bits"))
    let there = try run(
      Self.choice + ["--record-path", run.scratch.root.appendingPathComponent("records").path])
    #expect(there.status == 65, "\(there.errors)")
    #expect(there.errors.contains("a sum of dollars does not fit 64 bits"), "\(there.errors)")
    #expect(!run.exists("out"))
  }
}
