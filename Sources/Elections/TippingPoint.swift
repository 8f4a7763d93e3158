import Codes

/// The states in the order in which they carried the winner of an election past 270 electors.
///
/// States are sorted by the winner's margin among all votes, largest first (ties by postal code); the
/// tipping-point state is the one whose electors bring the running sum to 270 or more. A district of
/// Maine or Nebraska that voted against its state stands in the order with its own margin and one
/// elector, but is no state and is never the answer for its own sake: if a district tips, the next
/// state in the order does.
public struct TippingPoint: Hashable, Sendable {
  /// A state's place in the order.
  public struct Place: Hashable, Sendable {
    /// The state.
    public let state: State
    /// The winner's margin among all votes, in percentage points; negative where the winner lost.
    public let margin: Double
    /// The winner's electors up to and with this state.
    public let electors: Int
  }

  /// The election.
  public let election: CalendarYear
  /// All 51, from the winner's safest state to the loser's.
  public let places: [Place]
  /// The position of the tipping-point state among `places`.
  public let position: Int

  /// The state that takes the winner to 270 electors.
  public var state: State { places[position].state }
  /// The winner's margin there, in percentage points of all votes.
  public var margin: Double { places[position].margin }

  /// How many places a state lies from the tipping-point state; 0 for that state itself.
  ///
  /// - Returns: nil for a territory.
  public func rankDistance(of state: State) -> Int? {
    places.firstIndex { $0.state == state }.map { abs($0 - position) }
  }

  /// The winner's margin in a state relative to the tipping-point state, in points.
  ///
  /// - Returns: nil for a territory.
  public func relativeMargin(of state: State) -> Double? {
    places.first { $0.state == state }.map { $0.margin - margin }
  }

  /// The states nearest to the tipping-point state, itself among them.
  ///
  /// Distance is counted in places; of two states equally far away the one whose margin is nearer
  /// to the tipping-point state's comes first, then the one with the smaller margin.
  ///
  /// - Parameter count: How many states.
  public func nearest(_ count: Int) -> [State] {
    let order = places.indices.sorted { a, b in
      let first = (abs(a - position), abs(places[a].margin - margin), -a)
      let second = (abs(b - position), abs(places[b].margin - margin), -b)
      return first < second
    }
    return order.prefix(count).map { places[$0].state }
  }

  /// Ranks the states of one election; nil if neither party's electors reach 270.
  init?(
    election: CalendarYear, returns: [State: StateReturn], electoralVotes: ElectoralVotes?,
    districts: DistrictElectors
  ) {
    struct Unit {
      let state: State?
      let margin: Double
      let electors: Int
      let name: String
    }
    var units: [Unit] = []
    for (state, result) in returns {
      guard let margin = result.marginOfAllVotes,
        let electors = electoralVotes?.electors(of: state, in: election)
      else { return nil }
      let lost = districts[election].filter { $0.state == state }
      units.append(
        Unit(state: state, margin: margin, electors: electors - lost.count, name: state.usps))
      units += lost.map { Unit(state: nil, margin: $0.margin, electors: 1, name: $0.name) }
    }
    let democratic = units.reduce(0) { $0 + ($1.margin > 0 ? $1.electors : 0) }
    let republican = units.reduce(0) { $0 + ($1.margin < 0 ? $1.electors : 0) }
    guard max(democratic, republican) >= 270 else { return nil }
    let sign = democratic > republican ? 1.0 : -1.0
    units.sort { (-sign * $0.margin, $0.name) < (-sign * $1.margin, $1.name) }
    var places: [Place] = []
    var sum = 0
    var position: Int?
    for unit in units {
      sum += unit.electors
      guard let state = unit.state else { continue }
      if position == nil, sum >= 270 { position = places.count }
      places.append(Place(state: state, margin: sign * unit.margin, electors: sum))
    }
    guard let position else { return nil }
    self.election = election
    self.places = places
    self.position = position
  }
}
