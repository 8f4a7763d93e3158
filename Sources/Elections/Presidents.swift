import Codes
import Tables

/// One president's time in office as an incumbent: a person, or a person's separate return.
public struct Incumbent: Hashable, Sendable {
  /// A short identifier, such as `obama` or `trump-1`.
  public let id: String
  /// The name as it is printed.
  public let name: String
  /// `D` or `R`.
  public let party: String
  /// The first day in office.
  public let from: CalendarDate
  /// The first day no longer in office; nil for the sitting president.
  public let to: CalendarDate?

  /// Creates an incumbent.
  public init(id: String, name: String, party: String, from: CalendarDate, to: CalendarDate?) {
    self.id = id
    self.name = name
    self.party = party
    self.from = from
    self.to = to
  }
}

/// The presidents in order of office.
public struct Presidents: Sendable {
  /// The incumbents in order of office.
  public let incumbents: [Incumbent]

  /// Reads the table `presidents` of `election-data/`.
  ///
  /// - Parameter table: Columns `president, name, party, term_from, term_to`.
  /// - Throws: `DataError` naming the row: a missing date, an unknown party, or a time in office that
  ///   does not begin on the day on which the one before it ends.
  public init(table: Table) throws {
    let id = try table.column("president")
    let name = try table.column("name")
    let party = try table.column("party")
    let from = try table.column("term_from")
    let to = try table.column("term_to")
    var incumbents: [Incumbent] = []
    for row in table.rows {
      guard let first = try from.date(row) else {
        throw from.error(row, "the first day in office is missing", hint: "fill it")
      }
      guard ["D", "R"].contains(party[row]) else {
        throw party.error(row, "'\(party[row])' is no party here", hint: "write D or R")
      }
      if let previous = incumbents.last, previous.to != first {
        throw from.error(
          row, "the time in office does not begin when the one before it ends",
          hint: "sort the rows by date and close the gap")
      }
      incumbents.append(
        Incumbent(
          id: try id.text(row), name: try name.text(row), party: party[row], from: first,
          to: try to.date(row)))
    }
    self.incumbents = incumbents
  }

  /// The president in office at the end of a day; nil before the table begins, and from the end of the
  /// sitting president's term on, since nobody knows who follows.
  public func incumbent(on day: CalendarDate) -> Incumbent? {
    incumbents.last { incumbent in
      guard incumbent.from <= day else { return false }
      return (incumbent.to ?? Self.endOfTerm(incumbent.from)).map { day < $0 } ?? true
    }
  }

  /// The next 20 January after a day on which a term ends (Amendment XX, section 1).
  private static func endOfTerm(_ day: CalendarDate) -> CalendarDate? {
    (1...4).lazy.map { day.year + $0 }.first { $0 % 4 == 1 }
      .flatMap { CalendarDate(year: $0, month: 1, day: 20) }
  }

  /// The president to whom a year belongs: the one in office on 31 December.
  public func incumbent(in year: CalendarYear) -> Incumbent? { incumbent(on: year.lastDay) }
}
