import Codes

extension DataError.Kind {
  /// A proxy that cannot be read from the settings.
  public static let proxyMalformed = Self(id: "proxy.malformed", exitCode: .configuration)
}

/// The proxy for https, and the hosts that are reached without it.
///
/// The edge reads them from `https_proxy` and `no_proxy`. Plain http stays on this machine and goes
/// through none.
public struct ProxySettings: Sendable, CustomStringConvertible {
  /// Where the proxy is, such as `http://proxy.example:3128`, without user and password.
  public let server: String
  let user: Secret?
  let password: Secret?
  private let exceptions: [String]

  /// Reads the settings; nil without a proxy.
  ///
  /// - Parameters:
  ///   - https: The value of `https_proxy`: `http://user:password@host:port`, or `host:port`.
  ///   - exceptions: The value of `no_proxy`: hosts and domains separated by commas, or `*`.
  /// - Throws: `proxy.malformed` for another scheme than http and https, or a host or port that
  ///   cannot be read; the message does not repeat the value, for it may hold a password.
  public init?(https: String?, except exceptions: String?) throws(DataError) {
    guard let https, !https.isEmpty else { return nil }
    let malformed = DataError(
      .proxyMalformed, "https_proxy is not an address that can be read",
      hint: "write it as http://user:password@host:port, with special characters as %XX")
    var rest = https[...]
    var scheme = "http"
    if let colon = rest.firstRange(of: "://") {
      scheme = rest[..<colon.lowerBound].lowercased()
      rest = rest[colon.upperBound...]
    }
    guard scheme == "http" || scheme == "https" else { throw malformed }
    if rest.hasSuffix("/") { rest.removeLast() }
    var user: Secret?
    var password: Secret?
    if let at = rest.lastIndex(of: "@") {
      let sides = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(sides[0], plusIsSpace: false).flatMap(Secret.init)
      else { throw malformed }
      user = name
      if sides.count == 2 {
        guard let text = PercentEncoding.decode(sides[1], plusIsSpace: false).flatMap(Secret.init)
        else { throw malformed }
        password = text
      }
      rest = rest[rest.index(after: at)...]
    }
    // The host obeys the rules of every other address.
    guard let address = try? Address(parsing: "https://\(rest)/"), address.path == "/",
      address.query.isEmpty
    else { throw malformed }
    let port =
      rest.split(separator: ":").last.flatMap { Int($0) } ?? (scheme == "http" ? 1080 : 443)
    let host = address.host.contains(":") ? "[\(address.host)]" : address.host
    server = "\(scheme)://\(host):\(port)"
    self.user = user
    self.password = password
    self.exceptions = (exceptions ?? "").split { $0 == "," || $0 == " " }
      .map { $0.lowercased() }
  }

  /// Whether a document is fetched through the proxy.
  public func applies(to address: Address) -> Bool {
    guard address.scheme == .https else { return false }
    return !exceptions.contains { exception in
      if exception == "*" { return true }
      let name = exception.hasPrefix(".") ? exception.dropFirst() : exception[...]
      return address.host == name || address.authority == name || address.host.hasSuffix(".\(name)")
    }
  }

  /// The proxy's place, and whether there is a password.
  public var description: String { user == nil ? server : "\(server) (with a password)" }
}
