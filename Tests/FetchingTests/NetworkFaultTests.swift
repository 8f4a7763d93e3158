import Codes
import Fetching
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct `Network faults` {
  /// F01.
  @Test func `two refusals are waited out and the third attempt succeeds`() throws {
    let reserved = try #require(ReservedPort())
    let port = reserved.port
    let harness = Harness()
    let late = Mutex<FaultServer?>(nil)
    // The server comes up while the second pause lasts.
    harness.isCancelled = {
      if harness.waits.count == 2 {
        late.withLock { if $0 == nil { $0 = FaultServer(port: port) { _ in .reply(text: "ok") } } }
      }
      return false
    }
    let fetched = harness.fetch(try .to("http://127.0.0.1:\(port)/"))
    #expect(fetched.delivery?.body == Array("ok".utf8))
    #expect(fetched.delivery?.attempts == 3)
    #expect(harness.waits.count == 2)
    #expect(harness.waits[0] <= 1_000 && harness.waits[1] <= 2_000)
    #expect(harness.clock.milliseconds >= harness.waits.reduce(0, +))
  }

  /// F02.
  @Test func `five refusals end with unavailable and name host and attempts`() throws {
    let reserved = try #require(ReservedPort())
    let port = reserved.port
    let harness = Harness()
    let error = try #require(harness.fetch(try .to("http://127.0.0.1:\(port)/")).error)
    #expect(error.id == "network.refused")
    #expect(error.kind.exitCode == .unavailable)
    #expect(error.message.contains("127.0.0.1:\(port)"))
    #expect(error.message.contains("5 attempts"))
    #expect(harness.waits == [500, 1_000, 2_000, 4_000])
  }

  /// F03.
  @Test func `a name without an address is tried twice and no more`() throws {
    // A label of 64 letters is no name, so that no server is asked for it.
    let host = String(repeating: "a", count: 64) + ".example"
    let harness = Harness()
    let first = try #require(harness.fetch(try .to("https://\(host)/a")).error)
    #expect(first.id == "network.unresolved")
    #expect(first.kind.exitCode == .unavailable)
    #expect(first.attempts == 2)
    // Another document of the same host is not tried at all.
    let started = harness.events.count { $0.name == .started }
    #expect(harness.fetch(try .to("https://\(host)/b")).error?.id == "network.unresolved")
    #expect(harness.events.count { $0.name == .started } == started)
  }

  /// F04.
  @Test func `a connection that does not come about is given up`() throws {
    let hole = try #require(BlackHole())
    let harness = Harness()
    harness.policy.retry.attempts = 1
    var request = try TransferRequest.to("http://127.0.0.1:\(hole.port)/")
    request.timeouts.connect = 200
    #expect(harness.fetch(request).error?.id == "network.connect_timeout")
    #expect(TransferTimeouts().connect == 10_000)
  }

  /// F05.
  @Test func `a server that takes the request and says nothing is given up after 180 seconds`()
    throws
  {
    let server = try #require(FaultServer(FaultScript([.fallSilent])))
    let harness = Harness()
    harness.policy.retry.attempts = 1
    let watch = FakeClock()
    harness.watchdogClock = {
      watch.wait(1_000)
      return watch.milliseconds
    }
    let error = try #require(harness.fetch(try .to(server.origin + "/")).error)
    #expect(error.id == "network.no_first_byte")
    #expect(error.message.contains("no first byte"))
    #expect((180_000...182_000).contains(watch.milliseconds))
  }

  /// F06.
  @Test func `a drip below 500 bytes a second is given up after 60 seconds`() throws {
    let server = try #require(
      FaultServer(
        FaultScript([
          .send(FaultScript.head(200, [("Content-Length", "10000000")])),
          .drip(sampleBytes(100_000), piece: 1, pause: 5),
        ])))
    let harness = Harness()
    harness.policy.retry.attempts = 1
    let watch = FakeClock()
    harness.watchdogClock = {
      watch.wait(1_000)
      return watch.milliseconds
    }
    let fetched = harness.fetch(try .to(server.origin + "/", bound: 20_000_000))
    #expect(fetched.error?.id == "network.too_slow")
    #expect(watch.milliseconds >= 60_000)
  }

  /// F07.
  @Test func `a server that thinks for 150 seconds and then answers is waited for`() throws {
    let watch = FakeClock()
    let server = try #require(
      FaultServer { _ in
        while watch.milliseconds < 150_000 { usleep(1_000) }
        return .reply(text: "at last")
      })
    let harness = Harness()
    harness.watchdogClock = {
      if watch.milliseconds < 150_000 { watch.wait(1_000) }
      return watch.milliseconds
    }
    let fetched = harness.fetch(try .to(server.origin + "/"))
    #expect(fetched.delivery?.body == Array("at last".utf8))
    #expect(fetched.delivery?.attempts == 1)
    #expect(watch.milliseconds >= 150_000)
  }

  /// F08.
  @Test(arguments: [0, 1, 5_000, 9_999])
  func `a reset in the middle is repeated and the bytes are whole`(count: Int) throws {
    let body = sampleBytes(10_000)
    let head = FaultScript.head(200, [("Content-Length", "10000")])
    let cut =
      count == 0
      ? FaultScript([.reset]) : FaultScript([.send(head + body.prefix(count)), .pause(20), .reset])
    let server = try #require(FaultServer(cut, .reply(body: body)))
    let harness = Harness()
    let fetched = harness.fetch(try .to(server.origin + "/"))
    #expect(fetched.delivery?.body == body)
    #expect(fetched.delivery?.attempts == 2)
    #expect(server.received.count == 2)
  }

  /// F09.
  @Test func `one byte less than announced is truncated and never delivered`() throws {
    let body = sampleBytes(999)
    let short = FaultScript.reply(body: body, length: 1_000).then(.close)
    let server = try #require(FaultServer(short))
    let error = try #require(Harness().fetch(try .to(server.origin + "/")).error)
    #expect(error.id == "network.truncated")
    #expect(server.received.count == 5)
    let repaired = try #require(FaultServer(short, .reply(body: body + [7])))
    #expect(Harness().fetch(try .to(repaired.origin + "/")).delivery?.body == body + [7])
  }

  /// F10.
  @Test func `chunks without the last one are truncated and never delivered`() throws {
    let body = sampleBytes(5_000)
    let server = try #require(
      FaultServer(.chunked(body: body, isFinished: false), .chunked(body: body)))
    let fetched = Harness().fetch(try .to(server.origin + "/"))
    #expect(fetched.delivery?.body == body)
    #expect(server.received.count == 2)
    let never = try #require(FaultServer(.chunked(body: body, isFinished: false)))
    #expect(Harness().fetch(try .to(never.origin + "/")).error?.id == "network.truncated")
  }

  /// F11.
  @Test(arguments: [408, 429, 500, 502, 503, 504, 522, 524])
  func `a passing status takes exactly two requests`(status: Int) throws {
    let server = try #require(FaultServer(.reply(status, text: "no"), .reply(text: "yes")))
    #expect(Harness().fetch(try .to(server.origin + "/")).delivery?.body == Array("yes".utf8))
    #expect(server.received.count == 2)
  }

  /// F12.
  @Test(arguments: [
    (400, ExitCode.configuration), (401, .keyRefused), (403, .keyRefused), (404, .unavailable),
    (410, .unavailable), (451, .unavailable),
  ])
  func `a lasting status is not repeated and has an identifier`(status: Int, exit: ExitCode) throws
  {
    let server = try #require(FaultServer(.reply(status, text: "error: unknown variable 'X'")))
    let error = try #require(Harness().fetch(try .to(server.origin + "/a")).error)
    #expect(error.id == "http.\(status)")
    #expect(error.kind.exitCode == exit)
    #expect(error.message.contains("unknown variable 'X'"))
    #expect(server.received.count == 1)
  }

  /// F13.
  @Test func `Retry-After is obeyed as a number and as a date`() throws {
    func waits(_ value: String) throws -> (waits: [Int], fetched: Fetched) {
      let server = try #require(
        FaultServer(.reply(429, [("Retry-After", value)]), .reply(text: "yes")))
      let harness = Harness()
      let fetched = harness.fetch(try .to(server.origin + "/"))
      return (harness.waits, fetched)
    }
    #expect(try waits("5").waits == [5_000])
    // The fake clock starts at 2026-09-21 14:13:20 UTC.
    #expect(try waits("Mon, 21 Sep 2026 14:13:25 GMT").waits == [5_000])
    #expect(try waits("Mon, 21 Sep 2026 14:13:15 GMT").waits == [500])
    #expect(try waits("-5").waits == [500])
    #expect(try waits("soon").waits == [500])
    let long = try waits("99999")
    #expect(long.waits == [])
    #expect(long.fetched.error?.id == "http.retry_later")
    #expect(long.fetched.error?.kind.exitCode == .tryLater)
    #expect(long.fetched.error?.comeBackInSeconds == 99_999)
  }

  /// F14.
  @Test func `a server that is busy forever is left within the budget of the run`() throws {
    let server = try #require(FaultServer(.reply(503, text: "busy")))
    let harness = Harness()
    harness.unit = 1
    harness.policy.retry.attempts = 100
    harness.policy.budget = 60_000
    let error = try #require(harness.fetch(try .to(server.origin + "/")).error)
    #expect(error.kind.exitCode == .unavailable)
    #expect(error.id == "run.budget_exhausted")
    #expect(harness.clock.milliseconds <= 60_000)
    #expect(harness.waits == [1_000, 2_000, 4_000, 8_000, 16_000])
  }

  /// F28.
  @Test func `an IPv6 black hole does not keep IPv4 from answering`() throws {
    let server = try #require(FaultServer(.reply(text: "four")))
    let hole = BlackHole(.v6, port: server.port)
    var request = try TransferRequest.to("http://localhost:\(server.port)/")
    // The connection must be there within two seconds.
    request.timeouts.connect = 2_000
    let harness = Harness()
    harness.policy.retry.attempts = 1
    #expect(harness.fetch(request).delivery?.body == Array("four".utf8))
    withExtendedLifetime(hole) {}
  }

  /// F29.
  @Test func `a server that hangs up between two requests is not noticed`() throws {
    let server = try #require(
      FaultServer(.reply(text: "one"), FaultScript([.close]), .reply(text: "two")))
    let harness = Harness()
    #expect(harness.fetch(try .to(server.origin + "/1")).delivery?.body == Array("one".utf8))
    let second = harness.fetch(try .to(server.origin + "/2"))
    #expect(second.delivery?.body == Array("two".utf8))
    #expect(second.delivery?.attempts == 1)
    #expect(harness.waits == [])
    #expect(server.received.map(\.connection) == [0, 0, 1])
  }

  /// F30.
  @Test(arguments: ["long", "many", "folded", "split", "bare", "bell"])
  func `headers that are too many or not headers end the transfer`(kind: String) throws {
    let (lines, id) =
      switch kind {
      case "long":
        ("X-Long: \(String(repeating: "x", count: 200_000))\r\n", "http.header_bound")
      case "many": (String(repeating: "X-Many: y\r\n", count: 1_000), "http.header_bound")
      case "folded": ("X-Folded: a\r\n b\r\n", "http.malformed_header")
      case "split": ("X-Split: a\rSet-Cookie: b\r\n", "http.malformed_header")
      case "bare": ("no colon\r\n", "http.malformed_header")
      default: ("X-Bell: \u{07}\r\n", "http.malformed_header")
      }
    let bytes = Array("HTTP/1.1 200 OK\r\n\(lines)Content-Length: 2\r\n\r\nok".utf8)
    let server = try #require(FaultServer(FaultScript([.send(bytes)])))
    let error = try #require(Harness().fetch(try .to(server.origin + "/")).error)
    #expect(error.id == id)
    #expect(error.kind.exitCode == .dataRejected)
    #expect(error.description.utf8.count < 500)
  }
}
