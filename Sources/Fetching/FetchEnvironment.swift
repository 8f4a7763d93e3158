/// What a fetch needs from outside: clocks, pauses, chance, and somebody to tell.
public struct FetchEnvironment {
  /// Milliseconds of a clock that never goes back.
  public var monotonic: () -> Int
  /// Seconds since 1970 in UTC.
  public var wallClock: () -> Int
  /// Waits so many milliseconds, at most 200 at a time.
  public var pause: (Int) -> Void
  /// A random number in [0, 1).
  public var unit: () -> Double
  /// Whether the run is to stop; asked at least every 200 ms.
  public var isCancelled: () -> Bool
  /// Takes a line of the log.
  public var log: (FetchEvent) -> Void

  /// Creates an environment that is never cancelled and logs nowhere unless said otherwise.
  public init(
    monotonic: @escaping () -> Int, wallClock: @escaping () -> Int, pause: @escaping (Int) -> Void,
    unit: @escaping () -> Double, isCancelled: @escaping () -> Bool = { false },
    log: @escaping (FetchEvent) -> Void = { _ in }
  ) {
    self.monotonic = monotonic
    self.wallClock = wallClock
    self.pause = pause
    self.unit = unit
    self.isCancelled = isCancelled
    self.log = log
  }
}

/// How a run fetches.
public struct FetchPolicy: Sendable {
  /// When to try again.
  public var retry = RetryPolicy()
  /// How often a host is asked.
  public var politeness = Politeness()
  /// Milliseconds for the run.
  public var budget = 1_800_000
  /// The most exchanges at once, 1 to 4.
  public var jobs = 4
  /// Whether no socket may be opened: every request then fails with `network.offline`.
  public var isOffline = false

  /// Creates the policy of an ordinary run.
  public init() {}
}
