import Codes

/// A continuous measure of how close a state was, by elections strictly before a year.
public enum SwingMeasure: String, CaseIterable, Sendable, Hashable {
  /// Places between the state and the tipping-point state of the last election.
  case pivotDistance = "pivot-distance"
  /// The margin of the last election relative to the tipping-point state's, without its sign.
  case margin = "margin"

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence, with its unit.
  public var definition: String {
    switch self {
    case .pivotDistance:
      "places between the state and the tipping-point state of the last presidential election in a "
        + "year strictly before t, states ranked by the margin of all votes (Wright 2009)"
    case .margin:
      "absolute difference in percentage points of all votes between the state's margin and the "
        + "tipping-point state's in the last presidential election in a year strictly before t"
    }
  }

  /// The unit of its values.
  public var unit: String {
    switch self {
    case .pivotDistance: "places"
    case .margin: "percentage points"
    }
  }

  /// The figures behind the value, one sentence each.
  public func evidence(of state: State, given returns: EarlierReturns) -> [String] {
    guard let election = returns.lastElections(1).first,
      let tippingPoint = returns.tippingPoint(in: election),
      let place = tippingPoint.places.firstIndex(where: { $0.state == state })
    else { return ["no tipping point is known for the last election before \(returns.year)"] }
    let winner = tippingPoint.places
    return [
      "\(election): \(tippingPoint.state) took the winner to 270, in place "
        + "\(tippingPoint.position + 1) of \(winner.count), by "
        + "\(Points.text(tippingPoint.margin)) points of all votes",
      "\(state) is in place \(place + 1), with a margin of \(Points.text(winner[place].margin))",
    ]
  }

  /// The value in words, such as `3 places` or `1.02 percentage points`; `not defined` where there is
  /// none.
  public func words(of state: State, given returns: EarlierReturns) -> String {
    guard let value = value(of: state, given: returns) else { return "not defined" }
    switch self {
    case .pivotDistance: return "\(Int(value)) \(value == 1 ? "place" : "places")"
    case .margin: return "\(Points.text(value)) percentage points"
    }
  }

  /// The value for a state in a year; nil for territories and where the last election is missing.
  public func value(of state: State, given returns: EarlierReturns) -> Double? {
    guard let election = returns.lastElections(1).first,
      let tippingPoint = returns.tippingPoint(in: election)
    else { return nil }
    switch self {
    case .pivotDistance: return tippingPoint.rankDistance(of: state).map(Double.init)
    case .margin: return tippingPoint.relativeMargin(of: state).map(abs)
    }
  }
}
