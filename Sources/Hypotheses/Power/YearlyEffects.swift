import Estimation

/// The coefficients of swing × ally by spell, a year or three months, as functionals of a response.
struct YearlyEffects {
  private let columns: GroupedColumns
  private let groups: [Int32]
  private let calendar: ShockModel.Calendar
  /// The first year, or month, of each spell that has a coefficient.
  private let years: [Int]
  /// The years of each election inside and outside its window, of those that have both.
  private let elections: [(inside: [Int], outside: [Int])]
  /// What squared shocks add to the sums of squares.
  let expected: Expected

  /// Sums of squares of the yearly coefficients, eight draws at once.
  struct Spread {
    /// Within stretches.
    var within = SIMD8<Double>.zero
    /// Of each election's difference between the mean inside its window and that outside, about the
    /// elections' mean.
    var difference = SIMD8<Double>.zero
    /// Of the mean of both, likewise.
    var level = SIMD8<Double>.zero
  }

  /// What a variance of one adds to a sum of squares.
  struct Expected {
    var withinOfYear = 0.0
    var differenceOfYear = 0.0
    var differenceOfElection = 0.0
    var levelOfCycle = 0.0
  }

  /// Nil where the years cannot be told apart, or fewer than two elections have years of both kinds.
  init?(
    _ design: PowerDesign, _ calendar: ShockModel.Calendar, electionCorrelation: Double
  ) throws(EstimationError) {
    let present = Set(design.rows.map(\.year)).sorted().reduce(into: [Int]()) { known, year in
      if !known.contains(where: { calendar.spells[$0] == calendar.spells[year] }) {
        known.append(year)
      }
    }
    // The first spell is the reference: its coefficient is zero.
    let columns = present.dropFirst().map { first in
      design.rows.indices.map {
        calendar.spells[design.rows[$0].year] == calendar.spells[first] ? design.treatable[$0] : 0
      }
    }
    let all =
      try design.projector.withoutFixedEffects(columns, tolerance: 1e-9) + design.otherParts
    func dot(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for row in a.indices { sum += design.weights[row] * a[row] * b[row] }
      return sum
    }
    guard let inverse = NormalEquations.inverse(all.map { a in all.map { dot(a, $0) } }) else {
      return nil
    }
    let functionals = columns.indices.map { index in
      var column = [Double](repeating: 0, count: design.rows.count)
      for (factor, part) in zip(inverse[index], all) {
        for row in column.indices { column[row] += factor * part[row] }
      }
      return column
    }
    self.columns = design.grouped(functionals)
    groups = [Int32](repeating: 0, count: design.starts.count - 1)
    self.calendar = calendar
    years = present
    let byCycle = Dictionary(grouping: present.indices) { calendar.cycles[present[$0]] }
    elections = byCycle.keys.sorted().compactMap { cycle in
      let own = byCycle[cycle] ?? []
      let inside = own.filter { calendar.isInWindow[present[$0]] }
      let outside = own.filter { !calendar.isInWindow[present[$0]] }
      return inside.isEmpty || outside.isEmpty ? nil : (inside, outside)
    }
    guard elections.count > 1 else { return nil }
    let count = Double(elections.count)
    var expected = Expected()
    expected.withinOfYear = Double(
      present.count - Set(present.map { calendar.stretches[$0] }).count)
    for election in elections {
      let (inside, outside) = (Double(election.inside.count), Double(election.outside.count))
      expected.differenceOfYear += (1 - 1 / count) * (1 / inside + 1 / outside)
    }
    // Squares about the mean of numbers with variance one, each correlated with the one before.
    var together = 0.0
    for one in elections.indices {
      var correlation = 1.0
      for other in one..<elections.count {
        together += other == one ? 1 : 2 * correlation
        correlation *= electionCorrelation
      }
    }
    let free = count - together / count
    expected.differenceOfElection = 2 * free
    expected.levelOfCycle = free
    self.expected = expected
  }

  /// The sums of squares of eight draws.
  func spread(_ draws: PowerDraws) -> Spread {
    let found = columns.sums(of: draws.response, by: groups, levels: 1)
    let effects = [.zero] + found
    func mean(_ members: [Int]) -> SIMD8<Double> {
      members.reduce(SIMD8<Double>.zero) { $0 + effects[$1] } / Double(members.count)
    }
    func squares(_ values: [SIMD8<Double>]) -> SIMD8<Double> {
      let centre = values.reduce(.zero, +) / Double(max(values.count, 1))
      return values.reduce(.zero) { $0 + ($1 - centre) * ($1 - centre) }
    }
    var spread = Spread()
    let stretches = Dictionary(grouping: years.indices) { calendar.stretches[years[$0]] }
    for stretch in stretches.keys.sorted() {
      spread.within += squares((stretches[stretch] ?? []).map { effects[$0] })
    }
    let means = elections.map { (inside: mean($0.inside), outside: mean($0.outside)) }
    spread.difference = squares(means.map { $0.inside - $0.outside })
    spread.level = squares(means.map { ($0.inside + $0.outside) / 2 })
    return spread
  }
}
