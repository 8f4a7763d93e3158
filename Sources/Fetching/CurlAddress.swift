import CCurl

/// Lets its holder see an address as it goes over the wire; nothing outside this file can make one.
struct WirePermit {
  fileprivate init() {}
}

/// The one place where secrets leave their values: into libcurl's own copies.
enum CurlAddress {
  /// Sets the address, with its secrets, on a handle.
  static func set(_ address: Address, on handle: UnsafeMutableRawPointer) -> CURLcode {
    swingport_curl_set_text(handle, CURLOPT_URL, address.wire(WirePermit()))
  }

  /// Sets the proxy's user and password on a handle.
  static func set(_ proxy: ProxySettings, on handle: UnsafeMutableRawPointer) -> CURLcode {
    guard let user = proxy.user else { return CURLE_OK }
    let code = swingport_curl_set_text(handle, CURLOPT_PROXYUSERNAME, user.text)
    guard code == CURLE_OK else { return code }
    return swingport_curl_set_text(handle, CURLOPT_PROXYPASSWORD, proxy.password?.text ?? "")
  }
}
