import Codes
import Fetching
import TestSupport
import Testing

@Suite struct `Resume and freshness faults` {
  private static let body = sampleBytes(100_000)

  /// A server that cuts the first transfer at 60 % and then does as told.
  private static func cutting(
    etag: String = "\"v1\"", then second: @escaping @Sendable (FaultServer.Received) -> FaultScript
  ) throws -> FaultServer {
    try #require(
      FaultServer { request in
        guard request.index == 0 else { return second(request) }
        let head = FaultScript.head(
          200, [("ETag", etag), ("Accept-Ranges", "bytes"), ("Content-Length", "100000")])
        return FaultScript([.send(head + body[..<60_000]), .close])
      })
  }

  private static func rest(
    of body: [UInt8], etag: String = "\"v1\"", range: String = "bytes 60000-99999/100000"
  ) -> FaultScript {
    .reply(206, [("ETag", etag), ("Content-Range", range)], body: Array(body[60_000...]))
  }

  private static func request(_ server: FaultServer) throws -> TransferRequest {
    var request = try TransferRequest.to(server.origin + "/file.zip")
    request.mayResume = true
    return request
  }

  /// F31.
  @Test func `a transfer cut at 60 percent is taken up with one request for the rest`() throws {
    let server = try Self.cutting { _ in Self.rest(of: Self.body) }
    let delivery = try #require(Harness().fetch(try Self.request(server)).delivery)
    #expect(delivery.body == Self.body)
    #expect(delivery.resumedFrom == 60_000)
    #expect(server.received.count == 2)
    #expect(server.received[0].header("Range") == nil)
    #expect(server.received[1].header("Range") == "bytes=60000-")
    #expect(server.received[1].header("If-Range") == "\"v1\"")
    // Positions in a compressed body would mean nothing.
    #expect(server.received.allSatisfy { $0.header("Accept-Encoding") == nil })
  }

  /// F31.
  @Test func `a beginning that an earlier run left is taken up`() throws {
    let failing = try Self.cutting { _ in .reply(404, text: "gone for now") }
    let first = Harness().fetch(try Self.request(failing))
    #expect(first.error?.id == "http.404")
    let partial = try #require(first.partial)
    #expect(partial.bytes == Array(Self.body[..<60_000]))
    #expect(partial.length == 100_000)
    // The next run asks the same address.
    failing.stop()
    let server = try #require(FaultServer(port: failing.port) { _ in Self.rest(of: Self.body) })
    var again = try Self.request(server)
    again.partial = partial
    let second = Harness().fetch(again)
    #expect(second.delivery?.body == Self.body)
    #expect(second.partial == nil)
    #expect(server.received.count == 1)
    // One flipped bit in what was kept, and it is not used.
    var bytes = partial.bytes
    bytes[17] ^= 1
    again.partial = PartialDownload(
      redactedAddress: partial.redactedAddress, etag: partial.etag, length: partial.length,
      bytes: bytes, sha256: partial.sha256)
    let third = Harness().fetch(again)
    #expect(server.received.last?.header("Range") == nil)
    #expect(third.warnings.count == 1)
  }

  /// F31.
  @Test func `a transfer behind a redirect that changes each time is taken up`() throws {
    let server = try #require(
      FaultServer { request in
        switch request.index {
        case 0: .reply(302, [("Location", "/signed?token=1")])
        case 1:
          FaultScript([
            .send(
              FaultScript.head(
                200,
                [("ETag", "\"v1\""), ("Accept-Ranges", "bytes"), ("Content-Length", "100000")])
                + Self.body[..<60_000]), .close,
          ])
        case 2: .reply(302, [("Location", "/signed?token=2")])
        default: Self.rest(of: Self.body)
        }
      })
    var request = try Self.request(server)
    request.redirects = RedirectPolicy(hosts: [])
    let delivery = try #require(Harness().fetch(request).delivery)
    #expect(delivery.body == Self.body)
    #expect(delivery.resumedFrom == 60_000)
    #expect(server.received.count == 4)
    #expect(server.received[3].target == "/signed?token=2")
    #expect(server.received[3].header("Range") == "bytes=60000-")
  }

  @Test func `what is kept beside a beginning is read back`() throws {
    let address = try Address(parsing: "https://example.org/a.zip")
    let partial = PartialDownload(
      redactedAddress: address.redacted, etag: "\"v\"", length: nil, bytes: [1, 2, 3],
      sha256: "00")
    #expect(PartialDownload(sidecar: partial.sidecar, bytes: [1, 2, 3]) == partial)
    #expect(PartialDownload(sidecar: partial.sidecar, bytes: [1, 2]) == nil)
    #expect(PartialDownload(sidecar: String(partial.sidecar.dropLast()), bytes: [1, 2, 3]) == nil)
    #expect(PartialDownload(sidecar: "", bytes: []) == nil)
    #expect(PartialDownload.name(for: address).utf8.count == 64)
  }

  /// F32.
  @Test func `a document that changed meanwhile is fetched whole and never spliced`() throws {
    let new = sampleBytes(90_000)
    let server = try Self.cutting { _ in .reply(200, [("ETag", "\"v2\"")], body: new) }
    let delivery = try #require(Harness().fetch(try Self.request(server)).delivery)
    #expect(delivery.body == new)
    #expect(delivery.resumedFrom == 0)
    #expect(server.received.count == 2)
  }

  /// F33.
  @Test(arguments: [
    "bytes 59999-99998/100000", "bytes 60000-99999/100001", "bytes 60000-99999/*", "bytes */100000",
    "bytes 60000-60010/100000", "nonsense",
  ])
  func `a rest that does not fit is thrown away`(range: String) throws {
    let server = try Self.cutting { request in
      request.header("Range") != nil
        ? Self.rest(of: Self.body, range: range)
        : .reply(200, [("ETag", "\"v1\"")], body: Self.body)
    }
    let delivery = try #require(Harness().fetch(try Self.request(server)).delivery)
    #expect(delivery.body == Self.body)
    #expect(delivery.resumedFrom == 0)
    #expect(server.received.count == 3)
    #expect(server.received[2].header("Range") == nil)
  }

  /// F33.
  @Test func `a rest of another version is thrown away`() throws {
    let server = try Self.cutting { request in
      request.header("Range") != nil
        ? Self.rest(of: Self.body, etag: "\"v2\"") : .reply(body: Self.body)
    }
    #expect(Harness().fetch(try Self.request(server)).delivery?.resumedFrom == 0)
  }

  /// F34.
  @Test(arguments: ["W/\"v1\"", "v1", "\""])
  func `a weak entity tag promises no equal bytes`(etag: String) throws {
    let server = try Self.cutting(etag: etag) { _ in .reply(body: Self.body) }
    let fetched = Harness().fetch(try Self.request(server))
    #expect(fetched.delivery?.body == Self.body)
    #expect(server.received[1].header("Range") == nil)
  }

  /// F35.
  @Test func `a range that cannot be had is given up for the whole`() throws {
    let server = try Self.cutting { request in
      request.header("Range") != nil
        ? .reply(416, [("Content-Range", "bytes */50000")]) : .reply(body: Self.body)
    }
    #expect(Harness().fetch(try Self.request(server)).delivery?.body == Self.body)
    #expect(server.received.count == 3)
  }

  @Test func `an answer that is made for each request is never taken up`() throws {
    let server = try Self.cutting { _ in .reply(body: Self.body) }
    var request = try Self.request(server)
    request.mayResume = false
    let fetched = Harness().fetch(request)
    #expect(fetched.delivery?.body == Self.body)
    #expect(server.received[1].header("Range") == nil)
  }

  /// F36.
  @Test func `not modified without a copy at hand asks again past every cache`() throws {
    let server = try #require(FaultServer(.reply(304), .reply(text: "the document")))
    let fetched = Harness().fetch(try .to(server.origin + "/"))
    #expect(fetched.delivery?.body == Array("the document".utf8))
    #expect(server.received[0].header("If-None-Match") == nil)
    #expect(server.received[1].header("Cache-Control") == "no-cache")
    let stubborn = try #require(FaultServer(.reply(304)))
    #expect(Harness().fetch(try .to(stubborn.origin + "/")).error?.id == "http.304")
    #expect(stubborn.received.count == 2)
  }

  @Test func `a copy at hand is asked about by entity tag and date`() throws {
    let server = try #require(FaultServer(.reply(304)))
    var request = try TransferRequest.to(server.origin + "/")
    let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    request.validators = Validators(etag: "W/\"x\"", lastModified: date)
    guard case .notModified = Harness().fetch(request).result else {
      Issue.record("304 to a conditional request is not an error")
      return
    }
    #expect(server.received[0].header("If-None-Match") == "W/\"x\"")
    #expect(server.received[0].header("If-Modified-Since") == date)
  }

  private static func delivered(_ headers: [(String, String)], _ text: String) throws -> Delivery {
    let server = try #require(FaultServer(.reply(200, headers, text: text)))
    return try #require(Harness().fetch(try .to(server.origin + "/")).delivery)
  }

  /// F37.
  @Test func `the same bytes with a new date are unchanged`() throws {
    let old = try Self.delivered([("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")], "same")
    let new = try Self.delivered([("Last-Modified", "Mon, 07 Nov 1994 08:49:37 GMT")], "same")
    let copy = LocalCopy(sha256: old.sha256, validators: old.validators)
    #expect(old.validators != new.validators)
    #expect(Freshness.of(new, comparedWith: copy) == .unchanged)
    #expect(Freshness.of(new, comparedWith: nil) == .first)
    // The hash of "same", as sha256sum prints it.
    #expect(
      new.sha256 == "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5")
  }

  /// F38.
  @Test func `other bytes under the same entity tag are new and a warning`() throws {
    let old = try Self.delivered([("ETag", "\"v1\"")], "old")
    let copy = LocalCopy(sha256: old.sha256, validators: old.validators)
    let broken = try Self.delivered([("ETag", "\"v1\"")], "new")
    #expect(Freshness.of(broken, comparedWith: copy) == .changedUnderSameETag)
    let honest = try Self.delivered([("ETag", "\"v2\"")], "new")
    #expect(Freshness.of(honest, comparedWith: copy) == .changed)
  }
}
