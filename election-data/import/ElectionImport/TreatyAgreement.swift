import Codes
import Tables

/// The comparison of the treaty table, read on 31 December, with ATOP's years.
///
/// Germany is one partner, 255, in the treaty table; ATOP numbers the Federal Republic 260 to 1990.
package enum TreatyAgreement {
  /// A partner and a year.
  package struct PartnerYear: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The partner's number, 255 for either Germany.
    package let partner: Int
    /// The year.
    package let year: CalendarYear
    /// Both, for errors.
    package var description: String { "partner \(partner) in \(year)" }
    /// Orders by partner and year.
    package static func < (left: PartnerYear, right: PartnerYear) -> Bool {
      (left.partner, left.year) < (right.partner, right.year)
    }
  }

  /// The years at whose end a treaty holds, by the treaty table.
  ///
  /// - Parameters:
  ///   - table: The columns `partner_cown`, `in_force_from`, `in_force_to`.
  ///   - years: The years looked at.
  /// - Throws: `DataError` for a cell that is no number or date.
  package static func treatyYears(
    _ table: Table, years: ClosedRange<CalendarYear>
  ) throws -> Set<PartnerYear> {
    let partner = try table.column("partner_cown")
    let from = try table.column("in_force_from")
    let to = try table.column("in_force_to")
    var result = Set<PartnerYear>()
    for row in table.rows {
      guard let start = try from.date(row) else {
        throw from.error(row, "the cell is empty", hint: "write the first day in force")
      }
      let end = try to.date(row)
      let number = Int(try partner.requiredWholeNumber(row))
      for year in years where start <= year.lastDay && (end.map { year.lastDay < $0 } ?? true) {
        result.insert(PartnerYear(partner: number, year: year))
      }
    }
    return result
  }

  /// The years with an ATOP defence obligation.
  package static func atopYears(_ spells: [DefenseSpell]) -> Set<PartnerYear> {
    var result = Set<PartnerYear>()
    for spell in spells {
      let number = DefenseSpell.number(spell.partner)
      for year in spell.from...spell.to {
        result.insert(PartnerYear(partner: number == 260 ? 255 : number, year: year))
      }
    }
    return result
  }

  /// The listed differences: first those only in the treaty table, then those only in ATOP.
  ///
  /// - Throws: `DataError` for a row that is no difference, lies outside the coverage or repeats
  ///   another's years.
  package static func listed(
    _ table: Table
  ) throws -> (treatyOnly: Set<PartnerYear>, atopOnly: Set<PartnerYear>) {
    let partner = try table.column("partner_cown")
    let from = try table.column("year_from")
    let to = try table.column("year_to")
    let treaty = try table.column("treaty_table")
    let atop = try table.column("atop")
    var treatyOnly = Set<PartnerYear>()
    var atopOnly = Set<PartnerYear>()
    for row in table.rows {
      let first = try from.year(row)
      let last = try to.year(row)
      guard first <= last, DefenseSpell.coverage.contains(first),
        DefenseSpell.coverage.contains(last)
      else {
        throw from.error(
          row, "\(first) to \(last) are not years from 1949 to 2018 in order",
          hint: "an exception is a run of years that ATOP covers")
      }
      let number = Int(try partner.requiredWholeNumber(row))
      for year in first...last {
        let key = PartnerYear(partner: number, year: year)
        guard !treatyOnly.contains(key), !atopOnly.contains(key) else {
          throw from.error(row, "\(key) is listed twice", hint: "keep one of the two rows")
        }
        switch (treaty[row], atop[row]) {
        case ("1", "0"): treatyOnly.insert(key)
        case ("0", "1"): atopOnly.insert(key)
        default:
          throw treaty.error(
            row, "treaty_table '\(treaty[row])' and atop '\(atop[row])' are no difference",
            hint: "write 1 and 0, or 0 and 1")
        }
      }
    }
    return (treatyOnly, atopOnly)
  }

  /// The partner-years in which table and ATOP differ otherwise than listed; empty when all is well.
  ///
  /// - Throws: `DataError` as the readers of the two tables do.
  package static func residual(
    treaties: Table, exceptions: Table, spells: [DefenseSpell]
  ) throws -> [PartnerYear] {
    let treaty = try treatyYears(treaties, years: DefenseSpell.coverage)
    let atop = atopYears(spells)
    let listed = try listed(exceptions)
    return treaty.subtracting(atop).symmetricDifference(listed.treatyOnly)
      .union(atop.subtracting(treaty).symmetricDifference(listed.atopOnly)).sorted()
  }
}
