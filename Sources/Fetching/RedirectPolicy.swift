/// Where a redirect may lead.
public struct RedirectPolicy: Hashable, Sendable {
  /// The hosts that may be led to, in lower case, beside the host that was asked.
  public let hosts: Set<String>
  /// The most redirects in a row.
  public let limit: Int

  /// No redirect at all: for interfaces that answer themselves.
  public static let never = RedirectPolicy(hosts: [], limit: 0)

  /// Up to `limit` redirects, at most 3, to the same host or one of the list.
  public init(hosts: Set<String>, limit: Int = 3) {
    self.hosts = Set(hosts.map { $0.lowercased() })
    self.limit = min(max(limit, 0), 3)
  }

  /// Why a redirect is refused.
  public enum Refusal: Hashable, Sendable {
    /// The request follows none.
    case notFollowed
    /// There were as many as may be.
    case tooMany
    /// An address came up before.
    case loop
    /// From https to http.
    case downgrade
    /// To a host that is not on the list.
    case foreignHost
    /// To another host, with a key.
    case secretWouldLeave
  }

  /// Judges a step; nil when it may be taken.
  ///
  /// - Parameters:
  ///   - next: Where the server points.
  ///   - visited: Where the request has been, the first address first.
  public func refusal(of next: Address, after visited: [Address]) -> Refusal? {
    guard limit > 0 else { return .notFollowed }
    guard let current = visited.last, let first = visited.first else { return nil }
    if current.scheme == .https, next.scheme == .http { return .downgrade }
    if next.authority != current.authority, visited.contains(where: \.carriesSecret) {
      return .secretWouldLeave
    }
    if next.host != first.host, !hosts.contains(next.host) { return .foreignHost }
    if visited.contains(next) { return .loop }
    if visited.count > limit { return .tooMany }
    return nil
  }
}
