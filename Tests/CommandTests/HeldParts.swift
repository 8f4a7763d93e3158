import Foundation
import Testing

/// The parts of a long run in a folder, and the run itself held in the middle by signals.
///
/// A stopped run cannot end before a test has done what it wants with it, however fast or slow the
/// machine is.
struct HeldParts {
  let folder: URL
  /// The parts that a whole run has.
  let all: [String]

  /// - Parameters:
  ///   - whole: The parts of the same run without interruption.
  ///   - folder: The folder of the parts of the run to come.
  init(like whole: URL, in folder: URL) throws {
    self.folder = folder
    all = try Self.parts(in: whole).map(\.lastPathComponent)
  }

  /// The parts that are finished.
  var finished: [URL] {
    get throws {
      FileManager.default.fileExists(atPath: folder.path) ? try Self.parts(in: folder) : []
    }
  }

  /// Stops the run as soon as a part is finished.
  func hold(_ process: Process) throws {
    while try finished.isEmpty, process.isRunning { usleep(1_000) }
    #expect(kill(process.processIdentifier, SIGSTOP) == 0)
    #expect(process.isRunning)
  }

  /// Lets the run go on until it ends.
  func letGo(_ process: Process) {
    #expect(kill(process.processIdentifier, SIGCONT) == 0)
    process.waitUntilExit()
  }

  /// The parts in a folder by their names.
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
