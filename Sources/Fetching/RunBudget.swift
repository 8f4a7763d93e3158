/// The time that a whole run may take: 30 minutes unless said otherwise.
public struct RunBudget: Hashable, Sendable {
  /// Monotonic milliseconds at the start of the run.
  public let start: Int
  /// Milliseconds that the run may take.
  public let milliseconds: Int

  /// Starts the budget.
  public init(start: Int, milliseconds: Int = 1_800_000) {
    self.start = start
    self.milliseconds = max(milliseconds, 0)
  }

  /// Milliseconds that are left, at least zero.
  public func left(now: Int) -> Int { max(0, milliseconds - max(0, now - start)) }

  /// Whether a pause of so many milliseconds would leave time for an attempt after it.
  public func allows(pause: Int, now: Int) -> Bool { pause < left(now: now) }
}
