import Alliances
import Codes
import Elections

/// The reassurance that a destination had from the incumbent before a year.
public enum Reassurance: Hashable, Sendable {
  /// The number of statements over the incumbent's tenure up to the year before.
  case statements(Int64)
  /// The destination is no ally in the year, so that the measure does not apply.
  case notAnAlly
  /// A year that counts was not coded, or whether the destination is an ally is not reported.
  case notReported
}

/// Cumulates statements of reassurance over an incumbent's tenure, strictly before a year.
public struct CumulatedReassurance: Sendable {
  private let statements: ReassuranceStatements
  private let presidents: Presidents
  private let rule: any AllyRule
  private let codes: DestinationCodes

  /// Sets up the measure.
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
    self.statements = statements
    self.presidents = presidents
    self.rule = rule
    self.codes = codes
  }

  /// The measure in a sentence, as it is printed on outputs.
  public static let definition =
    "statements of reassurance to the ally (Blankenship 2020) by the incumbent of 31 December over "
    + "the years of his tenure up to t−1; years in which the destination was no ally add nothing; a "
    + "year as an ally without a count makes the sum not reported; a first year has none"

  /// The measure for a destination and a year.
  ///
  /// The years that count are those up to `year` − 1 that belong to the same incumbent (the one in
  /// office on 31 December) and in which the destination was an ally.
  public func measure(for destination: ScheduleC, in year: CalendarYear) -> Reassurance {
    switch rule.status(of: codes.partner(destination, in: year), in: year) {
    case .notReported: return .notReported
    case .notAlly: return .notAnAlly
    case .ally: break
    }
    guard let incumbent = presidents.incumbent(in: year) else { return .notReported }
    let known = codes.allCOW(of: destination)
    var sum: Int64 = 0
    var earlier = year.advanced(by: -1)
    while presidents.incumbent(in: earlier)?.id == incumbent.id {
      switch rule.status(of: codes.partner(destination, in: earlier), in: earlier) {
      case .notAlly: break
      case .notReported: return .notReported
      case .ally:
        guard let count = statements.count(to: known, in: earlier) else { return .notReported }
        sum += count
      }
      earlier = earlier.advanced(by: -1)
    }
    return .statements(sum)
  }
}
