/// An error that says in one sentence what is wrong and in another what to do next.
///
/// Errors are values of one shape with an open list of kinds, so that a module can add a kind
/// without breaking its callers. Messages are lower-case and name the row, column, code or URL.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, as a stable identifier, with the exit status that it leads to.
  public struct Kind: Hashable, Sendable {
    /// A stable identifier such as `table.malformed`, for logs and `--json`.
    public let id: String
    /// The exit status of a command that ends with this error.
    public let exitCode: ExitCode

    /// Creates a kind; modules declare theirs as static members in an extension.
    public init(id: String, exitCode: ExitCode) {
      self.id = id
      self.exitCode = exitCode
    }
  }

  /// The kind of the error.
  public let kind: Kind
  /// What is wrong, lower-case, naming the place.
  public let message: String
  /// What to do next.
  public let hint: String

  /// Creates an error.
  public init(_ kind: Kind, _ message: String, hint: String) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  /// The message and the hint in one line.
  public var description: String { "\(message); \(hint)" }
}

extension DataError.Kind {
  /// A code that no table of codes has.
  public static let unknownCode = Self(id: "code.unknown", exitCode: .dataRejected)
}
