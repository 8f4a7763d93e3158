import Foundation
import Glibc
import Store
import Synchronization
import TestSupport
import Testing

/// A key of characters that are written differently somewhere.
private let key = "a+b/c=d%e&f g-simulated"

/// The key raw, percent-encoded in capitals and small letters, with plus signs, in base64, reversed.
private let forms = [
  key, "a%2Bb%2Fc%3Dd%25e%26f%20g-simulated", "a%2bb%2fc%3dd%25e%26f%20g-simulated",
  "a%2Bb%2Fc%3Dd%25e%26f+g-simulated", Data(key.utf8).base64EncodedString(),
  String(key.reversed()),
]

@Suite struct `Faults around a refresh` {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private var root: String { scratch.root.path }
  private var swingport: String { Program.folder.appendingPathComponent("swingport").path }

  /// Writes a file of the test.
  private func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
    let file = scratch.root.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
  }

  private func text(_ name: String) throws -> String {
    String(
      decoding: try Data(contentsOf: scratch.root.appendingPathComponent(name)), as: UTF8.self)
  }

  /// Runs a line of the shell in the folder of the test; `$0` is the program.
  private func shell(_ line: String, _ environment: [String: String] = [:]) throws -> Program.Run {
    var program = Program(file: URL(fileURLWithPath: "/bin/sh"), folder: scratch.root)
    program.environment.merge(environment) { $1 }
    program.environment["SWINGPORT_STORE"] = environment["SWINGPORT_STORE"] ?? "\(root)/store"
    return try program.run(["-c", line, swingport])
  }

  private func child(_ arguments: [String]) throws -> ChildProcess {
    try #require(
      ChildProcess(
        ["/usr/bin/env", "SWINGPORT_STORE=\(root)/store", swingport] + arguments, in: root))
  }

  /// F24.
  @Test func `a stream that decodes to a gigabyte takes no gigabyte of memory`() throws {
    // 6.8 MB that decode to 1.07 GB; the bound of the source is 400 KB.
    let bomb = FaultScript.reply(
      200, [("Content-Encoding", "gzip")], body: Gzip.bomb(copies: 4_160_000))
    try write("key", key)
    let process = Mutex<ChildProcess?>(nil)
    let peak = Atomic<Int>(0)
    let server = try #require(
      FaultServer { request in
        if request.index == 0 { return bomb }
        // The first answer has been dealt with, and the program waits for this one.
        while process.withLock({ $0 == nil }) { usleep(1_000) }
        let memory = process.withLock { $0?.peakResidentKibibytes } ?? .max
        peak.store(memory, ordering: .relaxed)
        return .reply(404, text: "")
      })
    let child = try child([
      "refresh", "census-country-totals", "--since", "2024", "--jobs", "1", "--census-key-file",
      "key", "--endpoint", "census-country-totals=\(server.origin)",
    ])
    process.withLock { $0 = child }
    #expect(child.status() == 65)
    #expect(server.received.count >= 2)
    let memory = peak.load(ordering: .relaxed)
    #expect(memory > 0 && memory < 200 * 1_024, "\(memory) KiB")
  }

  /// F68.
  @Test(arguments: [SIGKILL, SIGTERM])
  func `the key is in no command line, log or last words`(signal: Int32) throws {
    try write("key", key)
    let server = try #require(FaultServer(FaultScript([.fallSilent])))
    let child = try #require(
      ChildProcess(
        [
          "/usr/bin/env", "-i", "SWINGPORT_STORE=\(root)/store", "/bin/sh", "-c",
          "exec \"$@\" >out 2>err", "sh", swingport, "refresh", "census-country-totals", "--since",
          "2024", "--log", "events.jsonl", "--census-key-file", "key", "--metrics", "metrics.prom",
          "--endpoint",
          "census-country-totals=\(server.origin)",
        ], in: root))
    while server.received.isEmpty { usleep(1_000) }
    #expect(server.received[0].target.contains(forms[1]))
    for name in ["cmdline", "environ"] {
      let said = FileManager.default.contents(atPath: "/proc/\(child.number)/\(name)") ?? Data()
      for form in forms { #expect(said.range(of: Data(form.utf8)) == nil, "\(name)") }
    }
    child.send(signal)
    #expect(child.status() == 128 + signal)
    var files = try scratch.files()
    files["key"] = nil
    #expect(files["err"] != nil && files["store/snapshots.sqlite"] != nil, "\(files.keys)")
    for (path, bytes) in files {
      #expect(!path.contains("core"))
      for form in forms {
        #expect(Data(bytes).range(of: Data(form.utf8)) == nil, "\(path) holds the key")
      }
    }
  }

  /// F69.
  @Test func `a key file that others may read is warned about, and refused when strict`() throws {
    try write("key", key, mode: 0o644)
    let line = "\"$0\" refresh census-country-totals --dry-run --census-key-file key"
    let run = try shell(line)
    #expect(run.status == 0)
    #expect(run.errors.contains("warning: ") && run.errors.contains("chmod"), "\(run.errors)")
    #expect(!run.text.contains("simulated"))
    let strict = try shell(line + " --strict")
    #expect(strict.status == 77, "\(strict.errors)")
    #expect(strict.output.isEmpty)
    #expect(strict.errors.contains("chmod"), "\(strict.errors)")
  }

  /// F70.
  @Test(arguments: [
    ("sources >&-", 74), ("sources --json >/dev/full", 74), ("sources 2>&-", 0),
    ("sources <&- 2>&-", 0), ("sources nothing 2>&-", 64), ("sources nothing 2>/dev/full", 64),
    ("sources nothing >&- 2>&- <&-", 64), ("verify >&- 2>&-", 74), ("verify 2>&-", 0),
    ("doctor 2>/dev/full", 0),
  ])
  func `closed and full streams neither crash nor reach the store`(arguments: String, status: Int32)
    throws
  {
    let census = try #require(try ChangingCensus())
    let store = "\(root)/store"
    #expect(try #require(ChildProcess(census.command(store), in: root)).status() == 0)
    let run = try shell("\"$0\" \(arguments)")
    #expect(run.status == status, "\(run.errors)")
    // A refresh whose streams are closed works and says nothing.
    census.change()
    let line = (census.command(store).map { "'\($0)'" } + [">&- 2>&- <&-"]).joined(separator: " ")
    #expect(try shell(line).status == 0)
    #expect(try StoreReader.open(at: store).verify().isSound)
  }

  /// F70.
  @Test func `a reader that goes away or is slow ends nothing badly`() throws {
    // Standard output is a pipe that takes 64 KiB and that is read late, in part or never.
    let plan = "\"$0\" refresh --dry-run --json --since 2010"
    let all = try shell(plan)
    #expect(all.output.count > 65_536)
    let late = try shell("\(plan) | (sleep 0.2; cat)")
    #expect(late.output == all.output)
    let part = try shell("{ \(plan); echo $? >status; } | head -c 10 >/dev/null; cat status")
    #expect(["0\n", "141\n"].contains(part.text), "\(part.text)")
  }

  /// F72.
  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/usr/bin/strace"),
      "strace is not installed; scripts/setup.sh installs it"))
  func `offline no socket to the net is opened`() throws {
    try write("key", key)
    let run = try shell(
      "strace -f -qq -o calls -e trace=network \"$0\" refresh census-country-totals --since 2024 "
        + "--offline --census-key-file key")
    #expect(run.status == 69, "\(run.errors)")
    #expect(run.errors.contains("offline"), "\(run.errors)")
    #expect(try text("calls").split(separator: "\n").filter { $0.contains("AF_INET") } == [])
    // The same without the option does call for one, so that the trace is known to work.
    let server = try #require(FaultServer(.reply(404, text: "")))
    _ = try shell(
      "strace -f -qq -o calls -e trace=network \"$0\" refresh census-country-totals --since 2024 "
        + "--census-key-file key --endpoint census-country-totals=\(server.origin)")
    #expect(try text("calls").contains("socket("))
  }

  /// F73.
  @Test func `home, language, time zone, mask and folder change no byte`() throws {
    let census = try #require(try ChangingCensus())
    var plans: Set<String> = []
    var rows: Set<[Int64]> = []
    var objects: Set<[ObjectID]> = []
    let settings: [(String, [String: String])] = [
      ("true", ["HOME": "/root", "LANG": "C"]), ("true", ["LANG": "tr_TR.UTF-8"]),
      ("true", ["LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Apia"]),
      ("unset HOME", ["TZ": "America/Anchorage"]), ("umask 077", [:]),
      ("mkdir gone && cd gone && rmdir ../gone", [:]),
    ]
    for (index, (before, environment)) in settings.enumerated() {
      let store = "\(root)/store-\(index)"
      let command = census.command(store).map { "'\($0)'" }.joined(separator: " ")
      let plan = try shell("\(before) && \(command) --dry-run --json", environment)
      #expect(plan.status == 0, "\(before): \(plan.errors)")
      plans.insert(plan.text)
      let run = try shell("\(before) && \(command)", environment)
      #expect(run.status == 0, "\(before): \(run.errors)")
      let reader = try StoreReader.open(at: store)
      let vintage = try #require(try reader.current("census-statehs-annual"))
      objects.insert(vintage.snapshots.compactMap(\.object))
      rows.insert(try reader.exports(of: vintage).dollars)
    }
    #expect(plans.count == 1 && rows.count == 1 && objects.count == 1)
    #expect(plans.first?.contains("\"swingport.plan/1\"") == true)
  }

  /// F75.
  @Test func `ten thousand descriptors are planned in bounded memory`() throws {
    let model = String(
      decoding: try Checkout.bytes("fetch/sources/us-atlas.json"), as: UTF8.self)
    try #require(model.contains("\"id\": \"us-atlas\""))
    for number in 0..<10_000 {
      let id = "many-\(number)"
      try write(
        "descriptors/\(id).json",
        model.replacing("\"id\": \"us-atlas\"", with: "\"id\": \"\(id)\""))
    }
    // An address space of one gibibyte, program included.
    let run = try shell("ulimit -v 1048576; \"$0\" refresh --dry-run --descriptors descriptors")
    #expect(run.status == 0, "\(run.errors)")
    // The source has two parts.
    #expect(run.text.split(separator: "\n").count { $0.hasPrefix("many-") } == 20_000)
  }
}
