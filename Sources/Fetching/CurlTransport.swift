import CCurl
import Codes

extension DataError.Kind {
  /// libcurl cannot be used.
  public static let transportUnusable = Self(id: "transport.unusable", exitCode: .unexpected)
}

/// The transport over libcurl's multi interface, for one thread.
///
/// Opens no socket before the first exchange. Connections are kept and used again.
public final class CurlTransport: Transport {
  /// The most connections at once.
  public static let mostConnections = 4

  private let multi: UnsafeMutableRawPointer
  private let settings: CurlSettings
  private let monotonic: () -> Int
  private var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var failedToStart: [FinishedExchange] = []

  /// libcurl wants to be prepared once in a process.
  private static let prepared = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// The version of libcurl that is in use, such as `7.88.1`.
  public static var libraryVersion: String {
    curl_version_info(CURLVERSION_FIRST).map { String(cString: $0.pointee.version) } ?? ""
  }

  /// Creates a transport.
  ///
  /// - Parameters:
  ///   - settings: What every transfer has in common.
  ///   - monotonic: Milliseconds of a clock that never goes back, for the watchdog.
  /// - Throws: `transport.unusable` when libcurl cannot be prepared.
  public init(settings: CurlSettings, monotonic: @escaping () -> Int) throws(DataError) {
    guard Self.prepared, let multi = curl_multi_init() else {
      throw DataError(
        .transportUnusable, "libcurl cannot be prepared", hint: "run 'swingport doctor'")
    }
    self.multi = multi
    self.settings = settings
    self.monotonic = monotonic
    _ = swingport_curl_multi_set_long(
      multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, Self.mostConnections)
    _ = swingport_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.mostConnections)
  }

  deinit {
    BrokenPipeShield.during {
      for handle in active.keys { curl_multi_remove_handle(multi, handle) }
      active.removeAll()
      curl_multi_cleanup(multi)
    }
  }

  /// Starts an exchange; one that libcurl refuses ends with the next `wait`.
  public func start(_ exchange: Exchange, ticket: Int) {
    guard
      let transfer = CurlTransfer(exchange, ticket: ticket, settings: settings, now: monotonic()),
      curl_multi_add_handle(multi, transfer.handle) == CURLM_OK
    else {
      failedToStart.append(
        FinishedExchange(
          ticket: ticket, reply: nil, fault: .other(code: 0), detail: "libcurl refused an option"))
      return
    }
    active[transfer.handle] = transfer
  }

  /// Moves bytes until an exchange ends, something arrives, or the time is over.
  public func wait(milliseconds: Int) -> [FinishedExchange] {
    BrokenPipeShield.during {
      var finished = failedToStart + perform()
      failedToStart = []
      if finished.isEmpty, !active.isEmpty {
        var ready: Int32 = 0
        curl_multi_poll(multi, nil, 0, Int32(clamping: max(milliseconds, 0)), &ready)
        finished = perform()
      }
      return finished
    }
  }

  /// Ends every exchange at once.
  public func cancelAll() -> [FinishedExchange] {
    BrokenPipeShield.during {
      active.values.sorted { $0.ticket < $1.ticket }.map { end($0, fault: .cancelled) }
    }
  }

  private func perform() -> [FinishedExchange] {
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
    var finished: [FinishedExchange] = []
    var handle: UnsafeMutableRawPointer?
    var code = CURLE_OK
    while swingport_curl_multi_next(multi, &handle, &code) != 0 {
      guard let ended = handle, let transfer = active[ended] else { continue }
      finished.append(conclude(transfer, code: code))
    }
    let now = monotonic()
    for transfer in active.values.sorted(by: { $0.ticket < $1.ticket }) {
      let fault = transfer.watchdog.judge(
        now: now, answered: transfer.answered, bytes: transfer.reply.body.count)
      if let fault { finished.append(end(transfer, fault: fault)) }
    }
    return finished
  }

  private func conclude(_ transfer: CurlTransfer, code: CURLcode) -> FinishedExchange {
    if code == CURLE_OK, transfer.objection == nil {
      return end(transfer, fault: nil)
    }
    if let objection = transfer.objection { return end(transfer, fault: objection) }
    let facts = CurlFault.Facts(code: code, transfer: transfer)
    let detail =
      facts.usesProxy && facts.proxyStatus > 0
      ? "the proxy answered \(facts.proxyStatus)" : String(cString: curl_easy_strerror(code))
    return end(transfer, fault: CurlFault.classify(facts), detail: detail)
  }

  private func end(
    _ transfer: CurlTransfer, fault: TransferFault?, detail: String = ""
  ) -> FinishedExchange {
    curl_multi_remove_handle(multi, transfer.handle)
    active[transfer.handle] = nil
    return FinishedExchange(
      ticket: transfer.ticket, reply: transfer.reply.status > 0 ? transfer.reply : nil,
      fault: fault, detail: detail)
  }
}
