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
  case allyReputation
  /// The incumbent's place in the ranking of reputations, from 0 (weakest) to 1 (strongest).
  case incumbentReputation
  /// The incumbent may be elected again and is a candidate (0 or 1).
  case eligible
  /// The government is divided in the year (0 or 1).
  case divided
  /// The year lies so many years before the election of its cycle, 0 to 3 (0 or 1).
  case position(Int)
  /// The year belongs to the cycle that ends with the election of a year (0 or 1).
  case cycle(Int)
  /// The origin belongs to a class of states that are not swing states, in the year (0 or 1).
  case stateClass(StateClass)
  /// The destination is an ally and belongs to a group of destinations, in the year (0 or 1).
  case allyGroup(AllyGroup)
  /// The good is of a kind that a government can buy (0 or 1).
  case purchasable

  /// The name used in terms.
  public var name: String {
    switch self {
    case .swing: "swing"
    case .ally: "ally"
    case .window: "window"
    case .incumbent(let id): id
    case .reassurance: "reassurance"
    case .allyReputation: "ally-reputation"
    case .incumbentReputation: "incumbent-reputation"
    case .eligible: "eligible"
    case .divided: "divided"
    case .position(let years): "position-\(years)"
    case .cycle(let election): "cycle-\(election)"
    case .stateClass(let states): states.id
    case .allyGroup(let group): "ally-\(group.id)"
    case .purchasable: "purchasable"
    }
  }

  /// The dimensions of the panel over which the component varies.
  public var dimensions: Set<Dimension> {
    switch self {
    case .swing, .stateClass: [.origin, .year]
    case .ally, .reassurance, .allyReputation, .allyGroup: [.destination, .year]
    case .window, .incumbent, .incumbentReputation, .eligible, .divided, .position, .cycle: [.year]
    case .purchasable: [.good]
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
  /// The kind of good.
  case good

  /// Orders dimensions as origin, destination, year, good.
  public static func < (left: Dimension, right: Dimension) -> Bool {
    allCases.firstIndex(of: left).map { index in
      index < allCases.firstIndex(of: right) ?? allCases.count
    } ?? false
  }
}
