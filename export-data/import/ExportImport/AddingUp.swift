import Codes
import Readers

/// The checks that publishers' figures must pass before a table is written from them.
///
/// Each throws `DataError` of kind `doesNotAddUp` that names the first figure that does not hold.
enum AddingUp {
  private struct Cell: Hashable {
    let origin: ExportOrigin
    let destination: ExportDestination
  }

  /// World = sum over destinations for every origin, and `ALL` = sum over origins for every
  /// destination, in every year, to the dollar.
  static func totals(of rows: [CensusStateExports.Row]) throws {
    let file = ExportSource.states201903.fileName
    for (year, rows) in Dictionary(grouping: rows, by: \.year).sorted(by: { $0.key < $1.key }) {
      var world: [ExportOrigin: Dollars] = [:]
      var byOrigin: [ExportOrigin: Dollars] = [:]
      var all: [ExportDestination: Dollars] = [:]
      var byDestination: [ExportDestination: Dollars] = [:]
      for row in rows {
        if row.destination == .world {
          world[row.origin] = row.value
        } else {
          byOrigin[row.origin, default: .zero] += row.value
        }
        if row.origin == .all {
          all[row.destination] = row.value
        } else {
          byDestination[row.destination, default: .zero] += row.value
        }
      }
      for origin in Set(world.keys).union(byOrigin.keys).sorted(by: { "\($0)" < "\($1)" }) {
        try equal(
          world[origin], byOrigin[origin],
          "\(file): the World Total of \(origin) in \(year)", "its destinations")
      }
      for destination in Set(all.keys).union(byDestination.keys)
        .sorted(by: { "\($0)" < "\($1)" })
      {
        try equal(
          all[destination], byDestination[destination],
          "\(file): the ALL row of \(label(destination)) in \(year)", "the states and the unknown")
      }
    }
  }

  /// World = sum over destinations in the national file.
  static func totals(of rows: [CensusNationalExports.Row]) throws {
    for (year, rows) in Dictionary(grouping: rows, by: \.year).sorted(by: { $0.key < $1.key }) {
      try equal(
        rows.first { $0.destination == .world }?.value,
        rows.filter { $0.destination != .world }.reduce(.zero) { $0 + $1.value },
        "\(ExportSource.national202603.fileName): the World Total in \(year)", "its destinations")
    }
  }

  /// The ten-state table in its long and its wide form is the same.
  static func same(_ long: [CensusTenStates.Row], _ wide: [CensusTenStatesWide.Row]) throws {
    var cells: [[String]: Dollars] = [:]
    for row in long { cells["\(row.origin)", row.destinationName, row.year] = row.value }
    guard wide.count == long.count else {
      throw DataError(
        .doesNotAddUp,
        "\(ExportSource.tenStates.fileName) has \(long.count) cells, its wide form \(wide.count)",
        hint: "fetch both again; they are copies of one table")
    }
    for row in wide {
      try equal(
        cells["\(row.origin)", row.destinationName, row.year], row.value,
        "\(ExportSource.tenStates.fileName): \(row.origin) to \(row.destinationName) in \(row.year)",
        "its wide form")
    }
  }

  /// Every amount of one grid is at most the other's.
  static func atMost(_ part: TradeGrid, _ whole: TradeGrid, _ years: [CalendarYear], _ what: String)
    throws
  {
    for year in years {
      var sums: [String: Dollars] = [:]
      for (key, amounts) in part.cells {
        guard let destination = key.last, let amount = amounts[year] else { continue }
        sums[destination, default: .zero] += amount
      }
      for (destination, sum) in sums.sorted(by: { $0.key < $1.key }) {
        let national = whole[[destination], year]
        guard let national, sum <= national else {
          throw DataError(
            .doesNotAddUp,
            "\(what): the states' exports to \(destination) in \(year) are \(sum), above the "
              + "national \(national?.description ?? "figure, which is absent")",
            hint: "check that both files are of one vintage")
        }
      }
    }
  }

  /// Two grids have the same amount, or none, in every cell of the given years.
  static func same(_ left: TradeGrid, _ right: TradeGrid, _ years: [CalendarYear], _ what: String)
    throws
  {
    let keys = Set(left.cells.keys).union(right.cells.keys)
    for key in keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      for year in years where left[key, year] != right[key, year] {
        throw DataError(
          .doesNotAddUp,
          "\(what): \(postalKey(key).joined(separator: " to ")) in \(year) is "
            + "\(left[key, year]?.description ?? "absent") in one and "
            + "\(right[key, year]?.description ?? "absent") in the other",
          hint: "find out which of the two was revised")
      }
    }
  }

  private static func equal(_ total: Dollars?, _ sum: Dollars?, _ what: String, _ parts: String)
    throws
  {
    guard total == sum else {
      throw DataError(
        .doesNotAddUp,
        "\(what) is \(total?.description ?? "absent") where \(parts) give "
          + "\(sum?.description ?? "nothing")",
        hint: "fetch the file again; a row may be lost or counted twice")
    }
  }

  private static func label(_ destination: ExportDestination) -> String {
    switch destination {
    case .country(let code): code.text
    case .unidentified: "unidentified destinations"
    case .world: "the world"
    }
  }
}

extension Dictionary where Key == [String], Value == Dollars {
  fileprivate subscript(origin: String, name: String, year: CalendarYear) -> Dollars? {
    get { self[[origin, name, year.description]] }
    set { self[[origin, name, year.description]] = newValue }
  }
}
