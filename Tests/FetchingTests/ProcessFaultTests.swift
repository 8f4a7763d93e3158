import Codes
import Fetching
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct `Process faults` {
  /// F70.
  @Test func `a peer that hangs up does not end the process`() {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    let result = BrokenPipeShield.during {
      var byte: UInt8 = 1
      return (write(ends[1], &byte, 1), errno)
    }
    #expect(result == (-1, EPIPE))
    close(ends[1])
  }

  /// F71.
  @Test func `a run that is stopped aborts its transfers and keeps what came`() throws {
    let body = sampleBytes(50_000)
    let sent = Mutex(0)
    let server = try #require(
      FaultServer { _ in
        FaultScript([
          .send(
            FaultScript.head(
              200, [("ETag", "\"v\""), ("Accept-Ranges", "bytes"), ("Content-Length", "50000")])
              + body[..<20_000]), .tell { sent.withLock { $0 += 1 } }, .fallSilent,
        ])
      })
    let harness = Harness()
    // Twenty turns of the loop after all four have sent, so that what was sent has been read.
    let turns = Mutex(0)
    harness.isCancelled = {
      guard sent.withLock({ $0 == 4 }) else { return false }
      return turns.withLock { count in
        count += 1
        return count > 20
      }
    }
    var requests: [TransferRequest] = []
    for number in 0..<6 {
      var request = try TransferRequest.to(server.origin + "/\(number)")
      request.mayResume = true
      requests.append(request)
    }
    var ended: [Fetched] = []
    harness.fetch(requests) {
      ended.append($0)
      return requests
    }
    #expect(ended.count == 6)
    #expect(ended.allSatisfy { $0.error?.id == "run.cancelled" })
    #expect(server.received.count == 4)
    let partials = ended.compactMap(\.partial)
    #expect(partials.count == 4)
    #expect(partials.allSatisfy { $0.bytes == Array(body[..<20_000]) })
  }

  /// F72.
  @Test func `an offline run makes no transport and opens no socket`() throws {
    let server = try #require(FaultServer(.reply(text: "hello")))
    var policy = FetchPolicy()
    policy.isOffline = true
    let made = Mutex(false)
    let fetcher = Fetcher(
      policy: policy,
      environment: FetchEnvironment(
        monotonic: { 0 }, wallClock: { 0 }, pause: { _ in }, unit: { 0 }),
      makeTransport: { () throws(DataError) in
        made.withLock { $0 = true }
        return try CurlTransport(settings: CurlSettings(userAgent: "test")) { 0 }
      })
    let error = try #require(fetcher.fetch(try .to(server.origin + "/")).error)
    #expect(error.id == "network.offline")
    #expect(error.kind.exitCode == .unavailable)
    #expect(!made.withLock { $0 })
    #expect(server.connections == 0)
  }

  /// F74.
  @Test func `thirty-two file descriptors are enough`() async {
    await #expect(processExitsWith: .success) {
      closeInheritedSockets()
      var limit = rlimit(rlim_cur: 32, rlim_max: 32)
      guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
        let server = FaultServer(respond: { .reply(text: $0.target) })
      else { exit(2) }
      let harness = Harness()
      var bodies: Set<[UInt8]> = []
      let requests = (0..<20).compactMap { try? TransferRequest.to(server.origin + "/\($0)") }
      harness.fetch(requests) {
        if let delivery = $0.delivery { bodies.insert(delivery.body) }
        return []
      }
      exit(bodies.count == 20 ? 0 : 3)
    }
  }

  /// F74.
  @Test func `no file descriptor at all is an error with an end`() async {
    await #expect(processExitsWith: .success) {
      let harness = Harness()
      guard let server = FaultServer(.reply(text: "one")),
        let request = try? TransferRequest.to(server.origin + "/"),
        harness.fetch(request).delivery != nil
      else { exit(2) }
      server.stop()
      var limit = rlimit(rlim_cur: 0, rlim_max: 0)
      guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { exit(3) }
      let second = Harness().fetch(request)
      let bounded: Set = ["process.descriptors", "network.refused", "transport.unusable"]
      exit(second.error.map { bounded.contains($0.id) } == true ? 0 : 4)
    }
  }

  /// F75.
  @Test func `ten thousand requests are each asked once`() throws {
    let transport = EchoTransport()
    var policy = FetchPolicy()
    policy.politeness = Politeness(rates: [:], otherRate: 1_000_000, burst: 1_000_000)
    let fetcher = Fetcher(
      policy: policy,
      environment: FetchEnvironment(
        monotonic: { 0 }, wallClock: { 0 }, pause: { _ in }, unit: { 0 }),
      makeTransport: { transport })
    let requests = try (0..<10_000).map {
      try TransferRequest.to("https://host\($0 % 100).example/\($0)")
    }
    var ended = 0
    fetcher.fetch(requests) {
      if $0.delivery != nil { ended += 1 }
      return []
    }
    #expect(ended == 10_000)
    #expect(transport.started == 10_000)
    #expect(transport.mostAtOnce == 4)
    #expect(transport.turns <= 10_000)
  }

  @Test func `core dumps can be forbidden`() async {
    await #expect(processExitsWith: .success) {
      exit(ProcessHardening.forbidDumps() ? 0 : 1)
    }
  }
}

/// Closes the sockets of tests that run at the same time, which a child process inherits.
private func closeInheritedSockets() {
  for descriptor in Int32(3)..<1_024 {
    var kind: Int32 = 0
    var length = socklen_t(4)
    if getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &length) == 0 { close(descriptor) }
  }
}

/// A transport without a network: everything is answered at the next turn.
private final class EchoTransport: Transport {
  private var waiting: [FinishedExchange] = []
  private(set) var started = 0
  private(set) var turns = 0
  private(set) var mostAtOnce = 0

  func start(_ exchange: Exchange, ticket: Int) {
    started += 1
    waiting.append(
      FinishedExchange(ticket: ticket, reply: Reply(status: 200, body: [1]), fault: nil))
    mostAtOnce = max(mostAtOnce, waiting.count)
  }

  func wait(milliseconds: Int) -> [FinishedExchange] {
    turns += 1
    defer { waiting = [] }
    return waiting
  }

  func cancelAll() -> [FinishedExchange] { [] }
}
