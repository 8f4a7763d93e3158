/// How often each host is asked: a token bucket a host, filled evenly.
public struct Politeness: Sendable {
  private struct Bucket {
    var tokens: Double
    var updated: Int
    var closedUntil: Int
  }

  private let rates: [String: Double]
  private let otherRate: Double
  private let burst: Double
  private var buckets: [String: Bucket] = [:]

  /// Requests a second of the hosts whose operators or custom ask for a rate of their own.
  public static let usualRates = ["api.census.gov": 2.0, "dataverse.harvard.edu": 1.0]

  /// Creates full buckets.
  ///
  /// - Parameters:
  ///   - rates: Requests a second by host.
  ///   - otherRate: Requests a second of every other host.
  ///   - burst: How many requests may follow each other at once.
  public init(
    rates: [String: Double] = Politeness.usualRates, otherRate: Double = 4, burst: Int = 2
  ) {
    self.rates = rates
    self.otherRate = otherRate
    self.burst = Double(max(burst, 1))
  }

  /// Milliseconds until the host may be asked again; zero takes a token.
  ///
  /// - Parameters:
  ///   - host: The host.
  ///   - now: Monotonic milliseconds.
  public mutating func take(_ host: String, now: Int) -> Int {
    var bucket = filled(host, now: now)
    defer { buckets[host] = bucket }
    if bucket.closedUntil > now { return bucket.closedUntil - now }
    guard bucket.tokens < 1 else {
      bucket.tokens -= 1
      return 0
    }
    return max(1, Int(((1 - bucket.tokens) / rate(host) * 1_000).rounded(.up)))
  }

  /// Leaves a host alone until a moment, as its `Retry-After` asks.
  public mutating func close(_ host: String, until moment: Int, now: Int) {
    var bucket = filled(host, now: now)
    bucket.closedUntil = max(bucket.closedUntil, moment)
    buckets[host] = bucket
  }

  private func rate(_ host: String) -> Double { max(rates[host] ?? otherRate, 0.001) }

  private func filled(_ host: String, now: Int) -> Bucket {
    guard var bucket = buckets[host] else {
      return Bucket(tokens: burst, updated: now, closedUntil: 0)
    }
    let seconds = Double(max(0, now - bucket.updated)) / 1_000
    bucket.tokens = min(burst, bucket.tokens + seconds * rate(host))
    bucket.updated = max(now, bucket.updated)
    return bucket
  }
}
