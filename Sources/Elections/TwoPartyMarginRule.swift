import Codes

/// Swing: the two-party margin of the last election before the year was below a number of points.
///
/// The margin is |D − R| / (D + R) in percent, statewide; a margin of exactly the number of points is
/// not a swing state (Ma & McLaren 2018, with 5 points).
public struct TwoPartyMarginRule: SwingRule {
  /// The margin, in percentage points, below which a state is a swing state.
  public let points: Int

  /// Creates the rule.
  ///
  /// - Parameter points: The margin in percentage points.
  public init(points: Int) { self.points = points }

  /// `margin-` and the number of points.
  public var id: String { "margin-\(points)" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    "two-party margin under \(points) points in the last presidential election in a year strictly "
      + "before t (Ma & McLaren 2018)"
  }

  /// The status of a state in a year.
  public func status(of state: State, given returns: EarlierReturns) -> SwingStatus {
    guard let election = returns.lastElections(1).first,
      let margin = returns[state, election]?.twoPartyMargin
    else { return .notDefined }
    return abs(margin) < Double(points) ? .swing : .notSwing
  }

  /// The margin of the last election.
  public func evidence(of state: State, given returns: EarlierReturns) -> [String] {
    guard let election = returns.lastElections(1).first,
      let margin = returns[state, election]?.twoPartyMargin
    else { return ["the last election before \(returns.year) is not in the table"] }
    return [
      "\(election): \(Points.lead(margin)) of the two parties' votes; under \(points) is swing"
    ]
  }
}
