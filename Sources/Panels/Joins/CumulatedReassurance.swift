import Alliances
import Codes
import Elections

/// The reassurance that a destination had from the incumbent before a year.
public enum Reassurance: Hashable, Sendable {
  /// The number of statements over the incumbent's tenure up to the year before.
  case statements(Int64)
  /// The figure of another measure of reputation, and the value by which it enters a model.
  case figure(Double, value: Double)
  /// The destination is no ally in the year, so that the measure does not apply.
  case notAnAlly
  /// A year that counts was not coded, or whether the destination is an ally is not reported.
  case notReported

  /// The figure as it is printed in a panel; empty where there is none.
  public var text: String {
    switch self {
    case .statements(let count): String(count)
    case .figure(let figure, _):
      Int64(exactly: figure).map { String($0) } ?? String(figure)
    case .notAnAlly, .notReported: ""
    }
  }
}

/// A measure of reputation for each ally, over an incumbent's tenure and strictly before a year.
public struct CumulatedReassurance: Sendable {
  /// The measure.
  public let measure: any ReputationMeasure
  private let presidents: Presidents
  private let rule: any AllyRule
  private let codes: DestinationCodes

  /// Sets up statements of reassurance.
  ///
  /// - Parameters:
  ///   - statements: The counts by ally and year.
  ///   - presidents: Who was in office.
  ///   - rule: Which destinations are allies.
  ///   - codes: The destinations' codes.
  public init(
    statements: ReassuranceStatements, presidents: Presidents, rule: any AllyRule,
    codes: DestinationCodes
  ) {
    self.init(
      measure: StatementsMeasure(statements), presidents: presidents, rule: rule, codes: codes)
  }

  /// Sets up a measure.
  ///
  /// - Parameters:
  ///   - measure: By ally, or one figure for an incumbent, which all allies then share; a measure
  ///     without a scale is not reported.
  ///   - presidents: Who was in office.
  ///   - rule: Which destinations are allies.
  ///   - codes: The destinations' codes.
  public init(
    measure: any ReputationMeasure, presidents: Presidents, rule: any AllyRule,
    codes: DestinationCodes
  ) {
    self.measure = measure
    self.presidents = presidents
    self.rule = rule
    self.codes = codes
  }

  /// Statements of reassurance in a sentence, as it is printed on outputs.
  public static let definition =
    "statements of reassurance to the ally (Blankenship 2020) by the incumbent of 31 December over "
    + "the years of his tenure up to t−1; years in which the destination was no ally add nothing; a "
    + "year as an ally without a count makes the sum not reported; a first year has none"

  /// The name of the figure's column in a panel.
  public var columnName: String { measure is StatementsMeasure ? "statements" : "reputation" }

  /// The measure for a destination and a year.
  ///
  /// The years that count are those up to `year` − 1 that belong to the same incumbent (the one in
  /// office on 31 December) and in which the destination was an ally.
  public func measure(for destination: ScheduleC, in year: CalendarYear) -> Reassurance {
    measure(for: destination, on: presidents.occasion(in: year))
  }

  /// The measure for a destination and a month, by the incumbent of the month's last day.
  ///
  /// The years that count are those before the month's year, so that the figure changes with the
  /// incumbent and at the turn of a year.
  public func measure(for destination: ScheduleC, in month: CalendarMonth) -> Reassurance {
    measure(for: destination, on: presidents.occasion(in: month))
  }

  /// The measure's figure for a destination on an occasion, or why there is none.
  ///
  /// - Parameters:
  ///   - destination: The destination, or the sovereign whose alliances it shares.
  ///   - occasion: The incumbent, the explained year and the years before it; nil before the table of
  ///     presidents begins, of which nothing is reported.
  /// - Returns: `notAnAlly` for a destination that is none in the explained year, also where the
  ///   measure is one figure for an incumbent; `notCoded` for a measure without a scale.
  public func figure(for destination: ScheduleC, on occasion: ReputationOccasion?)
    -> ReputationFigure
  {
    guard let occasion else { return .notReported(.outsideCoverage) }
    switch codes.status(of: destination, by: rule, in: occasion.year) {
    case .notReported(let reason): return .notReported(reason)
    case .notAlly: return .notReported(.notAnAlly)
    case .ally: break
    }
    switch measure {
    case let byAlly as any AllyReputation:
      let (rule, codes) = (rule, codes)
      return byAlly.figure(
        on: occasion,
        toward: ReputationPartner(
          destination: destination, iso3: codes[destination]?.iso3,
          cow: codes.allCOW(of: destination)
        ) { codes.status(of: destination, by: rule, in: $0) })
    case let byIncumbent as any IncumbentReputation: return byIncumbent.figure(on: occasion)
    default: return .notReported(.notCoded)
    }
  }

  private func measure(for destination: ScheduleC, on occasion: ReputationOccasion?) -> Reassurance
  {
    switch figure(for: destination, on: occasion) {
    case .notReported(.notAnAlly): return .notAnAlly
    case .notReported: return .notReported
    case .figure(let figure):
      if measure is StatementsMeasure, let count = Int64(exactly: figure) {
        return .statements(count)
      }
      return .figure(figure, value: measure.transform.value(of: figure))
    }
  }
}

extension Presidents {
  /// What a measure of reputation is asked about in a year; nil before the table begins.
  public func occasion(in year: CalendarYear) -> ReputationOccasion? {
    incumbent(in: year).map {
      ReputationOccasion(
        incumbent: $0.id, year: year, earlierYears: yearsInOffice(of: $0.id, before: year))
    }
  }

  /// What a measure of reputation is asked about in a month, by its last day; nil before the table
  /// begins.
  public func occasion(in month: CalendarMonth) -> ReputationOccasion? {
    incumbent(on: month.lastDay).map {
      let year = CalendarYear(month.year)
      return ReputationOccasion(
        incumbent: $0.id, year: year, earlierYears: yearsInOffice(of: $0.id, before: year))
    }
  }
}
