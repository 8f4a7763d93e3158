import Codes
import Fetching
import TestSupport
import Testing

@Suite struct `Body faults` {
  @Test func `a compressed body is decoded`() throws {
    let body = sampleBytes(200_000)
    let server = try #require(
      FaultServer(.reply(200, [("Content-Encoding", "gzip")], body: Gzip.stored(body))))
    let delivery = try #require(Harness().fetch(try .to(server.origin + "/")).delivery)
    #expect(delivery.body == body)
    #expect(server.received.first?.header("Accept-Encoding") == "gzip")
  }

  /// F24.
  @Test func `a stream that decodes to a gigabyte is cut at the bound`() throws {
    // 4.16 million copies of 258 bytes are 1.07 GB, in 6.8 MB.
    let bomb = Gzip.bomb(copies: 4_160_000)
    let server = try #require(FaultServer(.reply(200, [("Content-Encoding", "gzip")], body: bomb)))
    let bound = 8_000_000
    let transport = try CurlTransport(settings: CurlSettings(userAgent: "test")) { 0 }
    let address = try Address(parsing: server.origin + "/")
    transport.start(Exchange(address: address, decodedBound: bound), ticket: 7)
    var finished: [FinishedExchange] = []
    while finished.isEmpty { finished = transport.wait(milliseconds: 100) }
    #expect(finished[0].ticket == 7)
    #expect(finished[0].fault == .tooLarge)
    let kept = try #require(finished[0].reply?.body)
    #expect(kept.count <= bound && kept.count > bound - 65_536)
    #expect(kept.allSatisfy { $0 == 0 })
    let error = try #require(
      Harness().fetch(try .to(server.origin + "/", bound: 1_000_000)).error)
    #expect(error.id == "body.too_large")
    #expect(error.kind.exitCode == .dataRejected)
    #expect(error.message.contains("1000000 bytes"))
    #expect(server.received.count == 2)
  }

  /// F24.
  @Test func `a length above the bound is refused before any byte of it`() throws {
    let server = try #require(FaultServer(.reply(body: sampleBytes(2_000))))
    let error = try #require(Harness().fetch(try .to(server.origin + "/", bound: 1_999)).error)
    #expect(error.id == "body.too_large")
    let exact = Harness().fetch(try .to(server.origin + "/", bound: 2_000))
    #expect(exact.delivery?.decodedSize == 2_000)
  }

  /// F25.
  @Test(arguments: ["gzip", "br", "gzip, gzip", "zstd", "deflate", "rot13"])
  func `a body that is not encoded as it says is an error`(encoding: String) throws {
    let server = try #require(
      FaultServer(.reply(200, [("Content-Encoding", encoding)], text: "[[\"A\"],[\"1\"]]")))
    let error = try #require(Harness().fetch(try .to(server.origin + "/", kind: .json)).error)
    #expect(error.id == "http.encoding")
    #expect(server.received.count == 1)
  }

  /// F25.
  @Test func `a compressed stream that is cut is not delivered as JSON`() throws {
    let whole = Gzip.stored(Array(#"[["A"],["1"]]"#.utf8))
    let cut = Array(whole.prefix(whole.count - 12))
    let server = try #require(FaultServer(.reply(200, [("Content-Encoding", "gzip")], body: cut)))
    let fetched = Harness().fetch(try .to(server.origin + "/", kind: .json))
    let id = try #require(fetched.error?.id)
    #expect(["content.truncated", "http.encoding", "network.truncated"].contains(id))
  }
}
