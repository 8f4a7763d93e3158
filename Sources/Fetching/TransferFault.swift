import Codes

/// What can go wrong in one exchange with a server, below the meaning of its answer.
public enum TransferFault: Hashable, Sendable {
  /// Nobody listens at the port.
  case refused
  /// The name has no address.
  case unresolved
  /// The connection did not come about in time.
  case connectTimeout
  /// The server took the request and said nothing.
  case noFirstByte
  /// The bytes came too slowly for too long.
  case tooSlow
  /// The whole took too long.
  case overTime
  /// The connection was cut.
  case reset
  /// Fewer bytes came than were announced.
  case truncated
  /// More decoded bytes came than are allowed.
  case tooLarge
  /// The headers are too many or too long.
  case headerBound
  /// A header has what no header may have.
  case malformedHeader
  /// The body is not encoded as the answer says, or in a way that was not asked for.
  case encoding
  /// The certificate has expired or is not valid yet.
  case certificateExpired
  /// The certificate vouches for itself.
  case certificateSelfSigned
  /// The certificate is another host's.
  case certificateWrongHost
  /// No trusted authority vouches for the certificate.
  case certificateUntrusted
  /// The server speaks no version of TLS that is safe, or none at all.
  case tlsHandshake
  /// The file of certificate authorities cannot be used.
  case authoritiesFile
  /// The proxy asks for a password.
  case proxyAuthentication
  /// The proxy cannot reach the server.
  case proxyConnect
  /// The proxy is not there.
  case proxyUnreachable
  /// The process has no file descriptor left.
  case descriptors
  /// The run is being stopped.
  case cancelled
  /// Anything else, with libcurl's number for it.
  case other(code: Int)

  /// Whether another attempt may end differently.
  public var isTransient: Bool {
    switch self {
    case .refused, .unresolved, .connectTimeout, .noFirstByte, .tooSlow, .overTime, .reset,
      .truncated, .proxyConnect, .proxyUnreachable, .descriptors:
      true
    case .tooLarge, .headerBound, .malformedHeader, .encoding, .certificateExpired,
      .certificateSelfSigned, .certificateWrongHost, .certificateUntrusted, .tlsHandshake,
      .authoritiesFile, .proxyAuthentication, .cancelled, .other:
      false
    }
  }

  /// Whether every other request to the same host would end alike, so that none is tried.
  var concernsHost: Bool {
    switch self {
    case .refused, .unresolved, .connectTimeout, .certificateExpired, .certificateSelfSigned,
      .certificateWrongHost, .certificateUntrusted, .tlsHandshake, .authoritiesFile,
      .proxyAuthentication, .proxyConnect, .proxyUnreachable:
      true
    default: false
    }
  }

  /// The identifier and the exit status.
  public var kind: DataError.Kind {
    switch self {
    case .refused: .init(id: "network.refused", exitCode: .unavailable)
    case .unresolved: .init(id: "network.unresolved", exitCode: .unavailable)
    case .connectTimeout: .init(id: "network.connect_timeout", exitCode: .unavailable)
    case .noFirstByte: .init(id: "network.no_first_byte", exitCode: .unavailable)
    case .tooSlow: .init(id: "network.too_slow", exitCode: .unavailable)
    case .overTime: .init(id: "network.over_time", exitCode: .unavailable)
    case .reset: .init(id: "network.reset", exitCode: .unavailable)
    case .truncated: .init(id: "network.truncated", exitCode: .unavailable)
    case .tooLarge: .init(id: "body.too_large", exitCode: .dataRejected)
    case .headerBound: .init(id: "http.header_bound", exitCode: .dataRejected)
    case .malformedHeader: .init(id: "http.malformed_header", exitCode: .dataRejected)
    case .encoding: .init(id: "http.encoding", exitCode: .dataRejected)
    case .certificateExpired: .init(id: "tls.expired", exitCode: .unavailable)
    case .certificateSelfSigned: .init(id: "tls.self_signed", exitCode: .unavailable)
    case .certificateWrongHost: .init(id: "tls.wrong_host", exitCode: .unavailable)
    case .certificateUntrusted: .init(id: "tls.untrusted", exitCode: .unavailable)
    case .tlsHandshake: .init(id: "tls.handshake", exitCode: .unavailable)
    case .authoritiesFile: .init(id: "tls.authorities_file", exitCode: .configuration)
    case .proxyAuthentication: .init(id: "proxy.authentication", exitCode: .configuration)
    case .proxyConnect: .init(id: "proxy.connect", exitCode: .unavailable)
    case .proxyUnreachable: .init(id: "proxy.unreachable", exitCode: .unavailable)
    case .descriptors: .init(id: "process.descriptors", exitCode: .unavailable)
    case .cancelled: .init(id: "run.cancelled", exitCode: .tryLater)
    case .other: .init(id: "network.failed", exitCode: .unavailable)
    }
  }
}
