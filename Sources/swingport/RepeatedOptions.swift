import ArgumentParser
import Codes
import Foundation

/// Refuses an option that takes one value and is given twice, of which the parser would take the last.
enum RepeatedOptions {
  /// Compares the words of the command line with the options of the command that they name, under all
  /// the names that the parser itself gives them.
  ///
  /// - Parameters:
  ///   - words: The command line without the program's name.
  ///   - command: The command as it was parsed.
  /// - Throws: `DataError` of kind `wrongUse` that names the first such option.
  static func refuse(_ words: [String], of command: any ParsableCommand) throws {
    let single = names(of: command)
    var seen = Set<String>()
    for word in words.prefix(while: { $0 != "--" }) where word.hasPrefix("-") {
      let written = String(word.prefix { $0 != "=" })
      guard let name = single[written], !seen.insert(name).inserted else { continue }
      throw DataError(
        .wrongUse, "--\(name) is given twice, and the command takes one",
        hint: "leave one of the two out, or run the command once for each")
    }
  }

  private struct Described: Decodable {
    struct Command: Decodable { let arguments: [Argument]? }
    struct Argument: Decodable {
      struct Name: Decodable {
        let kind: String
        let name: String
      }
      let kind: String
      let names: [Name]?
      let isRepeating: Bool
    }
    let command: Command
  }

  /// For each way to write an option that takes one value its long name.
  private static func names(of command: any ParsableCommand) -> [String: String] {
    let text = type(of: command)._dumpHelp()
    let described = try? JSONDecoder().decode(Described.self, from: Data(text.utf8))
    var names: [String: String] = [:]
    for argument in described?.command.arguments ?? []
    where argument.kind == "option" && !argument.isRepeating {
      let all = argument.names ?? []
      guard let long = all.first(where: { $0.kind == "long" }) ?? all.first else { continue }
      for name in all { names[(name.kind == "long" ? "--" : "-") + name.name] = long.name }
    }
    return names
  }
}
