import ArgumentParser
import Codes
import ControlImport
import Foundation
import Tables

/// The program that makes `control-data/` from publishers' files.
struct ImportControlData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-control-data",
    abstract: "Make the tables of control-data from publishers' files.",
    discussion: """
      EXAMPLE: swift run import-control-data --from ../shared/data --into control-data

      Nothing is written unless everything holds; a second run writes the same bytes.
      """)

  @Option(help: "The folder with controls/.")
  var from: String

  @Option(help: "The folder with tables/ to write into; export-data/ stands beside it.")
  var into: String

  func run() throws {
    let path = "../export-data/tables/destinations.csv"
    let package = try ControlImport.package(
      source: { try Self.read(from, $0.rawValue) },
      destinations: DelimitedText(name: "destinations.csv").table(from: Self.read(into, path)))
    var written = 0
    for file in package.files {
      let path = "\(into)/\(file.path)"
      if (try? Data(contentsOf: URL(filePath: path))) == Data(file.bytes) { continue }
      do {
        try Data(file.bytes).write(to: URL(filePath: path), options: .atomic)
      } catch {
        throw DataError(
          .init(id: "import.cannot_write", exitCode: .cannotCreate), "cannot write \(path)",
          hint: "check the folder's permissions and the free space, then run again")
      }
      written += 1
    }
    for line in package.report { print(line) }
    print("\(package.files.count) files, \(written) of them changed")
  }

  private static func read(_ folder: String, _ path: String) throws -> [UInt8] {
    do {
      return try Array(Data(contentsOf: URL(filePath: "\(folder)/\(path)")))
    } catch {
      throw DataError(
        .init(id: "import.input_missing", exitCode: .inputMissing),
        "cannot read \(folder)/\(path)",
        hint: "give the folder that holds it; README.md describes the layout")
    }
  }
}

do {
  var command = try ImportControlData.parseAsRoot()
  try command.run()
} catch let error as DataError {
  try FileHandle.standardError.write(contentsOf: Data("import-control-data: \(error)\n".utf8))
  ImportControlData.exit(withError: ArgumentParser.ExitCode(error.kind.exitCode.rawValue))
} catch {
  ImportControlData.exit(withError: error)
}
