/// The sizes of shocks, in logs for Poisson and in the units of the outcome for least squares.
public struct PowerShocks: Sendable, Codable, Equatable {
  /// The standard deviation of what is common to a state's exports to all allies in a year: the root
  /// mean square over states and years.
  public internal(set) var state: Double
  /// Of what is common to a destination's imports from all swing states in a year, likewise.
  public internal(set) var destination: Double
  /// What the residuals of pairs are multiplied by.
  public internal(set) var pairScale: Double
  /// The correlation between a unit's multipliers in two election cycles.
  public internal(set) var persistence: Double
  /// The standard deviation of the shock of one year to all swing states' exports to all allies.
  public internal(set) var year: Double
  /// That of the years inside, or of those outside, the window of one election.
  public internal(set) var election: Double
  /// That of a whole cycle.
  public internal(set) var cycle: Double
  /// The correlation of the shocks of elections, and of those of cycles, with those of the one before.
  public internal(set) var electionCorrelation: Double
}
