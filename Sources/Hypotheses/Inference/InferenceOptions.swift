/// How the inference suite draws.
public struct InferenceOptions: Sendable, Hashable, Codable {
  /// Where the random numbers start: the same seed gives the same numbers, whatever the threads.
  public var seed: UInt64
  /// The draws of the bootstraps.
  public var bootstrapDraws: Int
  /// The assignments drawn by each randomization test, where there are more.
  public var assignments: Int

  /// States seed and draws; unless told otherwise 9,999 and 499 draws.
  public init(seed: UInt64 = 1, bootstrapDraws: Int = 9_999, assignments: Int = 499) {
    self.seed = seed
    self.bootstrapDraws = bootstrapDraws
    self.assignments = assignments
  }
}
