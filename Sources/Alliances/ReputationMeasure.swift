import Codes

/// What a measure of reputation is asked about: an incumbent in a year, and what came before it.
public struct ReputationOccasion: Hashable, Sendable {
  /// The incumbent to whom the year or month belongs, such as `obama`.
  public let incumbent: String
  /// The year that the measure explains.
  public let year: CalendarYear
  /// The years of the incumbent's tenure strictly before it, latest first; empty in his first.
  public let earlierYears: [CalendarYear]

  /// Creates an occasion; years at or after the explained one are left out.
  public init(incumbent: String, year: CalendarYear, earlierYears: [CalendarYear]) {
    self.incumbent = incumbent
    self.year = year
    self.earlierYears = earlierYears.filter { $0 < year }
  }
}

/// A partner as the sources of reputation know it.
public struct ReputationPartner: Sendable {
  /// The Schedule C code.
  public let destination: ScheduleC
  /// The ISO 3166 code; nil where there is none.
  public let iso3: ISO3?
  /// The Correlates of War codes that it ever had, latest first: a source may use any of them.
  public let cow: [COWCode]
  /// Whether it is an ally in a year.
  public let status: @Sendable (CalendarYear) -> AllyStatus

  /// Creates a partner.
  public init(
    destination: ScheduleC, iso3: ISO3?, cow: [COWCode],
    status: @escaping @Sendable (CalendarYear) -> AllyStatus
  ) {
    self.destination = destination
    self.iso3 = iso3
    self.cow = cow
    self.status = status
  }
}

/// A figure of a measure, or why there is none.
public enum ReputationFigure: Hashable, Sendable {
  /// The figure in the measure's own unit.
  case figure(Double)
  /// No figure, and why.
  case notReported(NotReported)
}

/// How a figure enters a model.
public enum ReputationTransform: Hashable, Sendable {
  /// log(1 + n), for counts.
  case logOnePlus
  /// As it is.
  case identity

  /// The value that enters a model; larger is a stronger reputation.
  public func value(of figure: Double) -> Double {
    switch self {
    case .logOnePlus: Platform.logarithmOfOnePlus(figure)
    case .identity: figure
    }
  }
}

/// A named, versioned measure of an incumbent's reputation for commitment, always dated before the
/// year that it explains.
///
/// A measure is an ``AllyReputation`` or an ``IncumbentReputation``; ``IncumbentMeasure`` alone is
/// neither, for it has no scale.
public protocol ReputationMeasure: Sendable {
  /// The measure's identifier, such as `statements`.
  var id: String { get }
  /// The version of the definition, raised whenever a figure could change.
  var version: Int { get }
  /// The definition in a sentence.
  var definition: String { get }
  /// The publication to cite.
  var citation: String { get }
  /// The years whose figures exist, none of which is extrapolated; nil for a measure that is not
  /// made from yearly figures, or whose years a user's table decides.
  var coverage: ClosedRange<CalendarYear>? { get }
  /// How the figure enters a model.
  var transform: ReputationTransform { get }
  /// The codes of a user's table whose rows were left out since they are no country's; none for other
  /// measures.
  var leftOut: [UnmatchedCodes.Entry] { get }
  /// What else is to be known of a user's table, each as a sentence without its full stop.
  var notes: [String] { get }
}

extension ReputationMeasure {
  /// None.
  public var leftOut: [UnmatchedCodes.Entry] { [] }
  /// None.
  public var notes: [String] { [] }

  /// The years of an occasion that lie outside the coverage, earliest first: those that keep the
  /// measure from being reported.
  public func uncovered(_ occasion: ReputationOccasion) -> [CalendarYear] {
    guard let coverage else { return [] }
    return occasion.earlierYears.filter { !coverage.contains($0) }.sorted()
  }
}

/// A measure that differs between allies.
public protocol AllyReputation: ReputationMeasure {
  /// The figure of a partner that is an ally in the explained year.
  func figure(on occasion: ReputationOccasion, toward partner: ReputationPartner)
    -> ReputationFigure
}

/// A measure that is one figure for an incumbent in a year.
public protocol IncumbentReputation: ReputationMeasure {
  /// The figure of the incumbent.
  func figure(on occasion: ReputationOccasion) -> ReputationFigure
}
