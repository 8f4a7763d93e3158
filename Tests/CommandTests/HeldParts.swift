import Foundation
import Testing

/// The parts of a long run in a folder, some of them held back by pipes in their place.
///
/// A run that comes to a pipe waits there to be let go on, so that it cannot end before a test has done
/// what it wants with it, however fast or slow the machine is.
struct HeldParts {
  let folder: URL
  /// The parts that a whole run has.
  let all: [String]
  /// The pipes, in place of the parts that are made last.
  let pipes: [String]

  /// Holds back all parts but the longest, which are made first.
  ///
  /// - Parameters:
  ///   - whole: The parts of the same run without interruption.
  ///   - folder: The folder of the parts of the run to come.
  init(like whole: URL, in folder: URL) throws {
    self.folder = folder
    let parts = try Self.parts(in: whole)
    all = parts.map(\.lastPathComponent)
    let longest = try parts.map(Self.rows).max()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    pipes = try parts.filter { try Self.rows(of: $0) != longest }.map {
      folder.appendingPathComponent($0.lastPathComponent).path
    }
    for pipe in pipes { #expect(mkfifo(pipe, 0o600) == 0) }
  }

  /// The parts that are finished.
  var finished: [URL] {
    get throws { try Self.parts(in: folder).filter { !Self.isPipe($0.path) } }
  }

  /// Waits for finished parts.
  func wait(for count: Int, of process: Process) throws {
    while try finished.count < count, process.isRunning { usleep(2_000) }
  }

  /// Lets the run go on at every pipe until it ends.
  func letGo(_ process: Process) {
    while process.isRunning {
      for pipe in pipes where Self.isPipe(pipe) {
        let end = open(pipe, O_WRONLY | O_NONBLOCK)
        if end >= 0 { close(end) }
      }
      usleep(2_000)
    }
    process.waitUntilExit()
  }

  /// Removes the pipes that the run did not come to.
  func removePipes() { for pipe in pipes where Self.isPipe(pipe) { unlink(pipe) } }

  private static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  /// The parts in a folder, pipes among them, by their names.
  static func parts(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// The rows of a part.
  static func rows(of part: URL) throws -> Int {
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: part))
    return try #require((object as? [String: Any])?["rows"] as? [Any]).count
  }
}
