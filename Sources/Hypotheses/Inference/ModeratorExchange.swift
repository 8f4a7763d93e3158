import Estimation

/// The ways in which the values of a moderator could have been spread over incumbents or elections.
///
/// Reputation belongs to an incumbent, so that the incumbents' values are exchanged. Any other quantity
/// that varies by year is exchanged between election cycles, each with the values of all its years:
/// cycles that are known in the same years change places with each other alone.
struct ModeratorExchange: Sendable {
  /// The moderator.
  let moderator: Component
  /// What is exchanged: `incumbent` or `election cycle`.
  let unit: String
  /// The names of what is exchanged.
  let names: [String]
  /// The values over the units of the randomization test.
  let values: [Double]
  /// The unit of each period; nil where the moderator is not reported.
  let unitOfPeriod: [Int?]
  private let assignment: RandomizedComponent.Assignment
  /// The values of each thing that is exchanged, with what it can change places with.
  private let blocks: [(stratum: Int, values: [Double])]

  /// The exchange of a moderator in a data set.
  ///
  /// - Returns: nil where the moderator is known in no period.
  init?(_ moderator: Component, in frame: InferenceFrame, values byPeriod: [Double?]) {
    self.moderator = moderator
    guard byPeriod.contains(where: { $0 != nil }) else { return nil }
    if moderator == .incumbentReputation {
      unit = "incumbent"
      var names: [String] = []
      var values: [Double] = []
      unitOfPeriod = zip(frame.periods, byPeriod).map { period, value in
        guard let value else { return nil }
        if let known = names.firstIndex(of: period.incumbent) { return known }
        names.append(period.incumbent)
        values.append(value)
        return names.count - 1
      }
      self.names = names
      self.values = values
      assignment = .permutation()
      blocks = values.map { (0, [$0]) }
      return
    }
    unit = "election cycle"
    let cycles = frame.cycles
    let places = frame.window.count
    var known: [Int: Double] = [:]
    unitOfPeriod = zip(frame.periods, byPeriod).map { period, value in
      guard let value, let cycle = cycles.firstIndex(of: period.cycle) else { return nil }
      known[cycle * places + period.place] = value
      return cycle * places + period.place
    }
    // The data's own values first; a period outside them has that of the table of facts.
    let all = cycles.indices.map { cycle in
      (0..<places).map { place in
        known[cycle * places + place] ?? frame.value(moderator, cycles[cycle], place)
      }
    }
    var patterns: [[Bool]: Int] = [:]
    let stratum = all.map { own -> Int in
      let pattern = own.map { $0 == nil }
      let number = patterns[pattern] ?? patterns.count
      patterns[pattern] = number
      return number
    }
    values = all.flatMap { $0.map { $0 ?? 0 } }
    assignment = .permutation(
      strata: stratum.flatMap { [Int](repeating: $0, count: places) },
      blocks: cycles.indices.flatMap { [Int](repeating: $0, count: places) })
    blocks = zip(stratum, all).map { ($0, $1.compactMap { $0 }) }
    // Those that have nothing to change places with stay where they are.
    names = cycles.indices.filter { index in stratum.count { $0 == stratum[index] } > 1 }
      .map { String(cycles[$0]) }
  }

  /// The number of distinct ways to spread the values.
  var assignments: Double {
    var total = 1.0
    for stratum in Set(blocks.map(\.stratum)).sorted() {
      let own = blocks.filter { $0.stratum == stratum }.map(\.values)
      var repeats: [[Double]: Int] = [:]
      for (position, block) in own.enumerated() {
        repeats[block, default: 0] += 1
        total *= Double(position + 1) / Double(repeats[block] ?? 1)
      }
    }
    return total.rounded()
  }

  /// The smallest two-sided p that an exact test over all assignments can give, whatever the outcomes.
  ///
  /// Beside the term without the moderator, values turned about their middle give the same slope with the
  /// other sign: where that is one of the assignments, no assignment is the most extreme alone.
  var smallestAttainable: Double {
    let flat = blocks.flatMap(\.values)
    guard let low = flat.min(), let high = flat.max() else { return 1 }
    func counts(_ turned: Bool) -> [[Double]: Int] {
      var counts: [[Double]: Int] = [:]
      for block in blocks {
        // Rounded, since 1 - 2/3 is not 1/3 to the last bit.
        let values = block.values.map {
          ((turned ? low + high - $0 : $0) * 1e9).rounded(.toNearestOrEven)
        }
        counts[[Double(block.stratum)] + values, default: 0] += 1
      }
      return counts
    }
    return min(1, (counts(true) == counts(false) ? 2 : 1) / max(assignments, 1))
  }

  /// The component as the randomization test takes it.
  ///
  /// - Throws: `EstimationError` where rows and units do not fit.
  func component(of sample: ModelSample) throws(EstimationError) -> RandomizedComponent {
    // Rows whose moderator is not reported are not in the sample.
    let units = try Factor(
      name: unit, codes: sample.rows.map { Int32(unitOfPeriod[$0.year] ?? 0) },
      levels: values.count)
    return RandomizedComponent(
      name: moderator.name, values: values, units: units, assignment: assignment)
  }
}

extension ModelSpecification {
  /// The quantity by year with which the model lets its bumps vary; nil for a model without one.
  var moderator: Component? {
    bumps.flatMap(\.components).first { component in
      switch component {
      case .incumbentReputation, .eligible, .divided: true
      default: false
      }
    }
  }

  /// The bumps that vary with the moderator, each with the bump that it varies.
  var moderatedBumps: [(term: TermSpecification, base: TermSpecification?)] {
    guard let moderator else { return [] }
    return bumps.filter { $0.components.contains(moderator) }.map { term in
      let rest = Set(term.components.filter { $0 != moderator }.map(\.name))
      return (term, bumps.first { Set($0.components.map(\.name)) == rest })
    }
  }

  /// The model without its moderator: one bump whatever its value.
  var withoutModerator: ModelSpecification {
    guard let moderator else { return self }
    return ModelSpecification(
      id: id, estimator: estimator, allyRule: allyRule,
      terms: terms.filter { !$0.components.contains(moderator) }, fixedEffects: fixedEffects,
      clusterings: clusterings, question: question)
  }
}

extension ModelSample {
  /// The value of a component by year alone in each period; nil where it is not reported.
  func byPeriod(_ component: Component) -> [Double?] {
    guard let column = columns[component], column.dimensions == [.year] else { return [] }
    return column.values.map { $0.isNaN ? nil : $0 }
  }
}
