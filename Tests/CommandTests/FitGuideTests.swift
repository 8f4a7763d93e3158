import Foundation
import TestSupport
import Testing

@Suite struct `The guide to fit` {
  /// The blocks of a language in the guide.
  private static func blocks(_ language: String) throws -> [String] {
    let guide = String(decoding: try Checkout.bytes("docs/guides/fit.md"), as: UTF8.self)
    return guide.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  @Test func `has no command that fails and none that talks without need`() throws {
    let scratch = try Scratch()
    try FileManager.default.copyItem(
      atPath: "\(Checkout.root)/Tests/Reference/formula/panel_simulated.csv",
      toPath: scratch.root.appendingPathComponent("panel.csv").path)
    let specification = try #require(try Self.blocks("json").first)
    try Data(specification.utf8).write(to: scratch.root.appendingPathComponent("model.json"))
    let commands = try Self.blocks("sh").flatMap { $0.split(separator: "\n") }
    #expect(commands.count == 15)
    for command in commands {
      #expect(command.contains("swingport fit "))
      let run = try Program(
        file: URL(fileURLWithPath: "/bin/sh"),
        environment: ["PATH": "\(Program.folder.path):/usr/bin:/bin"], folder: scratch.root
      ).run(["-c", "set -e; \(command)"])
      #expect(run.status == 0, "\(command): \(run.errors)")
      // Which rows could not be predicted is said beside the result.
      let talk =
        command.contains("--predict ")
        ? "model 1: predicted 173 of 175 rows; 2 missing a value\n" : ""
      #expect(run.errors == talk, "\(command)")
      #expect(!run.output.isEmpty)
    }
    #expect(try scratch.files()["saved.json"]?.isEmpty == false)
    for file in ["fitted.csv", "effects.csv", "margins.csv", "predicted.csv"] {
      #expect(try scratch.files()[file]?.isEmpty == false)
    }
  }
}
