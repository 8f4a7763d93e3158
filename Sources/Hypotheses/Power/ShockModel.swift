import Estimation

/// The errors of a power study: what is common to a state, a destination, a pair, a year and the years
/// of a window, and how large each part is.
///
/// With r the working residuals of the model without the effect (outcome over mean, less one), W the
/// means, A allies and S swing states:
///
/// - a state's path is the W-weighted mean of r over its allied destinations, year by year; a draw
///   multiplies the whole path by one standard normal number per state;
/// - a destination's path is the mean of what is left over swing states, likewise;
/// - a pair's path is what is left of r, likewise: dependence over time within the pair, and the
///   spread of every row, are those of the data;
/// - a common shock is normal, the same for all swing states and all allies, one per year and one per
///   stretch of years inside or outside the window of one election.
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
  private var pairScale: Double
  let paths: Paths
  private let isPoisson: Bool

  /// The raw paths by row, and what belongs to what.
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
    let pairs: [Int32]
    let years: [Int]
    /// The stretch of each year.
    let stretches: [Int]
    /// The cells on which common shocks act: swing × ally.
    let treatable: [Double]
  }

  /// Takes scales of the paths and sizes of the common shocks.
  init(
    paths: Paths, isPoisson: Bool, origin: Double, destination: Double, pair: Double, year: Double,
    stretch: Double
  ) {
    self.paths = paths
    self.isPoisson = isPoisson
    originScale = origin
    destinationScale = destination
    pairScale = pair
    sizes = PowerShocks(
      state: origin * paths.originSize, destination: destination * paths.destinationSize,
      pairScale: pair, year: year, stretch: stretch)
  }

  /// The errors of one draw on the rows of the design: outcome over mean, less one.
  func draw(_ generator: CounterGenerator) -> [Double] {
    func normals(_ stream: Int, _ count: Int) -> [Double] {
      NormalDraws(generator.stream(stream)).vector(0, count: count)
    }
    let origin = normals(1, (paths.origins.max() ?? 0) + 1)
    let destination = normals(2, (paths.destinations.max() ?? 0) + 1)
    let pair = normals(3, Int(paths.pairs.last ?? 0) + 1)
    let year = normals(4, (paths.years.max() ?? 0) + 1)
    let stretch = normals(5, (paths.stretches.max() ?? 0) + 1)
    var errors = [Double](repeating: 0, count: paths.origin.count)
    let common = sizes.year * sizes.year + sizes.stretch * sizes.stretch
    for row in errors.indices {
      let state = originScale * paths.origin[row]
      let country = destinationScale * paths.destination[row]
      let own = pairScale * paths.pair[row]
      var value = state * origin[paths.origins[row]]
      value += country * destination[paths.destinations[row]]
      let together = paths.treatable[row]
      if together != 0 {
        let years = sizes.year * year[paths.years[row]]
        value += together * (years + sizes.stretch * stretch[paths.stretches[paths.years[row]]])
      }
      let sign = pair[Int(paths.pairs[row])]
      guard isPoisson else {
        errors[row] = value + own * sign
        continue
      }
      // The variance of a log-normal number with mean one is exp(s²) - 1: that of the pair is own².
      let square = Platform.logarithmOfOnePlus(own * own)
      let spread = square.squareRoot()
      value += (own < 0 ? -spread : spread) * sign
      let half = state * state + country * country + square + together * together * common
      errors[row] = Platform.exponentialMinusOne(value - half / 2)
    }
    return errors
  }
}
