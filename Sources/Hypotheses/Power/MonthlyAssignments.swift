import Codes
import Estimation
import Panels

extension MonthlyPanel {
  /// A component with what could have been assigned, as the suite assigns it on a panel of years: swing
  /// status between the states of a region for all months of a cycle together, alliances between
  /// destinations for all months together, the window by the month of the four-year cycle; nil where the
  /// sample lacks it, or it is of another kind.
  func randomized(
    _ component: Component, sample: ModelSample
  ) throws(EstimationError) -> RandomizedComponent? {
    guard let column = sample.columns[component] else { return nil }
    let count = months.count
    let assignment: RandomizedComponent.Assignment
    switch component {
    case .swing:
      let elections = PowerPeriods.numbered(months.map(Self.election))
      var strata: [Int] = []
      var blocks: [Int] = []
      for (index, origin) in origins.enumerated() {
        let region = Self.region(of: origin)
        for month in 0..<count {
          strata.append(elections[month] * 8 + region)
          blocks.append(elections[month] * 1_000 + index)
        }
      }
      assignment = .permutation(strata: strata, blocks: blocks)
    case .ally:
      // Destinations whose status is not reported in the same months are exchanged with each other.
      let patterns = destinations.indices.map { destination in
        (0..<count).map { column.values[destination * count + $0].isNaN }
      }
      let strata = patterns.map { patterns.firstIndex(of: $0) ?? 0 }
      assignment = .permutation(
        strata: destinations.indices.flatMap { [Int](repeating: strata[$0], count: count) },
        blocks: destinations.indices.flatMap { [Int](repeating: $0, count: count) })
    case .window:
      let phases = sample.rows.map { Int32(Self.distance(months[$0.year]) - 1) }
      return RandomizedComponent(
        name: component.name,
        values: (1...48).map { $0 <= MonthlyEventStudy.window ? 1 : 0 },
        units: try Factor(name: "phase", codes: phases, levels: 48), assignment: .circularShift())
    default: return nil
    }
    return RandomizedComponent(
      name: component.name, values: column.values.map { $0.isNaN ? 0 : $0 },
      units: try sample.units(of: component), assignment: assignment)
  }

  /// The place of a state's Census region; one of its own for territories.
  private static func region(of state: State) -> Int {
    CensusRegion(state).flatMap(CensusRegion.allCases.firstIndex) ?? CensusRegion.allCases.count
  }

  /// Likewise, for an origin that may be the United States.
  private static func region(of origin: Origin) -> Int {
    if case .state(let state) = origin { return region(of: state) }
    return CensusRegion.allCases.count
  }
}
