import Codes

/// Swing: the loser won 45 % or more of the two-party vote in the last three elections, in each of
/// them or on average (Kriner & Reeves 2015).
public struct KrinerReevesRule: SwingRule {
  /// How the three elections are put together.
  public enum Combination: String, Sendable, Hashable {
    /// Each of the three, as the book's text says.
    case each
    /// The mean of the three.
    case mean
  }

  /// How the three elections are put together.
  public let combination: Combination

  /// Creates the rule.
  public init(_ combination: Combination) { self.combination = combination }

  /// `kriner-reeves-each` or `kriner-reeves-mean`.
  public var id: String { "kriner-reeves-\(combination.rawValue)" }

  /// The version of the definition.
  public var version: Int { 1 }

  /// The definition in a sentence.
  public var definition: String {
    let how = combination == .each ? "in each" : "on the mean"
    return
      "the loser won at least 45 % of the two-party vote \(how) of the last three presidential "
      + "elections in years strictly before t (Kriner & Reeves 2015)"
  }

  /// The status of a state in a year.
  public func status(of state: State, given returns: EarlierReturns) -> SwingStatus {
    guard let last = returns.last(3, of: state) else { return .notDefined }
    let shares = last.compactMap(\.loserShareOfTwoParties)
    guard shares.count == 3 else { return .notDefined }
    switch combination {
    case .each: return shares.allSatisfy { $0 >= 45 } ? .swing : .notSwing
    case .mean: return shares.reduce(0, +) / 3 >= 45 ? .swing : .notSwing
    }
  }

  /// The loser's share in each of the three elections and their mean.
  public func evidence(of state: State, given returns: EarlierReturns) -> [String] {
    let elections = returns.lastElections(3)
    guard elections.count == 3 else {
      return ["three elections are needed and the table has \(elections.count) of them"]
    }
    let shares = elections.compactMap { returns[state, $0]?.loserShareOfTwoParties }
    guard shares.count == 3 else { return [] }
    return zip(elections, shares).map {
      "\($0): the loser won \(Points.text($1)) % of the two parties' votes; 45 or more counts"
    } + ["mean of the three: \(Points.text(shares.reduce(0, +) / 3)) %"]
  }
}
