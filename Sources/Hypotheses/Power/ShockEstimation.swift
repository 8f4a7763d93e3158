import Codes
import Estimation
import Panels

extension ShockModel {
  /// Finds the sizes of all parts by the method of simulated moments, but for those that are given.
  ///
  /// The part of pairs is the one with which draws have on average the variance of the estimate
  /// clustered by pair that the residuals have. That of states explains what clustering by state finds
  /// beyond pairs, on average over several maps of swing states drawn as the randomization test draws
  /// them, since the one map of the data says little; that of destinations what clustering by
  /// destination finds beyond both. Neither is made larger than the paths of the residuals. Common
  /// shocks are those that explain what is left of the spread of the yearly coefficients of
  /// swing × ally: within stretches of years that are all inside, or all outside, a window; of the
  /// difference between the two stretches of an election; and between cycles.
  ///
  /// - Parameters:
  ///   - design: The design.
  ///   - calendar: The panel's calendar and memberships.
  ///   - maps: Regressions with swing states assigned anew.
  ///   - options: What is given, and the persistence.
  ///   - generator: Where the random numbers start.
  ///   - progress: Called after each of the steps, of which there are `steps`.
  static func estimated(
    _ design: PowerDesign, calendar: Calendar, maps: [PowerDesign.Rebuilt], options: PowerOptions,
    generator: CounterGenerator, progress: () -> Void
  ) throws -> ShockModel {
    let paths = self.paths(design, calendar)
    let observed = try PowerDraws([design.residuals], design: design)
    let cycles = (calendar.cycles.max() ?? 0) + 1
    var own = Moments(ScoreMoments([design.observed], design: design), observed: observed)
    var drawn = Moments(ScoreMoments(maps, design: design), observed: observed)
    // Each part alone, as it enters to first order.
    for (index, part) in paths.parts.enumerated() {
      for batch in 0..<3 {
        let columns = (0..<8).map { lane in
          let multipliers = Self.multipliers(
            generator.stream(index * 100 + batch * 8 + lane),
            units: (part.units.max() ?? 0) + 1, cycles: cycles, persistence: options.persistence)
          return part.path.indices.map { row in
            part.path[row]
              * multipliers[part.units[row] * cycles + calendar.cycles[paths.years[row]]]
          }
        }
        let draws = try PowerDraws(columns, design: design)
        own.add(draws, part: index, share: 1 / 24)
        drawn.add(draws, part: index, share: 1 / 24)
      }
      progress()
    }
    let squares = Self.squares(own: own, drawn: drawn)
    var model = ShockModel(
      paths: paths, isPoisson: design.model.estimator == .ppml, origin: squares[0].squareRoot(),
      destination: squares[1].squareRoot(), pair: squares[2].squareRoot(),
      persistence: options.persistence, electionCorrelation: options.electionCorrelation)
    if let state = options.shocks.state { model.setOrigin(state) }
    if let destination = options.shocks.destination { model.setDestination(destination) }
    try model.addCommonShocks(
      design, calendar, observed: observed, given: options.shocks, generator: generator)
    progress()
    return model
  }

  /// Moments of the residuals and of each part alone.
  private struct Moments {
    let of: ScoreMoments
    let targets: [Double]
    /// By moment and part.
    var parts = [[Double]](repeating: [0, 0, 0], count: 3)

    init(_ of: ScoreMoments, observed: PowerDraws) {
      self.of = of
      targets = of.of(observed).map { $0[0] }
    }

    mutating func add(_ draws: PowerDraws, part: Int, share: Double) {
      for (moment, value) in of.of(draws).enumerated() {
        parts[moment][part] += share * value.sum()
      }
    }
  }

  /// The squared scales of the parts.
  private static func squares(own: Moments, drawn: Moments) -> [Double] {
    func share(_ left: Double, _ of: Double) -> Double {
      of > 0 ? min(max(left / of, 0), 1) : 0
    }
    func pairs(_ moments: Moments) -> Double {
      moments.parts[2][2] > 0 ? moments.targets[2] / moments.parts[2][2] : 1
    }
    let alone = pairs(own)
    let state = share(
      drawn.targets[0] - pairs(drawn) * drawn.parts[0][2], drawn.parts[0][0])
    let destination = share(
      own.targets[1] - alone * own.parts[1][2] - state * own.parts[1][0], own.parts[1][1])
    let others = state * own.parts[2][0] + destination * own.parts[2][1]
    let pair = own.parts[2][2] > 0 ? (own.targets[2] - others) / own.parts[2][2] : 1
    return [state, destination, max(pair, alone / 2)]
  }

  /// The number of calls of `progress`.
  static let steps = 4

  private mutating func setOrigin(_ size: Double) {
    originScale = paths.originSize > 0 ? size / paths.originSize : 0
    sizes.state = originScale * paths.originSize
  }

  private mutating func setDestination(_ size: Double) {
    destinationScale = paths.destinationSize > 0 ? size / paths.destinationSize : 0
    sizes.destination = destinationScale * paths.destinationSize
  }

  /// The paths of the residuals.
  private static func paths(_ design: PowerDesign, _ calendar: Calendar) -> Paths {
    let count = design.rows.count
    func means(_ values: [Double], flag: [Bool], unit: (SampleRow) -> Int) -> [Double] {
      let years = calendar.stretches.count
      let units = (design.rows.map(unit).max() ?? 0) + 1
      var sums = [Double](repeating: 0, count: units * years)
      var weights = sums
      for row in 0..<count where flag[row] {
        let cell = unit(design.rows[row]) * years + design.rows[row].year
        sums[cell] += design.weights[row] * values[row]
        weights[cell] += design.weights[row]
      }
      return (0..<count).map { row in
        guard flag[row] else { return 0 }
        let cell = unit(design.rows[row]) * years + design.rows[row].year
        return weights[cell] > 0 ? sums[cell] / weights[cell] : 0
      }
    }
    func size(_ path: [Double], _ flag: [Bool]) -> Double {
      var (squares, weights) = (0.0, 0.0)
      for row in 0..<count where flag[row] {
        squares += design.weights[row] * path[row] * path[row]
        weights += design.weights[row]
      }
      return weights > 0 ? (squares / weights).squareRoot() : 0
    }
    let origin = means(design.residuals, flag: calendar.isAlly) { $0.origin }
    let left = zip(design.residuals, origin).map { $0 - $1 }
    let destination = means(left, flag: calendar.isSwing) { $0.destination }
    var pairs = [Int](repeating: 0, count: count)
    for pair in 0..<(design.starts.count - 1) {
      for row in design.starts[pair]..<design.starts[pair + 1] { pairs[row] = pair }
    }
    return Paths(
      origin: origin, destination: destination,
      pair: design.residuals,
      originSize: size(origin, calendar.isAlly),
      destinationSize: size(destination, calendar.isSwing),
      origins: design.rows.map(\.origin), destinations: design.rows.map(\.destination),
      pairs: pairs, years: design.rows.map(\.year), stretches: calendar.stretches,
      cycles: calendar.cycles, isInWindow: calendar.isInWindow, spells: calendar.spells,
      treatable: design.treatable)
  }

  /// Sizes of the shocks of years, elections and cycles.
  private mutating func addCommonShocks(
    _ design: PowerDesign, _ calendar: Calendar, observed: PowerDraws, given: PowerOptions.Shocks,
    generator: CounterGenerator
  ) throws {
    if let yearly = try YearlyEffects(
      design, calendar, electionCorrelation: sizes.electionCorrelation)
    {
      let target = yearly.spread(observed)
      var noise = YearlyEffects.Spread()
      let batches = 8
      for batch in 0..<batches {
        let columns = (0..<8).map { draw(generator.stream(1_000 + batch * 8 + $0)) }
        let drawn = yearly.spread(try PowerDraws(columns, design: design))
        noise.within += drawn.within / Double(8 * batches)
        noise.difference += drawn.difference / Double(8 * batches)
        noise.level += drawn.level / Double(8 * batches)
      }
      let expected = yearly.expected
      func size(_ left: Double, _ factor: Double) -> Double {
        factor > 0 ? max(0, left / factor).squareRoot() : 0
      }
      sizes.year = size(target.within[0] - noise.within.sum(), expected.withinOfYear)
      let years = sizes.year * sizes.year
      sizes.election = size(
        target.difference[0] - noise.difference.sum() - years * expected.differenceOfYear,
        expected.differenceOfElection)
      sizes.cycle = size(
        target.level[0] - noise.level.sum() - years * expected.differenceOfYear / 4
          - sizes.election * sizes.election * expected.differenceOfElection / 4,
        expected.levelOfCycle)
    }
    if let year = given.year { sizes.year = year }
    if let election = given.election { sizes.election = election }
    if let cycle = given.cycle { sizes.cycle = cycle }
  }

  /// The panel's periods and memberships as draws need them.
  struct Calendar: Sendable {
    /// The stretch of each period: those of one election that are all inside, or all outside, its window.
    let stretches: [Int]
    /// The election cycle of each period.
    let cycles: [Int]
    /// Whether each period is inside.
    let isInWindow: [Bool]
    /// The spell of each period, whose periods have one common shock: a year, or three months.
    let spells: [Int]
    /// Whether each row of the design is of an ally, and whether of a swing state.
    let isAlly: [Bool]
    let isSwing: [Bool]

    init(_ periods: PowerPeriods, design: PowerDesign, sample: ModelSample) {
      isInWindow = periods.isInWindow
      spells = periods.spells
      cycles = PowerPeriods.numbered(periods.elections)
      stretches = PowerPeriods.numbered(
        zip(periods.elections, isInWindow).map { 2 * $0 + ($1 ? 1 : 0) })
      func flags(_ component: Component) -> [Bool] {
        guard let column = sample.columns[component] else {
          return [Bool](repeating: true, count: design.rows.count)
        }
        return design.rows.map { column.values[column.place(of: $0)] > 0 }
      }
      isAlly = flags(.ally)
      isSwing = flags(.swing)
    }
  }
}

/// The variances of the estimate clustered by state, by destination and by pair, means over several
/// maps of swing states.
struct ScoreMoments {
  private let scoring: AssignmentScoring
  private let origins: (ofPair: [Int32], count: Int)
  private let destinations: (ofPair: [Int32], count: Int)

  init(_ maps: [PowerDesign.Rebuilt], design: PowerDesign) {
    scoring = AssignmentScoring(maps, design: design, partition: .pair)
    origins = design.levels(.origin)
    destinations = design.levels(.destination)
  }

  /// By state, destination and pair.
  func of(_ draws: PowerDraws) -> [SIMD8<Double>] {
    let found = scoring.scores(draws.response)
    var result = [SIMD8<Double>](repeating: .zero, count: 3)
    for (index, curvature) in scoring.curvatures.enumerated() {
      var byOrigin = [SIMD8<Double>](repeating: .zero, count: origins.count)
      var byDestination = [SIMD8<Double>](repeating: .zero, count: destinations.count)
      let scale = 1 / (curvature * curvature * Double(scoring.curvatures.count))
      for pair in 0..<scoring.count {
        let score = found.scores[index * scoring.count + pair]
        byOrigin[Int(origins.ofPair[pair])] += score
        byDestination[Int(destinations.ofPair[pair])] += score
        result[2] += score * score * scale
      }
      for sum in byOrigin { result[0] += sum * sum * scale }
      for sum in byDestination { result[1] += sum * sum * scale }
    }
    return result
  }
}
