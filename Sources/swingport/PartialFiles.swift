import Fetching
import Foundation
import Refreshing

/// The beginnings of cut transfers, kept as two files in the store's folder for partial downloads.
enum PartialFiles {
  private struct Facts: Codable {
    var redactedAddress: String
    var etag: String
    var length: Int?
    var sha256: String
  }

  /// A keeper over a folder; what cannot be kept or read is fetched anew.
  static func keeper(_ folder: String) -> PartialKeeper {
    func path(_ source: String, _ partition: String) -> String {
      "\(folder)/\(source).\(partition)"
    }
    return PartialKeeper(
      find: { source, partition in
        let path = path(source, partition)
        guard
          let facts = FileManager.default.contents(atPath: path + ".json")
            .flatMap({ try? JSONDecoder().decode(Facts.self, from: $0) }),
          let bytes = FileManager.default.contents(atPath: path + ".part")
        else { return nil }
        return PartialDownload(
          redactedAddress: facts.redactedAddress, etag: facts.etag, length: facts.length,
          bytes: Array(bytes), sha256: facts.sha256)
      },
      keep: { partial, source, partition in
        let path = path(source, partition)
        let facts = Facts(
          redactedAddress: partial.redactedAddress, etag: partial.etag, length: partial.length,
          sha256: partial.sha256)
        guard let json = try? JSONEncoder().encode(facts) else { return }
        // The facts come last: without them the bytes are nothing.
        _ = FileManager.default.createFile(
          atPath: path + ".part", contents: Data(partial.bytes))
        _ = FileManager.default.createFile(atPath: path + ".json", contents: json)
      })
  }
}
