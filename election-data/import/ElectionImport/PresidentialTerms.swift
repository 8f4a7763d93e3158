import Codes
import Tables

/// Who was president on which day.
package struct PresidentialTerms: Sendable {
  /// One unbroken tenure.
  package struct Term: Sendable {
    /// The identifier, such as `bush-43`.
    package let president: String
    /// `D` or `R`.
    package let party: String
    /// The first day.
    package let from: CalendarDate
    /// The first day of the successor; nil for the president in office.
    package let to: CalendarDate?

    /// Whether the term holds on a day.
    package func contains(_ day: CalendarDate) -> Bool {
      from <= day && (to.map { day < $0 } ?? true)
    }
  }

  /// The tenures from early to late.
  package let terms: [Term]

  /// Reads and checks the table of presidents.
  ///
  /// - Throws: `DataError` for an unknown party, a bad date, or tenures that overlap, leave a gap
  ///   or are out of order.
  package init(_ table: Table) throws {
    try table.requireUnique(["president"])
    let president = try table.column("president")
    let party = try table.column("party")
    let from = try table.column("term_from")
    let to = try table.column("term_to")
    let terms = try table.rows.map { row in
      guard party[row] == "D" || party[row] == "R" else {
        throw party.error(row, "'\(party[row])' is no party", hint: "write D or R")
      }
      guard let start = try from.date(row) else {
        throw from.error(row, "the cell is empty", hint: "write the first day of the tenure")
      }
      let end = try to.date(row)
      if let end, end <= start {
        throw to.error(row, "the tenure ends on \(end), before it begins", hint: "check both days")
      }
      return Term(
        president: try president.text(row), party: party[row], from: start, to: end)
    }
    .sorted { $0.from < $1.from }
    for (term, next) in zip(terms, terms.dropFirst()) where term.to != next.from {
      throw DataError.contradiction(
        "\(table.name): the tenure of \(term.president) does not end on the day on which that of "
          + "\(next.president) begins",
        hint: "close gaps and overlaps between tenures")
    }
    self.terms = terms
  }

  /// The tenure of a day.
  ///
  /// - Throws: `DataError` for a day outside the table.
  package func term(on day: CalendarDate) throws -> Term {
    guard let term = terms.first(where: { $0.contains(day) }) else {
      throw DataError.contradiction(
        "no president is known for \(day)", hint: "add the tenure to presidents.csv")
    }
    return term
  }

  /// The tenure with an identifier; nil where there is none.
  package func term(of president: String) -> Term? {
    terms.first { $0.president == president }
  }
}
