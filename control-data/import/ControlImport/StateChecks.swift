import Codes
import Readers

/// The checks that figures of states must pass before a table is written from them.
enum StateChecks {
  /// Checks GDP: the 51 states sum to the eight regions, up to the rounding of what is summed.
  ///
  /// The publisher's figure of the nation counts activity abroad and must lie above the states by at
  /// most 1 %.
  ///
  /// - Returns: The gap to the U.S. figure, a line for the first and the last year.
  static func product(_ series: ControlSeries) throws -> [String] {
    var lines: [String] = []
    let years = Set(series.values.map(\.year)).sorted()
    for year in years {
      let states = series.values.filter { $0.year == year }
      let wholes = series.setAside.filter { $0.year == year }
      let sum = states.reduce(0) { $0 + ($1.number?.number ?? 0) }
      let regions = wholes.filter { !$0.area.hasPrefix("United States") }
      let regional = regions.reduce(0) { $0 + ($1.number?.number ?? 0) }
      guard let nation = wholes.first(where: { $0.area.hasPrefix("United States") })?.number,
        Set(states.map(\.area)) == Set(State.electing.map(\.usps)), regions.count == 8,
        states.allSatisfy({ $0.number != nil })
      else {
        throw DataError(
          .doesNotAddUp, "GDP of \(year) has not 51 states, eight regions and the nation",
          hint: "fetch the file again")
      }
      // One decimal is printed: each of the 59 figures is off by at most 0.05.
      guard abs(sum - regional) <= 0.05 * Double(states.count + regions.count) else {
        throw DataError(
          .doesNotAddUp, "the states' GDP of \(year) is \(sum) million, the regions' \(regional)",
          hint: "fetch the file again; a row may be lost")
      }
      let gap = 100 * (nation.number - sum) / nation.number
      guard (0...1).contains(gap) else {
        throw DataError(
          .doesNotAddUp,
          "the states' GDP of \(year) is \(sum) million where the nation's is \(nation.text)",
          hint: "fetch the file again; a row may be lost or counted twice")
      }
      if year == years.first || year == years.last {
        let hundredths = Int((gap * 100).rounded())
        lines.append(
          "GDP of \(year): the nation is \(hundredths / 100).\(hundredths % 100 / 10)"
            + "\(hundredths % 10) % above the states, for activity abroad")
      }
    }
    return lines
  }

  /// The states and DC sum to the nation, to the person, in every year.
  static func population(_ series: ControlSeries) throws -> [String] {
    let years = Set(series.values.map(\.year)).sorted()
    for year in years {
      let states = series.values.filter {
        $0.year == year && State.usps($0.area)?.kind != .territory
      }
      let sum = try states.reduce(Int64(0)) { sum, state in
        guard let number = state.number else {
          throw DataError(
            .doesNotAddUp, "the population of \(state.area) in \(year) is not reported",
            hint: "fetch the file again")
        }
        return try sum + ControlGrid.whole(number)
      }
      let nation = series.setAside.first { $0.year == year && $0.area == "United States" }?.number
      guard states.count == 51, nation?.text == "\(sum)" else {
        throw DataError(
          .doesNotAddUp,
          "\(states.count) states' population of \(year) is \(sum) where the nation's is "
            + (nation?.text ?? "absent"), hint: "fetch the file again; a row may be lost")
      }
    }
    guard let first = years.first, let last = years.last else { return [] }
    return ["population of \(first) to \(last): the states sum to the nation, to the person"]
  }
}
