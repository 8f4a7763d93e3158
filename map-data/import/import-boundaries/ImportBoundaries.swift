import BoundaryImport
import Foundation

/// Writes the boundary tables from a us-atlas TopoJSON file.
@main
enum ImportBoundaries {
  static let usage = """
    usage: import-boundaries states-10m.json --retrieved YYYY-MM-DD --out map-data
    Checks the file, simplifies it and writes tables/*.csv and datapackage.json into --out.

    """

  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    guard let retrieved = take("--retrieved", &arguments), let out = take("--out", &arguments),
      arguments.count == 1, isDay(retrieved)
    else {
      FileHandle.standardError.write(Data(usage.utf8))
      exit(64)
    }
    do {
      try run(input: URL(filePath: arguments[0]), retrieved: retrieved, out: URL(filePath: out))
    } catch let error as ImportError {
      FileHandle.standardError.write(
        Data("refused: \(error); check the file against its source and retrieve it anew\n".utf8))
      exit(65)
    } catch {
      FileHandle.standardError.write(Data("failed: \(error)\n".utf8))
      exit(66)
    }
  }

  static func run(input: URL, retrieved: String, out: URL) throws {
    let bytes = Array(try Data(contentsOf: input))
    let tables = try BoundaryTables(Topology(bytes))
    let files = try BoundaryPackage.files(tables, input: bytes, retrieved: retrieved)
    for file in files {
      let place = out.appending(path: file.path)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.bytes).write(to: place, options: .atomic)
    }
    print(
      "\(tables.areas.rows) areas, \(tables.rings.rows) rings, \(tables.arcs.rows) points,",
      "\(files.reduce(0) { $0 + $1.bytes.count }) bytes")
  }

  static func take(_ option: String, _ arguments: inout [String]) -> String? {
    guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else {
      return nil
    }
    let value = arguments[index + 1]
    arguments.removeSubrange(index...(index + 1))
    return value
  }

  static func isDay(_ text: String) -> Bool {
    text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil
  }
}
