import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct `What the store's commands say` {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private var store: String { scratch.root.appendingPathComponent("store").path }

  private var program: Program {
    var program = Program(folder: scratch.root)
    program.environment["SWINGPORT_STORE"] = store
    return program
  }

  /// Two vintages of two years of two sources.
  private func twoVintages() throws {
    let census = try #require(try ChangingCensus())
    for _ in 0..<2 {
      let command = census.command(store)
      #expect(try #require(ChildProcess(command, in: scratch.root.path)).status() == 0)
      census.change()
    }
  }

  @Test func `offline or without a key a refresh says so once, and not once a part`() throws {
    let without = try program.run([
      "refresh", "census-statehs-annual", "--since", "2014", "--offline",
    ])
    #expect(without.status == 77, "\(without.errors)")
    #expect(without.errors.components(separatedBy: "CENSUS_API_KEY").count == 2)
    #expect(without.errors.split(separator: "\n").count == 2, "\(without.errors)")
    var program = program
    program.environment["CENSUS_API_KEY"] = "simulated-key"
    let offline = try program.run(["refresh", "--since", "2014", "--offline"])
    #expect(offline.status == 69, "\(offline.errors)")
    #expect(
      offline.errors.components(separatedBy: "api.census.gov was not asked").count == 2,
      "\(offline.errors)")
  }

  @Test(arguments: [
    (["diff", "nosuch"], 64, "there is no source 'nosuch'"),
    (["diff", "census-statehs-anual"], 64, "did you mean 'census-statehs-annual'?"),
    (["accept", "x", "y"], 64, "there is no source 'x'"),
    (["accept", "census-statehs-anual", "y"], 64, "did you mean 'census-statehs-annual'?"),
    (["accept", "census-statehs-annual", "y"], 66, "no vintage 'y'"),
    (["sources", "census-statehs-anual"], 64, "did you mean 'census-statehs-annual'?"),
    (["diff", "us-atlas"], 66, "has 0 vintages"),
    (
      ["diff", "census-statehs-annual", "--years", "2014-2016"], 66,
      "no year of 2014-2016 in common"
    ),
  ])
  func
    `a name that is wrong is answered with the nearest, and years that nobody has with those there are`(
      arguments: [String], status: Int32, part: String
    ) throws
  {
    try twoVintages()
    let run = try program.run(arguments)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.contains(part), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test func `accept makes no store where there is none`() throws {
    let run = try program.run(["accept", "census-statehs-annual", "2026-06-11"])
    #expect(run.status == 66 && run.errors.contains("no store"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: store))
  }

  @Test func `diff keeps to the years that both have`() throws {
    try twoVintages()
    let wide = try program.run(["diff", "census-statehs-annual", "--years", "1990-2030"])
    #expect(wide.status == 0, "\(wide.errors)")
    #expect(wide.output == (try program.run(["diff", "census-statehs-annual"])).output)
    #expect(wide.text.contains("0 added, 0 removed"))
  }

  @Test func `quiet says nothing unless something is wrong`() throws {
    try twoVintages()
    let sources = ["refresh", "census-country-totals", "census-statehs-annual", "--since", "2024"]
    let loud = try program.run(sources)
    #expect(loud.status == 0 && loud.errors == "nothing is due\n")
    let quiet = try program.run(sources + ["--quiet"])
    #expect(quiet.status == 0 && quiet.errors.isEmpty && quiet.output.isEmpty)
    let wrong = try program.run(sources + ["--quiet", "--force", "--offline"])
    #expect(wrong.status == 77 && wrong.errors.contains("CENSUS_API_KEY"), "\(wrong.errors)")
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a refresh that waits for another ends at once when it is told to`(signal: Int32) throws {
    // The first refresh holds the store for as long as its server says nothing.
    let server = try #require(FaultServer(FaultScript([.fallSilent])))
    let environment = ["/usr/bin/env", "CENSUS_API_KEY=simulated-key", "SWINGPORT_STORE=\(store)"]
    let refresh = [
      program.file.path, "refresh", "census-country-totals", "--since", "2025", "--endpoint",
      "census-country-totals=\(server.origin)",
    ]
    let first = try #require(ChildProcess(environment + refresh, in: scratch.root.path))
    while server.received.isEmpty { usleep(1_000) }
    let second = try #require(
      ChildProcess(environment + refresh + ["--wait", "3600"], in: scratch.root.path))
    // It opens the folder of the store, which it then tries to lock, again and again.
    while !Self.hasOpened(store, process: second.number) { usleep(1_000) }
    second.send(signal)
    #expect(second.status() == 128 + signal)
    #expect(server.received.count == 1)
    first.terminate()
    #expect(try program.run(["verify"]).status == 0)
  }

  /// Whether a process has begun to look at a store: it has the lock's folder open, or has had.
  private static func hasOpened(_ store: String, process: Int32) -> Bool {
    let folder = "/proc/\(process)/fd"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.contains {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))?
        .hasPrefix(store) ?? false
    }
  }
}
