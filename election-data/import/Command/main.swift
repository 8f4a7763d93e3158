import ArgumentParser
import Codes
import ElectionImport
import Foundation
import Tables

/// The program that makes `election-data/` from publishers' files.
struct ImportElectionData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-election-data",
    abstract: "Make the tables of election-data from publishers' files.",
    discussion: """
      EXAMPLE: swift run import-election-data --from ../shared/data --into election-data

      The hand-compiled tables in INTO/tables are checked, sorted and described. Nothing is \
      written unless everything holds; a second run writes the same bytes.
      """)

  @Option(help: "The folder with elections/, alliances/ and reputation/.")
  var from: String

  @Option(help: "The folder with tables/ to write into.")
  var into: String

  func run() throws {
    let package = try ElectionPackage(
      publishers: { try Self.read(from, $0) }, compiled: { try Self.read(into, $0) })
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
    for line in package.summary { print(line) }
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
  var command = try ImportElectionData.parseAsRoot()
  try command.run()
} catch let error as DataError {
  try FileHandle.standardError.write(contentsOf: Data("import-election-data: \(error)\n".utf8))
  ImportElectionData.exit(withError: ArgumentParser.ExitCode(error.kind.exitCode.rawValue))
} catch {
  ImportElectionData.exit(withError: error)
}
