import CCurl

/// Lets its holder see an address as it goes over the wire; nothing outside this file can make one.
struct WirePermit {
  fileprivate init() {}
}

/// The one place where an address is rendered with its secrets: into libcurl's own copy.
enum CurlAddress {
  static func set(_ address: Address, on handle: UnsafeMutableRawPointer) -> CURLcode {
    swingport_curl_set_text(handle, CURLOPT_URL, address.wire(WirePermit()))
  }
}
