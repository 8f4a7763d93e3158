/// Whether and when to try again: a pure function of what happened.
public struct RetryPolicy: Hashable, Sendable {
  /// The most attempts at one document: 5.
  public var attempts = 5
  /// The most attempts at a name that has no address: 2.
  public var nameAttempts = 2
  /// The ceiling of the first wait in milliseconds, doubled with every further one: 1 s.
  public var firstWait = 1_000
  /// The ceiling of every wait in milliseconds: 60 s.
  public var longestWait = 60_000
  /// The longest `Retry-After` that is waited for, in seconds: 120.
  public var longestRetryAfter = 120

  /// Creates the policy that every transfer has.
  public init() {}

  /// How an attempt ended, as far as trying again is concerned.
  public enum Outcome: Hashable, Sendable {
    /// No whole answer came.
    case fault(TransferFault)
    /// An answer came with this status.
    case status(Int)
  }

  /// What to do.
  public enum Decision: Hashable, Sendable {
    /// Wait so many milliseconds, then try again.
    case wait(milliseconds: Int)
    /// Stop: the outcome will not change, or was tried often enough.
    case giveUp
    /// Stop, and come back in so many seconds, as the server asks.
    case comeBack(seconds: Int)
  }

  /// The statuses that a later attempt may not meet; the list of curl's `--retry`.
  public static let transientStatuses: Set<Int> = [408, 429, 500, 502, 503, 504, 522, 524]

  /// Decides after an attempt.
  ///
  /// Waits are drawn evenly between nothing and the ceiling, so that clients that failed together
  /// do not come back together (full jitter; Brooker 2015, "Exponential backoff and jitter").
  ///
  /// - Parameters:
  ///   - attempt: How many attempts there were, 1 after the first.
  ///   - outcome: How the last one ended.
  ///   - retryAfter: The server's wish.
  ///   - now: Seconds since 1970, for a wish that is a date.
  ///   - unit: A random number in [0, 1).
  public func decide(
    attempt: Int, outcome: Outcome, retryAfter: RetryAfter?, now: Int, unit: Double
  ) -> Decision {
    let most: Int
    switch outcome {
    case .fault(let fault):
      guard fault.isTransient else { return .giveUp }
      most = fault == .unresolved ? nameAttempts : attempts
    case .status(let status):
      guard Self.transientStatuses.contains(status) else { return .giveUp }
      most = attempts
      if let seconds = retryAfter?.wait(now: now), seconds > 0 {
        guard seconds <= longestRetryAfter else { return .comeBack(seconds: seconds) }
        return attempt < most ? .wait(milliseconds: seconds * 1_000) : .comeBack(seconds: seconds)
      }
    }
    guard attempt < most else { return .giveUp }
    let doublings = min(max(attempt - 1, 0), 16)
    let ceiling = min(firstWait << doublings, longestWait)
    return .wait(milliseconds: Int((Double(ceiling) * min(max(unit, 0), 1)).rounded()))
  }
}
