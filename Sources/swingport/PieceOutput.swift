import ArgumentParser
import Codes
import Foundation

/// Where the result of a command that looks at one panel goes: a table on the terminal unless said.
struct PieceOutput: ParsableArguments {
  @Option(name: .shortAndLong, help: "A folder to write the result into, as CSV and as JSON.")
  var out: String?

  @Flag(help: "Print JSON to standard output.")
  var json = false

  @Flag(help: "Print CSV to standard output.")
  var csv = false

  /// The folder of `--out`.
  var folder: OutputFolder? {
    out.map { OutputFolder(root: URL(fileURLWithPath: $0, isDirectory: true)) }
  }

  /// Refuses two things on standard output, and an empty folder name.
  func check() throws {
    if json && csv {
      throw DataError(
        .wrongUse, "--json and --csv both go to standard output", hint: "give one of them")
    }
    if out == "" {
      throw DataError(.wrongUse, "--out is empty", hint: "name a folder")
    }
  }

  /// Writes `name.csv`, `name.json` and what stands beside them, and prints the form asked for.
  ///
  /// A table of CSV has no place for notes; they are said on standard error, so that a result with
  /// fewer rows than asked for never comes without its reason.
  func deliver(
    _ name: String, text: String, csv table: [UInt8], json document: [UInt8],
    beside files: [(path: String, bytes: [UInt8])] = [], notes: [String] = []
  ) throws {
    try folder?.write([("\(name).csv", table), ("\(name).json", document)] + files)
    if csv { for note in notes { Terminal.say("note: \(note)") } }
    try Terminal.print(bytes: json ? document : csv ? table : Array(text.utf8))
  }
}
