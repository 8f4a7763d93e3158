import Codes
import Panels

/// The periods of a panel, years or months, as a power study sees them.
struct PowerPeriods: Sendable {
  /// What a period is: `years` or `months`.
  let unit: String
  /// Whether each period lies inside the window of its election.
  let isInWindow: [Bool]
  /// The year of the election that ends the cycle of each period.
  let elections: [Int]
  /// The spell of each period: periods of a spell have one common shock and lie in one cycle, all inside
  /// or all outside its window.
  let spells: [Int]

  /// Each year is a spell.
  init(_ panel: Panel) {
    unit = "years"
    isInWindow = panel.years.indices.map(panel.isInWindow)
    elections = panel.years.map(YearComponents.cycle)
    spells = Array(panel.years.indices)
  }

  /// Spells are the quarters of a year by months to election day.
  init(_ months: MonthlyPanel) {
    unit = "months"
    let distances = months.months.map(MonthlyPanel.distance)
    isInWindow = distances.map { $0 <= MonthlyEventStudy.window }
    elections = months.months.map(MonthlyPanel.election)
    spells = Self.numbered(
      zip(elections, distances).map { $0 * 100 - MonthlyEventStudy.bin(of: $1) })
  }

  /// The cycles that have periods inside and outside the window, with their periods.
  var split: [(election: Int, periods: [Int])] {
    let all = Dictionary(grouping: elections.indices) { elections[$0] }
    return all.keys.sorted().compactMap { election in
      let own = all[election] ?? []
      let inside = own.count { isInWindow[$0] }
      return inside > 0 && inside < own.count ? (election, own) : nil
    }
  }

  /// Numbers from zero in the order of the keys.
  static func numbered(_ keys: [Int]) -> [Int] {
    let known = Set(keys).sorted()
    let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    return keys.map { places[$0] ?? 0 }
  }
}
