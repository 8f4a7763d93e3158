import Codes
import Estimation
import Panels

extension ShockModel {
  /// Finds the sizes of all parts by the method of simulated moments, but for those that are given.
  ///
  /// The parts of state, destination and pair are those, none below zero, whose draws have on average
  /// the sums of squares that the residuals have: of sums over each state's allies in a year, of sums
  /// over each destination's swing states in a year, and of single rows. The common ones are those that
  /// explain what is left of the spread between the yearly coefficients of swing × ally, inside and
  /// outside windows each about their own mean: between stretches and within them.
  ///
  /// - Parameters:
  ///   - design: The design.
  ///   - data: The panel's calendar and memberships.
  ///   - given: Sizes that replace estimates.
  ///   - generator: Where the random numbers start.
  ///   - progress: Called after each of the steps, of which there are `steps`.
  static func estimated(
    _ design: PowerDesign, calendar: Calendar, given: PowerOptions.Shocks,
    generator: CounterGenerator, progress: () -> Void
  ) throws -> ShockModel {
    let paths = self.paths(design, calendar)
    let isPoisson = design.model.estimator == .ppml
    let observed = try PowerDraws([design.residuals], design: design)
    let targets = moments(observed, design, calendar).map { $0[0] }
    // Each part alone, as it enters to first order.
    var matrix = [[Double]](repeating: [], count: targets.count)
    for (part, path) in [paths.origin, paths.destination, paths.pair].enumerated() {
      let count =
        [(paths.origins.max() ?? 0) + 1, (paths.destinations.max() ?? 0) + 1,
          Int(paths.pairs.last ?? 0) + 1][part]
      var sums = [Double](repeating: 0, count: targets.count)
      let batches = 3
      for batch in 0..<batches {
        let columns = (0..<8).map { lane in
          let normals = NormalDraws(generator.stream(part * 100 + batch * 8 + lane))
            .vector(0, count: count)
          return path.indices.map { row in
            let unit =
              part == 0
              ? paths.origins[row] : part == 1 ? paths.destinations[row] : Int(paths.pairs[row])
            return path[row] * normals[unit]
          }
        }
        let drawn = moments(try PowerDraws(columns, design: design), design, calendar)
        for index in sums.indices { sums[index] += drawn[index].sum() / Double(8 * batches) }
      }
      for index in sums.indices { matrix[index].append(sums[index]) }
      progress()
    }
    let squares = NormalEquations.nonNegative(matrix, targets)
    var model = ShockModel(
      paths: paths, isPoisson: isPoisson, origin: squares[0].squareRoot(),
      destination: squares[1].squareRoot(), pair: squares[2].squareRoot(), year: 0, stretch: 0)
    if let state = given.state { model.setOrigin(state) }
    if let destination = given.destination { model.setDestination(destination) }
    try model.addCommonShocks(
      design, calendar, observed: observed, given: given, generator: generator)
    progress()
    return model
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
    var pairs = [Int32](repeating: 0, count: count)
    for pair in 0..<(design.starts.count - 1) {
      for row in design.starts[pair]..<design.starts[pair + 1] { pairs[row] = Int32(pair) }
    }
    return Paths(
      origin: origin, destination: destination,
      pair: zip(left, destination).map { $0 - $1 },
      originSize: size(origin, calendar.isAlly),
      destinationSize: size(destination, calendar.isSwing),
      origins: design.rows.map(\.origin), destinations: design.rows.map(\.destination),
      pairs: pairs, years: design.rows.map(\.year), stretches: calendar.stretches,
      treatable: design.treatable)
  }

  /// Sums of squares by state and year over allies, by destination and year over swing states, and by
  /// row, each divided by the sums of weights.
  private static func moments(
    _ draws: PowerDraws, _ design: PowerDesign, _ calendar: Calendar
  ) -> [SIMD8<Double>] {
    let years = calendar.stretches.count
    func squares(_ flag: [Bool], _ unit: (SampleRow) -> Int) -> SIMD8<Double> {
      let units = (design.rows.map(unit).max() ?? 0) + 1
      var sums = [SIMD8<Double>](repeating: .zero, count: units * years)
      var weights = [Double](repeating: 0, count: units * years)
      for row in design.rows.indices where flag[row] {
        let cell = unit(design.rows[row]) * years + design.rows[row].year
        sums[cell] += design.weights[row] * SIMD8<Double>(draws.residuals[row])
        weights[cell] += design.weights[row]
      }
      var total = SIMD8<Double>.zero
      for cell in sums.indices where weights[cell] > 0 {
        total += sums[cell] * sums[cell] / weights[cell]
      }
      return total
    }
    var single = SIMD8<Double>.zero
    for row in design.rows.indices {
      let value = SIMD8<Double>(draws.residuals[row])
      single += design.weights[row] * value * value
    }
    return [
      squares(calendar.isAlly, \.origin), squares(calendar.isSwing, \.destination), single,
    ]
  }

  /// Sizes of the shocks of years and stretches.
  private mutating func addCommonShocks(
    _ design: PowerDesign, _ calendar: Calendar, observed: PowerDraws, given: PowerOptions.Shocks,
    generator: CounterGenerator
  ) throws {
    if let yearly = try YearlyEffects(design, calendar) {
      let target = yearly.spread(observed)
      var (within, between) = (0.0, 0.0)
      let batches = 8
      for batch in 0..<batches {
        let columns = (0..<8).map { draw(generator.stream(1_000 + batch * 8 + $0)) }
        let drawn = yearly.spread(try PowerDraws(columns, design: design))
        within += drawn.within.sum() / Double(8 * batches)
        between += drawn.between.sum() / Double(8 * batches)
      }
      let square = max(0, (target.within[0] - within) / max(yearly.withinFreedom, 1))
      sizes.year = yearly.withinFreedom > 0 ? square.squareRoot() : 0
      let left = target.between[0] - between - yearly.betweenFreedom * sizes.year * sizes.year
      sizes.stretch = max(0, left / yearly.betweenWeight).squareRoot()
    }
    if let year = given.year { sizes.year = year }
    if let stretch = given.stretch { sizes.stretch = stretch }
  }

  /// The panel's years and memberships as draws need them.
  struct Calendar: Sendable {
    /// The stretch of each year: the years of one election that are all inside, or all outside, its
    /// window.
    let stretches: [Int]
    /// Whether each year is inside.
    let isInWindow: [Bool]
    /// Whether each row of the design is of an ally, and whether of a swing state.
    let isAlly: [Bool]
    let isSwing: [Bool]

    init(_ panel: Panel, design: PowerDesign, sample: ModelSample) {
      isInWindow = panel.years.indices.map(panel.isInWindow)
      let keys = panel.years.indices.map {
        "\(YearComponents.cycle(of: panel.years[$0])) \(panel.isInWindow(year: $0))"
      }
      var known: [String: Int] = [:]
      stretches = keys.map { key in
        let own = known[key] ?? known.count
        known[key] = own
        return own
      }
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
