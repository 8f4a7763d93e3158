import Codes
import Fetching
import Synchronization
import TestSupport
import Testing

/// A fetcher with a fake clock over the real transport, and what it said.
final class Harness {
  let clock = FakeClock()
  var policy = FetchPolicy()
  var settings = CurlSettings(userAgent: "swingport/0.0 (+https://example.org/)")
  /// The draw behind every wait: half of the ceiling.
  var unit = 0.5
  /// The clock of the watchdog.
  var watchdogClock: (() -> Int)?
  var isCancelled: () -> Bool = { false }
  private(set) var events: [FetchEvent] = []
  private var fetcher: Fetcher?

  init() {
    policy.politeness = Politeness(rates: [:], otherRate: 1_000, burst: 1_000)
  }

  /// The waits between attempts, in milliseconds.
  var waits: [Int] { events.filter { $0.name == .retrying }.map(\.milliseconds) }

  /// Every line of the log.
  var log: String {
    events.map { $0.jsonLine(timestamp: "2026-01-01T00:00:00Z") }.joined(separator: "\n")
  }

  /// Fetches with one fetcher for the life of the harness.
  func fetch(_ request: TransferRequest) -> Fetched { made().fetch(request) }

  /// Fetches several.
  func fetch(_ requests: [TransferRequest], each: (Fetched) -> [TransferRequest]) {
    made().fetch(requests, each: each)
  }

  private func made() -> Fetcher {
    if let fetcher { return fetcher }
    let clock = clock
    let settings = settings
    let watch = watchdogClock ?? { clock.milliseconds }
    let unit = unit
    let made = Fetcher(
      policy: policy,
      environment: FetchEnvironment(
        monotonic: { clock.milliseconds }, wallClock: { clock.seconds },
        pause: { clock.wait($0) }, unit: { unit }, isCancelled: isCancelled,
        log: { [unowned self] in events.append($0) }),
      makeTransport: { () throws(DataError) in
        ShortWaits(try CurlTransport(settings: settings, monotonic: watch))
      })
    fetcher = made
    return made
  }
}

/// A transport that returns at least every 10 ms, so that fake clocks move fast.
final class ShortWaits: Transport {
  private let inner: any Transport

  init(_ inner: any Transport) { self.inner = inner }

  func start(_ exchange: Exchange, ticket: Int) { inner.start(exchange, ticket: ticket) }

  func wait(milliseconds: Int) -> [FinishedExchange] {
    inner.wait(milliseconds: min(milliseconds, 10))
  }

  func cancelAll() -> [FinishedExchange] { inner.cancelAll() }
}

extension TransferRequest {
  /// A request for text or whatever else at an address that is right.
  static func to(
    _ address: String, kind: ContentKind = .bytes, service: Service = .web,
    bound: Int = 1_000_000
  ) throws -> TransferRequest {
    TransferRequest(
      source: "test", address: try Address(parsing: address), kind: kind, service: service,
      decodedBound: bound)
  }
}

extension Fetched {
  /// What was delivered, or nil.
  var delivery: Delivery? {
    if case .delivered(let delivery) = result { delivery } else { nil }
  }

  /// The error, or nil.
  var error: TransferError? {
    if case .failed(let error) = result { error } else { nil }
  }
}

/// Numbered bytes that look alike nowhere.
func sampleBytes(_ count: Int) -> [UInt8] {
  var generator = SeededGenerator(seed: UInt64(count))
  return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
}
