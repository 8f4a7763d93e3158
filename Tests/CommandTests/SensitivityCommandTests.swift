import Foundation
import Tables
import TestSupport
import Testing

@Suite struct `swingport placebo and leave-one-out` {
  private func run(_ arguments: [String], in scratch: Scratch) throws -> Program.Run {
    try Program(folder: scratch.root).run(arguments)
  }

  @Test func `placebos are a table on the terminal and files in a folder`() throws {
    let scratch = try Scratch()
    let run = try run(["placebo", "bts-canada-mexico", "--out", "p"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.hasPrefix("placebos of bts-canada-mexico: ppml, allies treaty"))
    // What the hypothesis predicts is set apart, and what repeats a comparison counts once.
    #expect(run.text.contains("of 14 distinct placebo estimates"))
    #expect(run.text.contains("comparison: exports to allies alone"))
    #expect(
      run.text.contains("placebo: exports, swing states to allies; calendar one year earlier"))
    #expect(
      !run.text.contains("shifted-by") && !run.text.contains("placebo: exports to allies alone "))
    let files = try scratch.files()
    let table = try DelimitedText(name: "placebo.csv").table(from: files["p/placebo.csv"] ?? [])
    #expect(Set(try table.column("subject").texts).isSuperset(of: ["bump", "safe-states"]))
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(files["p/placebo.json"] ?? []))
        as? [String: Any])
    #expect(document["schema"] as? String == "swingport.placebo/1")
    #expect((document["rows"] as? [Any])?.count == table.rowCount)
    #expect(document["command"] as? String == "swingport placebo bts-canada-mexico")
    #expect((document["source_citation"] as? String)?.contains("TransBorder") == true)
  }

  /// The sentence that stands with every result of clustered errors alone.
  private static let caution =
    "clustered errors do not cover shocks common to an election; see docs/monte-carlo.md for how often "
    + "they find a bump that is not there"

  @Test(arguments: ["event-study", "placebo", "leave-one-out"])
  func `what rests on clustered errors says what they do not cover`(command: String) throws {
    let program = Program()
    let text = try program.run([command, "bts-canada-mexico"])
    #expect(text.text.contains("note: \(Self.caution)\n") && text.errors == "", "\(text.text)")
    let csv = try program.run([command, "bts-canada-mexico", "--csv"])
    #expect(csv.errors.contains("note: \(Self.caution)\n") && !csv.text.contains("monte-carlo"))
    let json = try program.run([command, "bts-canada-mexico", "--json"])
    let document = try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any]
    #expect((document?["notes"] as? [String])?.contains(Self.caution) == true)
  }

  @Test func `an event study does not count an election that its data do not reach`() throws {
    let run = try Program().run(["event-study", "bts-canada-mexico"])
    #expect(run.text.contains("2024, towards 2028 (the data end in 2025)"), "\(run.text)")
  }

  @Test func `deletions are a table on the terminal and CSV on request`() throws {
    let scratch = try Scratch()
    let text = try run(["leave-one-out", "bts-canada-mexico"], in: scratch)
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.text.contains("deletions turn the sign"))
    #expect(try scratch.files().isEmpty)
    let csv = try run(["leave-one-out", "bts-canada-mexico", "--csv"], in: scratch)
    let table = try DelimitedText(name: "csv").table(from: csv.output)
    #expect(table.rowCount == 65)
  }

  @Test(arguments: [
    (["placebo", "nothing"], "no analysis is called 'nothing'"),
    (["placebo", "--json", "--csv"], "both go to standard output"),
    (["placebo", "national-concessions", "--swing", "margin-3"], "is national"),
    (["leave-one-out", "--swing", "margin-4"], "no swing rule is called 'margin-4'"),
    (["leave-one-out", "--years", "2016-2014"], "is no span of years"),
    (["analyze", "swing-states", "--all-rules", "--swing", "margin-3"], "goes through all rules"),
    (["analyze", "swing-states", "--all-rules", "--json"], "--all-rules writes files"),
    (["analyze", "economic-concessions", "--all-rules"], "does not run"),
    (["analyze", "swing-states", "--all-rules", "--window", "0"], "goes through all rules"),
    (["analyze", "ten-states-2012", "--inference", "full", "--json"], "full writes files"),
    (["placebo", "--months", "m.csv", "--period", "month"], "--months names a panel"),
    (["placebo", "--store", "s"], "add --period month"),
  ])
  func `a wrong use is refused with status 64`(arguments: [String], message: String) throws {
    let scratch = try Scratch()
    let run = try run(arguments, in: scratch)
    #expect(run.status == 64, "\(run.errors)")
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 2)
    #expect(try scratch.files().isEmpty)
  }

  /// The run that is held and let go on.
  private static let arguments = ["leave-one-out", "ten-states-2012", "--out", "o"]

  /// Starts the run with its talk going somewhere.
  private func start(in scratch: Scratch, errors: FileHandle) throws -> Process {
    let process = Process()
    process.executableURL = Program.folder.appendingPathComponent("swingport")
    process.arguments = Self.arguments
    process.currentDirectoryURL = scratch.root
    process.environment = ["PATH": "/usr/bin:/bin"]
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test func `an interrupted run leaves readable parts and the next one goes on from them`() throws
  {
    let whole = try Scratch()
    let straight = try run(Self.arguments, in: whole)
    #expect(straight.status == 0, "\(straight.errors)")
    let scratch = try Scratch()
    let held = try HeldParts(
      like: whole.root.appendingPathComponent("o/parts"),
      in: scratch.root.appendingPathComponent("o/parts"))
    let errors = scratch.root.appendingPathComponent("stderr")
    try Data().write(to: errors)
    let process = try start(in: scratch, errors: FileHandle(forWritingTo: errors))
    try held.hold(process)
    process.interrupt()
    held.letGo(process)
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    #expect(
      String(decoding: try Data(contentsOf: errors), as: UTF8.self)
        .contains("running again goes on from them"))
    let kept = try held.finished
    #expect(!kept.isEmpty)
    // A processor finishes the step that it is at.
    if held.all.count > 2 * ProcessInfo.processInfo.activeProcessorCount {
      #expect(kept.count < held.all.count)
    }
    #expect(try !scratch.files().keys.contains("o/leave-one-out.csv"))
    var written: [String: Data] = [:]
    for file in kept {
      #expect(try HeldParts.rows(of: file) > 0)
      written[file.lastPathComponent] = try Data(contentsOf: file)
      // A part that is worked out again would be of today.
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)], ofItemAtPath: file.path)
    }
    let second = try run(Self.arguments, in: scratch)
    #expect(second.status == 0, "\(second.errors)")
    #expect(try held.finished.map(\.lastPathComponent) == held.all)
    for file in kept {
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(
        attributes[.modificationDate] as? Date == Date(timeIntervalSince1970: 1_000_000_000))
      #expect(try Data(contentsOf: file) == written[file.lastPathComponent])
    }
    #expect(straight.output == second.output)
    #expect(
      try whole.files()["o/leave-one-out.json"] == scratch.files()["o/leave-one-out.json"])
    #expect(try scratch.files().keys.filter { $0.contains(".partial") }.isEmpty)
  }

  @Test func `a terminal is shown how far the run is and how long it takes and nothing else is`()
    throws
  {
    let whole = try Scratch()
    let straight = try run(Self.arguments, in: whole)
    #expect(straight.errors == "", "a file is shown nothing")
    let scratch = try Scratch()
    let held = try HeldParts(
      like: whole.root.appendingPathComponent("o/parts"),
      in: scratch.root.appendingPathComponent("o/parts"))
    var near: Int32 = -1
    var far: Int32 = -1
    #expect(openpty(&near, &far, nil, nil, nil) == 0)
    defer { close(near) }
    let process = try start(in: scratch, errors: FileHandle(fileDescriptor: far))
    try held.hold(process)
    // Nothing is drawn in the first second.
    usleep(1_100_000)
    held.letGo(process)
    #expect(process.terminationStatus == 0)
    _ = fcntl(near, F_SETFL, O_NONBLOCK)
    var drawn = [UInt8](repeating: 0, count: 1 << 16)
    let count = max(0, read(near, &drawn, drawn.count))
    close(far)
    let text = String(decoding: drawn[..<count], as: UTF8.self)
    if held.all.count > 2 * ProcessInfo.processInfo.activeProcessorCount {
      #expect(text.contains("of \(held.all.count): leave-one-out-ten-states-2012"), "\(text)")
      #expect(text.contains(" s left"), "\(text)")
      #expect(text.hasSuffix("\r\u{1B}[K"), "the line is taken away in the end")
    }
    #expect(
      try whole.files()["o/leave-one-out.json"] == scratch.files()["o/leave-one-out.json"])
  }
}
