import CCurl

/// One exchange in libcurl's hands: its handle, and what has come of the answer.
final class CurlTransfer {
  /// The most bytes and lines that the headers of an answer may have.
  static let headerBytes = 65_536
  static let headerLines = 200

  let ticket: Int
  let exchange: Exchange
  let handle: UnsafeMutableRawPointer
  var watchdog: Watchdog
  let usesProxy: Bool
  private var requestHeaders: UnsafeMutablePointer<curl_slist>?
  private(set) var reply = Reply(status: 0)
  private(set) var answered = false
  /// What one of the sinks objected to; libcurl then reports only that a sink failed.
  private(set) var objection: TransferFault?
  private var headerByteCount = 0
  private var headerLineCount = 0

  /// Prepares a handle; nil when libcurl refuses to make it or to take an option.
  init?(_ exchange: Exchange, ticket: Int, settings: CurlSettings, now: Int) {
    guard let handle = curl_easy_init() else { return nil }
    self.ticket = ticket
    self.exchange = exchange
    self.handle = handle
    watchdog = Watchdog(timeouts: exchange.timeouts, start: now)
    let proxy = settings.proxy.flatMap { $0.applies(to: exchange.address) ? $0 : nil }
    usesProxy = proxy != nil
    for field in exchange.headers {
      guard HeaderField.isValid(field.value),
        let longer = curl_slist_append(requestHeaders, "\(field.name): \(field.value)")
      else { return nil }
      requestHeaders = longer
    }
    let context = Unmanaged.passUnretained(self).toOpaque()
    let options = CurlOption.options(for: exchange, settings: settings)
    guard options.allSatisfy({ $0.set(on: handle) == CURLE_OK }),
      CurlAddress.set(exchange.address, on: handle) == CURLE_OK,
      proxy.map({ CurlAddress.set($0, on: handle) == CURLE_OK }) ?? true,
      swingport_curl_set_list(handle, CURLOPT_HTTPHEADER, requestHeaders) == CURLE_OK,
      swingport_curl_set_sink(handle, CURLOPT_WRITEFUNCTION, bodySink) == CURLE_OK,
      swingport_curl_set_pointer(handle, CURLOPT_WRITEDATA, context) == CURLE_OK,
      swingport_curl_set_sink(handle, CURLOPT_HEADERFUNCTION, headerSink) == CURLE_OK,
      swingport_curl_set_pointer(handle, CURLOPT_HEADERDATA, context) == CURLE_OK
    else { return nil }
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(requestHeaders)
  }

  /// Takes bytes of the body; false when there are more than may be.
  func take(body bytes: UnsafeRawBufferPointer) -> Bool {
    guard reply.body.count + bytes.count <= exchange.decodedBound else {
      objection = .tooLarge
      return false
    }
    if reply.body.isEmpty, let length = reply.headers.number("content-length"),
      length <= exchange.decodedBound
    {
      reply.body.reserveCapacity(length)
    }
    reply.body.append(contentsOf: bytes)
    return true
  }

  /// Takes a line of the headers; false when it cannot be one, or there are too many.
  func take(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
    answered = true
    headerByteCount += bytes.count
    headerLineCount += 1
    guard headerByteCount <= Self.headerBytes, headerLineCount <= Self.headerLines else {
      objection = .headerBound
      return false
    }
    var line = bytes[...]
    if line.last == 0x0A { line.removeLast() }
    if line.last == 0x0D { line.removeLast() }
    if line.isEmpty { return acceptsEncoding() }
    if line.starts(with: "HTTP/".utf8), !line.contains(0x3A) || isStatusLine(line) {
      // A later block, after 100 Continue for one, replaces an earlier one.
      var status = 0
      _ = swingport_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
      reply = Reply(status: status)
      return true
    }
    guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex,
      line[..<colon].allSatisfy({ (0x21...0x7E).contains($0) }),
      line[colon...].allSatisfy({ ($0 >= 32 && $0 != 127) || $0 == 9 })
    else {
      objection = .malformedHeader
      return false
    }
    let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
    reply.headers.append(
      HeaderField(
        name: String(decoding: line[..<colon], as: UTF8.self),
        value: String(
          value.drop { $0 == " " || $0 == "\t" }.reversed()
            .drop { $0 == " " || $0 == "\t" }.reversed())))
    return true
  }

  private func isStatusLine(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard let space = line.firstIndex(of: 0x20), let colon = line.firstIndex(of: 0x3A) else {
      return false
    }
    return space < colon
  }

  /// libcurl decodes what it can, asked for or not; an answer may use what was asked for.
  private func acceptsEncoding() -> Bool {
    guard let encoding = reply.headers["content-encoding"]?.lowercased(), encoding != "identity"
    else { return true }
    if exchange.acceptsCompression, encoding == "gzip" || encoding == "x-gzip" { return true }
    objection = .encoding
    return false
  }
}

private let bodySink: swingport_curl_sink = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  let taken = transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
  return taken ? size * count : 0
}

private let headerSink: swingport_curl_sink = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  let taken = transfer.take(headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
  return taken ? size * count : 0
}
