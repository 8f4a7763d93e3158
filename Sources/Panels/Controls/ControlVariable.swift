import Codes
import Tables

/// What a control varies over, which is the key by which it is joined.
public enum ControlKey: String, Sendable, CaseIterable, Codable {
  /// One value a state.
  case state
  /// One value a destination.
  case destination
  /// One value a year.
  case year
  /// One value a state and year.
  case stateYear = "state-year"
  /// One value a destination and year.
  case destinationYear = "destination-year"
  /// One value a state and destination, such as a distance.
  case stateDestination = "state-destination"

  /// The names of the columns of the key.
  public var columns: [String] {
    switch self {
    case .state: ["state"]
    case .destination: ["iso3c"]
    case .year: ["year"]
    case .stateYear: ["state", "year"]
    case .destinationYear: ["iso3c", "year"]
    case .stateDestination: ["state", "iso3c"]
    }
  }

  var hasState: Bool { columns.contains("state") }
  var hasDestination: Bool { columns.contains("iso3c") }
  var hasYear: Bool { columns.contains("year") }
}

/// The unit for which a control is asked: what its key needs is there, the rest is nil.
public struct ControlUnit: Sendable {
  /// The state of origin.
  public let state: State?
  /// The destination.
  public let destination: Destination?
  /// The period; a control by year uses its year.
  public let period: PanelPeriod?

  /// Creates a unit.
  public init(state: State?, destination: Destination?, period: PanelPeriod?) {
    self.state = state
    self.destination = destination
    self.period = period
  }
}

/// A variable that is joined to a panel by state, destination, year or two of them.
///
/// Tables of controls and measures of reputation alike become columns of a panel through this.
public protocol ControlVariable: Sendable {
  /// The name of the column, such as `state_gdp`.
  var name: String { get }
  /// The unit, such as `millions of current U.S. dollars`.
  var unit: String { get }
  /// What it is, in a sentence with its source.
  var definition: String { get }
  /// What it varies over.
  var key: ControlKey { get }
  /// The years of which the source speaks; nil where it has no years.
  var coverage: ClosedRange<CalendarYear>? { get }
  /// The years with a figure, in order, where some between the first and the last have none; nil where
  /// the source has no years.
  var years: [CalendarYear]? { get }
  /// Where the figures come from, as it is to be cited; nil for a user's table.
  var source: DataPackageDescriptor.Source? { get }
  /// The rows of the table behind it; nil where there is none.
  var rowCount: Int? { get }
  /// The codes of the table behind it that are not known and whose rows were left out.
  var unmatched: [UnmatchedCode] { get }
  /// What else is to be known of the table behind it, each as a sentence without its full stop.
  var notes: [String] { get }
  /// Whether the figure may differ between the months of a year.
  var variesWithinYears: Bool { get }
  /// The choice that put it into a panel, as it is printed.
  var choice: PanelChoice { get }
  /// The identifier and version of the definition behind it; nil for a table of figures.
  var origin: String? { get }
  /// The figure of a unit, or why there is none; never a zero that nobody reported.
  func cell(_ unit: ControlUnit) -> Cell<Double>
  /// How many rows of the table none of some units needs; nil where there is no table of rows.
  func unusedRows(by units: [ControlUnit]) -> Int?
}

extension ControlVariable {
  /// All from the first to the last.
  public var years: [CalendarYear]? { coverage.map { Array($0) } }
  /// None.
  public var unmatched: [UnmatchedCode] { [] }
  /// None.
  public var notes: [String] { [] }
  /// Not known.
  public func unusedRows(by units: [ControlUnit]) -> Int? { nil }
  /// No: one figure a year.
  public var variesWithinYears: Bool { false }
  /// The control by its name.
  public var choice: PanelChoice {
    PanelChoice(option: "control", value: name, meaning: definition)
  }
  /// None.
  public var origin: String? { nil }
}
