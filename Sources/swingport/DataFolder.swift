import Codes
import ControlData
import ElectionData
import ExportData
import Foundation
import MapData
import Tables

/// The folders of built-in data, found from wherever the program is started.
///
/// `SWINGPORT_DATA` names a folder with `election-data`, `export-data` and `map-data` in it; without
/// it they are the resource folders beside the program file.
struct DataFolder {
  let elections: URL
  let exports: URL
  let maps: URL
  /// Controls, which only some commands read; missing folders are named when they are opened.
  let controls: URL

  /// The program's own file, whatever folder it is started from.
  static var program: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  }

  /// Finds the folders.
  ///
  /// - Throws: `DataError` of kind `missingTable` that names the folder that is not there.
  init(environment: [String: String], program: URL) throws {
    if let root = environment["SWINGPORT_DATA"], !root.isEmpty {
      let folder = URL(fileURLWithPath: root, isDirectory: true)
      elections = folder.appendingPathComponent("election-data", isDirectory: true)
      exports = folder.appendingPathComponent("export-data", isDirectory: true)
      maps = folder.appendingPathComponent("map-data", isDirectory: true)
      controls = folder.appendingPathComponent("control-data", isDirectory: true)
    } else {
      let folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
      elections = folder.appendingPathComponent(ElectionData.resourceFolder, isDirectory: true)
      exports = folder.appendingPathComponent(ExportData.resourceFolder, isDirectory: true)
      maps = folder.appendingPathComponent(MapData.resourceFolder, isDirectory: true)
      controls = folder.appendingPathComponent(ControlData.resourceFolder, isDirectory: true)
    }
    for folder in [elections, exports, maps]
    where !FileManager.default.fileExists(atPath: folder.path) {
      throw DataError(
        .missingTable, "the built-in data folder \(folder.path) is not there",
        hint: "keep the program beside its .resources folders, or name the folder that holds "
          + "election-data, export-data and map-data in SWINGPORT_DATA")
    }
  }

  /// Opens one of the folders as a data package.
  static func package(_ folder: URL) throws -> DataPackage {
    do {
      return try open(folder)
    } catch let error as DataError where error.kind == .damagedTable {
      throw DataError(error.kind, "\(error.message) (in \(folder.path))", hint: error.hint)
    }
  }

  private static func open(_ folder: URL) throws -> DataPackage {
    try DataPackage { path in
      let file = folder.appendingPathComponent(path)
      do {
        return Array(try Data(contentsOf: file))
      } catch {
        throw DataError(
          .missingTable, "the built-in table \(file.path) cannot be read",
          hint: "restore it from a fresh clone and check its permissions")
      }
    }
  }
}
