import Codes
import Tables

/// Tariffs that partners apply to imports from the United States, from a user's own WITS answer.
///
/// Source: World Integrated Trade Solution, effectively applied rates (`AHS`) on all products,
/// partner United States, weighted average by the partner's imports, percent. The publishers behind
/// WITS do not allow their figures to be passed on, so that none are built in.
public struct AppliedTariffs: Sendable {
  private struct Key: Hashable {
    let destination: ScheduleC
    let year: CalendarYear
  }

  /// The first and the last year of the file.
  public let coverage: ClosedRange<CalendarYear>
  private let rates: [Key: Double]

  /// Reads a file as WITS gives it.
  ///
  /// - Parameters:
  ///   - table: Columns `Reporter` (UN M49, three digits), `Partner`, `Tariff Year`, `DutyType`,
  ///     `Product` and `Weighted Average`; an empty rate is not reported. Reporters that are groups,
  ///     such as the European Union, are set aside.
  ///   - crosswalk: The codes of destinations.
  /// - Throws: `DataError` naming the row: another partner, duty or product, a rate below 0 or above
  ///   1,000 percent, a reporter-year that stands twice; or listing reporters that are no destination.
  public init(table: Table, crosswalk: CountryCrosswalk) throws {
    let reporter = try table.column("Reporter")
    let partner = try table.column("Partner")
    let year = try table.column("Tariff Year")
    let duty = try table.column("DutyType")
    let product = try table.column("Product")
    let rate = try table.column("Weighted Average")
    var rates: [Key: Double] = [:]
    var years: ClosedRange<CalendarYear>?
    var unmatched = UnmatchedCodes(file: table.name, system: .m49)
    for row in table.rows {
      guard partner[row] == "840", duty[row] == "AHS",
        product[row].filter({ $0 != " " }) == "Total"
      else {
        throw partner.error(
          row,
          "the row is not of the applied rate (AHS) on all products of the United States (840)",
          hint: "ask WITS for AHS, product Total, partner United States")
      }
      let number = try year.year(row)
      years =
        years.map { min($0.lowerBound, number)...max($0.upperBound, number) } ?? number...number
      let match = crosswalk.match(reporter[row], in: .m49, year: number)
      guard let destination = unmatched.note(reporter[row], year: number, match: match) else {
        continue
      }
      if rate[row].isEmpty { continue }
      guard let percent = PrintedNumber.finite(rate[row]), (0...1_000).contains(percent) else {
        throw rate.error(row, "'\(rate[row])' is no rate in percent", hint: "write it as 3.42")
      }
      guard rates.updateValue(percent, forKey: Key(destination: destination, year: number)) == nil
      else {
        throw year.error(
          row, "the partner-year \(reporter[row]) \(number) stands twice", hint: "keep one row")
      }
    }
    try unmatched.requireNone()
    guard let years, !rates.isEmpty else {
      throw DataError(
        .malformedTable, "\(table.name): the table of tariffs has no rate",
        hint: "ask WITS for AHS, product Total, partner United States")
    }
    coverage = years
    self.rates = rates
  }

  /// The rate of a partner in a year, in percent; nil where it was not reported.
  public func rate(of destination: ScheduleC, in year: CalendarYear) -> Double? {
    rates[Key(destination: destination, year: year)]
  }
}
