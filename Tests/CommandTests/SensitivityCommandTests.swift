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
    #expect(run.text.contains("placebo estimates"))
    let files = try scratch.files()
    let table = try DelimitedText(name: "placebo.csv").table(from: files["p/placebo.csv"] ?? [])
    #expect(Set(try table.column("subject").texts).isSuperset(of: ["bump", "safe-states"]))
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(files["p/placebo.json"] ?? []))
        as? [String: Any])
    #expect(document["schema"] as? String == "swingport.placebo/1")
    #expect((document["rows"] as? [Any])?.count == table.rowCount)
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
    (["leave-one-out", "--years", "2016"], "is no span of years"),
    (["analyze", "swing-states", "--all-rules", "--swing", "margin-3"], "goes through all rules"),
    (["analyze", "swing-states", "--all-rules", "--json"], "--all-rules writes files"),
    (["analyze", "economic-concessions", "--all-rules"], "does not run"),
  ])
  func `a wrong use is refused with status 64`(arguments: [String], message: String) throws {
    let scratch = try Scratch()
    let run = try run(arguments, in: scratch)
    #expect(run.status == 64, "\(run.errors)")
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 2)
    #expect(try scratch.files().isEmpty)
  }

  /// The parts in a folder.
  private func parts(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// The rows of a part.
  private func rows(of part: URL) throws -> Int {
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: part))
    return try #require((object as? [String: Any])?["rows"] as? [Any]).count
  }

  @Test func `an interrupted run leaves readable parts and the next one goes on from them`() throws
  {
    let arguments = ["leave-one-out", "ten-states-2012", "--out", "o"]
    let whole = try Scratch()
    let straight = try run(arguments, in: whole)
    #expect(straight.status == 0, "\(straight.errors)")
    let all = try parts(in: whole.root.appendingPathComponent("o/parts"))
    let longest = try all.map(rows).max()
    let scratch = try Scratch()
    let folder = scratch.root.appendingPathComponent("o/parts")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // In place of the parts that are made last stand pipes, at which the run waits to be let go on:
    // it cannot end before it is interrupted.
    let pipes = try all.filter { try rows(of: $0) != longest }.map {
      folder.appendingPathComponent($0.lastPathComponent).path
    }
    for pipe in pipes { #expect(mkfifo(pipe, 0o600) == 0) }
    let process = Process()
    process.executableURL = Program.folder.appendingPathComponent("swingport")
    process.arguments = arguments
    process.currentDirectoryURL = scratch.root
    process.environment = ["PATH": "/usr/bin:/bin"]
    let errors = scratch.root.appendingPathComponent("stderr")
    try Data().write(to: errors)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    while try parts(in: folder).count == pipes.count, process.isRunning { usleep(2_000) }
    process.interrupt()
    while process.isRunning {
      for pipe in pipes {
        let end = open(pipe, O_WRONLY | O_NONBLOCK)
        if end >= 0 { close(end) }
      }
      usleep(2_000)
    }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    #expect(
      String(decoding: try Data(contentsOf: errors), as: UTF8.self)
        .contains("running again goes on from them"))
    for pipe in pipes {
      var status = stat()
      #expect(lstat(pipe, &status) == 0)
      if status.st_mode & S_IFMT == S_IFIFO { unlink(pipe) }
    }
    let kept = try parts(in: folder)
    #expect(!kept.isEmpty)
    if pipes.count > ProcessInfo.processInfo.activeProcessorCount {
      #expect(kept.count < all.count)
    }
    #expect(try !scratch.files().keys.contains("o/leave-one-out.csv"))
    var written: [String: Data] = [:]
    for file in kept {
      #expect(try rows(of: file) > 0)
      written[file.lastPathComponent] = try Data(contentsOf: file)
      // A part that is worked out again would be of today.
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)], ofItemAtPath: file.path)
    }
    let second = try run(arguments, in: scratch)
    #expect(second.status == 0, "\(second.errors)")
    #expect(
      try parts(in: folder).map(\.lastPathComponent) == all.map(\.lastPathComponent))
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
}
