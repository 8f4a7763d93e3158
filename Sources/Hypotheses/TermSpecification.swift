import Codes
import Panels

/// One factor of an interaction.
public enum Component: Hashable, Sendable {
  /// The origin is a swing state in the year (0 or 1).
  case swing
  /// The destination is an ally in the year (0 or 1).
  case ally
  /// The year lies in the pre-election window (0 or 1).
  case window
  /// The year belongs to one incumbent, by identifier (0 or 1).
  case incumbent(String)
  /// log(1 + statements of reassurance to the ally), zero for non-allies by the interaction A·R.
  case reassurance
  /// The chosen measure of an ally's reputation with the incumbent, zero for non-allies likewise.
  case reputation

  /// The name used in terms.
  public var name: String {
    switch self {
    case .swing: "swing"
    case .ally: "ally"
    case .window: "window"
    case .incumbent(let id): id
    case .reassurance: "reassurance"
    case .reputation: "reputation"
    }
  }

  /// The dimensions of the panel over which the component varies.
  public var dimensions: Set<Dimension> {
    switch self {
    case .swing: [.origin, .year]
    case .ally, .reassurance, .reputation: [.destination, .year]
    case .window, .incumbent: [.year]
    }
  }
}

/// A dimension of the panel.
public enum Dimension: String, Hashable, Sendable, CaseIterable, Comparable {
  /// The state of origin.
  case origin
  /// The country of destination.
  case destination
  /// The calendar year.
  case year

  /// Orders dimensions as origin, destination, year.
  public static func < (left: Dimension, right: Dimension) -> Bool {
    allCases.firstIndex(of: left).map { index in
      index < allCases.firstIndex(of: right) ?? allCases.count
    } ?? false
  }
}

/// A regressor: the product of its components.
public struct TermSpecification: Hashable, Sendable {
  /// The components that are multiplied.
  public let components: [Component]

  /// Creates a term.
  public init(_ components: Component...) { self.components = components }

  /// The components' names joined by colons, such as `swing:ally:window`.
  public var name: String { components.map(\.name).joined(separator: ":") }

  /// The dimensions over which the product varies.
  public var dimensions: Set<Dimension> {
    components.reduce(into: []) { $0.formUnion($1.dimensions) }
  }
}

/// A fixed effect: one level for each combination of its dimensions.
public struct FixedEffectSpecification: Hashable, Sendable {
  /// The dimensions that are interacted.
  public let dimensions: Set<Dimension>

  /// Creates a fixed effect.
  public init(_ dimensions: Dimension...) { self.dimensions = Set(dimensions) }

  /// The dimensions joined by a caret in the order origin, destination, year.
  public var name: String { dimensions.sorted().map(\.rawValue).joined(separator: "^") }

  /// Whether the fixed effect absorbs a term because the term does not vary within its levels.
  public func absorbs(_ term: TermSpecification) -> Bool {
    term.dimensions.isSubset(of: dimensions)
  }
}
