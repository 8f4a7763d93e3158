/// A variable that a randomization test assigns anew, over units of its own: such as swing status
/// over states and cycles, while the rows are exports by state, destination and year.
public struct RandomizedComponent: Sendable, Equatable {
  /// How values could have been assigned to units.
  public enum Assignment: Sendable, Hashable {
    /// Values are exchanged between units, within `strata` if given: one number for each unit.
    ///
    /// Units with the same number in `blocks` move together (a state with all its cycles): a block
    /// gives its values, in the order of the units, to another block of the same length and stratum.
    case permutation(strata: [Int]? = nil, blocks: [Int]? = nil)
    /// Values move around in a circle, all by the same number of units: the phase of a calendar. With
    /// `groups`, one number for each unit, each group is a circle of its own and of the same length.
    case circularShift(groups: [Int]? = nil)
  }

  /// The name by which terms refer to it.
  public let name: String
  /// The value of each unit as observed.
  public let values: [Double]
  /// The unit of each of the caller's rows: a factor with as many levels as there are units.
  public let units: Factor
  /// How the values could have been assigned.
  public let assignment: Assignment

  /// Puts a component together; it is checked by the test.
  public init(name: String, values: [Double], units: Factor, assignment: Assignment) {
    self.name = name
    self.values = values
    self.units = units
    self.assignment = assignment
  }
}

/// How a term of the model is built from components, so that it can be built again after they are
/// assigned anew: the product of components and of a column that stays as it is.
public struct RebuiltTerm: Sendable, Equatable {
  /// The name of the term in the model.
  public let term: String
  /// The names of the components; one named twice is squared.
  public let components: [String]
  /// What the product is multiplied by in each of the caller's rows; nil means one.
  public let multiplier: [Double]?

  /// States the product.
  public init(_ term: String, components: [String], multiplier: [Double]? = nil) {
    self.term = term
    self.components = components
    self.multiplier = multiplier
  }
}

/// Assigns the values of one component anew, at random or one assignment after the other.
package struct AssignmentSampler: Sendable {
  /// The number of distinct assignments; infinite where it is beyond double precision.
  package let distinct: Double
  /// Exchanged together: for each stratum its blocks, each a list of units.
  private let strata: [[[Int]]]
  /// Shifted together: lists of units of one length.
  ///
  /// One of the two is empty.
  private let circles: [[Int]]
  private let values: [Double]

  package init(_ component: RandomizedComponent) throws(EstimationError) {
    let count = component.values.count
    values = component.values
    if count != component.units.levels {
      throw .component(
        component.name, "has \(count) values for \(component.units.levels) units",
        hint: "pass one value for each level of the units")
    }
    for (unit, value) in component.values.enumerated() where !value.isFinite {
      throw .component(
        component.name, "has no finite value for unit \(unit)",
        hint: "leave units without a value, and their rows, out of the model")
    }
    func check(_ labels: [Int]?, _ what: String) throws(EstimationError) -> [Int] {
      let labels = labels ?? [Int](repeating: 0, count: count)
      if labels.count != count {
        throw .component(
          component.name, "has \(labels.count) \(what) for \(count) units",
          hint: "pass one number for each unit")
      }
      return labels
    }
    switch component.assignment {
    case .circularShift(let groups):
      circles = AssignmentSampler.grouped(try check(groups, "groups"))
      strata = []
      let lengths = Set(circles.map(\.count))
      if lengths.count != 1 {
        throw .component(
          component.name, "has groups of unequal length, which no common shift can turn",
          hint: "use groups of one length")
      }
      distinct = Double(circles[0].count)
    case .permutation(let labels, let blocks):
      circles = []
      let stratum = try check(labels, "strata")
      let lists = AssignmentSampler.grouped(
        try blocks.map { labels throws(EstimationError) in try check(labels, "blocks") }
          ?? Array(0..<count))
      for list in lists where Set(list.map { stratum[$0] }).count > 1 {
        throw .component(
          component.name, "has a block in two strata, that of unit \(list[0])",
          hint: "use strata that hold whole blocks")
      }
      let byStratum = AssignmentSampler.grouped(lists.map { stratum[$0[0]] })
      strata = byStratum.map { members in members.map { lists[$0] } }
      var total = 1.0
      for members in strata {
        if Set(members.map(\.count)).count > 1 {
          throw .component(
            component.name,
            "has blocks of unequal length in one stratum, near unit "
              + "\(members[0][0])",
            hint: "put blocks of each length in a stratum of their own")
        }
        var repeats: [[Double]: Int] = [:]
        for (position, block) in members.enumerated() {
          let values = block.map { component.values[$0] }
          repeats[values, default: 0] += 1
          // n! over the product of the repeats' factorials, one factor at a time.
          total *= Double(position + 1) / Double(repeats[values] ?? 1)
        }
      }
      distinct = total.rounded()
    }
    if !(distinct > 1) {
      throw .component(
        component.name, "can be assigned in one way only",
        hint: "use coarser strata, or another component")
    }
  }

  /// The positions of each label, labels ascending.
  private static func grouped(_ labels: [Int]) -> [[Int]] {
    var groups: [Int: [Int]] = [:]
    for (position, label) in labels.enumerated() { groups[label, default: []].append(position) }
    return groups.keys.sorted().map { groups[$0] ?? [] }
  }

  /// An assignment at random, all equally likely.
  package func random(_ generator: CounterGenerator) -> [Double] {
    var result = values
    var position: UInt64 = 0
    if let first = circles.first {
      return shifted(generator.index(below: first.count, 0))
    }
    for members in strata {
      var donors = Array(members.indices)
      for last in stride(from: donors.count - 1, to: 0, by: -1) {
        donors.swapAt(last, generator.index(below: last + 1, position))
        position += 1
      }
      for (block, donor) in zip(members, donors) { give(members[donor], to: block, in: &result) }
    }
    return result
  }

  private func give(_ donor: [Int], to block: [Int], in result: inout [Double]) {
    for (unit, from) in zip(block, donor) { result[unit] = values[from] }
  }

  private func shifted(_ shift: Int) -> [Double] {
    var result = values
    for circle in circles {
      for position in circle.indices {
        result[circle[position]] = values[circle[(position + shift) % circle.count]]
      }
    }
    return result
  }

  /// All distinct assignments.
  package func all() -> [[Double]] {
    if let first = circles.first { return first.indices.map { shifted($0) } }
    var results = [values]
    for members in strata {
      // Blocks with equal values are one kind; orders of kinds in lexicographic sequence.
      var kinds: [[Double]: Int] = [:]
      var donors: [[Int]] = []
      let order = members.map { block -> Int in
        let key = block.map { values[$0] }
        if let kind = kinds[key] { return kind }
        kinds[key] = donors.count
        donors.append(block)
        return donors.count - 1
      }
      var orders: [[Int]] = []
      var current: [Int]? = order.sorted()
      while let now = current {
        orders.append(now)
        current = AssignmentSampler.next(now)
      }
      results = results.flatMap { base in
        orders.map { order in
          var result = base
          for (block, kind) in zip(members, order) { give(donors[kind], to: block, in: &result) }
          return result
        }
      }
    }
    return results
  }

  /// The next order of a multiset in lexicographic sequence, or nil after the last.
  private static func next(_ order: [Int]) -> [Int]? {
    guard let pivot = order.indices.dropLast().last(where: { order[$0] < order[$0 + 1] }),
      let larger = order.indices.last(where: { order[$0] > order[pivot] })
    else { return nil }
    var next = order
    next.swapAt(pivot, larger)
    next[(pivot + 1)...].reverse()
    return next
  }
}
