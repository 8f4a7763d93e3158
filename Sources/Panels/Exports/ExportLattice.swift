import Codes
import Tables

/// Exports of one source as a lattice of origins, destinations and years.
public struct ExportLattice: Sendable {
  /// What the source is called on outputs.
  public let name: String
  /// The origins, in FIPS order.
  public let origins: [Origin]
  /// The destinations, in order of Schedule C code.
  public let destinations: [Destination]
  /// The years, in order and without gaps.
  public let years: [CalendarYear]
  /// The vintage of each year's figures.
  public let vintages: [CalendarYear: String]
  /// The SHA-256 of what each year's figures were read from, in hexadecimal; empty where not known.
  public let hashes: [CalendarYear: String]
  /// What each table gave and what was set aside.
  public let intake: [TableIntake]
  private let cells: [Cell<Dollars>]

  /// What one table gave to a lattice.
  public struct TableIntake: Sendable, Hashable, Codable {
    /// The table's name.
    public let table: String
    /// The rows below its header.
    public let rows: Int
    /// The rows that were not used, by reason.
    public let setAside: [String: Int]
  }

  /// A table of figures with a column a year, and the vintage that they are of.
  public struct Part: Sendable {
    /// The table: `schedule_c`, `state` unless national, and a column a year.
    public let table: Table
    /// The vintage of the figures, as the publisher dates it.
    public let vintage: String
    /// The SHA-256 of the table's file, or of the record of the vintage in a store, in hexadecimal;
    /// empty where not known.
    public let sha256: String

    /// Creates a part.
    public init(table: Table, vintage: String, sha256: String = "") {
      self.table = table
      self.vintage = vintage
      self.sha256 = sha256
    }
  }

  /// Puts a lattice together from tables that hold different years of the same series.
  ///
  /// - Parameters:
  ///   - name: What the source is called on outputs.
  ///   - parts: The tables. No year may stand in two of them.
  ///   - codes: The destinations' codes.
  ///   - years: The years wanted; every one must stand in some table.
  ///   - origins: The origins wanted; rows of others are set aside and counted. `[.unitedStates]`
  ///     reads tables without a `state` column.
  ///   - destinations: The destinations wanted; nil for all that the tables hold.
  /// - Returns: A lattice in which a cell without a figure is not reported (`absentPair`).
  /// - Throws: `DataError`: an unmatched destination (`unmatchedCode`, naming it), a key that stands
  ///   twice, a negative amount, or a year that no table or two tables hold.
  public init(
    name: String, parts: [Part], codes: DestinationCodes, years: ClosedRange<CalendarYear>,
    origins: [Origin], destinations: Set<ScheduleC>? = nil
  ) throws {
    let wanted = Array(years)
    var vintages: [CalendarYear: String] = [:]
    var hashes: [CalendarYear: String] = [:]
    for part in parts {
      for year in wanted where part.table.header.contains(String(year.number)) {
        hashes[year] = part.sha256
        if vintages.updateValue(part.vintage, forKey: year) != nil {
          throw DataError(
            .yearTwice, "\(year) stands in two tables of \(name)",
            hint: "give each year from one vintage; two vintages are never mixed")
        }
      }
    }
    if let missing = wanted.first(where: { vintages[$0] == nil }) {
      let held = Set(parts.flatMap { $0.table.header.compactMap { Int($0) } })
      throw DataError(
        .yearOutOfRange, "\(name) has no figures for \(missing)",
        hint: "use years from \(held.min() ?? 0) to \(held.max() ?? 0)")
    }

    let originIndex = Dictionary(
      uniqueKeysWithValues: origins.sorted().enumerated().map { ($1.code, $0) })
    var figures: [(origin: Int, code: ScheduleC, year: Int, amount: Dollars)] = []
    var intake: [TableIntake] = []
    var found = Set<ScheduleC>()
    for part in parts {
      let table = part.table
      let scheduleC = try table.column("schedule_c")
      let state = origins == [.unitedStates] ? nil : try table.column("state")
      let columns = try wanted.enumerated().compactMap { index, year in
        table.header.contains(String(year.number))
          ? (index, try table.column(String(year.number))) : nil
      }
      if columns.isEmpty { continue }
      try table.requireUnique(state == nil ? ["schedule_c"] : ["state", "schedule_c"])
      var setAside: [String: Int] = [:]
      for row in table.rows {
        let code = ScheduleC(scheduleC[row])
        guard code.isCountry else {
          setAside["group or total", default: 0] += 1
          continue
        }
        guard codes[code] != nil else {
          throw DataError(
            .unmatchedCode,
            "\(table.name): the destination '\(code)' has no row in the table of destinations",
            hint: "add it to export-data/tables/destinations.csv by way of the import program")
        }
        if let destinations, !destinations.contains(code) {
          setAside["destination not asked for", default: 0] += 1
          continue
        }
        guard let origin = originIndex[state?[row] ?? Origin.unitedStates.code] else {
          setAside["origin not asked for: \(state?[row] ?? "")", default: 0] += 1
          continue
        }
        found.insert(code)
        for (index, column) in columns {
          guard let amount = try column.wholeNumber(row) else { continue }
          guard amount >= 0 else {
            throw column.error(
              row, "exports are negative", hint: "check the figure against the publisher's")
          }
          figures.append((origin, code, index, Dollars(amount)))
        }
      }
      intake.append(TableIntake(table: table.name, rows: table.rowCount, setAside: setAside))
    }

    let places = found.compactMap { codes[$0] }.sorted()
    let placeIndex = Dictionary(
      uniqueKeysWithValues: places.enumerated().map { ($1.scheduleC, $0) })
    var cells = [Cell<Dollars>](
      repeating: .notReported(.absentPair), count: origins.count * places.count * wanted.count)
    for figure in figures {
      guard let place = placeIndex[figure.code] else { continue }
      cells[(figure.origin * places.count + place) * wanted.count + figure.year] = Cell(
        printed: figure.amount)
    }
    self.name = name
    self.origins = origins.sorted()
    self.destinations = places
    self.years = wanted
    self.vintages = vintages
    self.hashes = hashes
    self.intake = intake
    self.cells = cells
  }

  /// The cell of an origin, a destination and a year, by their indices.
  public subscript(origin: Int, destination: Int, year: Int) -> Cell<Dollars> {
    cells[(origin * destinations.count + destination) * years.count + year]
  }

  /// The sum of all reported amounts of a year.
  public func total(year: Int) -> Dollars {
    var sum = Dollars.zero
    for origin in origins.indices {
      for destination in destinations.indices {
        sum += self[origin, destination, year].reported ?? .zero
      }
    }
    return sum
  }
}

extension DataError.Kind {
  /// A code of one table that another does not have.
  public static let unmatchedCode = Self(id: "panel.unmatched", exitCode: .dataRejected)
  /// A year that two tables hold.
  public static let yearTwice = Self(id: "panel.year_twice", exitCode: .dataRejected)
  /// A year for which there are no figures.
  public static let yearOutOfRange = Self(id: "panel.year_out_of_range", exitCode: .usage)
}
