import Foundation
import TestSupport
import Testing

@Suite struct `The scripts run and test` {
  /// A folder of commands that holds the given ones and nothing else.
  private func commands(
    _ names: [String], scripts: [String: String] = [:]
  ) throws -> Scratch {
    let scratch = try Scratch()
    for name in names {
      let found = ["/usr/bin/", "/bin/"].map { $0 + name }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
      try FileManager.default.createSymbolicLink(
        atPath: scratch.root.appendingPathComponent(name).path,
        withDestinationPath: #require(found))
    }
    for (name, text) in scripts {
      let file = scratch.root.appendingPathComponent(name)
      try Data("#!/bin/sh\n\(text)\n".utf8).write(to: file)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: file.path)
    }
    return scratch
  }

  private let basics = [
    "bash", "dirname", "readlink", "sed", "head", "cat", "mktemp", "rm", "grep",
  ]

  @Test(arguments: ["run", "test"])
  func `say in one sentence that Swift is missing`(script: String) throws {
    let path = try commands(basics)
    let run = try Program(
      file: URL(fileURLWithPath: "/bin/bash"), environment: ["PATH": path.root.path],
      folder: path.root
    ).run(["\(Checkout.root)/\(script)"])
    #expect(run.status == 69)
    #expect(run.errors.hasPrefix("Swift is not installed: install Swift 6.2"), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["Swift version 5.10.1 (swift)", "Swift version 6.1 (swift)", "nonsense"])
  func `say in one sentence that Swift is too old`(version: String) throws {
    let path = try commands(basics, scripts: ["swift": "echo '\(version)'"])
    let run = try Program(
      file: URL(fileURLWithPath: "/bin/bash"), environment: ["PATH": path.root.path],
      folder: path.root
    ).run(["\(Checkout.root)/run"])
    #expect(run.status == 69)
    #expect(run.errors.hasPrefix("Swift 6.2 or later is needed"), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func `say in one sentence which package is missing without rights to install it`() throws {
    let path = try commands(basics, scripts: ["id": "echo 1000", "dpkg-query": "exit 1"])
    let run = try Program(
      file: URL(fileURLWithPath: "/bin/bash"), environment: ["PATH": path.root.path],
      folder: path.root
    ).run([
      "-c", "source \(Checkout.root)/scripts/setup.sh; install_packages 'drawing' librsvg2-bin",
    ])
    #expect(run.status == 1)
    #expect(
      run.errors.hasPrefix("The Debian packages librsvg2-bin are missing (drawing)"),
      "\(run.errors)")
    #expect(run.errors.contains("apt-get install librsvg2-bin"))
    #expect(run.errors.split(separator: "\n").count == 1)
  }
}
