import Codes

/// Reputation: the tariffs on American goods that the incumbent has tolerated from the ally.
///
/// A patron who lets an ally keep high tariffs has made it a concession. Source: WITS applied
/// tariffs, from a user's file (``AppliedTariffs``).
public struct TariffToleranceMeasure: AllyReputation {
  private let tariffs: AppliedTariffs
  private let file: String

  /// Creates the measure over a file's rates.
  ///
  /// - Parameters:
  ///   - tariffs: The rates.
  ///   - file: The name of the file, for outputs.
  public init(_ tariffs: AppliedTariffs, file: String) {
    self.tariffs = tariffs
    self.file = file
  }

  /// `tariff-tolerance:` and the file.
  public var id: String { "tariff-tolerance:\(file)" }
  /// The version of the definition.
  public var version: Int { 1 }
  /// The publication to cite.
  public var citation: String {
    "World Bank, World Integrated Trade Solution: effectively applied tariffs, from UNCTAD TRAINS and "
      + "WTO IDB"
  }
  /// The definition in a sentence.
  public var definition: String {
    "mean over the incumbent's tenure up to t−1 of the ally's applied tariff on the United States, "
      + "weighted average in percent (WITS, in the table \(file)); years as no ally and years without "
      + "a rate are left out of the mean; a first year, and a tenure without a rate or with years "
      + "outside \(tariffs.coverage.lowerBound)–\(tariffs.coverage.upperBound), is not reported"
  }
  /// The years of the file.
  public var coverage: ClosedRange<CalendarYear>? { tariffs.coverage }
  /// As it is, in percent.
  public var transform: ReputationTransform { .identity }

  /// The mean rate in percent.
  public func figure(on occasion: ReputationOccasion, toward partner: ReputationPartner)
    -> ReputationFigure
  {
    var sum = 0.0
    var count = 0
    // From early to late, so that the sum does not depend on how the years were listed.
    for year in occasion.earlierYears.sorted() {
      guard tariffs.coverage.contains(year) else { return .notReported(.outsideCoverage) }
      switch partner.status(year) {
      case .notAlly: continue
      case .notReported(let reason): return .notReported(reason)
      case .ally:
        guard let rate = tariffs.rate(of: partner.destination, in: year) else { continue }
        sum += rate
        count += 1
      }
    }
    return count == 0 ? .notReported(.notCoded) : .figure(sum / Double(count))
  }
}
