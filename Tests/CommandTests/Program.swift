import Foundation
import TestSupport

/// The built program, run as a user runs it.
struct Program {
  /// What a run left behind.
  struct Run {
    let status: Int32
    let output: [UInt8]
    let errors: String
    var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// The folder that the tests were built into, with the program beside them.
  static let folder: URL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  var file = folder.appendingPathComponent("swingport")
  var environment: [String: String] = ["PATH": "/usr/bin:/bin"]
  var folder: URL?
  /// What standard input holds; nothing unless said.
  var input: [UInt8] = []

  /// Runs the program and waits for it.
  func run(_ arguments: [String]) throws -> Run {
    let process = Process()
    process.executableURL = file
    process.arguments = arguments
    process.environment = environment
    if let folder { process.currentDirectoryURL = folder }
    // Files and not pipes: a pipe that nobody empties stops a talkative program.
    let scratch = try Scratch()
    let output = scratch.root.appendingPathComponent("stdout")
    let errors = scratch.root.appendingPathComponent("stderr")
    try Data().write(to: output)
    try Data().write(to: errors)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let standardInput = scratch.root.appendingPathComponent("stdin")
    try Data(input).write(to: standardInput)
    process.standardInput = try FileHandle(forReadingFrom: standardInput)
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: Array(try Data(contentsOf: output)),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}

/// A folder that goes away with the value.
final class Scratch: Sendable {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("swingport-test-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// The files below the folder by their paths.
  func files() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      let file = root.appendingPathComponent(path)
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        files[path] = Array(try Data(contentsOf: file))
      }
    }
    return files
  }

  /// Copies the built-in data folders below this one, for a run that damages them.
  func copyData() throws {
    for name in ["election-data", "export-data", "map-data"] {
      let target = root.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      for part in ["tables", "datapackage.json"] {
        try FileManager.default.copyItem(
          atPath: "\(Checkout.root)/\(name)/\(part)",
          toPath: target.appendingPathComponent(part).path)
      }
    }
  }
}
