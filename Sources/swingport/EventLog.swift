import Fetching
import Foundation

/// A file to which events are appended, one line of JSON each.
final class EventLog {
  private let handle: FileHandle?

  init(file: String) {
    if !FileManager.default.fileExists(atPath: file) {
      _ = FileManager.default.createFile(
        atPath: file, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    handle = FileHandle(forWritingAtPath: file)
    _ = try? handle?.seekToEnd()
    if handle == nil { Terminal.say("warning: the log \(file) cannot be written") }
  }

  func append(_ event: FetchEvent) {
    let line = event.jsonLine(timestamp: Clock.now().description) + "\n"
    try? handle?.write(contentsOf: Data(line.utf8))
  }
}
