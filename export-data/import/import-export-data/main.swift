import Codes
import ExportImport
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

let usage = """
  usage: import-export-data --from FOLDER --into FOLDER

    --from FOLDER   the publishers' files, in state-exports, countries and alliances
    --into FOLDER   the project's export-data, whose import/facts are read and whose
                    tables and datapackage.json are written

  example: swift run -c release import-export-data --from ../shared/data --into export-data

  Nothing is written unless every check holds.
  """

func say(_ text: String) {
  FileHandleOutput.standardError(text + "\n")
}

enum FileHandleOutput {
  static func standardError(_ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(2, $0.baseAddress?.advanced(by: sent), $0.count - sent)
      }
      if count <= 0 { return }
      sent += count
    }
  }
}

extension DataError.Kind {
  static let usage = Self(id: "command.usage", exitCode: .usage)
  static let cannotCreate = Self(id: "file.cannot_create", exitCode: .cannotCreate)
  static let cannotRead = Self(id: "file.cannot_read", exitCode: .inputOutput)
}

func options(_ arguments: [String]) throws -> (from: String, into: String) {
  var values: [String: String] = [:]
  var index = 0
  while index < arguments.count {
    let name = arguments[index]
    guard name == "--from" || name == "--into" else {
      throw DataError(.usage, "'\(name)' is not an option", hint: "use --from and --into")
    }
    guard index + 1 < arguments.count else {
      throw DataError(.usage, "\(name) has no folder behind it", hint: "give one")
    }
    guard values.updateValue(arguments[index + 1], forKey: name) == nil else {
      throw DataError(.usage, "\(name) is given twice", hint: "give it once")
    }
    index += 2
  }
  guard let from = values["--from"], let into = values["--into"] else {
    throw DataError(
      .usage, "\(values["--from"] == nil ? "--from" : "--into") is not given",
      hint: "run import-export-data --help")
  }
  return (from, into)
}

func bytes(_ path: String) throws -> [UInt8]? {
  guard FileManager.default.fileExists(atPath: path) else { return nil }
  do {
    return try Array(Data(contentsOf: URL(filePath: path)))
  } catch {
    throw DataError(.cannotRead, "\(path) cannot be read", hint: "check that it is a readable file")
  }
}

func write(_ files: [(path: String, bytes: [UInt8])], into folder: String) throws {
  do {
    try FileManager.default.createDirectory(
      atPath: folder + "/tables", withIntermediateDirectories: true)
    for file in files {
      try Data(file.bytes).write(to: URL(filePath: folder + "/" + file.path), options: .atomic)
    }
  } catch {
    throw DataError(
      .cannotCreate, "\(folder) cannot be written",
      hint: "check that you may write there, then run the import again from the start")
  }
}

func run(_ arguments: [String]) throws {
  let (from, into) = try options(arguments)
  let result = try ExportImport.package(
    source: { try bytes("\(from)/\($0.rawValue)") },
    fact: { fact in
      guard let content = try bytes("\(into)/import/facts/\(fact.rawValue)") else {
        throw DataError(
          .missingSource, "there is no file \(into)/import/facts/\(fact.rawValue)",
          hint: "give --into the project's export-data folder")
      }
      return content
    })
  try write(result.files, into: into)
  for line in result.report { say(line) }
  let size = result.files.reduce(0) { $0 + $1.bytes.count }
  say("wrote \(result.files.count) files of \(size) bytes into \(into)")
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.contains("--help") || arguments.contains("-h") {
  print(usage)
  exit(ExitCode.done.rawValue)
}
do {
  try run(arguments)
} catch let error as DataError {
  say("error: \(error.message)")
  say("  \(error.hint)")
  exit(error.kind.exitCode.rawValue)
} catch {
  say("error: \(error)")
  exit(ExitCode.unexpected.rawValue)
}
