/// The cells of two vintages as numbers that order them alike: commodity, period, state and
/// destination, 16 bits each.
struct SharedCells {
  /// For each row of the earlier vintage its cell, ascending.
  let before: [UInt64]
  /// For each row of the later vintage its cell, ascending.
  let after: [UInt64]
  /// The years, ascending.
  let years: [Int]
  let periods: [Period]
  let commodities: [String]
  let states: [String]
  let destinations: [String]
  private let yearOfPeriod: [Int]

  init(_ before: ExportColumns, _ after: ExportColumns) {
    commodities = Self.merged(before.commodities, after.commodities)
    states = Self.merged(before.states, after.states)
    destinations = Self.merged(before.destinations, after.destinations)
    let periods = Set(before.periods).union(after.periods).sorted()
    let years = Set(periods.map(\.year)).sorted()
    self.periods = periods
    self.years = years
    yearOfPeriod = periods.map { period in years.firstIndex(of: period.year) ?? 0 }
    let places = Dictionary(
      uniqueKeysWithValues: periods.enumerated().map { ($0.element.number, UInt64($0.offset)) })
    self.before = Self.keys(before, commodities, states, destinations, places)
    self.after = Self.keys(after, commodities, states, destinations, places)
  }

  func state(_ key: UInt64) -> Int { Int(key >> 16 & 0xFFFF) }
  func destination(_ key: UInt64) -> Int { Int(key & 0xFFFF) }
  func year(_ key: UInt64) -> Int { yearOfPeriod[Int(key >> 32 & 0xFFFF)] }

  func cell(_ key: UInt64, _ before: Int64?, _ after: Int64?) -> RevisionDiff.Cell {
    RevisionDiff.Cell(
      commodity: commodities[Int(key >> 48)], period: periods[Int(key >> 32 & 0xFFFF)],
      state: states[state(key)], destination: destinations[destination(key)], before: before,
      after: after)
  }

  private static func merged(_ one: CodeColumn, _ other: CodeColumn) -> [String] {
    Set(one.codes).union(other.codes)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func keys(
    _ columns: ExportColumns, _ commodities: [String], _ states: [String],
    _ destinations: [String], _ periods: [Int32: UInt64]
  ) -> [UInt64] {
    func places(_ column: CodeColumn, _ codes: [String]) -> [UInt64] {
      let place = Dictionary(
        uniqueKeysWithValues: codes.enumerated().map { ($0.element, UInt64($0.offset)) })
      return column.codes.map { place[$0] ?? 0 }
    }
    let commodity = places(columns.commodities, commodities)
    let state = places(columns.states, states)
    let destination = places(columns.destinations, destinations)
    let commodityRows = columns.commodities.indices
    let stateRows = columns.states.indices
    let destinationRows = columns.destinations.indices
    var lastPeriod: (number: Int32, place: UInt64) = (-1, 0)
    return (0..<columns.count).map { row in
      let number = columns.periods[row].number
      if number != lastPeriod.number { lastPeriod = (number, periods[number] ?? 0) }
      return commodity[Int(commodityRows[row])] << 48 | lastPeriod.place << 32
        | state[Int(stateRows[row])] << 16 | destination[Int(destinationRows[row])]
    }
  }
}

/// Sums of both vintages by year, by state and year, and by destination and year.
struct YearTotals {
  private struct Sums {
    var before: Int64 = 0
    var after: Int64 = 0
    var isUsed = false

    mutating func add(_ old: Int64, _ new: Int64) {
      before = Self.sum(before, old)
      after = Self.sum(after, new)
      isUsed = true
    }

    /// A sum that stops at the largest number rather than the program.
    private static func sum(_ one: Int64, _ other: Int64) -> Int64 {
      let (sum, overflows) = one.addingReportingOverflow(other)
      return overflows ? (other < 0 ? .min : .max) : sum
    }
  }

  private let cells: SharedCells
  private var years: [Sums]
  private var states: [Sums]
  private var destinations: [Sums]

  init(_ cells: SharedCells) {
    self.cells = cells
    let count = cells.years.count
    years = Array(repeating: Sums(), count: count)
    states = Array(repeating: Sums(), count: count * cells.states.count)
    destinations = Array(repeating: Sums(), count: count * cells.destinations.count)
  }

  mutating func add(_ key: UInt64, _ old: Int64, _ new: Int64) {
    let year = cells.year(key)
    years[year].add(old, new)
    states[cells.state(key) * years.count + year].add(old, new)
    destinations[cells.destination(key) * years.count + year].add(old, new)
  }

  var byYear: [RevisionDiff.Total] { totals(years, [[]]) }
  var byStateYear: [RevisionDiff.Total] { totals(states, cells.states.map { [$0] }) }
  var byDestinationYear: [RevisionDiff.Total] {
    totals(destinations, cells.destinations.map { [$0] })
  }

  private func totals(_ sums: [Sums], _ groups: [[String]]) -> [RevisionDiff.Total] {
    sums.indices.filter { sums[$0].isUsed }.map { place in
      let (group, year) = place.quotientAndRemainder(dividingBy: years.count)
      return RevisionDiff.Total(
        group: groups[group] + [String(cells.years[year])], before: sums[place].before,
        after: sums[place].after)
    }
  }
}
