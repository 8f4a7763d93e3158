import Codes

/// The address of a document on the web, held in parts, so that it can be rendered with its
/// secrets on the wire and without them everywhere else.
public struct Address: Hashable, Sendable, CustomStringConvertible {
  /// How the document is reached; plain http only on this machine.
  public enum Scheme: String, Sendable {
    /// HTTP over TLS.
    case https
    /// HTTP in the clear, for a server on a loopback address.
    case http
  }

  /// A name and a value of the query.
  public struct Parameter: Hashable, Sendable {
    /// The name, not encoded.
    public let name: String
    let value: Value

    enum Value: Hashable, Sendable {
      case text(String)
      case secret(Secret)
    }
  }

  /// Plain or encrypted.
  public let scheme: Scheme
  /// The host in lower case; an IPv6 address is without its brackets.
  public let host: String
  /// The port where it is not the scheme's own.
  public let port: Int?
  /// The path as it is sent, beginning with a slash.
  public let path: String
  /// The parts of the query, in order.
  public internal(set) var query: [Parameter]

  init(scheme: Scheme, host: String, port: Int?, path: String, query: [Parameter]) {
    self.scheme = scheme
    self.host = host
    self.port = port == (scheme == .https ? 443 : 80) ? nil : port
    self.path = path
    self.query = query
  }

  /// The address with one more part of the query.
  public func adding(_ name: String, _ value: String) -> Address {
    var address = self
    address.query.append(Parameter(name: name, value: .text(value)))
    return address
  }

  /// The address with one more part of the query that only the wire shows.
  public func adding(_ name: String, secret: Secret) -> Address {
    var address = self
    address.query.append(Parameter(name: name, value: .secret(secret)))
    return address
  }

  /// Whether a part of the query is a secret.
  public var carriesSecret: Bool { !secrets.isEmpty }

  var secrets: [Secret] {
    query.compactMap { if case .secret(let secret) = $0.value { secret } else { nil } }
  }

  /// The host with its port, as two addresses must share it for a secret to follow a redirect.
  public var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port.map { "\(name):\($0)" } ?? name
  }

  /// Whether the host is this machine: 127.0.0.0/8, ::1 or `localhost`.
  public var isLoopback: Bool { Self.isLoopback(host) }

  static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// The address for people, logs and the store: each secret reads `REDACTED`, so that the same
  /// document has the same text whatever the key is.
  public var redacted: String { rendered { _ in "REDACTED" } }

  /// The same as `redacted`.
  public var description: String { redacted }

  /// The address with its secrets, for the transport alone, which alone can make a permit.
  func wire(_ permit: WirePermit) -> String {
    rendered { PercentEncoding.encode($0.text, keeping: []) }
  }

  private static let keptInQuery = Set(",:/@*()!$'".utf8)

  private func rendered(_ secretText: (Secret) -> String) -> String {
    var text = "\(scheme.rawValue)://\(authority)\(path)"
    for (index, part) in query.enumerated() {
      text += index == 0 ? "?" : "&"
      text += PercentEncoding.encode(part.name, keeping: Self.keptInQuery)
      switch part.value {
      case .text(""): break
      case .text(let value): text += "=" + PercentEncoding.encode(value, keeping: Self.keptInQuery)
      case .secret(let secret): text += "=" + secretText(secret)
      }
    }
    return text
  }
}
