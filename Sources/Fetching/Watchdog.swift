/// Watches one transfer in two phases: patient until the first byte, and strict about speed after.
///
/// libcurl has one limit for both, which would end a server that thinks for two minutes before it
/// answers in seconds.
public struct Watchdog: Sendable {
  private let timeouts: TransferTimeouts
  private let start: Int
  private var samples: [(moment: Int, bytes: Int)] = []

  /// Starts to watch.
  ///
  /// - Parameter start: Monotonic milliseconds.
  public init(timeouts: TransferTimeouts, start: Int) {
    self.timeouts = timeouts
    self.start = start
  }

  /// Judges a transfer; nil while it may go on.
  ///
  /// To be asked about once a second.
  ///
  /// - Parameters:
  ///   - now: Monotonic milliseconds.
  ///   - answered: Whether a byte of the answer, headers included, has come.
  ///   - bytes: How many bytes of the body have come.
  public mutating func judge(now: Int, answered: Bool, bytes: Int) -> TransferFault? {
    if now - start >= timeouts.total { return .overTime }
    guard answered else { return now - start >= timeouts.firstByte ? .noFirstByte : nil }
    let step = max(timeouts.slowPeriod / 60, 1)
    if let last = samples.last, now - last.moment < step {
      return nil
    }
    samples.append((now, bytes))
    // The last sample that is at least a period old is where the period begins.
    while samples.count > 1, now - samples[1].moment >= timeouts.slowPeriod {
      samples.removeFirst()
    }
    let past = samples[0]
    let elapsed = now - past.moment
    guard elapsed >= timeouts.slowPeriod else { return nil }
    let least = timeouts.slowBytesPerSecond * elapsed / 1_000
    return bytes - past.bytes < least ? .tooSlow : nil
  }
}
