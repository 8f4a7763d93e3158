import Descriptors
import FoundationEssentials
import TestSupport

/// The descriptors of `fetch/sources/`.
enum Shipped {
  static let files: [String] = {
    let folder = Checkout.root + "/fetch/sources"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }()

  static func descriptor(_ id: String) throws -> SourceDescriptor {
    try SourceDescriptor(Checkout.bytes("fetch/sources/\(id).json"), file: "\(id).json")
  }

  static func all() throws -> [SourceDescriptor] {
    try files.map { try descriptor(String($0.dropLast(5))) }
  }

  /// The example of the guide, which must keep working.
  static func guideExample() throws -> [UInt8] {
    let guide = String(decoding: try Checkout.bytes("fetch/README.md"), as: UTF8.self)
    let parts = guide.split(separator: "```json\n")
    guard parts.count == 2, let example = parts[1].split(separator: "\n```").first else {
      return []
    }
    return Array(example.utf8)
  }
}
