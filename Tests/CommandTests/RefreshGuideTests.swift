import Foundation
import Store
import Synchronization
import TestSupport
import Testing

@Suite struct `The guide to refresh` {
  private static let key = "YOUR-KEY"

  /// A line of a block and the status that the guide says it ends with.
  private struct Command {
    let line: String
    let status: Int32

    init(_ text: Substring) {
      let sides = text.components(separatedBy: "  # ends with ")
      line = sides[0]
      status = sides.count == 2 ? Int32(sides[1]) ?? -1 : 0
    }
  }

  private static func commands() throws -> [Command] {
    String(decoding: try Checkout.bytes("docs/guides/refresh.md"), as: UTF8.self)
      .components(separatedBy: "```sh\n").dropFirst()
      .compactMap { $0.components(separatedBy: "\n```").first }
      .flatMap { $0.split(separator: "\n").map(Command.init) }
  }

  /// Two editions: the second has lost Texas' exports of 2020.
  private final class Edition: Sendable { let isSecond = Atomic<Bool>(false) }

  private static func server(_ edition: Edition) throws -> FaultServer {
    let tables = try CensusAnswerTables.builtIn()
    var second = tables
    second.dollars[2020]?["TX"] = nil
    let first = CensusAnswerServer(tables: tables, key: key)
    let late = CensusAnswerServer(tables: second, key: key)
    return try #require(
      FaultServer { received in
        LoopbackCensus.script(
          edition.isSecond.load(ordering: .relaxed) ? late : first, target: received.target)
      })
  }

  /// The files that the guide speaks of.
  private static func write(into folder: URL) throws {
    func write(_ name: String, _ bytes: [UInt8]) throws {
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
    try write("dist_cepii.csv", try SimulatedCopies.of("cepii-geodist") { _ in "" }.bytes)
    try write("population.json", try SimulatedCopies.of("world-bank") { _ in "" }.bytes)
    try write(
      "trade.json",
      SimulatedCopies.worldBank(
        "NE.TRD.GNFS.ZS",
        ["CAN", "DEU", "JPN", "MEX", "NAM"].flatMap { code in
          (0..<1_000).map { (code, "\(1950 + $0)", "40.25") }
        }))
    let guide = String(decoding: try Checkout.bytes("fetch/README.md"), as: UTF8.self)
    let example = try #require(
      guide.components(separatedBy: "```json\n").dropFirst().first?
        .components(separatedBy: "\n```").first)
    let sources = folder.appendingPathComponent("sources")
    try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
    try Data(example.utf8).write(to: sources.appendingPathComponent("world-bank-trade-share.json"))
  }

  @Test func `has no command that ends otherwise than it says`() throws {
    let scratch = try Scratch()
    let home = scratch.root
    try Self.write(into: home)
    let edition = Edition()
    let server = try Self.server(edition)
    // The program as a reader types it, asking the simulated publisher.
    let bin = home.appendingPathComponent("bin")
    try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
    let real = Program.folder.appendingPathComponent("swingport").path
    let wrapper = bin.appendingPathComponent("swingport")
    let endpoints = ["census-country-totals", "census-statehs-annual"].map {
      "--endpoint \($0)=\(server.origin)"
    }.joined(separator: " ")
    try Data(
      "#!/bin/sh\n[ \"$1\" = refresh ] && exec \(real) \"$@\" \(endpoints)\nexec \(real) \"$@\"\n"
        .utf8
    ).write(to: wrapper)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: wrapper.path)

    let store = home.appendingPathComponent(".local/share/swingport/store").path
    let commands = try Self.commands()
    #expect(commands.count == 24)
    for command in commands {
      if command.status == 65 { edition.isSecond.store(true, ordering: .relaxed) }
      // The guide's labels are days of its own.
      var line = command.line
      if line.contains("2026-0") {
        let labels = try StoreReader.open(at: store).history("census-statehs-annual").map(\.label)
        line = line.replacing("2026-06-11", with: try #require(labels.first))
          .replacing("2026-07-09", with: try #require(labels.last))
      }
      let run = try Program(
        file: URL(fileURLWithPath: "/bin/sh"),
        environment: ["PATH": "\(bin.path):/usr/bin:/bin", "HOME": home.path], folder: home
      ).run(["-c", line])
      #expect(run.status == command.status, "\(line): \(run.errors)")
    }
    let files = try scratch.files()
    for file in [
      "newer/report.html", "older/report.html", "offline/report.html", "swingport.timer",
    ] {
      #expect(files[file]?.isEmpty == false, "\(file)")
    }
    #expect(files["older/estimates.csv"] == files["newer/estimates.csv"])
    #expect(files["offline/estimates.csv"] != files["newer/estimates.csv"])
  }
}
