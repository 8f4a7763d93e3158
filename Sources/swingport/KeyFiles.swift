import Codes
import Descriptors
import Fetching
import Foundation

/// The keys of publishers, from files, the service manager's credentials and the environment.
enum KeyFiles {
  /// Finds the keys there are.
  ///
  /// - Parameters:
  ///   - censusFile: A file that holds the Census key.
  ///   - strict: Whether a file that others may read is refused.
  ///   - environment: The program's environment.
  /// - Returns: The keys, and sentences about where they were found.
  /// - Throws: `DataError` of exit status 66 for a file that cannot be read, or 77.
  static func find(
    censusFile: String?, strict: Bool, environment: [String: String]
  ) throws -> (keys: [SourceAccess.KeyName: Secret], warnings: [String]) {
    var keys: [SourceAccess.KeyName: Secret] = [:]
    var warnings: [String] = []
    for name in SourceAccess.KeyName.allCases {
      var places: [KeySource] = []
      let stem = "\(name.rawValue)-api-key"
      if name == .census, let censusFile {
        places.append(try file(censusFile, place: .file))
      }
      if let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty,
        FileManager.default.fileExists(atPath: "\(folder)/\(stem)")
      {
        places.append(try file("\(folder)/\(stem)", place: .credential))
      }
      let variable = "\(name.rawValue.uppercased())_API_KEY"
      if let text = environment[variable] {
        places.append(KeySource(place: .environment, name: variable, text: text))
      }
      let choice = try KeySource.choose(from: places, strict: strict)
      keys[name] = choice.key
      warnings += choice.warnings
    }
    return (keys, warnings)
  }

  private static func file(_ path: String, place: KeySource.Place) throws -> KeySource {
    guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= 4_096,
      let text = String(data: bytes, encoding: .utf8)
    else {
      throw DataError(
        .keyFileMissing, "the key file \(path) cannot be read",
        hint: "check its name and permissions; it holds the key alone")
    }
    let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    return KeySource(place: place, name: path, text: text, mode: mode.map { UInt32($0) })
  }
}

extension DataError.Kind {
  /// A key file that cannot be read.
  static let keyFileMissing = Self(id: "key.file_missing", exitCode: .inputMissing)
}
