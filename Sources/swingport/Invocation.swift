import Foundation

/// The command that is running, as it can be given again.
enum Invocation {
  /// The words of the command without where its result goes, which changes no figure, and with files by
  /// their names alone.
  static var command: String { command(Array(CommandLine.arguments.dropFirst())) }

  /// The same for given arguments.
  static func command(_ arguments: [String]) -> String {
    var words = ["swingport"]
    var isTarget = false
    for argument in arguments {
      if isTarget {
        isTarget = false
        continue
      }
      switch argument {
      case "--out", "-o": isTarget = true
      case "--json", "--csv": continue
      case _ where argument.hasPrefix("--out="): continue
      default: words.append(quoted(withoutFolder(argument)))
      }
    }
    return words.joined(separator: " ")
  }

  /// A path as it is repeated: as it was given where it lies below the working folder, else its name.
  static func path(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isBelow = !path.hasPrefix("/") && !parts.contains("..")
    return quoted(isBelow ? path : URL(fileURLWithPath: path).lastPathComponent)
  }

  /// A word that a shell reads back as it is.
  static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./:,=+%@".utf8.contains(byte)
      }
    }
    if plain && !word.isEmpty { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// An argument whose path has lost its folders; a list keeps its prefix.
  private static func withoutFolder(_ argument: String) -> String {
    guard argument.contains("/") else { return argument }
    let prefix = ["list:"].first(where: argument.hasPrefix) ?? ""
    return prefix
      + URL(fileURLWithPath: String(argument.dropFirst(prefix.count))).lastPathComponent
  }
}
