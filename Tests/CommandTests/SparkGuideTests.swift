import Foundation
import TestSupport
import Testing

@Suite struct `The guide to Spark` {
  /// The commands of the blocks of a language.
  private static func commands(_ language: String) throws -> [String] {
    String(decoding: try Checkout.bytes("docs/guides/spark.md"), as: UTF8.self)
      .components(separatedBy: "```\(language)\n").dropFirst()
      .compactMap { $0.components(separatedBy: "\n```").first }
      .flatMap { $0.split(separator: "\n").map(String.init) }
  }

  private static func run(_ commands: [String], path: String) throws {
    let run = try RecordsRun()
    let blocks = try BlocksRun()
    try FileManager.default.copyItem(
      at: blocks.scratch.root.appendingPathComponent("blocks"),
      to: run.scratch.root.appendingPathComponent("blocks"))
    for command in commands {
      let result = try Program(
        file: URL(fileURLWithPath: "/bin/sh"),
        environment: ["PATH": "\(Program.folder.path):\(path)"], folder: run.scratch.root
      ).run(["-c", "set -e; \(command)"])
      #expect(result.status == 0, "\(command): \(result.errors)")
      #expect(result.errors == "", "\(command)")
    }
  }

  @Test func `has no command for one machine that fails or talks on standard error`() throws {
    let commands = try Self.commands("sh")
    #expect(commands.count >= 6)
    try Self.run(commands, path: "/usr/bin:/bin")
  }

  @Test(
    .enabled(
      if: InstalledSpark.isThere,
      "commands for Spark are not run: python3 on the path has no pyspark, or there is no java"))
  func `has no command for Spark that fails or talks on standard error`() throws {
    let commands = try Self.commands("sh").filter { !$0.contains("fit-blocks") }
    let spark = try Self.commands("bash")
    #expect(spark.count >= 6)
    try Self.run(commands + spark, path: InstalledSpark.path)
  }
}
