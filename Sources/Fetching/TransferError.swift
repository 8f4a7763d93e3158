import Codes

/// Why a document did not come, in a sentence that never shows a key, and what to do next.
public struct TransferError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The identifier and exit status, such as `network.refused`.
  public let kind: DataError.Kind
  /// What is wrong, lower-case, naming host or redacted address.
  public let message: String
  /// What to do next.
  public let hint: String
  /// The HTTP status where an answer came.
  public let status: Int?
  /// How many exchanges were tried.
  public let attempts: Int
  /// In how many seconds the server wants to be asked again, where it said so.
  public let comeBackInSeconds: Int?

  init(
    _ kind: DataError.Kind, _ message: String, hint: String, status: Int? = nil,
    attempts: Int, comeBackInSeconds: Int? = nil
  ) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.status = status
    self.attempts = attempts
    self.comeBackInSeconds = comeBackInSeconds
  }

  /// The stable identifier.
  public var id: String { kind.id }

  /// The same as the error of every other module.
  public var dataError: DataError { DataError(kind, message, hint: hint) }

  /// The message and the hint in one line.
  public var description: String { "\(message); \(hint)" }
}
