import Estimation

/// The coefficients of swing × ally by year, as functionals of a response.
struct YearlyEffects {
  private let columns: GroupedColumns
  private let groups: [Int32]
  private let calendar: ShockModel.Calendar
  /// The years that have a coefficient.
  private let years: [Int]
  /// The degrees of freedom of the spread within stretches and between those of a kind.
  let withinFreedom: Double
  let betweenFreedom: Double
  /// What a squared shock of stretches adds to the spread between them.
  let betweenWeight: Double

  /// Nil where the years cannot be told apart, or no kind of stretch is there twice.
  init?(_ design: PowerDesign, _ calendar: ShockModel.Calendar) throws(EstimationError) {
    let present = Set(design.rows.map(\.year)).sorted()
    // The first year is the reference: its coefficient is zero.
    let columns = present.dropFirst().map { year in
      design.rows.indices.map { design.rows[$0].year == year ? design.treatable[$0] : 0 }
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
    var (within, between, weight) = (0.0, 0.0, 0.0)
    for inside in [true, false] {
      let own = present.filter { calendar.isInWindow[$0] == inside }
      let counts = Dictionary(grouping: own) { calendar.stretches[$0] }.mapValues(\.count)
      if own.isEmpty { continue }
      within += Double(own.count - counts.count)
      between += Double(counts.count - 1)
      let squares = counts.values.reduce(0) { $0 + $1 * $1 }
      weight += Double(own.count) - Double(squares) / Double(own.count)
    }
    guard between > 0, weight > 0 else { return nil }
    (withinFreedom, betweenFreedom, betweenWeight) = (within, between, weight)
  }

  /// Sums of squares of the yearly coefficients within stretches, and of stretches about the mean of
  /// their kind, weighted by their years.
  func spread(_ draws: PowerDraws) -> (within: SIMD8<Double>, between: SIMD8<Double>) {
    let found = columns.sums(of: draws.response, by: groups, levels: 1)
    let effects = [.zero] + found
    var within = SIMD8<Double>.zero
    var between = within
    for inside in [true, false] {
      let own = years.indices.filter { calendar.isInWindow[years[$0]] == inside }
      if own.isEmpty { continue }
      let mean = own.reduce(SIMD8<Double>.zero) { $0 + effects[$1] } / Double(own.count)
      let stretches = Dictionary(grouping: own) { calendar.stretches[years[$0]] }
      for stretch in stretches.keys.sorted() {
        let members = stretches[stretch] ?? []
        let centre =
          members.reduce(SIMD8<Double>.zero) { $0 + effects[$1] } / Double(members.count)
        between += (centre - mean) * (centre - mean) * Double(members.count)
        for member in members {
          within += (effects[member] - centre) * (effects[member] - centre)
        }
      }
    }
    return (within, between)
  }
}
