/// One line of the log: what happened to a request, without a body or a secret.
public struct FetchEvent: Hashable, Sendable {
  /// How much it matters.
  public enum Level: String, Sendable {
    /// As it should be.
    case info
    /// Unusual, and dealt with.
    case warning
    /// The request failed.
    case error
  }

  /// What happened; there are no other names.
  public enum Name: String, Sendable, CaseIterable {
    /// An exchange began.
    case started
    /// An attempt failed and another follows after a pause.
    case retrying
    /// A redirect is followed.
    case redirected
    /// A cut transfer is taken up.
    case resumed
    /// What was kept could not be used, and the whole is asked for.
    case restarted
    /// The document came.
    case delivered
    /// The copy at hand is current.
    case notModified = "not_modified"
    /// There is nothing that answers the question.
    case noContent = "no_content"
    /// Less is to be asked for at a time.
    case split
    /// The request failed for good.
    case failed
  }

  /// How much it matters.
  public let level: Level
  /// What happened.
  public let name: Name
  /// The descriptor.
  public let source: String
  /// Which exchange of the request.
  public let attempt: Int
  /// The HTTP status; nil without an answer.
  public let status: Int?
  /// The decoded bytes that came.
  public let bytes: Int
  /// The milliseconds that the exchange took, or that the pause before the next takes.
  public let milliseconds: Int
  /// Where, without secrets.
  public let redactedAddress: String
  /// The identifier of an error, such as `network.reset`; empty without one.
  public let error: String

  /// The line of JSON, without a line break at its end.
  ///
  /// - Parameter timestamp: The moment as the caller writes it, in UTC.
  public func jsonLine(timestamp: String) -> String {
    var fields = [
      ("ts", Self.quoted(timestamp)), ("level", Self.quoted(level.rawValue)),
      ("event", Self.quoted(name.rawValue)), ("source", Self.quoted(source)),
      ("attempt", String(attempt)), ("http", status.map { String($0) } ?? "null"),
      ("bytes", String(bytes)), ("ms", String(milliseconds)),
      ("redacted_url", Self.quoted(redactedAddress)),
    ]
    if !error.isEmpty { fields.append(("error", Self.quoted(error))) }
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in ServerText.plain(text, limit: 4_096).unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
