import Codes

extension DataError.Kind {
  /// A file with a key that others may read.
  public static let keyFileOpen = Self(id: "key.file_open", exitCode: .keyRefused)
  /// A key that cannot be one.
  public static let keyMalformed = Self(id: "key.malformed", exitCode: .keyRefused)
}

/// A place where a key was found, with what the edge read there.
public struct KeySource: Sendable {
  /// The kinds of place, in the order of precedence.
  public enum Place: Int, Sendable, Comparable {
    /// A file named by the user.
    case file
    /// A credential of the service manager, from `$CREDENTIALS_DIRECTORY`.
    case credential
    /// The variable `CENSUS_API_KEY`.
    case environment

    /// Orders places by precedence.
    public static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
  }

  let place: Place
  let name: String
  let text: String
  let mode: UInt32?

  /// Creates a source.
  ///
  /// - Parameters:
  ///   - place: The kind of place.
  ///   - name: The path or the name of the variable, for messages.
  ///   - text: What was read; blanks around the key are dropped.
  ///   - mode: The permission bits of a file.
  public init(place: Place, name: String, text: String, mode: UInt32? = nil) {
    self.place = place
    self.name = name
    self.text = text
    self.mode = mode
  }

  /// The key that counts, and what is to be said about its place.
  public struct Choice: Sendable {
    /// The key; nil when no place has one.
    public let key: Secret?
    /// Sentences for the user, without the key.
    public let warnings: [String]
  }

  /// Takes the key from the first place that has one: file, credential, environment.
  ///
  /// - Parameters:
  ///   - sources: What the edge found.
  ///   - strict: Whether a file that others may read is refused instead of warned about.
  /// - Throws: `key.file_open` under `strict`; `key.malformed` for a text with a line break or a
  ///   control character inside. Neither message holds the key.
  public static func choose(from sources: [KeySource], strict: Bool) throws(DataError) -> Choice {
    for source in sources.sorted(by: { $0.place < $1.place }) {
      let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]
      let text = source.text.drop { blanks.contains($0) }
      let trimmed = String(
        text.prefix(
          text.lastIndex { !blanks.contains($0) }
            .map { text.distance(from: text.startIndex, to: $0) + 1 } ?? 0))
      if trimmed.isEmpty { continue }
      let name = ServerText.plain(source.name, limit: 200)
      guard let key = Secret(trimmed) else {
        throw DataError(
          .keyMalformed, "the key in \(name) has a line break or a control character inside",
          hint: "put the key alone on the first line")
      }
      var warnings: [String] = []
      if source.place == .file, let mode = source.mode, mode & 0o077 != 0 {
        let digits = String(mode & 0o777, radix: 8)
        let message = "the key file \(name) can be read by others (mode 0\(digits))"
        let hint = "run 'chmod 600 \(name)'"
        if strict { throw DataError(.keyFileOpen, message, hint: hint) }
        warnings.append("\(message); \(hint)")
      }
      return Choice(key: key, warnings: warnings)
    }
    return Choice(key: nil, warnings: [])
  }
}
