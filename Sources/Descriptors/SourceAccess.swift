/// How a source's bytes come here.
public enum SourceAccess: Sendable, Equatable {
  /// The program fetches them.
  ///
  /// - key: The name of the key that the publisher wants, or nil where none is needed.
  case automatic(key: KeyName?)
  /// A person downloads them, because the terms or the publisher's page ask for it, and hands over
  /// the file.
  ///
  /// - instructions: What to do, one step a sentence.
  case manual(instructions: [String])

  /// A key that a publisher gives to each user.
  public enum KeyName: String, Sendable, CaseIterable {
    /// The key of the Census Data API.
    case census
    /// The key of the Bureau of Economic Analysis.
    case bea
  }

  static let fields = ["mode", "key", "instructions"]

  private enum Mode: String, CaseIterable { case automatic, manual }

  init(_ fields: FieldReader) throws {
    switch try fields.choice("mode", of: Mode.self) {
    case .automatic:
      guard !fields.has("instructions") else {
        throw fields.bad(
          "instructions", "stands beside mode 'automatic'", "remove it, or set mode to 'manual'")
      }
      self = .automatic(
        key: fields.has("key") ? try fields.choice("key", of: KeyName.self) : nil)
    case .manual:
      guard !fields.has("key") else {
        throw fields.bad("key", "stands beside mode 'manual'", "remove it")
      }
      let steps = try fields.texts("instructions")
      guard !steps.isEmpty else {
        throw fields.bad("instructions", "is empty", "say what to download, one step a sentence")
      }
      self = .manual(instructions: steps)
    }
  }
}
