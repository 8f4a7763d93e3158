import Codes
import Tables

/// The checks that the hand-compiled tables must pass before they are described.
package enum CompiledTableChecks {
  /// Checks the table of treaties.
  ///
  /// - Throws: `DataError` that names the row: a code of another form, a date that does not exist,
  ///   an end before its beginning, or spells of one treaty that overlap.
  package static func treaties(_ table: Table) throws {
    try table.requireUnique(["partner_iso3", "treaty", "in_force_from"])
    let iso3 = try table.column("partner_iso3")
    let cown = try table.column("partner_cown")
    let treaty = try table.column("treaty")
    let from = try table.column("in_force_from")
    let to = try table.column("in_force_to")
    var spells: [String: [(from: CalendarDate, to: CalendarDate?, row: Int)]] = [:]
    var numbers: [String: Int64] = [:]
    for row in table.rows {
      guard iso3[row].utf8.count == 3, iso3[row].utf8.allSatisfy({ (65...90).contains($0) })
      else {
        throw iso3.error(
          row, "'\(iso3[row])' is not an ISO 3166-1 code", hint: "write three capital letters")
      }
      let number = try cown.requiredWholeNumber(row)
      if let earlier = numbers.updateValue(number, forKey: iso3[row]), earlier != number {
        throw cown.error(
          row, "\(iso3[row]) has the number \(number) here and \(earlier) above",
          hint: "give a partner one number")
      }
      for name in ["partner", "source"] { _ = try table.column(name).text(row) }
      guard let start = try from.date(row) else {
        throw from.error(row, "the cell is empty", hint: "write the first day in force")
      }
      let end = try to.date(row)
      if let end, end <= start {
        throw to.error(row, "\(end) is not after \(start)", hint: "check both days")
      }
      spells["\(iso3[row]) \(try treaty.text(row))", default: []].append((start, end, row))
    }
    for group in spells.values {
      let ordered = group.sorted { $0.from < $1.from }
      for (spell, next) in zip(ordered, ordered.dropFirst()) {
        guard let end = spell.to, end <= next.from else {
          throw from.error(
            next.row, "the treaty is in force already on \(next.from)",
            hint: "join the two spells or end the first")
        }
      }
    }
  }

  /// Checks the calendar of incumbents against the presidents.
  ///
  /// - Throws: `DataError` that names the row: an election day that is not the Tuesday after the
  ///   first Monday of November, an incumbent who was not in office, or flags that contradict.
  package static func incumbency(_ table: Table, presidents: PresidentialTerms) throws {
    try table.requireUnique(["election_year"])
    let year = try table.column("election_year")
    let day = try table.column("election_day")
    let incumbent = try table.column("incumbent")
    let party = try table.column("incumbent_party")
    let eligible = try table.column("eligible")
    let stands = try table.column("stands")
    let until = try table.column("stands_until")
    var years: [CalendarYear] = []
    for row in table.rows {
      let election = try year.year(row)
      years.append(election)
      guard let date = try day.date(row), election.isPresidentialElection,
        date == electionDay(of: election)
      else {
        throw day.error(
          row, "'\(day[row])' is not the election day of \(election)",
          hint: "write the Tuesday after the first Monday of November")
      }
      let term = try presidents.term(on: date)
      guard term.president == incumbent[row], term.party == party[row] else {
        throw incumbent.error(
          row,
          "\(incumbent[row]) (\(party[row])) where \(term.president) (\(term.party)) was in office",
          hint: "presidents.csv and incumbency.csv must agree")
      }
      let withdrew = try until.date(row)
      let isEligible = try eligible.flag(row)
      let doesStand = try stands.flag(row)
      guard isEligible || (!doesStand && withdrew == nil), !doesStand || withdrew == nil,
        withdrew.map({ $0 < date && $0.year == election.number }) ?? true
      else {
        throw stands.error(
          row, "eligible, stands and stands_until contradict each other",
          hint: "only an eligible incumbent stands or withdraws, and before election day")
      }
    }
    let expected = stride(from: 1952, through: 2024, by: 4).map { CalendarYear($0) }
    guard years.sorted() == expected else {
      throw DataError.contradiction(
        "\(table.name) does not have each election from 1952 to 2024 once",
        hint: "add or remove elections")
    }
  }

  /// The Tuesday after the first Monday of November, on which electors are chosen.
  package static func electionDay(of year: CalendarYear) -> CalendarDate? {
    // Zeller's congruence for 1 November: 0 is a Saturday, 2 a Monday.
    let number = year.number
    let first =
      (1 + 13 * 12 / 5 + number % 100 + number % 100 / 4 + number / 400
        + 5 * (number / 100)) % 7
    let monday = 1 + (9 - first) % 7
    let tuesday = monday + 1
    return CalendarDate(iso: "\(number)-11-\(tuesday < 10 ? "0" : "")\(tuesday)")
  }

  /// Checks the electors: 51 states, at least 3 each, 538 in all by each census.
  ///
  /// - Throws: `DataError` that names the row or the census.
  package static func electoralVotes(_ table: Table) throws {
    try table.requireUnique(["state"])
    let state = try table.column("state")
    let states = try Set(table.rows.map { try state.state($0) })
    guard states == Set(State.electing) else {
      let wrong = states.symmetricDifference(State.electing).sorted().map(\.usps)
      throw DataError.contradiction(
        "\(table.name) lacks or has too many of these: \(wrong.joined(separator: ", "))",
        hint: "give the 50 states and DC a row each")
    }
    for census in stride(from: 1970, through: 2020, by: 10) {
      let column = try table.column("census_\(census)")
      var sum: Int64 = 0
      for row in table.rows {
        let electors = try column.requiredWholeNumber(row)
        guard (3...60).contains(electors) else {
          throw column.error(
            row, "\(electors) is not a state's number of electors", hint: "write 3 or more")
        }
        sum += electors
      }
      guard sum == 538 else {
        throw DataError.contradiction(
          "\(table.name): the electors by the census of \(census) are \(sum), not 538",
          hint: "check the column against the published apportionment")
      }
    }
  }

  /// Checks the districts: presidential elections, districts of Maine and Nebraska, margins.
  ///
  /// - Throws: `DataError` that names the row.
  package static func districtElectors(_ table: Table) throws {
    try table.requireUnique(["election_year", "district"])
    let district = try table.column("district")
    let year = try table.column("election_year")
    let margin = try table.column("margin_points")
    for row in table.rows {
      guard try year.year(row).isPresidentialElection,
        ["ME-01", "ME-02", "NE-01", "NE-02", "NE-03"].contains(district[row])
      else {
        throw district.error(
          row, "'\(district[row])' is no district of Maine or Nebraska in an election year",
          hint: "write it as ME-02")
      }
      guard let points = Double(margin[row]), points != 0, abs(points) < 100 else {
        throw margin.error(
          row, "'\(margin[row])' is no margin in points", hint: "write it as -10.29")
      }
    }
  }

  /// Checks the rankings: known incumbents, ranks 1 to n in the order of the values, and surveys
  /// made during the tenure.
  ///
  /// - Throws: `DataError` that names the row or the scale.
  package static func rankings(_ table: Table, presidents: PresidentialTerms) throws {
    try table.requireUnique(["scale", "incumbent"])
    try table.requireUnique(["scale", "rank"])
    let scale = try table.column("scale")
    let incumbent = try table.column("incumbent")
    let rank = try table.column("rank")
    let value = try table.column("value")
    let measured = try table.column("measured_year")
    var scales: [String: [(rank: Int64, value: Int64)]] = [:]
    for row in table.rows {
      guard let term = presidents.term(of: incumbent[row]) else {
        throw incumbent.error(
          row, "'\(incumbent[row])' is no president of presidents.csv", hint: "correct the name")
      }
      let year = try measured.year(row).number
      guard year >= term.from.year, year <= term.to?.year ?? year else {
        throw measured.error(
          row, "\(year) is outside the tenure of \(term.president)", hint: "correct the year")
      }
      scales[try scale.text(row), default: []].append(
        (try rank.requiredWholeNumber(row), try value.requiredWholeNumber(row)))
    }
    for (name, rows) in scales.sorted(by: { $0.key < $1.key }) {
      let ordered = rows.sorted { $0.rank < $1.rank }
      let values = ordered.map(\.value)
      guard ordered.map(\.rank) == Array(1...Int64(ordered.count)),
        values == values.sorted(by: >)
      else {
        throw DataError.contradiction(
          "\(table.name): the ranks of the scale '\(name)' are not 1 to \(rows.count) in the order "
            + "of the values",
          hint: "rank 1 is the highest value")
      }
    }
  }
}
