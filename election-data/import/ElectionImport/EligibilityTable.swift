import Codes
import Tables

extension CompiledTable {
  static let eligibility = CompiledTable(
    name: "eligibility", title: "Incumbents who could and did stand, by day",
    description: "One row a run of days of one incumbent: whether he may be elected and stands, or "
      + "has not said otherwise, in the next election. After election day the next election is the "
      + "one four years on.",
    schema: .init(
      fields: [
        PackageText.text("president", "identifier, as in `presidents`"),
        PackageText.date("from", "first day"),
        PackageText.date("to", "first day on which it no longer holds"),
        PackageText.flag("eligible", "may stand and has not withdrawn"),
        PackageText.text("reason", "why not"), PackageText.source,
      ], primaryKey: ["from"],
      missingMeaning: "to: holds when the table was compiled; reason: eligible"),
    sortedBy: ["from"],
    sources: [
      PackageText.compiled(
        "Constitution, Amendments XX and XXII; 3 U.S.C. 1; presidential documents",
        "U.S. Government; American Presidency Project, UC Santa Barbara",
        "https://www.presidency.ucsb.edu")
    ], licenses: [PackageText.facts])
}

extension CompiledTableChecks {
  /// Checks the spells of eligibility against the presidents and the calendar of incumbents.
  ///
  /// - Throws: `DataError` that names the row or the election: a spell that crosses two tenures, a
  ///   gap, a missing reason, or an election day on which the calendar says otherwise.
  package static func eligibility(
    _ table: Table, incumbency: Table, presidents: PresidentialTerms
  ) throws {
    let president = try table.column("president")
    let from = try table.column("from")
    let to = try table.column("to")
    let eligible = try table.column("eligible")
    let reason = try table.column("reason")
    var spells: [(from: CalendarDate, to: CalendarDate?, isEligible: Bool)] = []
    for row in table.rows {
      guard let first = try from.date(row) else {
        throw from.error(row, "the cell is empty", hint: "write the first day")
      }
      let last = try to.date(row)
      let isEligible = try eligible.flag(row)
      let term = try presidents.term(on: first)
      guard term.president == president[row],
        try last.map({ try presidents.term(on: $0.advanced(byDays: -1)).president })
          ?? term.president
          == term.president
      else {
        throw president.error(
          row, "\(president[row]) was not in office on all of these days", hint: "check the days")
      }
      guard isEligible == reason[row].isEmpty else {
        throw reason.error(
          row, "only an incumbent who is not eligible has a reason", hint: "fill or clear it")
      }
      if let previous = spells.last, previous.to != first {
        throw from.error(row, "the spell does not begin when the last ends", hint: "close the gap")
      }
      spells.append((first, last, isEligible))
    }
    let day = try incumbency.column("election_day")
    let may = try incumbency.column("eligible")
    let stands = try incumbency.column("stands")
    let until = try incumbency.column("stands_until")
    for row in incumbency.rows {
      guard let election = try day.date(row),
        let spell = spells.last(where: { $0.from <= election })
      else { continue }
      let doesStand = try may.flag(row) && stands.flag(row)
      let withdrew = try until.date(row)
      guard spell.isEligible == doesStand, withdrew == nil || withdrew == spell.from else {
        throw stands.error(
          row, "\(table.name) says otherwise about the election of \(election)",
          hint: "make the two tables agree")
      }
    }
  }
}
