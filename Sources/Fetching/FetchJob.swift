/// A request on its way: where it stands between its attempts.
final class FetchJob {
  let ticket: Int
  let request: TransferRequest
  /// Where it has been, the address of the request first.
  var visited: [Address]
  /// Attempts as the retry policy counts them: redirects begin none.
  var attempt = 0
  /// Exchanges of any kind.
  var exchanges = 0
  /// Monotonic milliseconds before which it rests.
  var notBefore = 0
  var startedAt = 0
  var validators: Validators?
  var partial: PartialDownload?
  /// What the exchange in flight asked to be completed.
  var resuming: PartialDownload?
  /// Whether caches on the way were told to stand aside.
  var askedWithoutCache = false
  var warnings: [String] = []
  let redactor: Redactor

  init(_ request: TransferRequest, ticket: Int) {
    self.ticket = ticket
    self.request = request
    visited = [request.address]
    validators = request.validators.flatMap { $0.isEmpty ? nil : $0 }
    partial = request.mayResume ? request.partial : nil
    redactor = Redactor(request.address.secrets)
  }

  var address: Address { visited.last ?? request.address }

  var errors: FetchErrors { FetchErrors(address: address, attempts: exchanges) }

  /// The next exchange; notes what it asks to be completed.
  func nextExchange() -> Exchange {
    exchanges += 1
    var headers = [HeaderField(name: "Accept", value: request.kind.acceptHeader)]
    if askedWithoutCache { headers.append(HeaderField(name: "Cache-Control", value: "no-cache")) }
    resuming = nil
    if let partial {
      if let fields = ResumePolicy.headers(for: partial, at: request.address) {
        headers += fields
        resuming = partial
      } else {
        self.partial = nil
        warnings.append(
          "what was kept of \(request.address.redacted) no longer fits and is fetched anew")
      }
    }
    if resuming == nil, let validators { headers += validators.headers }
    return Exchange(
      address: address, headers: headers, acceptsCompression: !request.mayResume,
      decodedBound: request.decodedBound, timeouts: request.timeouts)
  }

  /// Notes what is worth keeping of a document that did not come whole; an exchange without an
  /// answer leaves what was kept before.
  func keepPartial(of reply: Reply?) {
    guard request.mayResume, let reply, reply.status == 200 || reply.status == 206 else { return }
    // Redirects often lead to an address that is made for one request, so the request's own counts.
    partial = ResumePolicy.partial(of: reply, after: resuming, at: request.address)
  }

  /// The start of what a server said, fit to be shown.
  func said(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(2_048), as: UTF8.self)
    return ServerText.plain(redactor.redact(text), limit: 200)
  }
}
