import Codes
import Tables

/// Who was in office on a day, and whether he could be and was to be the candidate of the next
/// election.
///
/// A month belongs to the president, and has the eligibility, of its last day; a year to those of 31
/// December, except that eligibility in the year of an election is that of election day. So January
/// 2025 is the new president's, and July 2024 is the first month without an eligible incumbent.
public struct Incumbency: Sendable {
  /// The state of one day.
  public struct Status: Hashable, Sendable {
    /// The president in office at the end of the day.
    public let incumbent: Incumbent
    /// Whether he may stand, and has not withdrawn, in the next election; nil where the table of
    /// eligibility does not reach.
    public let isEligible: Bool?
    /// Why not, in a few words; empty where he is eligible.
    public let reason: String
  }

  /// The state of a month, by its last day and by its first.
  public struct Month: Hashable, Sendable {
    /// The month.
    public let month: CalendarMonth
    /// The state by which the month counts: that of its last day.
    public let status: Status
    /// The state of its first day; differs where office or eligibility changed in the month.
    public let statusOnFirstDay: Status
    /// The day of the next election by the month's last day.
    public let nextElection: CalendarDate
    /// The months to the month of that election; 1 in October of an election year.
    public let monthsToElection: Int
  }

  private struct Spell: Sendable {
    let president: String
    let from: CalendarDate
    let to: CalendarDate?
    let isEligible: Bool
    let reason: String
  }

  /// The presidents.
  public let presidents: Presidents
  private let spells: [Spell]

  /// Reads the table `eligibility` of `election-data/`.
  ///
  /// - Parameters:
  ///   - table: Columns `president, from, to, eligible, reason` in order of `from`; `to` is the first
  ///     day on which the row no longer holds.
  ///   - presidents: The presidents.
  /// - Throws: `DataError` naming the row: a missing date, an unknown president, a spell outside his
  ///   time in office, a gap or an overlap.
  public init(table: Table, presidents: Presidents) throws {
    let president = try table.column("president")
    let from = try table.column("from")
    let to = try table.column("to")
    let eligible = try table.column("eligible")
    let reason = try table.column("reason")
    var spells: [Spell] = []
    for row in table.rows {
      guard let first = try from.date(row) else {
        throw from.error(row, "the first day is missing", hint: "fill it")
      }
      let last = try to.date(row)
      let id = try president.text(row)
      guard let tenure = presidents.incumbents.first(where: { $0.id == id }) else {
        throw president.error(
          row, "'\(id)' is no president of the table of presidents", hint: "correct the name")
      }
      let end = last ?? tenure.to
      guard tenure.from <= first, end.map({ first < $0 }) ?? true,
        tenure.to.map({ tenureEnd in end.map { $0 <= tenureEnd } ?? false }) ?? true
      else {
        throw from.error(
          row, "the spell is not within the time in office of '\(id)'", hint: "check both days")
      }
      if let previous = spells.last, previous.to != first {
        throw from.error(
          row, "the spell does not begin when the one before it ends",
          hint: "sort the rows by date and close the gap")
      }
      spells.append(
        Spell(
          president: id, from: first, to: last, isEligible: try eligible.flag(row),
          reason: reason[row]))
    }
    self.presidents = presidents
    self.spells = spells
  }

  /// The state at the end of a day; nil before the table of presidents begins.
  public func status(on day: CalendarDate) -> Status? {
    guard let incumbent = presidents.incumbent(on: day) else { return nil }
    let spell = spells.last { $0.from <= day && ($0.to.map { day < $0 } ?? true) }
    guard let spell, spell.president == incumbent.id else {
      return Status(incumbent: incumbent, isEligible: nil, reason: "")
    }
    return Status(
      incumbent: incumbent, isEligible: spell.isEligible,
      reason: spell.isEligible ? "" : spell.reason)
  }

  /// The state in a month, by its last day, with that of its first day beside it; nil before the
  /// table of presidents begins.
  public func status(in month: CalendarMonth) -> Month? {
    let last = month.lastDay
    guard let status = status(on: last), let first = self.status(on: last.firstOfMonth),
      let election = last.nextPresidentialElection, let distance = month.monthsToElection
    else { return nil }
    return Month(
      month: month, status: status, statusOnFirstDay: first, nextElection: election,
      monthsToElection: distance)
  }

  /// The state in a year: the president of 31 December, eligible as of election day in the year of
  /// an election and as of 31 December in others; nil before the table of presidents begins.
  public func status(in year: CalendarYear) -> Status? {
    guard let end = status(on: year.lastDay) else { return nil }
    guard let election = year.presidentialElectionDay, let then = status(on: election),
      then.incumbent.id == end.incumbent.id
    else { return end }
    return then
  }

  /// The years before a year that belong to the same incumbent as the day does, latest first: what a
  /// measure of reputation may use that is dated before the year.
  ///
  /// A year belongs to the president in office on 31 December.
  public func yearsInOffice(of incumbent: String, before year: CalendarYear) -> [CalendarYear] {
    presidents.yearsInOffice(of: incumbent, before: year)
  }
}

extension Presidents {
  /// The years before a year that belong to an incumbent without interruption, latest first.
  ///
  /// A year belongs to the president in office on 31 December. Empty in his first year.
  public func yearsInOffice(of incumbent: String, before year: CalendarYear) -> [CalendarYear] {
    var years: [CalendarYear] = []
    var earlier = year.advanced(by: -1)
    while self.incumbent(in: earlier)?.id == incumbent {
      years.append(earlier)
      earlier = earlier.advanced(by: -1)
    }
    return years
  }
}
