import Synchronization

/// A clock that moves only when somebody waits.
public final class FakeClock: Sendable {
  private let now = Mutex(0)
  /// Seconds since 1970 at the start.
  public let epoch: Int

  /// Creates a clock.
  public init(epoch: Int = 1_790_000_000) { self.epoch = epoch }

  /// Milliseconds since the start.
  public var milliseconds: Int { now.withLock { $0 } }

  /// Seconds since 1970.
  public var seconds: Int { epoch + milliseconds / 1_000 }

  /// Lets time pass.
  public func wait(_ milliseconds: Int) { now.withLock { $0 += milliseconds } }
}
