import Codes

/// Swing: among the states nearest to the tipping-point state of the last election (Wright 2009).
public struct TippingPointRule: SwingRule {
  /// How many states, the tipping-point state among them.
  public let states: Int

  /// Creates the rule.
  ///
  /// - Parameter states: How many states are swing states, 1 to 51.
  public init(states: Int) { self.states = states }

  /// `tipping-point-` and the number of states.
  public var id: String { "tipping-point-\(states)" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    "among the \(states) states nearest in rank to the one that took the winner to 270 electors in "
      + "the last presidential election in a year strictly before t, states ranked by the margin of "
      + "all votes, ties in distance to the nearer margin; districts of Maine and Nebraska that voted "
      + "against their state rank by themselves (Wright 2009)"
  }

  /// The status of a state in a year.
  public func status(of state: State, given returns: EarlierReturns) -> SwingStatus {
    guard let election = returns.lastElections(1).first,
      let tippingPoint = returns.tippingPoint(in: election)
    else { return .notDefined }
    guard tippingPoint.rankDistance(of: state) != nil else { return .notDefined }
    return tippingPoint.nearest(states).contains(state) ? .swing : .notSwing
  }

  /// The tipping-point state and how far this one is from it.
  public func evidence(of state: State, given returns: EarlierReturns) -> [String] {
    guard let election = returns.lastElections(1).first,
      let tippingPoint = returns.tippingPoint(in: election),
      let distance = tippingPoint.rankDistance(of: state),
      let margin = tippingPoint.places.first(where: { $0.state == state })?.margin
    else { return ["no tipping point is known for the last election before \(returns.year)"] }
    return [
      "\(election): \(tippingPoint.state) took the winner to 270 by "
        + "\(Points.text(tippingPoint.margin)) points of all votes",
      "\(state) is \(distance) \(distance == 1 ? "place" : "places") away, with a margin of \(Points.text(margin))",
      "the \(states) nearest: "
        + tippingPoint.nearest(states).map(\.usps).joined(separator: " "),
    ]
  }
}
