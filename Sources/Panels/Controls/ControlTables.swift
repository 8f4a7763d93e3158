import Codes
import Tables

/// A control by area and year: whole dollars or persons.
public struct YearlyControl<Area: Hashable & Sendable>: Sendable {
  /// The table's name, such as `state-gdp`.
  public let name: String
  /// The unit of every figure, such as `current U.S. dollars`.
  public let unit: String
  /// The years for which at least one area has a figure, in order; years between may be missing.
  public let years: [CalendarYear]
  /// The areas for which the publisher reports at least one year.
  public let areas: Set<Area>
  private let figures: [Area: [CalendarYear: Int64]]
  /// What an area without figures lacks, such as a code of the World Bank.
  private let codes: String

  /// The figure of an area in a year.
  ///
  /// Not reported is `outsideCoverage` for a year that the table does not cover, `noCode` for an area
  /// of which the publisher says nothing at all, and `absentPair` where it reports other years.
  public subscript(area: Area, year: CalendarYear) -> Cell<Int64> {
    guard years.contains(year) else { return .notReported(.outsideCoverage) }
    guard let reported = figures[area] else { return .notReported(.noCode(codes)) }
    guard let figure = reported[year] else { return .notReported(.absentPair) }
    return figure == 0 ? .reportedZero : .value(figure)
  }

  /// Reads a table with a column a year.
  init(
    _ table: Table, unit: String, codes: String, key: (Int) throws -> Area
  ) throws {
    name = table.name
    self.unit = unit
    self.codes = codes
    var figures: [Area: [CalendarYear: Int64]] = [:]
    for header in table.header {
      guard let number = Int(header) else { continue }
      let column = try table.column(header)
      for row in table.rows {
        guard let figure = try column.wholeNumber(row) else { continue }
        guard figure >= 0 else {
          throw column.error(row, "the figure is negative", hint: "make the tables again")
        }
        figures[try key(row), default: [:]][CalendarYear(number)] = figure
      }
    }
    self.figures = figures
    areas = Set(figures.keys)
    years = Set(figures.values.flatMap(\.keys)).sorted()
  }
}

/// The distance of a destination from the United States (Mayer & Zignago 2011), in kilometres.
public struct DestinationDistance: Hashable, Sendable {
  /// Between the most important cities (`dist`).
  public let kilometres: Double
  /// Weighted by the population of cities (`distw`); nil where not reported.
  public let weightedKilometres: Double?
}

/// The built-in tables of controls, typed.
///
/// A price deflator is not among them: the files at hand hold nominal and real state GDP of different
/// vintages, whose ratio is no price.
public struct ControlTables: Sendable {
  /// GDP of the 50 states and DC in current dollars, 1997–2018 (BEA, SAGDP2N of May 2019).
  public let stateGDP: YearlyControl<State>
  /// Residents of the 50 states, DC and, from 2000 on, Puerto Rico, 1990–2013 and 2020–2023 (Census).
  public let statePopulation: YearlyControl<State>
  /// GDP of destinations in current dollars, 1990–2023 (World Bank, NY.GDP.MKTP.CD).
  public let destinationGDP: YearlyControl<ScheduleC>
  /// Residents of destinations, 1990–2024 (World Bank, SP.POP.TOTL).
  public let destinationPopulation: YearlyControl<ScheduleC>
  /// Distances of destinations; one that is absent is not reported.
  public let distances: [ScheduleC: DestinationDistance]
  /// What the package holds and where it comes from.
  public let descriptor: DataPackageDescriptor

  /// Reads the tables of `control-data/`.
  ///
  /// Cost: some milliseconds; the five tables together hold about 17,000 figures.
  ///
  /// - Parameter package: The package.
  /// - Throws: `DataError` naming the table and the row, for anything damaged or missing.
  public init(package: DataPackage) throws {
    func states(_ name: String, unit: String, codes: String) throws -> YearlyControl<State> {
      let table = try package.table(name)
      let state = try table.column("state")
      try table.requireUnique(["state"])
      return try YearlyControl(table, unit: unit, codes: codes) { try state.state($0) }
    }
    func destinations(_ name: String, unit: String) throws -> YearlyControl<ScheduleC> {
      let table = try package.table(name)
      let code = try table.column("schedule_c")
      try table.requireUnique(["schedule_c"])
      return try YearlyControl(table, unit: unit, codes: "World Bank") {
        ScheduleC(try code.text($0))
      }
    }
    let dollars = "current U.S. dollars"
    stateGDP = try states("state-gdp", unit: dollars, codes: "BEA")
    statePopulation = try states("state-population", unit: "persons", codes: "Census population")
    destinationGDP = try destinations("destination-gdp", unit: dollars)
    destinationPopulation = try destinations("destination-population", unit: "persons")
    distances = try Self.distances(package.table("destination-distance"))
    descriptor = package.descriptor
  }

  private static func distances(_ table: Table) throws -> [ScheduleC: DestinationDistance] {
    let code = try table.column("schedule_c")
    let simple = try table.column("kilometres")
    let weighted = try table.column("weighted_kilometres")
    try table.requireUnique(["schedule_c"])
    func number(_ column: Table.Column, _ row: Int) throws -> Double? {
      if column[row].isEmpty { return nil }
      guard let number = Double(column[row]), number.isFinite, number > 0 else {
        throw column.error(
          row, "'\(column[row])' is no distance", hint: "make the tables again")
      }
      return number
    }
    var distances: [ScheduleC: DestinationDistance] = [:]
    for row in table.rows {
      guard let kilometres = try number(simple, row) else { continue }
      distances[ScheduleC(try code.text(row))] = DestinationDistance(
        kilometres: kilometres, weightedKilometres: try number(weighted, row))
    }
    return distances
  }
}
