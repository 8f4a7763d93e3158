import Codes

/// Swing: the lesser party's mean share of all votes over three elections was 45 % or more.
///
/// The election that is explained is one of the three: the rule looks ahead, and is there to
/// replicate published results only.
///
/// It is what a published script computes, where its text describes the rule of Kriner and Reeves:
/// a centred window of three elections, then one step back, filled into the years before.
public struct AlleyCodeRule: SwingRule {
  /// Creates the rule.
  public init() {}

  /// `alley-code`.
  public var id: String { "alley-code" }

  /// The name as it is printed, which says that the rule looks ahead.
  public var name: String { "alley-code (look-ahead)" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// Always true: the year's own or next election counts.
  public var looksAhead: Bool { true }

  /// The definition in a sentence.
  public var definition: String {
    "LOOKS AHEAD, for replication only: the loser's mean share of all votes was at least 45 % over "
      + "the presidential election of t or the next one and the two before it (the script published with the arms-elections data, Alley)"
  }

  /// The status of a state in a year.
  public func status(of state: State, given returns: EarlierReturns) -> SwingStatus {
    guard let last = returns.last(3, of: state) else { return .notDefined }
    let shares = last.compactMap(\.loserShareOfAllVotes)
    guard shares.count == 3 else { return .notDefined }
    return shares.reduce(0, +) / 3 >= 45 ? .swing : .notSwing
  }

  /// The loser's share in each of the three elections and their mean.
  public func evidence(of state: State, given returns: EarlierReturns) -> [String] {
    let elections = returns.lastElections(3)
    guard elections.count == 3 else {
      return ["three elections are needed and the table has \(elections.count) of them"]
    }
    let shares = elections.compactMap { returns[state, $0]?.loserShareOfAllVotes }
    guard shares.count == 3 else { return [] }
    return zip(elections, shares).map {
      "\($0): the loser won \(Points.text($1)) % of all votes; 45 or more counts"
    } + ["mean of the three: \(Points.text(shares.reduce(0, +) / 3)) %"]
  }
}
