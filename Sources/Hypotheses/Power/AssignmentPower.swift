import Estimation

/// A test by assigning a component of the term anew, with a statistic studentized by cluster.
struct AssignmentPower: PowerTest {
  private(set) var methods: [PowerMethod]
  private let scoring: AssignmentScoring
  /// Scores of the tested term as observed, and of the other terms' part under the hypothesis.
  private let ofEffect: AssignmentScoring.Scores
  private let ofOthers: AssignmentScoring.Scores
  private let isExact: Bool

  /// An assignment of a component: its values and, for each row of the design, the unit.
  struct Component: Sendable {
    let component: RandomizedComponent
    let units: [Int]
    /// By term of the model that is built from it, the term's column but for the component.
    let multipliers: [String: [Double]]
  }

  /// Prepares all assignments; each costs two absorbed columns.
  init(
    _ design: PowerDesign, _ component: Component, method: PowerMethod,
    partition: PowerDesign.Partition, draws: Int, seed: UInt64, example: [Double], threads: Int
  ) throws {
    let sampler = try AssignmentSampler(component.component)
    isExact = sampler.distinct <= Double(draws)
    var assignments = [component.component.values]
    if isExact {
      assignments += sampler.all()
    } else {
      let generator = CounterGenerator(seed: seed)
      assignments += (0..<draws).map { sampler.random(generator.stream($0).stream(0)) }
    }
    let all = assignments
    let projected = mapInParallel(assignments.count, threads: threads) { index in
      Result {
        try design.rebuilt(component, values: all[index])
      }
    }
    var regressions: [PowerDesign.Rebuilt] = []
    for result in projected {
      if let own = try result.get() { regressions.append(own) }
    }
    scoring = AssignmentScoring(regressions, design: design, partition: partition)
    let drawn = regressions.count - 1
    // Terms built from the component are zero under the sharp hypothesis: their part is in the response.
    var part = [Double](repeating: 0, count: design.rows.count)
    for (other, column) in zip(design.others, design.otherParts)
    where component.multipliers[other.name] != nil {
      for row in part.indices { part[row] += other.coefficient * column[row] }
    }
    let effect = try PowerDraws([design.tested], design: design).response
    ofEffect = scoring.scores(effect)
    ofOthers = scoring.scores(part.map { SIMD8<Float>(repeating: Float($0)) })
    var own = method
    own.note = isExact ? "all \(drawn) assignments" : nil
    methods = [own]
    // Of all assignments, those that are most extreme in a draw: opposites are so together.
    let sizes = statistics(of: try PowerDraws([example], design: design)).dropFirst()
      .map { $0.size(at: .zero)[0] }.filter { !$0.isNaN }
    let extreme = sizes.max().map { most in sizes.count { $0 >= most * (1 - 1e-6) } }
    own.smallestAttainableP =
      isExact ? Double(extreme ?? 1) / Double(max(sizes.count, 1)) : 1 / Double(drawn + 1)
    methods = [own]
  }

  /// The statistics of all assignments, the one observed first.
  private func statistics(of draws: PowerDraws) -> [AffineStatistic] {
    let found = scoring.scores(draws.response)
    return scoring.curvatures.indices.map { index in
      var statistic = AffineStatistic()
      let (curvature, count) = (scoring.curvatures[index], scoring.count)
      statistic.numerator = (found.estimates[index] + ofOthers.estimates[index]) * curvature
      statistic.slope = ofEffect.estimates[index][0] * SIMD8<Double>(repeating: curvature)
      for cluster in (index * count)..<((index + 1) * count) {
        let score = found.scores[cluster] + ofOthers.scores[cluster]
        let slope = SIMD8<Double>(repeating: ofEffect.scores[cluster][0])
        statistic.square += score * score
        statistic.cross += score * slope
        statistic.slopeSquare += slope * slope
      }
      return statistic
    }
  }

  func verdicts(on draws: PowerDraws, effects: [Double], level: Double) -> [[[Verdict]]] {
    let statistics = statistics(of: draws)
    return [
      effects.map { effect in
        let sizes = statistics.map { $0.size(at: SIMD8(repeating: effect)) }
        return (0..<8).map { lane in
          let drawn = sizes.dropFirst().map { $0[lane] }.filter { !$0.isNaN }
          guard let observed = sizes.first?[lane], !observed.isNaN, !drawn.isEmpty else {
            return .undefined
          }
          let extreme = drawn.count { $0 >= observed * (1 - 1e-6) }
          let share =
            isExact
            ? Double(extreme) / Double(drawn.count)
            : Double(extreme + 1) / Double(drawn.count + 1)
          return share <= level ? .rejects : .keeps
        }
      }
    ]
  }
}

extension PowerDesign {
  /// An assignment's regression.
  struct Rebuilt: Sendable {
    let direction: [Double]
    let curvature: Double
    let others: [[Double]]
    let bread: [[Double]]
  }

  /// The regression of the data's own assignment.
  var observed: Rebuilt {
    Rebuilt(
      direction: direction, curvature: curvature, others: otherParts, bread: otherBread)
  }

  /// The regression with a component assigned anew; nil where the term is then absorbed.
  func rebuilt(
    _ component: AssignmentPower.Component, values: [Double]
  ) throws -> Rebuilt? {
    var moving: [(place: Int, column: [Double])] = []
    for (place, name) in ([term.name] + others.map(\.name)).enumerated() {
      guard let multiplier = component.multipliers[name] else { continue }
      moving.append(
        (place, multiplier.indices.map { multiplier[$0] * values[component.units[$0]] }))
    }
    let parts = try projector.withoutFixedEffects(moving.map(\.column), tolerance: Self.tolerance)
    var columns = [direction] + otherParts
    for (part, own) in zip(parts, moving) { columns[own.place] = part }
    func dot(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for row in a.indices { sum += weights[row] * a[row] * b[row] }
      return sum
    }
    let others = Array(columns.dropFirst())
    guard let bread = NormalEquations.inverse(others.map { a in others.map { dot(a, $0) } }) else {
      return nil
    }
    let products = others.map { dot($0, columns[0]) }
    var direction = columns[0]
    for (row, other) in zip(bread, others) {
      let slope = zip(row, products).reduce(0) { $0 + $1.0 * $1.1 }
      for index in direction.indices { direction[index] -= slope * other[index] }
    }
    let squares = dot(direction, direction)
    guard squares > 1e-9 * curvature else { return nil }
    return Rebuilt(direction: direction, curvature: squares, others: others, bread: bread)
  }
}
