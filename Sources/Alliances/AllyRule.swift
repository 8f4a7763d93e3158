import Codes

/// A destination as the alliance sources know it in one year.
public struct Partner: Hashable, Sendable {
  /// The Schedule C code; nil where it is not known.
  public let destination: ScheduleC?
  /// The ISO 3166 code; nil where the destination has none.
  public let iso3: ISO3?
  /// The Correlates of War code valid in the year; nil for dependent territories.
  public let cow: COWCode?

  /// Creates a partner.
  public init(destination: ScheduleC? = nil, iso3: ISO3?, cow: COWCode?) {
    self.destination = destination
    self.iso3 = iso3
    self.cow = cow
  }
}

/// Whether a partner is an ally of the United States in a year, by some rule.
public enum AllyStatus: Hashable, Sendable {
  /// The rule calls it an ally.
  case ally
  /// The rule covers the year and does not.
  case notAlly
  /// The rule's source does not speak about the partner in the year.
  case notReported(NotReported)
}

/// A named, versioned definition of an ally.
public protocol AllyRule: Sendable {
  /// The rule's identifier, such as `treaty`.
  var id: String { get }
  /// The version of the definition, raised whenever a flag could change.
  var version: Int { get }
  /// The definition in a sentence, with its source.
  var definition: String { get }
  /// The status of a partner on 31 December of a year.
  func status(of partner: Partner, in year: CalendarYear) -> AllyStatus
  /// The codes of a user's table whose rows were left out since they are no country's; none for other
  /// rules.
  var leftOut: [UnmatchedCodes.Entry] { get }
  /// What else is to be known of a user's table, each as a sentence without its full stop.
  var notes: [String] { get }
}

extension AllyRule {
  /// None.
  public var leftOut: [UnmatchedCodes.Entry] { [] }
  /// None.
  public var notes: [String] { [] }
}
