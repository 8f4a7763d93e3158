import CCurl

/// What every transfer of a run has in common.
public struct CurlSettings: Sendable {
  /// The product, its version and where it lives, such as `swingport/0.3 (+https://…)`.
  public var userAgent: String
  /// The path of a file of certificate authorities in place of the system's; nil for the system's.
  public var authoritiesFile: String?
  /// The proxy for https; nil for none, whatever the environment says.
  public var proxy: ProxySettings?

  /// Creates settings.
  public init(userAgent: String, authoritiesFile: String? = nil, proxy: ProxySettings? = nil) {
    self.userAgent = userAgent
    self.authoritiesFile = authoritiesFile
    self.proxy = proxy
  }
}

/// An option of libcurl and its value; `curl_easy_setopt` sees nothing else but the address, the
/// proxy's password, the headers and the two sinks of a transfer.
package struct CurlOption: Hashable {
  /// libcurl's name of it, without `CURLOPT_`.
  package let name: String
  let option: CURLoption
  /// The value.
  package let value: Value

  /// A value of one of libcurl's types.
  package enum Value: Hashable {
    /// A C long.
    case number(Int)
    /// A 64-bit size.
    case size(Int)
    /// A text, which libcurl copies.
    case text(String)
    /// What a new handle has: no text.
    case none
  }

  private init(_ name: String, _ option: CURLoption, _ value: Value) {
    self.name = name
    self.option = option
    self.value = value
  }

  /// Whether libcurl knows the option under this name and number.
  package var isKnownToLibrary: Bool {
    guard let known = curl_easy_option_by_name(name) else { return false }
    return known.pointee.id == option
  }

  /// Every option of an exchange.
  ///
  /// Nothing here can be switched from outside but by a field of the
  /// settings or of the exchange: certificates are always verified.
  package static func options(for exchange: Exchange, settings: CurlSettings) -> [CurlOption] {
    let isPlain = exchange.address.scheme == .http
    let proxy = settings.proxy.flatMap { $0.applies(to: exchange.address) ? $0 : nil }
    return [
      // Where it may go: an address says https, or http to this machine, when it is made.
      .init("PROTOCOLS_STR", CURLOPT_PROTOCOLS_STR, .text(isPlain ? "http" : "https")),
      .init("REDIR_PROTOCOLS_STR", CURLOPT_REDIR_PROTOCOLS_STR, .text("https")),
      // Redirects are followed above libcurl, one by one, under RedirectPolicy.
      .init("FOLLOWLOCATION", CURLOPT_FOLLOWLOCATION, .number(0)),
      .init("MAXREDIRS", CURLOPT_MAXREDIRS, .number(0)),
      .init("AUTOREFERER", CURLOPT_AUTOREFERER, .number(0)),
      .init("UNRESTRICTED_AUTH", CURLOPT_UNRESTRICTED_AUTH, .number(0)),
      // Whom it trusts.
      .init("SSL_VERIFYPEER", CURLOPT_SSL_VERIFYPEER, .number(1)),
      .init("SSL_VERIFYHOST", CURLOPT_SSL_VERIFYHOST, .number(2)),
      .init("SSLVERSION", CURLOPT_SSLVERSION, .number(Int(CURL_SSLVERSION_TLSv1_2))),
      .init("PROXY_SSL_VERIFYPEER", CURLOPT_PROXY_SSL_VERIFYPEER, .number(1)),
      .init("PROXY_SSL_VERIFYHOST", CURLOPT_PROXY_SSL_VERIFYHOST, .number(2)),
      .init("PROXY_SSLVERSION", CURLOPT_PROXY_SSLVERSION, .number(Int(CURL_SSLVERSION_TLSv1_2))),
      .init("CAINFO", CURLOPT_CAINFO, settings.authoritiesFile.map { .text($0) } ?? .none),
      // What it says of itself, and what it does not read or keep.
      .init("USERAGENT", CURLOPT_USERAGENT, .text(settings.userAgent)),
      .init("NETRC", CURLOPT_NETRC, .number(0)),
      .init("COOKIEFILE", CURLOPT_COOKIEFILE, .none),
      .init("PROXY", CURLOPT_PROXY, .text(proxy?.server ?? "")),
      .init("NOPROXY", CURLOPT_NOPROXY, .text("")),
      .init("PROXYAUTH", CURLOPT_PROXYAUTH, .number(1)),
      .init("HEADEROPT", CURLOPT_HEADEROPT, .number(1)),
      .init("SUPPRESS_CONNECT_HEADERS", CURLOPT_SUPPRESS_CONNECT_HEADERS, .number(1)),
      // How it speaks.
      .init("HTTPGET", CURLOPT_HTTPGET, .number(1)),
      .init("HTTP_VERSION", CURLOPT_HTTP_VERSION, .number(Int(CURL_HTTP_VERSION_2TLS))),
      .init("HTTP09_ALLOWED", CURLOPT_HTTP09_ALLOWED, .number(0)),
      .init(
        "ACCEPT_ENCODING", CURLOPT_ACCEPT_ENCODING,
        exchange.acceptsCompression ? .text("gzip") : .none),
      .init("TRANSFER_ENCODING", CURLOPT_TRANSFER_ENCODING, .number(0)),
      .init("HAPPY_EYEBALLS_TIMEOUT_MS", CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, .number(200)),
      .init("TCP_KEEPALIVE", CURLOPT_TCP_KEEPALIVE, .number(1)),
      // How much and how long; the decoded size is counted in the sink.
      .init("MAXFILESIZE_LARGE", CURLOPT_MAXFILESIZE_LARGE, .size(exchange.decodedBound)),
      .init("BUFFERSIZE", CURLOPT_BUFFERSIZE, .number(65_536)),
      .init("CONNECTTIMEOUT_MS", CURLOPT_CONNECTTIMEOUT_MS, .number(exchange.timeouts.connect)),
      .init("TIMEOUT_MS", CURLOPT_TIMEOUT_MS, .number(exchange.timeouts.total)),
      // How it behaves in a process that has signals, threads and a terminal of its own.
      .init("NOSIGNAL", CURLOPT_NOSIGNAL, .number(1)),
      .init("QUICK_EXIT", CURLOPT_QUICK_EXIT, .number(1)),
      .init("NOPROGRESS", CURLOPT_NOPROGRESS, .number(1)),
      .init("VERBOSE", CURLOPT_VERBOSE, .number(0)),
    ]
  }

  func set(on handle: UnsafeMutableRawPointer) -> CURLcode {
    switch value {
    case .number(let number): swingport_curl_set_long(handle, option, number)
    case .size(let size): swingport_curl_set_large(handle, option, Int64(size))
    case .text(let text): swingport_curl_set_text(handle, option, text)
    case .none: swingport_curl_set_text(handle, option, nil)
    }
  }
}
