import Alliances
import Codes
import Elections
import Tables

/// A measure of reputation as a variable of a panel, dated before the period.
///
/// A measure by ally varies over destination and period, one by incumbent over the period alone. The
/// figure is the measure's own, before the transform by which it enters a model.
public struct ReputationControl: ControlVariable {
  /// The measure.
  public let measure: any ReputationMeasure
  /// What it varies over.
  public let key: ControlKey
  private let presidents: Presidents
  private let byAlly: ByAlly?

  private struct ByAlly: Sendable {
    let reassurance: CumulatedReassurance
    let ruleID: String
    let sovereigns: Sovereigns?
  }

  /// Makes a variable of a measure.
  ///
  /// - Parameters:
  ///   - measure: A measure by ally or by incumbent.
  ///   - rule: Which destinations are allies; nil where the panel names no ally rule.
  ///   - context: Who was in office, and the destinations' codes.
  ///   - territories: Under `sovereign` a territory has the figure of its sovereign.
  /// - Throws: `DataError` of kind `unknownChoice` for a measure without a scale, and for a measure by
  ///   ally without an ally rule.
  public init(
    _ measure: any ReputationMeasure, allies rule: (any AllyRule)?, context: PanelContext,
    territories: TerritoryPolicy
  ) throws {
    self.measure = measure
    presidents = context.presidents
    if measure is any IncumbentReputation {
      key = .year
      byAlly = nil
      return
    }
    guard measure is any AllyReputation else {
      throw DataError(
        .unknownChoice, "the measure of reputation \(measure.id) has no scale, hence no column",
        hint: "use the column incumbent, which every panel has, or a measure with figures")
    }
    guard let rule else {
      throw DataError(
        .unknownChoice,
        "the measure of reputation \(measure.id) is one of allies, and the panel names no ally rule",
        hint: "add --ally treaty, say; the first of several rules says who is an ally")
    }
    key = .destinationYear
    byAlly = ByAlly(
      reassurance: CumulatedReassurance(
        measure: measure, presidents: context.presidents, rule: rule, codes: context.codes),
      ruleID: rule.id, sovereigns: territories == .sovereign ? context.sovereigns : nil)
  }

  /// `reputation_` and the measure's identifier.
  public var name: String { Self.columnName(measure) }

  static func columnName(_ measure: any ReputationMeasure) -> String {
    "reputation_" + ColumnDefinition.namePart(measure.id)
  }

  /// The measure's own.
  public var unit: String {
    switch measure.transform {
    case .logOnePlus: "n of the definition; log(1 + n) enters models"
    case .identity: "the measure's own"
    }
  }

  /// The measure's definition, with its version and the allies of whom it speaks.
  public var definition: String {
    let allies = byAlly.map { "; allies by the rule \($0.ruleID), others have none" } ?? ""
    return "measure of reputation \(measure.id), version \(measure.version): \(measure.definition)"
      + allies
  }

  /// The identifier and version of the measure.
  public var origin: String? { "\(measure.id)/\(measure.version)" }

  /// The measure as it is named on the command line.
  public var choice: PanelChoice {
    PanelChoice(option: "reputation", value: measure.id, meaning: definition)
  }

  /// The years whose figures the measure has; a period is explained by those before it.
  public var coverage: ClosedRange<CalendarYear>? { measure.coverage }

  /// Yes: by month the incumbent changes on the day he leaves office.
  public var variesWithinYears: Bool { true }

  /// Told of the measure's tables by whoever reads them.
  public var source: DataPackageDescriptor.Source? { nil }

  /// None: a measure is no table.
  public var rowCount: Int? { nil }

  /// The codes of a user's table whose rows were left out.
  public var unmatched: [UnmatchedCode] { measure.leftOut.map(UnmatchedCode.init) }

  /// Those of the measure.
  public var notes: [String] { measure.notes }

  /// The figure of the incumbent of the period's last day over his tenure before its year, or why there
  /// is none; nothing is carried past the measure's coverage, which has to hold the year before.
  public func cell(_ unit: ControlUnit) -> Cell<Double> {
    guard let period = unit.period, let occasion = occasion(of: period) else {
      return .notReported(.outsideCoverage)
    }
    let found: ReputationFigure
    if let byAlly {
      guard let destination = unit.destination?.scheduleC else {
        return .notReported(.noCode("Schedule C"))
      }
      var partner = destination
      if case .territory(let sovereign) = byAlly.sovereigns?
        .status(of: destination, in: period.year)
      {
        partner = sovereign
      }
      found = byAlly.reassurance.figure(for: partner, on: occasion)
    } else if let measure = measure as? any IncumbentReputation {
      found = measure.figure(on: occasion)
    } else {
      found = .notReported(.notCoded)
    }
    switch found {
    case .figure(let figure):
      // A first year has no years before it to add up, and their empty sum would be a zero also where
      // the source ended long ago.
      if let coverage, !coverage.contains(occasion.year.advanced(by: -1)) {
        return .notReported(.outsideCoverage)
      }
      return figure == 0 ? .reportedZero : .value(figure)
    case .notReported(let reason): return .notReported(reason)
    }
  }

  private func occasion(of period: PanelPeriod) -> ReputationOccasion? {
    guard let number = period.month else { return presidents.occasion(in: period.year) }
    return CalendarMonth(year: period.year.number, month: number)
      .flatMap { presidents.occasion(in: $0) }
  }
}
