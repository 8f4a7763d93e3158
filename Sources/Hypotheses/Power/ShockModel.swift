import Estimation

/// The errors of a power study: what is common to a state, a destination, a pair, a year, the years of
/// a window and a cycle, and how large each part is.
///
/// With r the working residuals of the model without the effect (outcome over mean, less one), W the
/// means, A allies and S swing states:
///
/// - a state's path is the W-weighted mean of r over its allied destinations, year by year; a draw
///   multiplies the path of a state in a cycle by a standard normal number;
/// - a destination's path is the mean of what is left over swing states, likewise;
/// - a pair's path is r itself, likewise: dependence over time within the pair and cycle, and the
///   spread of rows, are those of the data;
/// - the numbers of a unit in two cycles are correlated by `persistence`;
/// - common shocks are normal and the same for all swing states and all allies: one a year, one for the
///   years inside and one for those outside the window of an election, and one a cycle; the last two
///   kinds are correlated with those of the election before where that is asked for.
///
/// Shocks of a state or of a destination that are the same for allies and others are absorbed by the
/// fixed effects and not drawn. For Poisson each part multiplies the mean by a log-normal number with
/// mean one, so that no outcome is negative and the effect is what was put in.
struct ShockModel: Sendable {
  /// The standard deviations of the parts; for Poisson in logs.
  var sizes: PowerShocks
  /// What the paths of states, destinations and pairs are multiplied by.
  var originScale: Double
  var destinationScale: Double
  var pairScale: Double
  let paths: Paths
  private let isPoisson: Bool

  /// The paths by row, and what belongs to what.
  struct Paths: Sendable {
    /// The paths of state, destination and pair on each row; zero where a path has no part in the row.
    let origin: [Double]
    let destination: [Double]
    let pair: [Double]
    /// Root mean squares of the first two over the rows on which they act, weighted.
    let originSize: Double
    let destinationSize: Double
    let origins: [Int]
    let destinations: [Int]
    let pairs: [Int]
    let years: [Int]
    /// The stretch and the cycle of each year.
    let stretches: [Int]
    let cycles: [Int]
    /// Whether each year is inside its window.
    let isInWindow: [Bool]
    /// The spell of each year: where years are months, three of them have one common shock.
    let spells: [Int]
    /// The cells on which common shocks act: swing × ally.
    let treatable: [Double]

    /// Of states, of destinations and of pairs: the path and each row's unit.
    var parts: [(path: [Double], units: [Int])] {
      [(origin, origins), (destination, destinations), (pair, pairs)]
    }
  }

  /// Takes scales of the paths; common shocks are none.
  init(
    paths: Paths, isPoisson: Bool, origin: Double, destination: Double, pair: Double,
    persistence: Double, electionCorrelation: Double
  ) {
    self.paths = paths
    self.isPoisson = isPoisson
    originScale = origin
    destinationScale = destination
    pairScale = pair
    sizes = PowerShocks(
      state: origin * paths.originSize, destination: destination * paths.destinationSize,
      pairScale: pair, persistence: persistence, year: 0, election: 0, cycle: 0,
      electionCorrelation: electionCorrelation)
  }

  /// Standard normal numbers for each unit and cycle, unit first.
  static func multipliers(
    _ generator: CounterGenerator, units: Int, cycles: Int, persistence: Double
  ) -> [Double] {
    let common = NormalDraws(generator.stream(1)).vector(0, count: units)
    let own = NormalDraws(generator.stream(2)).vector(0, count: units * cycles)
    let (shared, rest) = (persistence.squareRoot(), (1 - persistence).squareRoot())
    return own.indices.map { shared * common[$0 / cycles] + rest * own[$0] }
  }

  /// Normal numbers, each correlated with the one before of its kind.
  private func correlated(_ numbers: [Double], kinds: [Bool]) -> [Double] {
    let share = sizes.electionCorrelation
    let rest = (1 - share * share).squareRoot()
    var last: [Bool: Double] = [:]
    return zip(numbers, kinds).map { number, kind in
      let value = last[kind].map { share * $0 + rest * number } ?? number
      last[kind] = value
      return value
    }
  }

  /// The errors of one draw on the rows of the design: outcome over mean, less one.
  func draw(_ generator: CounterGenerator) -> [Double] {
    let cycles = (paths.cycles.max() ?? 0) + 1
    let multipliers = paths.parts.enumerated().map { index, part in
      Self.multipliers(
        generator.stream(index + 1), units: (part.units.max() ?? 0) + 1, cycles: cycles,
        persistence: sizes.persistence)
    }
    func normals(_ stream: Int, _ count: Int) -> [Double] {
      NormalDraws(generator.stream(stream)).vector(0, count: count)
    }
    let ofYear = normals(4, (paths.spells.max() ?? 0) + 1)
    var isInside = [Bool](repeating: false, count: (paths.stretches.max() ?? 0) + 1)
    for (stretch, inside) in zip(paths.stretches, paths.isInWindow) { isInside[stretch] = inside }
    let ofStretch = correlated(normals(5, isInside.count), kinds: isInside)
    let ofCycle = correlated(
      normals(6, cycles), kinds: [Bool](repeating: false, count: cycles))
    let common = paths.stretches.indices.map { year in
      sizes.year * ofYear[paths.spells[year]] + sizes.election * ofStretch[paths.stretches[year]]
        + sizes.cycle * ofCycle[paths.cycles[year]]
    }
    let commonSquare =
      sizes.year * sizes.year + sizes.election * sizes.election + sizes.cycle * sizes.cycle
    var errors = [Double](repeating: 0, count: paths.origin.count)
    for row in errors.indices {
      let year = paths.years[row]
      let cycle = paths.cycles[year]
      let state = originScale * paths.origin[row]
      let country = destinationScale * paths.destination[row]
      let own = pairScale * paths.pair[row]
      let together = paths.treatable[row]
      var value = state * multipliers[0][paths.origins[row] * cycles + cycle]
      value += country * multipliers[1][paths.destinations[row] * cycles + cycle]
      value += together * common[year]
      let number = multipliers[2][paths.pairs[row] * cycles + cycle]
      guard isPoisson else {
        errors[row] = value + own * number
        continue
      }
      // The variance of a log-normal number with mean one is exp(s²) - 1: that of the pair is own².
      let square = Platform.logarithmOfOnePlus(own * own)
      let spread = square.squareRoot()
      value += (own < 0 ? -spread : spread) * number
      let half =
        state * state + country * country + square + together * together * commonSquare
      errors[row] = Platform.exponentialMinusOne(value - half / 2)
    }
    return errors
  }
}
