import Foundation
import Synchronization
import TestSupport
import Testing

/// The built-in tables as the publisher's figures, read once.
private let tables = Result { try CensusAnswerTables.builtIn() }

/// What holds a server's answers back.
private final class Gate: Sendable { let isShut = Atomic<Bool>(false) }

@Suite struct `swingport refresh` {
  private let scratch: Scratch
  private let key = "a+b/c=d%e&f g-simulated"

  init() throws { scratch = try Scratch() }

  private var program: Program {
    var program = Program(folder: scratch.root)
    program.environment["CENSUS_API_KEY"] = key
    program.environment["SWINGPORT_STORE"] = scratch.root.appendingPathComponent("store").path
    return program
  }

  private func census(
    fault: @escaping @Sendable (Int, String) -> FaultScript? = { _, _ in nil }
  ) throws -> LoopbackCensus {
    try #require(
      LoopbackCensus(CensusAnswerServer(tables: try tables.get(), key: key), fault: fault))
  }

  private func refresh(_ census: LoopbackCensus, _ more: [String] = []) throws -> Program.Run {
    try program.run(
      ["refresh", "census-country-totals", "census-statehs-annual", "--since", "2014"]
        + census.endpoints + more)
  }

  @Test func `a refresh and an analysis of it give the built-in estimates to the last digit`()
    throws
  {
    let census = try census()
    let run = try refresh(census, ["--log", "events.jsonl", "--metrics", "metrics.prom"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("census-statehs-annual: "))

    let stored = try program.run([
      "analyze", "swing-states", "--source", "census", "--out", "stored",
    ])
    #expect(stored.status == 0, "\(stored.errors)")
    let builtIn = try program.run(["analyze", "swing-states", "--out", "built-in"])
    #expect(builtIn.status == 0, "\(builtIn.errors)")
    let files = try scratch.files()
    #expect(files["stored/estimates.csv"] == files["built-in/estimates.csv"])
    #expect(files["stored/estimates.csv"]?.isEmpty == false)

    // F68: the key is in nothing that was written, in none of its forms.
    let forms = [
      key, "a%2Bb%2Fc%3Dd%25e%26f%20g-simulated", "a%2bb%2fc%3dd%25e%26f%20g-simulated",
      "a%2Bb%2Fc%3Dd%25e%26f+g-simulated", Data(key.utf8).base64EncodedString(),
      String(key.reversed()),
    ].map { Array($0.utf8) }
    for (path, bytes) in files {
      for form in forms {
        #expect(!bytes.contains(form), "\(path) holds the key")
      }
    }
    let metrics = String(decoding: files["metrics.prom"] ?? [], as: UTF8.self)
    #expect(metrics.contains("swingport_last_exit{source=\"census-statehs-annual\"} 0"))

    // With nothing due, nothing is asked and no lock is needed.
    let asked = census.server.received.count
    let again = try refresh(census)
    #expect(again.status == 0)
    #expect(again.errors == "nothing is due\n")
    #expect(census.server.received.count == asked)

    let verified = try program.run(["verify"])
    #expect(verified.status == 0 && verified.text.contains("sound"), "\(verified.text)")
    let sources = try program.run(["sources"])
    #expect(sources.text.contains("census-statehs-annual"))
    // Forced, it finds the same bytes and makes no new vintage.
    let forced = try refresh(census, ["--force", "--json"])
    #expect(forced.status == 0, "\(forced.errors)\(forced.text.suffix(2_000))")
    #expect(!forced.text.contains("\"updated\""))
  }

  @Test func `a plan names every request with its reason and asks nothing`() throws {
    let census = try census()
    let run = try refresh(census, ["--dry-run"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("census-statehs-annual 2016: never fetched"))
    #expect(run.text.contains("time=2016-12"))
    #expect(run.text.contains("key=REDACTED"))
    #expect(!run.text.contains("simulated"))
    #expect(census.server.received.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: scratch.root.path + "/store"))
  }

  /// F19.
  @Test func `without a key nothing is asked of a source that needs one and the exit says so`()
    throws
  {
    let census = try census()
    var program = program
    program.environment["CENSUS_API_KEY"] = nil
    let run = try program.run(
      ["refresh", "census-statehs-annual", "--since", "2020"] + census.endpoints)
    #expect(run.status == 77)
    #expect(run.errors.contains("CENSUS_API_KEY"))
    #expect(census.server.received.isEmpty)
  }

  /// F20.
  @Test func `a wrong key is told from data and is asked with once`() throws {
    let census = try census()
    var program = program
    program.environment["CENSUS_API_KEY"] = "another-simulated-key"
    let run = try program.run(
      ["refresh", "census-country-totals", "--since", "2020"] + census.endpoints)
    #expect(run.status == 77, "\(run.errors)")
    #expect(!run.errors.contains("another-simulated-key"))
  }

  /// F54.
  ///
  /// F57.
  @Test func `a state that is gone and a unit that changed are held and the last good data serve`()
    throws
  {
    let good = try census()
    #expect(try refresh(good).status == 0)
    var changed = try tables.get()
    changed.dollars[2020]?["TX"] = nil
    let bad = try #require(LoopbackCensus(CensusAnswerServer(tables: changed, key: key)))
    let run = try program.run(
      ["refresh", "census-statehs-annual", "--since", "2020", "--force"] + bad.endpoints)
    #expect(run.status == 65, "\(run.errors)")
    #expect(run.errors.contains("TX"))
    let sources = try program.run(["sources", "census-statehs-annual"])
    #expect(sources.text.contains("held:"))
    let analysis = try program.run([
      "analyze", "swing-states", "--source", "census", "--years", "2016-2021", "--json",
    ])
    #expect(analysis.status == 0, "\(analysis.errors)")
  }

  /// F45.
  @Test func `of two refreshes at once one works and the other is told that the store is busy`()
    throws
  {
    // The server answers when the second run has ended, so that the two always meet.
    let gate = Gate()
    let census = try census { _, _ in
      while gate.isShut.load(ordering: .relaxed) { usleep(1_000) }
      return nil
    }
    for _ in 0..<50 {
      let before = census.server.received.count
      gate.isShut.store(true, ordering: .relaxed)
      let folder = scratch.root.path
      let first = try #require(
        ChildProcess(
          [
            "/usr/bin/env", "CENSUS_API_KEY=\(key)", "SWINGPORT_STORE=\(folder)/store",
            program.file.path, "refresh", "census-country-totals", "--since", "2025", "--force",
          ] + census.endpoints, in: folder))
      while census.server.received.count == before { usleep(5_000) }
      let second = try refresh(census, ["--force"])
      gate.isShut.store(false, ordering: .relaxed)
      #expect(second.status == 75, "\(second.errors)")
      #expect(second.errors.contains("process"))
      #expect(first.wait() == 0)
    }
    #expect(try program.run(["verify"]).status == 0)
  }

  @Test(arguments: [
    (["refresh", "census-statehs"], 64, "there is no source 'census-statehs'"),
    (["refresh", "--since", "soon"], 64, "neither a year nor a month"),
    (["refresh", "--endpoint", "x=http://127.0.0.1:1"], 64, "names no source"),
    (["refresh", "--endpoint", "census-statehs-annual=http://example.org"], 78, "plain http"),
    (["refresh", "--jobs", "9"], 64, "--jobs"),
    (["diff", "census-statehs-annual"], 66, "no store"),
    (["verify"], 66, "no store"),
    (["analyze", "swing-states", "--source", "census"], 66, "no store"),
    (["refresh", "--census-key-file", "none.txt"], 66, "none.txt"),
  ])
  func `mistakes are refused with what to do`(
    arguments: [String], status: Int32, part: String
  ) throws {
    let run = try program.run(arguments)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.contains(part), "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(try scratch.files().isEmpty)
  }

  @Test func `doctor and schedule say what a machine needs`() throws {
    let doctor = try program.run(["doctor"])
    #expect(doctor.status == 0, "\(doctor.text)")
    #expect(!doctor.text.contains(key))
    let service = try program.run(["schedule", "service", "--key-file", "/etc/swingport/key"])
    #expect(service.text.contains("NoNewPrivileges=yes"))
    #expect(service.text.contains("LoadCredential=census-api-key:/etc/swingport/key"))
    let timer = try program.run(["schedule", "timer"])
    #expect(timer.text.contains("Persistent=yes"))
    #expect(service.text.contains("--store /var/lib/swingport/store"))
    #expect(service.text.contains("DynamicUser=yes"))
    let own = try program.run(["schedule", "service", "--store", "mine"])
    #expect(!own.text.contains("DynamicUser"))
    #expect(own.text.contains("User="))
    let mine = scratch.root.resolvingSymlinksInPath().path + "/mine"
    #expect(own.text.contains("ReadWritePaths=-\(mine)"))
    let crontab = try program.run(["schedule", "crontab", "--key-file", "/etc/swingport/key"])
    #expect(crontab.text.contains(" refresh --store "))
    #expect(crontab.text.contains(" --census-key-file /etc/swingport/key"))
    #expect(try program.run(["schedule", "service", "--store", "/tmp/50%"]).status == 64)
  }
}

extension Array where Element == UInt8 {
  /// Whether a run of bytes occurs.
  fileprivate func contains(_ needle: [UInt8]) -> Bool {
    guard !needle.isEmpty else { return true }
    return Data(self).range(of: Data(needle)) != nil
  }
}
