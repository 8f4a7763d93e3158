import Codes
import Descriptors
import Foundation
import SourceDescriptions

/// The descriptors of sources: those built in, and those of a folder of the user's.
enum DescriptorFolder {
  /// Reads the descriptors.
  ///
  /// - Parameters:
  ///   - user: A folder with further descriptors; one with the id of a built-in one takes its place.
  ///   - environment: `SWINGPORT_DATA` names another place of the built-in ones.
  /// - Throws: `DataError` that names the file and the field.
  static func read(user: String?, environment: [String: String]) throws -> [SourceDescriptor] {
    let folder: URL
    if let root = environment["SWINGPORT_DATA"], !root.isEmpty {
      folder = URL(fileURLWithPath: root, isDirectory: true).appendingPathComponent("fetch/sources")
    } else {
      folder = DataFolder.program.deletingLastPathComponent()
        .appendingPathComponent(SourceDescriptions.resourceFolder).appendingPathComponent("sources")
    }
    var descriptors: [String: SourceDescriptor] = [:]
    for place in [folder] + (user.map { [URL(fileURLWithPath: $0, isDirectory: true)] } ?? []) {
      for descriptor in try read(place) { descriptors[descriptor.id] = descriptor }
    }
    return descriptors.values.sorted { $0.id < $1.id }
  }

  private static func read(_ folder: URL) throws -> [SourceDescriptor] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw DataError(
        .noDescriptors, "the folder of sources \(folder.path) cannot be read",
        hint: "check its name and permissions, or restore it from a fresh clone")
    }
    return try names.filter { $0.hasSuffix(".json") }.sorted().map { name in
      let bytes: [UInt8]
      do {
        bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
      } catch {
        throw DataError(
          .noDescriptors, "the source \(name) cannot be read", hint: "check its permissions")
      }
      return try SourceDescriptor(bytes, file: name)
    }
  }
}

extension DataError.Kind {
  /// A folder of descriptors that cannot be read.
  static let noDescriptors = Self(id: "descriptor.missing", exitCode: .configuration)
}
