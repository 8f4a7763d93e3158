import Codes
import Foundation
import Tables

/// A file that a user names, or standard input.
struct InputFile {
  /// The path, or `-`.
  let path: String

  /// The name by which errors and results call it: the file's name without its folder.
  var name: String {
    path == "-" ? "standard input" : URL(fileURLWithPath: path).lastPathComponent
  }

  /// All bytes.
  ///
  /// - Throws: `DataError` of kind `missingTable` where there is no such file, or `cannotRead`.
  func bytes() throws -> [UInt8] {
    if path == "-" {
      do {
        return Array(try FileHandle.standardInput.readToEnd() ?? Data())
      } catch {
        throw DataError(
          .cannotRead, "standard input cannot be read", hint: "pipe a table into the command")
      }
    }
    try requireFile()
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe))
    } catch {
      throw DataError(
        .cannotRead, "\(path) cannot be read", hint: "check that you may read the file")
    }
  }

  /// About how many lines the file has, from its size and its first megabyte; nil for a stream.
  func estimatedRows() throws -> Int? {
    if path == "-" { return nil }
    try requireFile()
    guard let handle = FileHandle(forReadingAtPath: path),
      let size = try? handle.seekToEnd(), (try? handle.seek(toOffset: 0)) != nil,
      let start = try? handle.read(upToCount: 1 << 20), !start.isEmpty
    else { return nil }
    let lines = max(1, start.count { $0 == UInt8(ascii: "\n") })
    return Int(Double(size) / Double(start.count) * Double(lines))
  }

  private func requireFile() throws {
    var isFolder: ObjCBool = false
    if !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      throw DataError(
        .missingTable, "there is no file \(path)", hint: "check the path, or use - for a stream")
    }
    if isFolder.boolValue {
      throw DataError(.missingTable, "\(path) is a folder", hint: "name a file in it")
    }
  }
}

extension DataError.Kind {
  /// An input that is there and cannot be read.
  static let cannotRead = Self(id: "input.cannot_read", exitCode: .inputOutput)
}
