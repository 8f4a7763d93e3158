import Codes

/// Refuses an option that takes one value and is given twice, of which the parser would take the last.
enum RepeatedOptions {
  /// Compares the words of the command line with the options of the command that they name.
  ///
  /// - Parameters:
  ///   - words: The command line without the program's name.
  ///   - command: The command as it was parsed.
  /// - Throws: `DataError` of kind `wrongUse` that names the first such option.
  static func refuse(_ words: [String], of command: Any) throws {
    var single = Set<String>()
    collect(from: command, into: &single)
    var seen = Set<String>()
    for word in words.prefix(while: { $0 != "--" }) {
      let name =
        word == "-o"
        ? "out" : word.hasPrefix("--") ? String(word.dropFirst(2).prefix { $0 != "=" }) : ""
      guard single.contains(name), !seen.insert(name).inserted else { continue }
      throw DataError(
        .wrongUse, "--\(name) is given twice, and the command takes one",
        hint: "leave one of the two out, or run the command once for each")
    }
  }

  /// The names of the options that take one value: properties whose wrapper holds no array.
  private static func collect(from value: Any, into names: inout Set<String>) {
    for child in Mirror(reflecting: value).children {
      let type = "\(type(of: child.value))"
      if type.hasPrefix("Option<") {
        guard !type.hasPrefix("Option<Array<"), let label = child.label else { continue }
        names.insert(dashed(label.drop { $0 == "_" }))
      } else if type.hasPrefix("OptionGroup<") || type.hasPrefix("Parsed<") {
        for inner in Mirror(reflecting: child.value).children {
          collect(from: inner.value, into: &names)
          for group in Mirror(reflecting: inner.value).children {
            collect(from: group.value, into: &names)
          }
        }
      }
    }
  }

  /// `onUnmatched` as it is written on the command line.
  private static func dashed(_ label: some StringProtocol) -> String {
    label.reduce(into: "") { name, letter in
      name += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
    }
  }
}
